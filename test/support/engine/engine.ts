// The engine in one process: real use cases and real adapters over the DynamoDB twin and the PG that
// lies, on a clock that only the test moves. Streams and queues are drained by hand.

import { openKms } from '#adapters/crypto/kms-client.ts';
import { kmsFieldSeal } from '#adapters/crypto/kms-field-seal.ts';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { dynamoIdempotencyRecords } from '#adapters/dynamo/dynamo-idempotency.ts';
import { dynamoMerchants } from '#adapters/dynamo/dynamo-merchants.ts';
import { dynamoOrders, dynamoServiceRequests } from '#adapters/dynamo/dynamo-orders.ts';
import {
  dynamoCommandMarks,
  dynamoEventHistory,
  dynamoOutboxMarks,
  dynamoPendingWork,
} from '#adapters/dynamo/dynamo-outbox.ts';
import {
  dynamoAttempts,
  dynamoLedgerReads,
  dynamoPaymentLooks,
  dynamoPayments,
} from '#adapters/dynamo/dynamo-payments.ts';
import { dynamoSagas } from '#adapters/dynamo/dynamo-sagas.ts';
import { dynamoUnitOfWork } from '#adapters/dynamo/dynamo-unit-of-work.ts';
import { memoryKms } from '#adapters/memory/aws/memory-kms.ts';
import type { MemoryDynamoOptions } from '#adapters/memory/dynamo/memory-dynamo.ts';
import type { Exchange } from '#adapters/pg-http/exchange.ts';
import type { HttpGatewayOptions } from '#adapters/pg-http/pg-client.ts';
import { sandboxGateway } from '#adapters/sandbox/sandbox-gateway.ts';
import { processInstance } from '#adapters/system/process-instance.ts';
import { systemEntropy } from '#adapters/system/system-entropy.ts';
import { tossGateway } from '#adapters/toss/toss-gateway.ts';
import type { SagaInput } from '#core/contracts/steps/saga-input.ts';
import type { Environment, Tenant } from '#core/contracts/tenant.ts';
import { type PgProvider, pgProviders } from '#core/contracts/vocabulary.ts';
import type { WebhookOutcome } from '#core/contracts/webhook-outcome.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import { AssertionFailed, present } from '#core/kernel/assert.ts';
import { type MerchantId, prefixed, type Uuid, uuidv7 } from '#core/kernel/ids.ts';
import { type Instant, instant } from '#core/kernel/instant.ts';
import type { Clock, Ids } from '#core/kernel/ports.ts';
import type { WatchRef } from '#core/outbox/command.ts';
import { followUp } from '#core/payments/follow-up.ts';
import type { PaymentGateway } from '#core/payments/payment-gateway.ts';
import type { Policies, SellingPolicy } from '#core/pricing/selling-policy.ts';
import { type LiarOptions, liar } from '#local/pg-simulator/liar.ts';
import { LiarCrash } from '#local/pg-simulator/wire.ts';
import { policy } from '#test/support/selling-policy.ts';
import { countingMoves } from './moves-made.ts';
import { type Around, twinStore } from './twin-store.ts';

export const tenant: Tenant = {
  environment: 'test' as Environment,
  merchantId: 'M123' as MerchantId,
};

const fieldKeyArn = 'arn:aws:kms:ap-northeast-2:000000000000:key/1';

const fieldSealOn = (clock: Clock, calls: { run: Around }) =>
  kmsFieldSeal({
    kms: openKms({ keyArn: fieldKeyArn, calls }, memoryKms([fieldKeyArn])),
    clock,
    instance: processInstance(),
    entropy: systemEntropy,
  });

/** Time that only the test moves. */
export const testClock = (start = Date.UTC(2026, 2, 2, 4, 0, 0)) => {
  let now = start;
  return {
    now: (): Instant => instant(now),
    advance: (ms: number): void => {
      now += ms;
    },
  };
};

/** Ids in the order they are asked for. */
export const testIds = (clock: Clock): Ids => {
  let count = 0n;
  const uuid = (): Uuid => {
    count += 1n;
    return uuidv7(clock.now(), Number(count & 0xfffn), count);
  };
  const token = (): string => uuid().replaceAll('-', '');
  return { uuid, next: (prefix) => prefixed(prefix, uuid()), token };
};

/** The simulator's in-process door as a wire. A reply that never comes costs the caller its timeout. */
const liarExchange =
  (pg: ReturnType<typeof liar>, clock: ReturnType<typeof testClock>): Exchange =>
  async ({ method, path, headers, body, timeoutMs }) => {
    const lost = (code: string) => {
      clock.advance(timeoutMs);
      return { kind: 'LOST' as const, code };
    };
    try {
      const reply = await pg.handle({
        method,
        path,
        headers,
        ...(body === undefined ? {} : { body }),
      });
      switch (reply.kind) {
        case 'reply':
        case 'garbage':
          return {
            kind: 'REPLY',
            status: reply.status,
            headers: reply.headers,
            body: new TextEncoder().encode(reply.body),
          };
        case 'hold-then-close':
          return reply.holdMs >= timeoutMs ? lost('TIMEOUT') : lost('CLOSED');
        default:
          return { kind: 'LOST', code: 'RESET' };
      }
    } catch (fault) {
      if (fault instanceof LiarCrash) return { kind: 'LOST', code: 'RESET' };
      throw fault;
    }
  };

export interface EngineOptions {
  readonly policies?: readonly SellingPolicy[];
  readonly pg?: Pick<LiarOptions, 'profile' | 'seed'>;
  readonly intercept?: MemoryDynamoOptions['intercept'];
  /** Hears of every committed write: where the invariants look. */
  readonly onCommit?: MemoryDynamoOptions['onCommit'];
  /** Stands around every labelled call, to the store and to the PG: where a test places a mishap. */
  readonly around?: Around;
  readonly digests?: typeof nodeDigests;
  /** Hears the PG's webhooks, which a test sends by `pg.control.flushWebhooks`. */
  readonly post?: LiarOptions['post'];
}

