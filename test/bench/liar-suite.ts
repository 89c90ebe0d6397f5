// `npm run bench -- --suite liar`: confirms per second of CPU that the PG simulator answers over HTTP, its
// journal off. The aim is 2,000 (Toss specification, section 21); below it, load on us would measure the PG.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { cpuSeconds, slowness } from '#test/support/stages.ts';

/** Confirms per second and core on the machine that aims were written for. */
export const confirmsPerSecondMin = 2_000;

const clients = 16;
const perRound = 4_000;
const amount = 10_000;
const authorization = `Basic ${Buffer.from('test_sk_liar_tliar01:').toString('base64')}`;

interface OpenedPayments {
  readonly port: number;
  readonly paymentKeys: readonly string[];
  readonly cpuSeconds: number;
}

export interface LiarReport {
  readonly confirms: number;
  /** Of the best round. */
  readonly perSecond: number;
  readonly gate: number;
  readonly isGood: boolean;
}

const confirm = (port: number, agent: Agent, paymentKey: string, orderId: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const body = JSON.stringify({ paymentKey, orderId, amount });
    const headers = {
      authorization,
      'content-type': 'application/json',
      'idempotency-key': orderId,
      'content-length': Buffer.byteLength(body),
    };
    const path = '/v1/payments/confirm';
    const outgoing = request({ port, agent, method: 'POST', path, headers }, (incoming) => {
      incoming.resume();
      const { statusCode } = incoming;
      incoming.once('end', () =>
        statusCode === 200 ? resolve() : reject(new Error(`a confirm answered ${statusCode}`)),
      );
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });

const ask = async (child: ChildProcess, count: number): Promise<OpenedPayments> => {
  child.send(count);
  const [opened] = (await once(child, 'message')) as [OpenedPayments];
  return opened;
};

/** @returns CPU seconds of the PG for one round. */
const runRound = async (child: ChildProcess, agent: Agent, round: number): Promise<number> => {
  const { port, paymentKeys, cpuSeconds: before } = await ask(child, perRound);
  let next = 0;
  const client = async (): Promise<void> => {
    for (let nth = next++; nth < perRound; nth = next++) {
      await confirm(port, agent, paymentKeys[nth] ?? '', `order-${round * perRound + nth}`);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const { cpuSeconds: after } = await ask(child, 0);
  return after - before;
};

/** @param rounds - The first one warms up and does not count. */
export const liarSuite = async (rounds: number): Promise<LiarReport> => {
  const before = slowness(cpuSeconds);
  const child = fork(new URL('./liar-process.ts', import.meta.url));
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const seconds: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    seconds.push(await runRound(child, agent, round));
  }
  agent.destroy();
  child.disconnect();
  const perSecond = perRound / Math.min(...seconds.slice(1));
  const gate = (confirmsPerSecondMin * 2) / (before + slowness(cpuSeconds));
  return { confirms: perRound * (rounds + 1), perSecond, gate, isGood: perSecond >= gate };
};

export const liarText = ({ confirms, perSecond, gate, isGood }: LiarReport): string =>
  [
    `${confirms} confirms over HTTP, ${clients} clients, journal off`,
    `${perSecond.toFixed(0)} confirms/s/core of the PG`,
    `gate: ${confirmsPerSecondMin}, here ${gate.toFixed(0)}: ${isGood ? 'held' : 'broken'}`,
  ].join('\n');
