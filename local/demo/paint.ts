// Colours, only where a person reads them on a terminal.
export type Paint = Readonly<Record<'bold' | 'green' | 'red', (text: string) => string>>;

/** @see https://no-color.org */
export function paintFor(isTerminal: boolean, noColor: string | undefined): Paint {
  const isColoured = isTerminal && (noColor ?? '') === '';
  const style = (code: number) => (text: string) =>
    isColoured ? `\u001b[${code}m${text}\u001b[0m` : text;
  return { bold: style(1), green: style(32), red: style(31) };
}
