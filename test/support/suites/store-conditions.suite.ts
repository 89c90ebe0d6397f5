// Parts of conditions that no race of the other suites shows alone, over the real adapters and whatever
// store a factory opens: each row here is refused, or let pass, for that one part.
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  dynamoCommandMarks,
  dynamoOutboxMarks,
  dynamoPendingWork,
} from '#adapters/dynamo/dynamo-outbox.ts';
import { dynamoAttempts } from '#adapters/dynamo/dynamo-payments.ts';
import { dynamoSagas } from '#adapters/dynamo/dynamo-sagas.ts';
import { type RowKey, sagaKey } from '#adapters/dynamo/keys.ts';
import { toAttributes } from '#adapters/dynamo/row-values.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { type Uuid, uuidv7 } from '#core/kernel/ids.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { Command } from '#core/outbox/command.ts';
import type { Change, UniqueKind } from '#core/outbox/commit.ts';
import type { OutboxRow } from '#core/outbox/outbox-row.ts';
import type { Due } from '#core/outbox/sweep.ts';
import { count } from '#test/support/counters.ts';
import * as sample from '#test/support/engine/sample-rows.ts';
import { commitOf, freshTenant, type StoreWorld } from '#test/support/engine/store-world.ts';

const { sampleAt } = sample;
const dayMs = 86_400_000;

let ids = 0;
const uuid = (): Uuid => {
  ids += 1;
  return uuidv7(sampleAt, 0, BigInt(ids));
};

/** A row of its own: two equal transactions would be one under their token. */
const own = (tenant: Tenant): Change => ({
  change: 'unique.create',
  tenant,
  kind: 'MORDER',
  value: uuid(),
  owner: 'nobody',
});

/** What a row was, and a step that read something else of it. */
interface Moved {
  readonly reason: string;
  readonly stored: (tenant: Tenant) => Change;
  readonly loses: (tenant: Tenant) => Change;
}

const paid = { status: 'APPROVED' as const, ...sample.taken };

const moved: readonly Moved[] = [
  {
    reason: 'the payment’s status is another, though its version is the one that was read',
    stored: (tenant) => ({
      change: 'payment.create',
      payment: sample.aPayment({ tenant, ...paid } as never),
    }),
    loses: (tenant) => {
      const before = sample.aPayment({ tenant });
      const after = { ...before, status: 'FAILED' as const, endedAt: sampleAt, version: 2 };
      return { change: 'payment.advance', before, after };
    },
  },
  {
    reason: 'the saga’s status is another, though its version is the one that was read',
    stored: (tenant) => ({
      change: 'saga.create',
      saga: sample.aSaga({ tenant, status: 'COMPENSATING' }),
    }),
    loses: (tenant) => {
      const before = sample.aSaga({ tenant });
      return { change: 'saga.advance', before, after: { ...before, step: 'x', version: 2 } };
    },
  },
  {
    reason: 'the saga’s version is another, though its status is the one that was read',
    stored: (tenant) => ({ change: 'saga.create', saga: sample.aSaga({ tenant, version: 2 }) }),
    loses: (tenant) => {
      const before = sample.aSaga({ tenant });
      return { change: 'saga.advance', before, after: { ...before, step: 'x', version: 2 } };
    },
  },
  {
    reason: 'the refund’s status is another, though its version is the one that was read',
    stored: (tenant) => ({
      change: 'refund.create',
      refund: sample.aRefund({ tenant, status: 'FAILED' }),
    }),
    loses: (tenant) => {
      const before = sample.aRefund({ tenant });
      const after = { ...before, status: 'SUCCEEDED' as const, version: 2 };
      return { change: 'refund.advance', before, after };
    },
  },
  {
    reason: 'the refund’s version is another, though its status is the one that was read',
    stored: (tenant) => ({
      change: 'refund.create',
      refund: sample.aRefund({ tenant, version: 2 }),
    }),
    loses: (tenant) => {
      const before = sample.aRefund({ tenant });
      const after = { ...before, status: 'SUCCEEDED' as const, version: 2 };
      return { change: 'refund.advance', before, after };
    },
  },
  {
    reason: 'the service has an outcome, though its version is the one that was read',
    stored: (tenant) => ({
      change: 'service.create',
      service: sample.aServiceRequest({ tenant, state: 'COMPLETED' }),
    }),
    loses: (tenant) => {
      const before = sample.aServiceRequest({ tenant });
      const after = { ...before, state: 'TIMED_OUT' as const, version: 2 };
      return { change: 'service.advance', before, after };
    },
  },
];

const uniqueKinds: readonly UniqueKind[] = ['MORDER', 'PGKEY', 'PGTX', 'REFUND', 'ATTN'];

const outboxRow = (tenant: Tenant): OutboxRow => ({
  tenant,
  userId: 'user-1',
  rootId: sample.orderId,
  groupId: uuid(),
  createdAt: sampleAt,
  events: [],
  audit: { actor: 'a', action: 'b', object: 'c', requestId: 'd', at: '2026-03-02T04:00:00.000Z' },
});

