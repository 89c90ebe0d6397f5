// Which process holds the client's end of a local connection, by what Linux tells of sockets.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const inodeColumn = 9;

/** The socket whose own port is this one: the listener of a connection has it as the other's. */
const inodeOf = (port: number): string | undefined => {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/u))
    .find(([, local = '']) => local.endsWith(wanted))?.[inodeColumn];
};

const holds = (pid: string, link: string): boolean => {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`) === link;
      } catch {
        // The file was closed between the two looks.
        return false;
      }
    });
  } catch {
    // The process ended, or is another user's.
    return false;
  }
};

/** @returns its pid; undefined when the connection is gone, or this very process holds it. */
export const processOfPort = (port: number): number | undefined => {
  const inode = inodeOf(port);
  if (inode === undefined) return undefined;
  const found = readdirSync('/proc')
    .filter((name) => /^[0-9]+$/u.test(name) && name !== String(process.pid))
    .find((pid) => holds(pid, `socket:[${inode}]`));
  return found === undefined ? undefined : Number(found);
};
