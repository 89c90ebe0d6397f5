// Which process holds the client's end of a local connection, by what Linux tells of sockets.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A connection, by the ports of its two ends on this machine. */
export interface Ends {
  readonly client: number;
  readonly server: number;
}

const inodeColumn = 9;

const ending = (port: number): string => `:${port.toString(16).toUpperCase().padStart(4, '0')}`;

/**
 * The client's socket: its own end is the client's port, the other one the server's. Both are asked for, since
 * Linux gives one port to several clients at once where they ask different servers.
 */
const inodeOf = ({ client, server }: Ends): string | undefined => {
  const [own, other] = [ending(client), ending(server)];
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/u))
    .find(([, local = '', remote = '']) => local.endsWith(own) && remote.endsWith(other))?.[
    inodeColumn
  ];
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
export const clientProcess = (ends: Ends): number | undefined => {
  const inode = inodeOf(ends);
  if (inode === undefined) return undefined;
  const found = readdirSync('/proc')
    .filter((name) => /^[0-9]+$/u.test(name) && name !== String(process.pid))
    .find((pid) => holds(pid, `socket:[${inode}]`));
  return found === undefined ? undefined : Number(found);
};
