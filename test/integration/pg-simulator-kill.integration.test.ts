// The simulator as a process of its own, killed while it confirms. What it has answered must be
// true after the restart: the engine's tests of lost replies rest on this.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const main = new URL('../../local/pg-simulator/main.ts', import.meta.url).pathname;
const authorization = `Basic ${Buffer.from('test_sk_liar_tliar01:').toString('base64')}`;

interface Answer {
  readonly status: number;
  readonly text: string;
}

interface Process {
  readonly child: ChildProcess;
  readonly port: number;
  readonly agent: Agent;
}

const started: Process[] = [];

const start = async (dataDir: string, env: Record<string, string> = {}): Promise<Process> => {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, LIAR_PG_PORT: '0', LIAR_PG_DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!child.stdout) throw new Error('the process has no output');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { listening } = JSON.parse(line) as { listening: number };
  const running = { child, port: listening, agent: new Agent({ keepAlive: true, maxSockets: 32 }) };
  started.push(running);
  return running;
};

/** Status 0 stands for a connection that ended without a whole reply. */
const send = (
  { port, agent }: Process,
  method: string,
  path: string,
  { body, key }: { readonly body?: unknown; readonly key?: string } = {},
): Promise<Answer> =>
  new Promise((resolve) => {
    const lost = () => resolve({ status: 0, text: '' });
    const headers = { authorization, ...(key !== undefined && { 'idempotency-key': key }) };
    const outgoing = request({ port, agent, method, path, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', lost);
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      );
    });
    outgoing.on('error', lost);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });

const post = (pg: Process, path: string, body: unknown, key?: string) =>
  send(pg, 'POST', path, { body, ...(key !== undefined && { key }) });

interface Payment {
  readonly paymentKey: string;
  readonly orderId: string;
  readonly amount: number;
}

const openPayment = async (pg: Process, orderId: string, amount = 10_000): Promise<Payment> => {
  const opened = await post(pg, '/__liar/v1/payments', { orderId, amount });
  const { paymentKey } = JSON.parse(opened.text) as Payment;
  await post(pg, `/__liar/v1/payments/${paymentKey}/authenticate`, {});
  return { paymentKey, orderId, amount };
};

const approvalsOf = async (pg: Process, { orderId }: Payment): Promise<number> => {
  const truth = await send(pg, 'GET', `/__liar/v1/truth/orders/${orderId}`);
  return (JSON.parse(truth.text) as { approvals: number }).approvals;
};

/** What is wrong with one order after the restart: its effects, and the reply under its key. */
const faultsAfterRestart = async (pg: Process, payment: Payment, known: Answer | undefined) => {
  const before = await approvalsOf(pg, payment);
  const again = await post(pg, '/v1/payments/confirm', payment, `key-${payment.orderId}`);
  const after = await approvalsOf(pg, payment);
  const allowed = known ? [1] : [0, 1];
  const claims: readonly [boolean, string][] = [
    [allowed.includes(before), `${before} effects after the restart`],
    [again.status === 200, `the key answers ${again.status} ${again.text}`],
    [known === undefined || known.text === again.text, 'the key answers another reply'],
    [after === 1, `${after} effects in the end`],
  ];
  return claims.filter(([holds]) => !holds).map(([, what]) => `${payment.orderId}: ${what}`);
};

/** Sixteen clients, so that the kill always finds some requests under way. */
const forEachAtOnce = async <Item>(items: readonly Item[], run: (item: Item) => Promise<void>) => {
  const waiting = [...items];
  const client = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: 16 }, client));
};

const ended = async ({ child }: Process): Promise<[number | null, string | null]> =>
  child.exitCode === null && child.signalCode === null
    ? ((await once(child, 'exit')) as [number | null, string | null])
    : [child.exitCode, child.signalCode];

describe('the PG simulator as a process', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'liar-'));
  });
  afterEach(async () => {
    for (const running of started.splice(0)) {
      running.agent.destroy();
      running.child.kill('SIGKILL');
      await ended(running);
    }
    rmSync(dataDir, { recursive: true });
  });

  it('17: kill -9 during 1,000 confirms loses no reply and doubles no effect', async () => {
    const first = await start(dataDir);
    const orders = Array.from({ length: 1_000 }, (_, nth) => `order-${nth}`);
    const payments: Payment[] = [];
    await forEachAtOnce(orders, async (orderId) => {
      payments.push(await openPayment(first, orderId));
    });

    const answered = new Map<string, Answer>();
    await forEachAtOnce(payments, async (payment) => {
      const seen = await post(first, '/v1/payments/confirm', payment, `key-${payment.orderId}`);
      if (seen.status === 200) answered.set(payment.orderId, seen);
      if (answered.size === 400) first.child.kill('SIGKILL');
    });
    const [, signal] = await ended(first);
    const second = await start(dataDir);

    expect(signal).toBe('SIGKILL');
    expect(answered.size).toBeGreaterThanOrEqual(400);
    expect(answered.size).toBeLessThan(1_000);
    const wrong: string[] = [];
    await forEachAtOnce(payments, async (payment) => {
      wrong.push(...(await faultsAfterRestart(second, payment, answered.get(payment.orderId))));
    });
    expect(wrong).toEqual([]);
  });

  it('17: F28 ends the process after the commit, and the restart replays the reply', async () => {
    const first = await start(dataDir);
    const payment = await openPayment(first, 'order-crash', 990_028);

    const lost = await post(first, '/v1/payments/confirm', payment, 'key-1');
    const [code] = await ended(first);
    const second = await start(dataDir);
    const before = await approvalsOf(second, payment);
    const replay = await post(second, '/v1/payments/confirm', payment, 'key-1');

    expect([lost.status, code]).toEqual([0, 28]);
    expect([before, replay.status, await approvalsOf(second, payment)]).toEqual([1, 200, 1]);
  });

  it('stops cleanly on SIGTERM, held connections included', async () => {
    const running = await start(dataDir);
    const payment = await openPayment(running, 'order-held', 990_001);
    const held = post(running, '/v1/payments/confirm', payment);
    let approvals = 0;
    while (approvals === 0) approvals = await approvalsOf(running, payment);

    running.child.kill('SIGTERM');

    expect(await ended(running)).toEqual([0, null]);
    expect((await held).status).toBe(0);
  });

  it.each([
    ['a host beyond loopback without a token', { LIAR_PG_HOST: '0.0.0.0' }],
    ['an unknown profile', { LIAR_PG_PROFILE: 'friendly' }],
    ['a port that is none', { LIAR_PG_PORT: 'http' }],
  ])('refuses to start with %s', async (_name, env) => {
    const child = spawn(process.execPath, [main], {
      env: { ...process.env, LIAR_PG_PORT: '0', ...env },
      stdio: 'ignore',
    });

    const [code] = (await once(child, 'exit')) as [number];

    expect(code).toBe(2);
  });
});
