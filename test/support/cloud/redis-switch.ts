// The cloud's Redis, ended without warning and begun again empty on the same port.
import { connect } from 'node:net';
import { ensurePart } from '#local/cloud/ensure-part.ts';
import { readLocalFile, writeLocalFile } from '#local/cloud/local-file.ts';
import { redisPlan } from '#local/cloud/part-plans.ts';
import { isOurs, readParts } from '#local/cloud/part-registry.ts';
import { poll } from '#local/cloud/poll.ts';

const port = (): number => Number(new URL(readLocalFile().redisUrl).port);

const listens = (): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port: port(), host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

/** `kill -9`; back when nobody listens any more. */
export async function stopRedis(): Promise<void> {
  const part = readParts()['redis'];
  if (part === undefined || !isOurs(part)) throw new Error('the cloud has no Redis to stop');
  process.kill(part.pid, 'SIGKILL');
  if (!(await poll(async () => !(await listens()), 10_000))) throw new Error('Redis goes on');
}

/** Idempotent: a Redis that runs is left alone. */
export async function startRedis(): Promise<void> {
  const { pid, port: taken } = await ensurePart({ ...redisPlan, preferredPort: port() });
  if (taken !== port())
    throw new Error(`Redis took port ${taken}, but the functions ask ${port()}`);
  const local = readLocalFile();
  writeLocalFile({ ...local, pids: { ...local.pids, redis: pid } });
}
