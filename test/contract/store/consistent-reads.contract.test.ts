// Reads that decide see the last write: every answer of an eventual read here is as old as it may be.

import { beforeEach, describe, expect, it } from 'vitest';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { dynamoIdempotencyRecords } from '#adapters/dynamo/dynamo-idempotency.ts';
import { dynamoOrders, dynamoServiceRequests } from '#adapters/dynamo/dynamo-orders.ts';
import { dynamoLedgerReads, dynamoPayments } from '#adapters/dynamo/dynamo-payments.ts';
import { dynamoSagas } from '#adapters/dynamo/dynamo-sagas.ts';
import { dynamoUnitOfWork } from '#adapters/dynamo/dynamo-unit-of-work.ts';
import type { Store } from '#adapters/dynamo/store.ts';
import { lagMsMax, memoryDynamo } from '#adapters/memory/dynamo/memory-dynamo.ts';
import { labelled } from '#adapters/system/labelled.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import { money } from '#core/kernel/money.ts';
import { captured } from '#core/ledger/movements.ts';
import { testClock } from '#test/support/engine/engine.ts';
import * as sample from '#test/support/engine/sample-rows.ts';
import { commitOf } from '#test/support/engine/store-world.ts';
import { tableDefinitions, tableNames } from '#test/support/engine/twin-store.ts';

const tenant: Tenant = { environment: 'test', merchantId: 'M1' as MerchantId };
const scope = 'POST /api/v1/orders#key-1';
const clock = testClock(sample.sampleAt);

const laggingStore = (): Store => {
  const dynamo = memoryDynamo({
    now: () => clock.now(),
    tables: tableDefinitions,
    lagMs: () => lagMsMax,
  });
  const calls = { run: <T>(_label: string, effect: () => Promise<T>) => effect() };
  return { client: labelled(dynamo, calls), tables: tableNames, shards: 16 };
};

/** Everything below is written in one transaction, at this very moment. */
const write = async (store: Store): Promise<void> => {
  const unitOfWork = dynamoUnitOfWork({
    store,
    digests: nodeDigests,
    clock,
    chance: { fraction: () => 0 },
    sleeper: { sleep: () => Promise.resolve() },
  });
  const head = { tenant, effectiveAt: clock.now(), recordedAt: clock.now(), refs: {} };
  const paid = { paymentId: sample.paymentId, provider: 'toss', amount: money(9_000n, 'KRW') };
  const committed = await commitOf(
    { unitOfWork },
    tenant,
    [
      { change: 'order.create', order: sample.anOrder({ tenant }) },
      { change: 'payment.create', payment: sample.aPayment({ tenant }) },
      { change: 'saga.create', saga: sample.aSaga({ tenant }) },
      { change: 'service.create', service: sample.aServiceRequest({ tenant }) },
    ],
    {
      groups: [captured(head, paid)],
      idempotency: {
        kind: 'complete',
        claim: { scope, fingerprint: 'f'.repeat(64), leaseMs: 30_000, answerTtlSeconds: 86_400 },
        answer: { status: 200, code: 'COMMON_000', result: {} },
        at: clock.now(),
      },
    },
  );
  expect(committed).toEqual({ ok: true, value: undefined });
};

const { orderId, paymentId, sagaId } = sample;
const { serviceRequestId } = sample.aServiceRequest({ tenant });

const reads: readonly (readonly [string, (store: Store) => Promise<unknown>])[] = [
  [
    'the idempotency record',
    (store) => dynamoIdempotencyRecords(store, clock).byScope({ tenant, scope }),
  ],
  ['the kept answer', (store) => dynamoIdempotencyRecords(store, clock).answer({ tenant, scope })],
  ['the order', (store) => dynamoOrders(store).byId({ tenant, orderId })],
  ['the payment', (store) => dynamoPayments(store).byId({ tenant, paymentId })],
  ['the service', (store) => dynamoServiceRequests(store).byId({ tenant, serviceRequestId })],
  ['the saga', (store) => dynamoSagas(store).findAnywhere(sagaId, [tenant])],
  [
    'the ledger',
    async (store) => {
      const effectKeys = [`capture:${paymentId}`];
      return (await dynamoLedgerReads(store).groups({ tenant, effectKeys }))[0];
    },
  ],
];

describe('a read that decides', () => {
  let store: Store;

  beforeEach(async () => {
    store = laggingStore();
    await write(store);
  });

  it.each(reads)('sees %s in the moment it was written', async (_name, read) => {
    expect(await read(store)).toBeDefined();
  });
});
