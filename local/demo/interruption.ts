// Ctrl-C and SIGTERM end the demo at once, but not before what it has made elsewhere is taken away.
type Close = () => Promise<void>;

const open = new Set<Close>();

/** @returns what closes it, whether the demo ends well or is interrupted. */
export function closeInAnyCase(close: Close): Close {
  open.add(close);
  return async () => {
    if (open.delete(close)) await close();
  };
}

/** As an exit, so that what is under way (a deploy) is stopped with us. */
export function endOnSignal(): void {
  const end = async (code: number) => {
    await Promise.allSettled([...open].map((close) => close()));
    process.exit(code);
  };
  process.once('SIGINT', () => void end(130));
  process.once('SIGTERM', () => void end(143));
}
