// A redis-server of one test: on a free port of the loopback, without persistence, ended by its pid.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { systemProgram } from '#local/cloud/system-program.ts';

export interface RedisServer {
  readonly url: string;
  /** Kills the process and waits for its end. The next start is empty. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Holds the process: it accepts connections and answers nothing. */
  freeze(): void;
  thaw(): void;
}

const freePort = async (): Promise<number> => {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  listener.close();
  await once(listener, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port to be had');
  return address.port;
};

const launch = async (port: number): Promise<ChildProcess> => {
  const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn(systemProgram('redis'), options, { stdio: ['ignore', 'pipe', 'inherit'] });
  // The worker may end before the test does; its server must not outlive it.
  const orphan = (): void => void child.kill('SIGKILL');
  process.once('exit', orphan);
  child.once('exit', () => process.removeListener('exit', orphan));
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`redis-server ended with ${String(code)}`);
  });
  const ready = (async () => {
    for await (const chunk of child.stdout ?? []) {
      if (String(chunk).includes('Ready to accept connections')) break;
    }
  })();
  await Promise.race([ready, failed]);
  failed.catch(() => undefined);
  return child;
};

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
};

export const startRedisServer = async (): Promise<RedisServer> => {
  const port = await freePort();
  let child = await launch(port);
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: () => end(child),
    start: async () => {
      await end(child);
      child = await launch(port);
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  };
};
