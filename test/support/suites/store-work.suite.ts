// What waits to be done, over the real adapters and whatever store a factory opens: events and commands
// until they are acknowledged, rows until their time.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  dynamoCommandMarks,
  dynamoEventHistory,
  dynamoOutboxMarks,
  dynamoPendingWork,
} from '#adapters/dynamo/dynamo-outbox.ts';
import { dynamoSagas } from '#adapters/dynamo/dynamo-sagas.ts';
import type { CloudEvent } from '#core/contracts/events/cloud-event.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { type Uuid, uuidv7 } from '#core/kernel/ids.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { Command } from '#core/outbox/command.ts';
import type { Change } from '#core/outbox/commit.ts';
import type { OutboxRow } from '#core/outbox/outbox-row.ts';
import type { Due } from '#core/outbox/sweep.ts';
import { sagaInputOf } from '#core/payments/start-fulfilment.ts';
import * as sample from '#test/support/engine/sample-rows.ts';
import { commitOf, freshTenant, type StoreWorld } from '#test/support/engine/store-world.ts';

const { sampleAt } = sample;
const dayMs = 86_400_000;

/** The n-th id of a test: text order is the order of n. */
const uuidOf = (n: number, at: Instant = sampleAt): Uuid => uuidv7(at, 0, BigInt(n));

const rowOf = (tenant: Tenant, n: number, over: Partial<OutboxRow> = {}): OutboxRow => ({
  tenant,
  userId: 'user-1',
  rootId: sample.orderId,
  groupId: uuidOf(n, plus(sampleAt, n)),
  createdAt: plus(sampleAt, n),
  events: [{ id: `event-${n}`, type: 'com.fluxpay.order.created' } as unknown as CloudEvent],
  audit: {
    actor: 'a',
    action: 'order.create',
    object: 'o',
    requestId: 'r',
    at: '2026-03-02T04:00:00.000Z',
  },
  ...over,
});

const commandOf = (tenant: Tenant, n: number): Command => ({
  tenant,
  commandId: uuidOf(n, plus(sampleAt, n)),
  objectId: sample.paymentId,
  createdAt: plus(sampleAt, n),
  body: { kind: 'RESUME_SAGA', paymentId: sample.paymentId, token: 't', outcome: 'COMPLETED' },
});

