// What a function logs, as a world keeps it: all of it, or only what an ERROR says.
import type { LogLine } from '#test/support/invariants/view.ts';

/** What was thrown stands in a real line too. Here nothing is cleaned: whoever looks for secrets sees more. */
const withError = (line: LogLine & { readonly error?: unknown }): LogLine => {
  const { error, fields } = line;
  if (!(error instanceof Error)) return line;
  const { name, message, stack, cause } = error;
  const told = { name, message, stack, cause: cause instanceof Error ? cause.message : undefined };
  return { ...line, fields: { ...fields, error: told } };
};

/** Takes a line into the papers of a run. */
export const keptIn =
  (logs: LogLine[], keepsAll: boolean) =>
  (line: LogLine): void => {
    if (keepsAll) logs.push(withError(line));
    else if (line.level === 'ERROR') logs.push(line);
  };
