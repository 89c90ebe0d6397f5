// The three proxies between the functions and what they ask, and what passed them.
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Ports } from '#local/cloud/start-cloud.ts';
import type { PgCall } from '#test/support/invariants/view.ts';
import { type ChaosProxy, chaosProxy } from '#test/support/proxy/chaos-proxy.ts';
import { clientProcess, type Ends } from '#test/support/proxy/client-process.ts';
import type { Direction, Exchange } from '#test/support/proxy/toxics.ts';

export interface Wire {
  readonly aws: ChaosProxy;
  readonly redis: ChaosProxy;
  readonly pg: ChaosProxy;
  /** Calls that can move money, as they passed; the list grows. */
  readonly pgCalls: readonly PgCall[];
  /** How often each transaction was sent, by its token. */
  readonly sendings: ReadonlyMap<string, number>;
  /** Commands that reached Redis's proxy, and when. */
  readonly redisAsked: readonly number[];
  readonly heal: () => void;
  readonly close: () => void;
}

export const isStore = ({ request }: Exchange): boolean =>
  /^x-amz-target: DynamoDB_/imu.test(request);

export const isTransaction = ({ request }: Exchange): boolean =>
  /^x-amz-target: DynamoDB_\d+\.TransactWriteItems/imu.test(request);

/** The attempt of a confirm is put on disk. */
export const isClaim = (exchange: Exchange): boolean =>
  isTransaction(exchange) &&
  exchange.request.includes('"op":{"S":"CONFIRM"}') &&
  exchange.request.includes('"state":{"S":"SENT"}');

/** What the PG replied to a confirm is put on disk. */
export const isRecord = (exchange: Exchange): boolean =>
  isTransaction(exchange) &&
  exchange.request.includes('ATTEMPT#CONFIRM#') &&
  exchange.request.includes('"source":{"S":"REPLY"}');

export const isConfirm = ({ request }: Exchange): boolean =>
  request.startsWith('POST /v1/payments/confirm ');

const workerName = /ministack-lambda-fluxpay-local-([a-z-]+)-[^-/]*\//u;

const functionOf = (ends: Ends): string | undefined => {
  const pid = clientProcess(ends);
  return pid === undefined
    ? undefined
    : workerName.exec(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.[1];
};

const askers = new Map<number, string | undefined>();

/** `steps-complete-order`: the function whose worker asks; undefined for anybody else. Of the AWS proxy alone. */
export const askerOf = ({ ends, connection }: Exchange): string | undefined => {
  if (!askers.has(connection)) askers.set(connection, functionOf(ends));
  return askers.get(connection);
};

const tokenSteps = new Set(['steps-request-service', 'steps-await-cancel']);

/**
 * A task that waits for a token and throws is failed and tried again by AWS; the emulator lets it wait for the days of
 * its timeout. What only AWS shows is not asked here.
 */
export const isTokenStep = (exchange: Exchange): boolean => tokenSteps.has(askerOf(exchange) ?? '');

const bodyOf = (request: string): string => request.slice(request.indexOf('\r\n\r\n') + 4);

const headerOf = (request: string, name: string): string | undefined =>
  new RegExp(`^${name}: *(.+?)\r$`, 'imu').exec(request)?.[1];

const operations: readonly (readonly [RegExp, PgCall['op']])[] = [
  [/^POST \/v1\/payments\/confirm /u, 'confirm'],
  [/^POST \/v1\/payments\/[^/ ]+\/cancel /u, 'cancel'],
];

const pgCallOf = ({ at, request }: Exchange): PgCall | undefined => {
  const op = operations.find(([pattern]) => pattern.test(request))?.[1];
  const idempotencyKey = headerOf(request, 'idempotency-key');
  if (op === undefined || idempotencyKey === undefined) return undefined;
  const [line = ''] = request.split(' HTTP/');
  const asked = `${line} ${bodyOf(request)}`;
  return {
    at,
    afterStep: 0,
    op,
    idempotencyKey,
    paymentKey: /"paymentKey":"([^"]+)"/u.exec(request)?.[1] ?? line.split('/')[3] ?? '',
    requestHash: hash('sha256', asked),
  };
};

/** @param real - Where emulator, Redis and PG are. */
export async function openWire(real: Ports): Promise<Wire> {
  const pgCalls: PgCall[] = [];
  const sendings = new Map<string, number>();
  const redisAsked: number[] = [];
  const onRequest =
    (note: (exchange: Exchange) => void) =>
    (direction: Direction, exchange: Exchange): void => {
      if (direction === 'request') note(exchange);
    };
  const aws = await chaosProxy({
    upstreamPort: real.aws,
    onMessage: onRequest((exchange) => {
      if (!isTransaction(exchange)) return;
      const token = /"ClientRequestToken":"([^"]+)"/u.exec(exchange.request)?.[1] ?? '';
      sendings.set(token, (sendings.get(token) ?? 0) + 1);
    }),
  });
  const redis = await chaosProxy({
    upstreamPort: real.redis,
    onMessage: onRequest(({ at }) => void redisAsked.push(at)),
  });
  const pg = await chaosProxy({
    upstreamPort: real.pg,
    onMessage: onRequest((exchange) => {
      const call = pgCallOf(exchange);
      if (call !== undefined) pgCalls.push(call);
    }),
  });
  const all = [aws, redis, pg];
  return {
    ...{ aws, redis, pg, pgCalls, sendings, redisAsked },
    heal: () => {
      for (const proxy of all) proxy.heal();
    },
    close: () => {
      for (const proxy of all) proxy.close();
    },
  };
}