/** The PG on the test's clock: a slow reply moves the clock and is there. */
const liarOn = (clock: ReturnType<typeof testClock>, options: EngineOptions) =>
  liar({
    seed: 1,
    ...options.pg,
    clock,
    isFlushedByHand: true,
    ...(options.post === undefined
      ? {}
      : { post: options.post, webhookUrl: 'https://engine.test/' }),
    timers: {
      setTimeout: (run: () => void, ms: number) => {
        clock.advance(ms);
        run();
      },
    } as never,
  });

/** Both connectors on one wire; a test that does not care gets Toss. */
const connectorsOn = (wire: Pick<HttpGatewayOptions, 'calls' | 'clock' | 'exchange'>) => {
  const options: HttpGatewayOptions = {
    baseUrl: 'http://127.0.0.1:1',
    secretKey: () => Promise.resolve('test_sk_liar_tliar01'),
    digests: nodeDigests,
    ...wire,
  };
  const connectors: Readonly<Record<string, PaymentGateway>> = {
    toss: tossGateway(options),
    sandbox: sandboxGateway(options),
  };
  return (provider = 'toss'): PaymentGateway =>
    present(connectors[provider], 'a payment names a PG that has a connector');
};
/** Who sleeps moves the clock. */
const sleeperOn = (clock: ReturnType<typeof testClock>) => ({
  sleep: (ms: number) => {
    clock.advance(ms);
    return Promise.resolve();
  },
});

interface Watched {
  readonly message: { tenant: string; ref: WatchRef };
  readonly at: Instant;
}

const recordedWatch = (watched: Watched[]) => ({
  send: (message: Watched['message'], at: Instant) => {
    watched.push({ message, at });
    return Promise.resolve();
  },
});

/** Of an outage the answer says enough; a rule of ours that broke is the test's business. */
const throwBrokenRule = (fault: unknown): void => {
  if (fault instanceof AssertionFailed) throw fault;
};

const bare: Around = (_label, effect) => effect();

export const engine = (options: EngineOptions = {}) => {
  const clock = testClock();
  const ids = testIds(clock);
  const around = options.around ?? bare;
  const twin = twinStore(() => clock.now(), options.intercept, around, options.onCommit);
  const { store } = twin;
  const chance = { fraction: () => 0.5 };
  const sleeper = sleeperOn(clock);
  const pg = liarOn(clock, options);
  const calls = { run: around };
  const gateways = connectorsOn({ calls, clock, exchange: liarExchange(pg, clock) });
  const watched: Watched[] = [];
  const started: { name: string; input: SagaInput }[] = [];
  const resumed: { token: string; outcome: string }[] = [];
  const running = new Set<string>();
  const webhooks: WebhookOutcome[] = [];
  const deps = {
    unitOfWork: countingMoves(
      dynamoUnitOfWork({ store, digests: nodeDigests, clock, chance, sleeper }),
    ),
    records: dynamoIdempotencyRecords(store, clock),
    orders: dynamoOrders(store),
    payments: dynamoPayments(store),
    services: dynamoServiceRequests(store),
    ledger: dynamoLedgerReads(store),
    attempts: dynamoAttempts(store),
    paymentLooks: dynamoPaymentLooks(store),
    sagas: dynamoSagas(store),
    merchants: dynamoMerchants(store),
    webhookProviders: pgProviders as readonly PgProvider[],
    tenants: dynamoMerchants(store).tenants,
    countWebhook: (outcome: WebhookOutcome) => void webhooks.push(outcome),
    events: dynamoEventHistory(store),
    outboxMarks: dynamoOutboxMarks(store, clock),
    commandMarks: dynamoCommandMarks(store, clock),
    pending: dynamoPendingWork(store),
    gateways,
    fieldSeal: fieldSealOn(clock, calls),
    policies: { all: () => options.policies ?? [policy({})] },
    workflows: {
      start: (run: { name: string; input: SagaInput }) => {
        if (!started.some(({ name }) => name === run.name)) started.push(run);
        return Promise.resolve();
      },
      resume: (task: { token: string; outcome: string }) => {
        resumed.push(task);
        return Promise.resolve(true);
      },
      isRunning: (name: string) => Promise.resolve(running.has(name)),
    },
    watchQueue: recordedWatch(watched),
    clock,
    ids,
    chance,
    sleeper,
    digests: nodeDigests,
    source: '/fluxpay/test',
    answerTtlSeconds: 86_400,
    loadFollowUp: () => Promise.resolve(followUp),
    loadPolicies: () => Promise.resolve<Policies>({ all: () => options.policies ?? [policy({})] }),
    onUnrecorded: throwBrokenRule,
    callTimeoutMs: 10_000,
    cancelTimeoutMs: 5_000,
  };
  return { ...twin, pg, clock, ids, deps, watched, started, resumed, running, webhooks };
};

export type Engine = ReturnType<typeof engine>;

let claims = 0;

/** A claim of its own key, or of the key given. */
export const claimOf = (
  route: string,
  over: { key?: string; fingerprint?: string } = {},
): IdempotencyClaim => {
  claims += 1;
  return {
    scope: `POST ${route}#${over.key ?? `key-${claims}`}`,
    fingerprint: over.fingerprint ?? 'f'.repeat(64),
    leaseMs: 30_000,
    answerTtlSeconds: 86_400,
  };
};

export const cause = { requestId: 'request-0001', actor: 'fpk_test_M123_01' };
