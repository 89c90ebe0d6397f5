// What the bundler's own process may use of the machine.

const room: Readonly<Record<string, string>> = { GOGC: 'off', GOMEMLIMIT: '1GiB' };

/**
 * esbuild's own process takes these from the environment at its first run: below the limit it spends nothing on
 * garbage, which it ends with anyway. No other child of ours gets to see them.
 */
export const withRoomToRun = <T>(start: () => Promise<T>): Promise<T> => {
  const own = Object.keys(room).filter((name) => process.env[name] === undefined);
  for (const name of own) process.env[name] = room[name];
  try {
    return start();
  } finally {
    for (const name of own) delete process.env[name];
  }
};
