// One cancellation may name several reasons at once. The idempotency record is judged first, and while
// its own item is in conflict nobody knows what it holds: nothing behind it is believed.
import { describe, expect, it } from 'vitest';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { dynamoUnitOfWork } from '#adapters/dynamo/dynamo-unit-of-work.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import type { Commit } from '#core/outbox/commit.ts';
import { testClock } from '#test/support/engine/engine.ts';
import { aPayment, sampleAt } from '#test/support/engine/sample-rows.ts';
import { tableNames } from '#test/support/engine/twin-store.ts';

const tenant: Tenant = { environment: 'test', merchantId: 'M1' as MerchantId };
const payment = aPayment({ tenant });

const claiming: Commit = {
  name: 'TX-CLAIM',
  tenant,
  requestId: 'request-1',
  changes: [{ change: 'payment.open', before: payment, after: { ...payment, version: 2 } }],
  groups: [],
  commands: [],
  idempotency: {
    kind: 'claim',
    claim: {
      scope: 'POST /api/v1/payments/confirm#key-1',
      fingerprint: 'f'.repeat(64),
      leaseMs: 30_000,
      answerTtlSeconds: 86_400,
    },
    resource: { type: 'payment', id: payment.paymentId },
    at: sampleAt,
  },
};

/** A store that cancels with these reasons, one list per try, and takes what comes after them. */
const cancelling = (...tries: readonly (readonly string[])[]) => {
  let sent = 0;
  const send = () => {
    const codes = tries[sent];
    sent += 1;
    if (codes === undefined) return Promise.resolve({});
    const CancellationReasons = codes.map((Code) => ({ Code }));
    const fault = new Error('the transaction was cancelled');
    return Promise.reject(
      Object.assign(fault, { name: 'TransactionCanceledException', CancellationReasons }),
    );
  };
  const unitOfWork = dynamoUnitOfWork({
    store: { client: { send } as never, tables: tableNames, shards: 16 },
    digests: nodeDigests,
    clock: testClock(sampleAt),
    chance: { fraction: () => 0 },
    sleeper: { sleep: () => Promise.resolve() },
  });
  return { commit: () => unitOfWork.commit(claiming), sent: () => sent };
};

const refused = 'ConditionalCheckFailed';

describe('a cancelled transaction', () => {
  it.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'is tried again while %s hides the idempotency record',
    async (code) => {
      const store = cancelling([code, refused], [refused, refused]);

      const lost = await store.commit();

      expect(lost).toMatchObject({ ok: false, error: { lost: 'idempotency' } });
      expect(store.sent()).toBe(2);
    },
  );

  it('loses what is refused when the record itself stands', async () => {
    const store = cancelling(['None', refused]);

    const lost = await store.commit();

    expect(lost).toMatchObject({ ok: false, error: { lost: 'payment.open' } });
    expect(store.sent()).toBe(1);
  });

  it('loses the record whatever the others say', async () => {
    const store = cancelling([refused, 'TransactionConflict']);

    expect(await store.commit()).toMatchObject({ ok: false, error: { lost: 'idempotency' } });
  });

  it('is away, and certainly not written, when the record stays hidden', async () => {
    const hidden = ['TransactionConflict', refused];
    const store = cancelling(hidden, hidden, hidden, hidden, hidden);

    await expect(store.commit()).rejects.toThrow('dynamodb');
    expect(store.sent()).toBe(5);
  });

  it('passes when the conflict is over', async () => {
    const store = cancelling(['TransactionConflict', 'None']);

    expect(await store.commit()).toEqual({ ok: true, value: undefined });
  });
});