export const storeConditionsSuite = (name: string, openWorld: () => Promise<StoreWorld>): void => {
  let world: StoreWorld;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  const rowAt = async (table: string, key: RowKey) => {
    const asked = { TableName: table, Key: toAttributes({ ...key }), ConsistentRead: true };
    return (await world.store.client.send('init.ping', new GetItemCommand(asked))).Item;
  };

  describe(`a row that was read, over ${name}`, () => {
    it.each(moved)('refuses a step when $reason', async ({ stored, loses }) => {
      const tenant = freshTenant();
      await commitOf(world, tenant, [stored(tenant)]);

      const lost = await commitOf(world, tenant, [own(tenant), loses(tenant)]);

      expect(lost).toMatchObject({ ok: false, error: { lost: loses(tenant).change } });
      count('parts of conditions');
    });
  });

  describe(`a row that may be there once, over ${name}`, () => {
    it.each(uniqueKinds)('is the unique value of %s', async (kind) => {
      const tenant = freshTenant();
      const unique: Change = { change: 'unique.create', tenant, kind, value: 'v', owner: 'one' };
      await commitOf(world, tenant, [unique]);

      const lost = await commitOf(world, tenant, [own(tenant), { ...unique, owner: 'two' }]);

      expect(lost).toEqual({ ok: false, error: { lost: 'unique.create', owner: 'one' } });
    });

    it('is the outbox row of one group', async () => {
      const tenant = freshTenant();
      const outbox = outboxRow(tenant);
      await commitOf(world, tenant, [], { outbox });

      const again = await commitOf(world, tenant, [own(tenant)], { outbox });

      expect(again.ok).toBe(false);
    });
  });

  describe(`a mark over ${name}`, () => {
    it('makes no row where the outbox row has expired', async () => {
      const tenant = freshTenant();
      const gone = { tenant, userKey: 'nobody', groupId: uuid(), attempts: 0, events: [] };

      await dynamoOutboxMarks(world.store, world.clock).published(gone);

      const key = { pk: gone.userKey, sk: gone.groupId };
      expect(await rowAt(world.store.tables.outbox, key)).toBeUndefined();
    });

    it('makes no row where the command has expired', async () => {
      const tenant = freshTenant();
      const command: Command = {
        tenant,
        commandId: uuid(),
        objectId: sample.paymentId,
        createdAt: sampleAt,
        body: { kind: 'RESUME_SAGA', paymentId: sample.paymentId, token: 't', outcome: 'DONE' },
      };

      await dynamoCommandMarks(world.store, world.clock).done(command);

      const pk = `test.${tenant.merchantId}#${sample.paymentId}`;
      const row = await rowAt(world.store.tables.commands, { pk, sk: command.commandId });
      expect(row).toBeUndefined();
    });
  });

  describe(`the progress of an attempt over ${name}`, () => {
    it('loses to a higher fence in the same state and slot', async () => {
      const tenant = freshTenant();
      const doubtful = { state: 'IN_DOUBT' as const, doubtAt: sampleAt, slot: 1 };
      const before = sample.anAttempt({ tenant, ...doubtful, fence: 1 });
      const attempt = { ...before, fence: 2 };
      await commitOf(world, tenant, [{ change: 'attempt.create', attempt }]);

      const isMine = await dynamoAttempts(world.store).progress({
        before,
        after: { ...before, slot: 2 },
      });

      expect(isMine).toBe(false);
    });
  });

  describe(`a saga’s next look over ${name}`, () => {
    it('is not set once the saga has ended, nor for one that is not there', async () => {
      const tenant = freshTenant();
      const { dueAt: _over, ...ended } = sample.aSaga({ tenant, status: 'COMPLETED' });
      await commitOf(world, tenant, [{ change: 'saga.create', saga: ended }]);
      const sagas = dynamoSagas(world.store);
      const absent = freshTenant();

      for (const each of [tenant, absent]) {
        await sagas.lookAgainAt({ tenant: each, paymentId: sample.paymentId, at: sampleAt });
      }

      const found = await sagas.findAnywhere(sample.sagaId, [tenant]);
      expect(found?.status).toBe('COMPLETED');
      expect(found?.dueAt).toBeUndefined();
      const none = await rowAt(world.store.tables.engine, sagaKey(absent, sample.paymentId));
      expect(none).toBeUndefined();
    });
  });

  describe(`a row at the end of the line over ${name}`, () => {
    const attemptId = `CONFIRM#${sample.paymentId}#001`;
    const { paymentId, orderId, refundId } = sample;
    const dues = (tenant: Tenant): readonly Due[] => [
      { kind: 'ORDER', tenant, orderId },
      { kind: 'ATTEMPT', tenant, paymentId, attemptId },
      { kind: 'SAGA', tenant, paymentId },
      { kind: 'REFUND', tenant, paymentId, refundId },
    ];

    it.each(['ORDER', 'ATTEMPT', 'SAGA', 'REFUND'] as const)(
      'keeps the time somebody else has set for the %s',
      async (kind) => {
        const tenant = freshTenant();
        await commitOf(world, tenant, [
          { change: 'order.create', order: sample.anOrder({ tenant }) },
          { change: 'attempt.create', attempt: sample.anAttempt({ tenant }) },
          { change: 'saga.create', saga: sample.aSaga({ tenant }) },
          { change: 'refund.create', refund: sample.aRefund({ tenant, status: 'REQUESTED' }) },
        ]);
        const pending = dynamoPendingWork(world.store);
        const due = dues(tenant).find((one) => one.kind === kind) as Due;
        const isDue = async (at: Instant) =>
          (await pending.due(kind, at, 1_000)).items.some(
            (one) => one.tenant.merchantId === tenant.merchantId,
          );
        const before = await isDue(plus(sampleAt, dayMs));

        await pending.moveOn(due, sampleAt, plus(sampleAt, 9 * dayMs));

        expect(before).toBe(true);
        expect(await isDue(plus(sampleAt, dayMs))).toBe(true);
      },
    );
  });
};
