// Each toxic on a real connection: what the asker sees, and what the server was asked.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as tcpServer } from 'node:net';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { count } from '#test/support/counters.ts';
import { type ChaosProxy, chaosProxy } from '#test/support/proxy/chaos-proxy.ts';
import { clientProcess } from '#test/support/proxy/client-process.ts';
import type { Exchange } from '#test/support/proxy/toxics.ts';

/** Longer than a reply takes, shorter than anybody's patience. */
const silenceMs = 300;

interface Answer {
  /** 0: none. */
  readonly status: number;
  readonly text: string;
  /** `ECONNRESET`, `silence`, … */
  readonly fault?: string;
  readonly ms: number;
}

const body = 'x'.repeat(100_000);

describe('the chaos proxy', () => {
  const asked: string[] = [];
  let server: Server;
  let proxy: ChaosProxy;
  let agent: Agent;
  const seen: { readonly direction: string; readonly exchange: Exchange }[] = [];

  beforeEach(async () => {
    server = createServer((incoming, answer) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        asked.push(`${incoming.method} ${incoming.url} ${Buffer.concat(chunks).length}`);
        if (incoming.url === '/chunked') answer.write('one ');
        answer.end(incoming.url === '/long' ? body : 'done');
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    proxy = await chaosProxy({
      upstreamPort: (server.address() as AddressInfo).port,
      onMessage: (direction, exchange) => seen.push({ direction, exchange }),
    });
    agent = new Agent({ keepAlive: true });
  });

  afterEach(() => {
    agent.destroy();
    proxy.close();
    server.closeAllConnections();
    server.close();
    asked.length = 0;
    seen.length = 0;
  });

  const ask = (method: string, path: string, sent = '', patienceMs = 5_000): Promise<Answer> =>
    new Promise((resolve) => {
      const startedAt = performance.now();
      const end = (answer: Omit<Answer, 'ms'>) =>
        resolve({ ...answer, ms: performance.now() - startedAt });
      const outgoing = request(
        { port: proxy.port, host: '127.0.0.1', agent, method, path },
        (incoming) => {
          const chunks: Buffer[] = [];
          const tell = (fault?: string) =>
            end({
              status: incoming.statusCode ?? 0,
              text: Buffer.concat(chunks).toString(),
              ...(fault !== undefined && { fault }),
            });
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('end', () => tell());
          incoming.on('error', ({ code }: NodeJS.ErrnoException) => tell(code ?? 'error'));
        },
      );
      outgoing.setTimeout(patienceMs, () => {
        end({ status: 0, text: '', fault: 'silence' });
        outgoing.destroy();
      });
      outgoing.on('error', ({ code }: NodeJS.ErrnoException) =>
        end({ status: 0, text: '', fault: code ?? 'error' }),
      );
      outgoing.end(sent);
    });

  const done = { status: 200, text: 'done' };

  it('hands everything on, whole messages of any length, on connections that are kept', async () => {
    const answers = [
      await ask('GET', '/a'),
      await ask('POST', '/b', body),
      await ask('GET', '/long'),
      await ask('GET', '/chunked'),
      await ask('HEAD', '/head'),
      await ask('GET', '/after'),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(answers.map(({ text }) => text)).toEqual(['done', 'done', body, 'one done', '', 'done']);
    expect(asked[1]).toBe('POST /b 100000');
    // Each told once as a request and once as a reply.
    expect(seen.map(({ direction }) => direction)).toEqual(
      answers.flatMap(() => ['request', 'reply']),
    );
    expect(new Set(seen.map(({ exchange }) => exchange.ends.client)).size).toBeLessThan(
      answers.length,
    );
    expect(seen[1]?.exchange.reply).toContain('done');
    count('toxics');
  });

  it('hands on what is no HTTP, as it comes', async () => {
    const lines = await chaosProxy({ upstreamPort: (await echo()).port });
    const socket = connect({ port: lines.port, host: '127.0.0.1' });
    socket.write('PING\r\n');
    const [first] = (await once(socket, 'data')) as [Buffer];
    socket.write('PONG\r\n');
    const [second] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    lines.close();

    expect([first.toString(), second.toString()]).toEqual(['PING\r\n', 'PONG\r\n']);
    count('toxics');
  });

  it('latency: the answer comes late, by so much', async () => {
    const planted = proxy.plant({ toxic: { does: 'latency', ms: 200 }, times: 1 });

    const late = await ask('GET', '/a');
    const next = await ask('GET', '/a');

    expect(late).toMatchObject(done);
    expect(late.ms).toBeGreaterThanOrEqual(195);
    expect(next.ms).toBeLessThan(195);
    expect(planted.hits()).toBe(1);
    count('toxics');
  });

  it('reset: the asker is cut off, and the server was never asked', async () => {
    proxy.plant({ toxic: { does: 'reset' }, times: 1 });

    const cut = await ask('GET', '/a');

    expect(cut).toMatchObject({ status: 0, fault: 'ECONNRESET' });
    expect(asked).toEqual([]);
    expect(await ask('GET', '/b')).toMatchObject(done);
    count('toxics');
  });

  it('black-hole: nothing is said, and the server was never asked', async () => {
    const planted = proxy.plant({ toxic: { does: 'black-hole' } });

    const lost = await ask('GET', '/a', '', silenceMs);
    planted.remove();

    expect(lost).toMatchObject({ status: 0, fault: 'silence' });
    expect(asked).toEqual([]);
    expect(await ask('GET', '/b')).toMatchObject(done);
    count('toxics');
  });

  it('byte-limit: so many bytes of the answer pass, and the connection ends', async () => {
    proxy.plant({ toxic: { does: 'byte-limit', bytes: 1_000 }, on: 'reply', times: 1 });

    const half = await ask('GET', '/long');

    expect(half).toMatchObject({ status: 200, fault: 'ECONNRESET' });
    expect(half.text.length).toBeGreaterThan(0);
    expect(half.text.length).toBeLessThan(1_000);
    expect(asked).toEqual(['GET /long 0']);
    count('toxics');
  });

  it('slow-close: the end of the connection is told late', async () => {
    proxy.plant({ toxic: { does: 'slow-close', ms: 250 } });
    const socket = connect({ port: proxy.port, host: '127.0.0.1' });
    socket.write('GET /a HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');

    await once(socket, 'data');
    const answeredAt = performance.now();
    await once(socket.resume(), 'end');

    expect(performance.now() - answeredAt).toBeGreaterThanOrEqual(240);
    expect(asked).toEqual(['GET /a 0']);
    count('toxics');
  });

  it('drop-reply: the request is counted once at the server, and its answer never comes', async () => {
    const planted = proxy.plant({
      toxic: { does: 'drop-reply' },
      matches: ({ request: text }) => text.startsWith('POST /b '),
    });

    const before = await ask('GET', '/a');
    const lost = await ask('POST', '/b', 'money', silenceMs);
    const after = await ask('GET', '/c');

    expect([before, lost, after].map(({ status }) => status)).toEqual([200, 0, 200]);
    expect(lost.fault).toBe('silence');
    expect(asked).toEqual(['GET /a 0', 'POST /b 5', 'GET /c 0']);
    expect(planted.hits()).toBe(1);
    count('toxics');
  });

  it.each([
    ['its request: it arrives all the same', 'request' as const],
    ['the reply: it never reaches the asker', 'reply' as const],
  ])('kill: the asker gets kill -9 at %s', async (_name, on) => {
    const planted = proxy.plant({
      toxic: { does: 'kill' },
      on,
      matches: ({ request: text }) => text.startsWith('GET /nth '),
      every: 3,
      times: 1,
    });
    const asker = spawn(process.execPath, ['-e', program, String(proxy.port)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const told: string[] = [];
    createInterface({ input: asker.stdout }).on('line', (line) => told.push(line));

    const [, signal] = (await once(asker, 'close')) as [number | null, string | null];

    expect(signal).toBe('SIGKILL');
    expect(told).toEqual(['answered 1', 'answered 2']);
    expect(asked).toEqual(['GET /nth 0', 'GET /nth 0', 'GET /nth 0']);
    expect(planted.hits()).toBe(1);
    expect(proxy.killed).toEqual([asker.pid]);
    count('toxics');
  });

  it('finds nobody behind a port that nobody has', () => {
    expect(clientProcess({ client: 1, server: proxy.port })).toBeUndefined();
  });

  it('tells two askers apart that have the same port, each before another server', async () => {
    const servers = [await echo(), await echo()];
    const shared = String(await unusedPort());
    const askers = servers.map(({ port }) =>
      spawn(process.execPath, ['-e', silentClient, String(port), shared], {
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );

    try {
      await Promise.all(askers.map(({ stdout }) => once(stdout, 'data')));
      const found = servers.map(({ port }) =>
        clientProcess({ client: Number(shared), server: port }),
      );

      expect(found).toEqual(askers.map(({ pid }) => pid));
    } finally {
      for (const asker of askers) asker.kill();
    }
  });

  it('heals: without rules everything passes again', async () => {
    proxy.plant({ toxic: { does: 'reset' } });
    const cut = await ask('GET', '/a');

    proxy.heal();

    expect([cut.status, (await ask('GET', '/a')).status]).toEqual([0, 200]);
  });
});

/** Asks on and on, one after the other, and tells each answer. */
const program = `
  const { request } = require('node:http');
  const agent = new (require('node:http').Agent)({ keepAlive: true });
  const ask = (nth) => request({ port: process.argv[1], path: '/nth', agent }, (reply) => {
    reply.resume().on('end', () => { process.stdout.write('answered ' + nth + '\\n'); ask(nth + 1); });
  }).end();
  ask(1);
`;

/** Connects from a port of its choice, and stays. */
const silentClient = `
  const [, port, localPort] = process.argv.map(Number);
  const socket = require('node:net').connect({ port, localPort, host: '127.0.0.1' });
  socket.on('connect', () => process.stdout.write('connected'));
`;

const unusedPort = async (): Promise<number> => {
  const server = tcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

const echo = async (): Promise<{ readonly port: number }> => {
  const server = tcpServer((socket) => void socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return { port: (server.address() as AddressInfo).port };
};