export const storeWorkSuite = (name: string, openWorld: () => Promise<StoreWorld>): void => {
  let world: StoreWorld;
  const put = async (tenant: Tenant, ...changes: Change[]): Promise<void> => {
    for (const change of changes) {
      expect(await commitOf(world, tenant, [change])).toEqual({ ok: true, value: undefined });
    }
  };

  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  describe(`the outbox over ${name}`, () => {
    it('tells what waits, oldest first, and forgets what was published', async () => {
      const tenant = freshTenant();
      for (const n of [2, 1, 3]) await commitOf(world, tenant, [], { outbox: rowOf(tenant, n) });
      await commitOf(world, tenant, [], { outbox: rowOf(tenant, 0, { events: [] }) });
      const pending = dynamoPendingWork(world.store);
      const marks = dynamoOutboxMarks(world.store, world.clock);
      const waiting = async (before: Instant) =>
        (await pending.outboxRows(before, 1_000)).items.filter(
          (row) => row.tenant.merchantId === tenant.merchantId,
        );

      const young = await waiting(plus(sampleAt, 2));
      const all = await waiting(plus(sampleAt, 10));
      const [first] = all;
      const tries = first === undefined ? [] : [await marks.failed(first, 'x'.repeat(900))];
      if (first !== undefined) {
        tries.push(await marks.failed(first, 'again'));
        await marks.published(first);
        await marks.published(first);
      }
      const left = await waiting(plus(sampleAt, 10));

      const idsOf = (rows: typeof all) => rows.map(({ events }) => events[0]?.id);
      expect(idsOf(young)).toEqual(['event-1']);
      expect(idsOf(all)).toEqual(['event-1', 'event-2', 'event-3']);
      expect(tries).toEqual([1, 2]);
      expect(idsOf(left)).toEqual(['event-2', 'event-3']);
    });

    it('tells how much waits and since when', async () => {
      const tenant = freshTenant();
      await commitOf(world, tenant, [], { outbox: rowOf(tenant, 1) });

      const pending = dynamoPendingWork(world.store);
      const backlog = await pending.outboxBacklog(plus(sampleAt, 10));
      const none = await pending.outboxBacklog(plus(sampleAt, -dayMs));

      expect(backlog.count).toBeGreaterThanOrEqual(1);
      expect(backlog.since).toBeLessThanOrEqual(plus(sampleAt, 1));
      expect(none).toEqual({ count: 0 });
    });

    it('shows the events of one order of one user, with when they went out', async () => {
      const tenant = freshTenant();
      const mine = rowOf(tenant, 1);
      await commitOf(world, tenant, [], { outbox: mine });
      await commitOf(world, tenant, [], { outbox: rowOf(tenant, 2, { rootId: 'ord_other' }) });
      await commitOf(world, tenant, [], { outbox: rowOf(tenant, 3, { userId: 'user-2' }) });
      const of = () =>
        dynamoEventHistory(world.store).of({
          tenant,
          userId: 'user-1',
          rootId: sample.orderId,
          since: sampleAt,
        });
      const before = await of();

      await dynamoOutboxMarks(world.store, world.clock).published({
        tenant,
        userKey: `test.${tenant.merchantId}#U#user-1`,
        groupId: mine.groupId,
        attempts: 0,
        events: [],
      });

      expect(before).toEqual([{ event: mine.events[0] }]);
      expect(await of()).toEqual([{ event: mine.events[0], publishedAt: world.clock.now() }]);
    });

    it('forgives a mark on a row that has expired meanwhile', async () => {
      const tenant = freshTenant();
      const gone = { tenant, userKey: 'nobody', groupId: uuidOf(9), attempts: 0, events: [] };

      const tries = await dynamoOutboxMarks(world.store, world.clock).failed(gone, 'reason');

      expect(tries).toBe(1);
    });
  });

  describe(`commands over ${name}`, () => {
    it('wait until they are done, and count their own failures', async () => {
      const tenant = freshTenant();
      const commands = [commandOf(tenant, 1), commandOf(tenant, 2)];
      await commitOf(world, tenant, [], { commands });
      const marks = dynamoCommandMarks(world.store, world.clock);
      const waiting = async () =>
        (await dynamoPendingWork(world.store).commands(plus(sampleAt, 10), 1_000)).items.filter(
          (command) => command.tenant.merchantId === tenant.merchantId,
        );
      const before = await waiting();

      const tries = [
        await marks.failed(commandOf(tenant, 1), 'reason'),
        await marks.failed(commandOf(tenant, 1), 'reason'),
      ];
      await marks.done(commandOf(tenant, 1));

      expect(before).toEqual(commands);
      expect(tries).toEqual([1, 2]);
      expect(await waiting()).toEqual([commands[1]]);
    });
  });

  describe(`what is due over ${name}`, () => {
    it('tells orders, attempts, sagas and refunds by their time; each leaves with its state', async () => {
      const tenant = freshTenant();
      const order = sample.anOrder({ tenant });
      const attempt = sample.anAttempt({ tenant });
      const saga = sample.aSaga({ tenant });
      const refund = sample.aRefund({ tenant, status: 'REQUESTED' });
      await put(
        tenant,
        { change: 'refund.create', refund },
        { change: 'order.create', order },
        { change: 'attempt.create', attempt },
        { change: 'saga.create', saga },
      );
      const pending = dynamoPendingWork(world.store);
      const due = async (kind: Due['kind'], at: Instant) =>
        (await pending.due(kind, at, 1_000)).items.filter(
          (one) => one.tenant.merchantId === tenant.merchantId,
        );
      const late = plus(sampleAt, 2_000_000);

      expect(await due('ORDER', order.expiresAt)).toEqual([]);
      expect(await due('ORDER', late)).toEqual([{ kind: 'ORDER', tenant, orderId: order.orderId }]);
      expect(await due('ATTEMPT', plus(attempt.deadlineAt, 60_001))).toEqual([
        {
          kind: 'ATTEMPT',
          tenant,
          paymentId: attempt.paymentId,
          attemptId: `CONFIRM#${attempt.paymentId}#001`,
        },
      ]);
      expect(await due('SAGA', late)).toEqual([
        { kind: 'SAGA', tenant, paymentId: saga.paymentId },
      ]);
      const { refundId, paymentId } = refund;
      expect(await due('REFUND', plus(refund.createdAt, 60_000))).toEqual([]);
      expect(await due('REFUND', late)).toEqual([{ kind: 'REFUND', tenant, paymentId, refundId }]);

      const paid = { ...order, status: 'PAID' as const, paidAt: sampleAt, version: 2 };
      const { dueAt: _over, ...rest } = saga;
      await commitOf(world, tenant, [
        { change: 'order.advance', before: order, after: paid },
        { change: 'attempt.advance', before: attempt, after: { ...attempt, state: 'SUCCEEDED' } },
        {
          change: 'saga.advance',
          before: saga,
          after: { ...rest, status: 'COMPLETED', version: 2 },
        },
        {
          change: 'refund.advance',
          before: refund,
          after: { ...refund, status: 'SENT', version: 2 },
        },
      ]);

      expect([
        await due('ORDER', late),
        await due('ATTEMPT', late),
        await due('SAGA', late),
        await due('REFUND', late),
      ]).toEqual([[], [], [], []]);
    });

    it('tells the attempt of a refund from the refund itself', async () => {
      const tenant = freshTenant();
      const { paymentId, refundId } = sample;
      const attempt = sample.anAttempt({ tenant, op: 'REFUND', objectId: refundId });
      const refund = sample.aRefund({ tenant, status: 'REQUESTED' });
      await put(tenant, { change: 'attempt.create', attempt }, { change: 'refund.create', refund });
      const pending = dynamoPendingWork(world.store);
      const due = async (kind: Due['kind']) =>
        (await pending.due(kind, plus(sampleAt, 2_000_000), 1_000)).items.filter(
          (one) => one.tenant.merchantId === tenant.merchantId,
        );

      const attemptId = `REFUND#${refundId}#001`;
      expect(await due('ATTEMPT')).toEqual([{ kind: 'ATTEMPT', tenant, paymentId, attemptId }]);
      expect(await due('REFUND')).toEqual([{ kind: 'REFUND', tenant, paymentId, refundId }]);
    });

    it('comes later for a saga that runs, and never for one that has ended', async () => {
      const tenant = freshTenant();
      const key = { tenant, paymentId: sample.paymentId };
      await put(tenant, { change: 'saga.create', saga: sample.aSaga({ tenant }) });
      const sagas = dynamoSagas(world.store);
      const later = plus(sampleAt, 500_000);

      await sagas.lookAgainAt({ ...key, at: later });
      await sagas.lookAgainAt({ tenant: freshTenant(), paymentId: sample.paymentId, at: later });
      const found = await sagas.findAnywhere(sample.sagaId, [freshTenant(), tenant]);

      expect(found?.dueAt).toBe(later);
      expect(await sagas.findAnywhere(sample.sagaId, [freshTenant()])).toBeUndefined();
    });

    it('knows whether the command that starts an execution is still to be carried out', async () => {
      const tenant = freshTenant();
      const saga = sample.aSaga({ tenant });
      const { paymentId, executionName } = saga;
      const input = sagaInputOf(saga, 'EXECUTE');
      const command: Command = {
        ...commandOf(tenant, 1),
        objectId: paymentId,
        body: { kind: 'START_SAGA', executionName, input },
      };
      const watching: Command = { ...commandOf(tenant, 2), objectId: paymentId };
      const sagas = dynamoSagas(world.store);
      const isPending = (name: string) =>
        sagas.isStartPending({ tenant, paymentId, executionName: name });

      const before = await isPending(executionName);
      await commitOf(world, tenant, [], { commands: [command, watching] });
      const written = [await isPending(executionName), await isPending(`${executionName}-r2`)];
      await dynamoCommandMarks(world.store, world.clock).done(command);

      expect([before, ...written, await isPending(executionName)]).toEqual([
        false,
        true,
        false,
        false,
      ]);
    });
  });
};
