// The HTTP door: turns requests into values and acts out the lies about the wire.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { realTimers, type Timers } from './clock.ts';
import type { Liar } from './liar.ts';
import { LiarCrash, type LiarReply, type LiarRequest } from './wire.ts';

const bodyBytesMax = 1_000_000;
const resetPauseMs = 20;

export interface DoorOptions {
  readonly liar: Liar;
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port?: number;
  readonly timers?: Timers;
  /** What F28 does; the default only drops the connection. */
  readonly onCrash?: (crash: LiarCrash) => void;
}

export interface Door {
  readonly port: number;
  /** Stops listening and drops every connection, held ones included. */
  close(): Promise<void>;
}

const readBody = async (incoming: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > bodyBytesMax) throw new Error('the body is too large');
  }
  return Buffer.concat(chunks).toString('utf8');
};

const asRequest = async (incoming: IncomingMessage): Promise<LiarRequest> => ({
  method: incoming.method ?? 'GET',
  path: incoming.url ?? '/',
  headers: incoming.headers,
  body: await readBody(incoming),
});

/**
 * Head and half of the body leave, and only then comes the reset: the client has seen a 200.
 *
 * A reset overtakes bytes that the other side has not read yet, so it waits a moment for them.
 */
const resetMid = (
  response: ServerResponse,
  reply: LiarReply & { kind: 'reset-mid' },
  timers: Timers,
): void => {
  const bytes = Buffer.from(reply.body);
  response.writeHead(reply.status, { ...reply.headers, 'content-length': bytes.length });
  response.write(bytes.subarray(0, reply.sentBytes), () =>
    timers.setTimeout(() => response.socket?.resetAndDestroy(), resetPauseMs),
  );
};

const act = (response: ServerResponse, reply: LiarReply, timers: Timers): void => {
  const { socket } = response;
  switch (reply.kind) {
    case 'reply':
    case 'garbage': {
      const bytes = Buffer.from(reply.body);
      response.writeHead(reply.status, { ...reply.headers, 'content-length': bytes.length });
      response.end(bytes);
      return;
    }
    case 'reset-mid':
      resetMid(response, reply, timers);
      return;
    case 'reset-before':
      socket?.resetAndDestroy();
      return;
    case 'hold-then-close': {
      const handle = timers.setTimeout(() => socket?.destroy(), reply.holdMs);
      // The client usually hangs up first; the timer must not outlive the connection.
      socket?.once('close', () => timers.clearTimeout(handle));
    }
  }
};

export const openDoor = async (options: DoorOptions): Promise<Door> => {
  const { liar, host = '127.0.0.1', port = 0, timers = realTimers } = options;
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      act(response, await liar.handle(await asRequest(incoming)), timers);
    } catch (error) {
      response.socket?.destroy();
      if (error instanceof LiarCrash) options.onCrash?.(error);
      else process.stderr.write(`${JSON.stringify({ failed: String(error) })}\n`);
    }
  };
  const server = createServer((incoming, response) => void serve(incoming, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
