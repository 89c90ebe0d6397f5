// Ports: the usual one when it is free, else the next that is a multiple of 100 above it.
import { createServer } from 'node:net';

const step = 100;

export type IsFree = (port: number) => Promise<boolean>;

/** Asks the operating system by listening for a moment on the loopback address. */
export const isFreeOnLoopback: IsFree = (port) =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => resolve(true));
    });
  });

/** @throws RangeError when no port of the row is free. */
export async function choosePort(preferred: number, isFree: IsFree): Promise<number> {
  for (let port = preferred; port <= 65_535; port += step) {
    if (await isFree(port)) return port;
  }
  throw new RangeError(`no free port from ${preferred} upwards in steps of ${step}`);
}
