// What the wire does, and whether it proves that nothing was sent. Servers of a few lines each, on
// free ports: the simulator speaks no broken HTTP.
import { createServer, type IncomingMessage } from 'node:http';
import {
  type AddressInfo,
  createServer as createNetServer,
  type Server,
  type Socket,
} from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpRequest } from '#adapters/pg-http/exchange.ts';
import { nodeExchange } from '#adapters/pg-http/node-exchange.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import { instant } from '#core/kernel/instant.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const listen = async (server: Server): Promise<number> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  );
  return (server.address() as AddressInfo).port;
};

const post: HttpRequest = {
  method: 'POST',
  path: '/v1/payments/confirm',
  headers: { 'idempotency-key': 'k1' },
  body: '{}',
  timeoutMs: 1_000,
};

const exchangeTo = (port: number, options: { scheme?: string; replyBytesMax?: number } = {}) => {
  const { scheme = 'http', ...rest } = options;
  const baseUrl = `${scheme}://127.0.0.1:${port}`;
  return nodeExchange({ baseUrl, clock: systemClock, connectTimeoutMs: 100, ...rest });
};

/** A port nobody listens on any more. */
const closedPort = async (): Promise<number> => {
  const port = await listen(createNetServer());
  await closers.pop()?.();
  return port;
};

describe('proof that nothing was sent', () => {
  it('is a refused connection', async () => {
    const exchange = exchangeTo(await closedPort());

    expect(await exchange(post)).toEqual({ kind: 'NOT_SENT', code: 'CONNECT_REFUSED' });
  });

  it('is a name nobody knows', async () => {
    const exchange = nodeExchange({ baseUrl: 'http://pg.invalid', clock: systemClock });

    const outcome = await exchange(post);

    // A slow resolver uses up the time for connecting.
    expect(outcome.kind).toBe('NOT_SENT');
    expect(['DNS_FAILED', 'CONNECT_TIMEOUT']).toContain('code' in outcome && outcome.code);
  });

  it('is a server that does not speak TLS', async () => {
    const port = await listen(
      createNetServer((socket) => socket.once('data', () => socket.end('?'))),
    );

    const outcome = await exchangeTo(port, { scheme: 'https' })(post);

    expect(outcome).toEqual({ kind: 'NOT_SENT', code: 'TLS_FAILED' });
  });

  it('is a handshake that does not end in time', async () => {
    const port = await listen(createNetServer(() => undefined));

    const outcome = await exchangeTo(port, { scheme: 'https' })(post);

    expect(outcome).toEqual({ kind: 'NOT_SENT', code: 'CONNECT_TIMEOUT' });
  });

  it('is the end of the whole time during the handshake', async () => {
    const port = await listen(createNetServer(() => undefined));

    const outcome = await exchangeTo(port, { scheme: 'https' })({ ...post, timeoutMs: 20 });

    expect(outcome).toEqual({ kind: 'NOT_SENT', code: 'CONNECT_TIMEOUT' });
  });

  it('is a request that cannot be written', async () => {
    const port = await listen(createServer());

    const outcome = await exchangeTo(port)({ ...post, headers: { 'idempotency-key': 'a\nb' } });

    expect(outcome).toEqual({ kind: 'NOT_SENT', code: 'INVALID_REQUEST_LOCAL' });
  });
});

describe('what is lost once bytes may have left', () => {
  it('is a connection that was accepted and closed', async () => {
    const port = await listen(createNetServer((socket) => socket.destroy()));

    expect(await exchangeTo(port)(post)).toEqual({ kind: 'LOST', code: 'CONNECTION_RESET' });
  });

  it('is a server that says nothing', async () => {
    const port = await listen(createServer(() => undefined));

    const outcome = await exchangeTo(port)({ ...post, timeoutMs: 50 });

    expect(outcome).toEqual({ kind: 'LOST', code: 'TIMEOUT' });
  });

  it('is a body that stops, however slowly it came', async () => {
    const port = await listen(
      createServer((_incoming, response) => {
        response.writeHead(200, { 'content-length': 100 });
        response.write('{');
      }),
    );

    const outcome = await exchangeTo(port)({ ...post, timeoutMs: 50 });

    expect(outcome).toEqual({ kind: 'LOST', code: 'TIMEOUT' });
  });

  it('is a reply that is too large', async () => {
    const port = await listen(
      createServer((_incoming, response) => void response.end('x'.repeat(2_000))),
    );

    const outcome = await exchangeTo(port, { replyBytesMax: 1_000 })(post);

    expect(outcome).toEqual({ kind: 'LOST', code: 'REPLY_TOO_LARGE' });
  });

  it('is no HTTP', async () => {
    const port = await listen(
      createNetServer((socket) => socket.once('data', () => socket.end('?'))),
    );

    expect(await exchangeTo(port)(post)).toMatchObject({ kind: 'LOST' });
  });
});

describe('a reply', () => {
  const seen: IncomingMessage[] = [];
  const answering = () =>
    createServer((incoming, response) => {
      seen.push(incoming);
      incoming.resume();
      incoming.once('end', () => response.writeHead(302, { location: '/elsewhere' }).end('{}'));
    });

  it('is taken as it is, redirects included', async () => {
    const outcome = await exchangeTo(await listen(answering()))(post);

    expect(outcome).toMatchObject({ kind: 'REPLY', status: 302 });
    expect(seen.at(-1)?.headers).toMatchObject({ 'idempotency-key': 'k1' });
    expect(seen.at(-1)?.headers).not.toHaveProperty('accept-language');
  });

  it('leaves its connection for the next request', async () => {
    const exchange = exchangeTo(await listen(answering()));

    await exchange(post);
    await exchange(post);

    expect(seen.at(-1)?.socket).toBe(seen.at(-2)?.socket);
  });

  it('leaves nothing for a request that comes after a freeze', async () => {
    let now = 0;
    const port = await listen(answering());
    const exchange = nodeExchange({
      baseUrl: `http://127.0.0.1:${port}`,
      clock: { now: () => instant(now) },
    });

    await exchange(post);
    now = 300_000;
    const outcome = await exchange(post);

    expect(outcome.kind).toBe('REPLY');
    expect(seen.at(-1)?.socket).not.toBe(seen.at(-2)?.socket);
  });
});

describe('the base URL', () => {
  it.each(['http://pg.test/__liar', 'http://pg.test/?a=1', 'http://u:p@pg.test', 'ftp://pg.test'])(
    'cannot be %s',
    (baseUrl) => {
      expect(() => nodeExchange({ baseUrl, clock: systemClock })).toThrow('base URL');
    },
  );
});
