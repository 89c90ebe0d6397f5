// A process that dies, a reply that is lost, a store that is away: at every write and PG call of a
// confirm, a compensation and a completion. Whatever happens, the money moves once and somebody ends it.
// Source: saga specification, section 2.3 (C01 to C31).
import { describe, expect, it } from 'vitest';
import type { CallLabel } from '#core/contracts/labels.ts';
import {
  attentionOf,
  balancesOf,
  effectsOf,
  statesOf,
  truthOf,
} from '#test/support/engine/books.ts';
import type { Mishap } from '#test/support/engine/mishaps.ts';
import {
  approved,
  cancel,
  confirm,
  report,
  sell,
  serviceShop,
  shop,
} from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import { transactionLog } from '#test/support/engine/transaction-log.ts';
import { type World, world } from '#test/support/engine/world.ts';
import { policy } from '#test/support/selling-policy.ts';

const dies: readonly Mishap[] = ['DIES_BEFORE', 'DIES_AFTER'];
const any: readonly Mishap[] = [...dies, 'LOSES_REQUEST', 'LOSES_REPLY', 'IS_AWAY'];

const oneCharge = { order: 'COMPLETED', payment: 'CONFIRMED', attempts: ['CONFIRM SUCCEEDED'] };

/** Minutes of life with a sweep after each: what was left behind is found. */
const liveOn = async (at: World, minutes: number): Promise<void> => {
  for (let minute = 0; minute < minutes; minute += 1) {
    await at.runFor(60_000);
    await at.sweepOnce();
  }
  await at.runFor(60_000);
};

describe('a confirm whose process dies', () => {
  it.each([
    ['after its claim', 'TX-CLAIM', 'DIES_AFTER'],
    ['before the PG is called', 'pg.confirm', 'DIES_BEFORE'],
    ['after the PG has answered', 'pg.confirm', 'DIES_AFTER'],
    ['before its record', 'TX-APPROVED', 'DIES_BEFORE'],
    ['after its record', 'TX-APPROVED', 'DIES_AFTER'],
  ] as const)('%s is ended by the watchdog with one charge', async (_when, label, mishap) => {
    const at = shop();
    const sale = await sell(at);
    at.mishap.plan(label, mishap);

    void confirm(at, sale);
    await at.runFor(20_000);

    expect(at.mishap.left()).toBe(0);
    expect(await statesOf(at, sale)).toEqual(oneCharge);
    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 0, kept: 9_000 });
    await expectSound(at);
  });

  it.each([
    ['after its claim', 'TX-CLAIM', 'DIES_AFTER'],
    ['after the PG has answered', 'pg.confirm', 'DIES_AFTER'],
    ['before its record', 'TX-APPROVED', 'DIES_BEFORE'],
  ] as const)(
    '%s is ended by the sweep when the message is lost too',
    async (_when, label, mishap) => {
      const at = shop();
      const sale = await sell(at);
      at.mishap.plan(label, mishap);
      at.losing.watchMessages = true;

      void confirm(at, sale);
      await at.runFor(74_999);
      const early = await at.sweepOnce();
      await at.runFor(2);
      const swept = await at.sweepOnce();

      expect(early.due).toBe(0);
      expect(swept).toMatchObject({ due: 1, failed: 0 });
      expect(await statesOf(at, sale)).toEqual(oneCharge);
      expect(truthOf(at, sale).approvals).toBe(1);
      await expectSound(at);
    },
  );

  it('before its claim has left nothing, and the same key begins anew', async () => {
    const at = shop();
    const sale = await sell(at);
    at.mishap.plan('TX-CLAIM', 'DIES_BEFORE');
    void confirm(at, sale);
    await at.runFor(20_000);
    const before = await statesOf(at, sale);

    const answer = await confirm(at, sale);

    expect(before.attempts).toEqual([]);
    expect(answer.status).toBe(200);
    expect(truthOf(at, sale).approvals).toBe(1);
    await expectSound(at);
  });

  it('reads as in doubt from its deadline on, written or not, and never as failed', async () => {
    const at = shop();
    const sale = await sell(at);
    at.losing.watchMessages = true;
    at.mishap.plan('pg.confirm', 'DIES_AFTER');
    void confirm(at, sale);
    await at.microtasksDone();

    const soon = await confirm(at, sale);
    at.clock.advance(15_000);
    const inLease = await confirm(at, sale);
    at.clock.advance(15_001);
    const past = await confirm(at, sale);

    expect(soon).toMatchObject({ status: 409, code: 'IDEM_001', retryAfterSeconds: 1 });
    expect(inLease).toMatchObject({ status: 409, code: 'IDEM_001' });
    expect(past).toMatchObject({ status: 202, code: 'PAY_005', retryAfterSeconds: 2 });
    expect(truthOf(at, sale).approvals).toBe(1);
    await expectSound(at);
  });

  it('meets a handler that was only slow: one record, one charge', async () => {
    const at = shop();
    const sale = await sell(at);
    at.mishap.plan('TX-DOUBT', 'LOSES_REPLY');
    at.pg.control.addRule({ fault: 'F01', match: { op: 'confirm' }, args: { holdMs: 14_000 } });

    const first = await confirm(at, sale, { remainingMs: () => 25_000 });
    await at.runFor(30_000);

    expect(first).toMatchObject({ status: 202, code: 'PAY_005' });
    expect(await statesOf(at, sale)).toEqual(oneCharge);
    await expectSound(at);
  });
});

describe('a transaction whose reply is lost', () => {
  it.each(['TX-ORDER', 'TX-CLAIM', 'TX-APPROVED'] as const)(
    '%s is asked again under the same token, and takes effect once',
    async (label) => {
      const log = transactionLog();
      const at = world({ policies: [policy({})], intercept: log.intercept });
      at.mishap.plan(label, 'LOSES_REPLY');

      const sale = await sell(at);
      const answer = await confirm(at, sale);

      expect(at.mishap.left()).toBe(0);
      expect(answer.status).toBe(200);
      expect(at.mishap.called.filter((called) => called === label)).toHaveLength(2);
      expect(log.sent.length - new Set(log.sent.map(({ token }) => token)).size).toBe(1);
      expect(await statesOf(at, sale)).toEqual(oneCharge);
      await expectSound(at);
    },
  );

  it('is read when five tries do not tell: the claim is there, so the confirm goes on', async () => {
    const at = shop();
    const sale = await sell(at);
    at.mishap.plan('TX-CLAIM', 'LOSES_REPLY', { times: 5 });

    const answer = await confirm(at, sale);

    expect(answer.status).toBe(200);
    expect(truthOf(at, sale).approvals).toBe(1);
    await expectSound(at);
  });

  it('answers "not known yet" when the claim cannot be read either, and sends nothing', async () => {
    const at = shop();
    const sale = await sell(at);
    at.mishap.plan('TX-CLAIM', 'LOSES_REPLY', { times: 5 });
    at.mishap.plan('payment.byId', 'IS_AWAY');

    const answer = await confirm(at, sale);
    const approvals = truthOf(at, sale).approvals;
    await at.runFor(20_000);

    expect(answer).toMatchObject({ status: 202, code: 'PAY_005' });
    expect(approvals).toBe(0);
    expect(await statesOf(at, sale)).toEqual(oneCharge);
    await expectSound(at);
  });

  it('answers "not known yet" when the claim is not there, and the same key tries again', async () => {
    const at = shop();
    const sale = await sell(at);
    at.mishap.plan('TX-CLAIM', 'LOSES_REQUEST', { times: 5 });

    const first = await confirm(at, sale);
    const again = await confirm(at, sale);

    expect(first).toMatchObject({ status: 202, code: 'PAY_005' });
    expect(again.status).toBe(200);
    expect(truthOf(at, sale).approvals).toBe(1);
    await expectSound(at);
  });

  it('of a record leaves the answer to the watchdog: 202, then the approval', async () => {
    const at = shop();
    const sale = await sell(at);
    at.mishap.plan('TX-APPROVED', 'LOSES_REQUEST', { times: 5 });

    const first = await confirm(at, sale);
    await at.runFor(20_000);
    const again = await confirm(at, sale);

    expect(first).toMatchObject({ status: 202, code: 'PAY_005' });
    expect(again).toMatchObject({ status: 200, isReplayed: true });
    expect(await statesOf(at, sale)).toEqual(oneCharge);
    await expectSound(at);
  });

  it('is an outage, with nothing sent, when the store refuses the claim five times', async () => {
    const at = shop();
    const sale = await sell(at);
    at.mishap.plan('TX-CLAIM', 'IS_AWAY', { times: 5 });

    const refused = confirm(at, sale);

    await expect(refused).rejects.toMatchObject({ name: 'DependencyUnavailable' });
    expect((await statesOf(at, sale)).attempts).toEqual([]);
    expect(truthOf(at, sale).approvals).toBe(0);
  });
});

const compensation: readonly CallLabel[] = [
  'TX-TOKEN',
  'TX-OUTCOME',
  'TX-RETURN-CLAIM',
  'pg.cancel',
  'TX-RETURN-OK',
  'TX-CANCEL-ORDER',
];

const pairsOf = (labels: readonly CallLabel[]): (readonly [CallLabel, Mishap])[] =>
  labels.flatMap((label) =>
    (label === 'pg.cancel' ? dies : any).map((mishap) => [label, mishap] as const),
  );

describe('a compensation', () => {
  it.each(pairsOf(compensation))('returns the money once when %s %s', async (label, mishap) => {
    const at = serviceShop();
    const sale = await sell(at);
    at.mishap.plan(label, mishap);
    await confirm(at, sale);
    await at.runFor(1_000);

    void report(at, sale, 'FAILED').catch(() => undefined);
    await at.runFor(5_000);
    void report(at, sale, 'FAILED').catch(() => undefined);
    await liveOn(at, 4);

    expect(at.mishap.left()).toBe(0);
    expect(await statesOf(at, sale)).toMatchObject({
      order: 'CANCELLED',
      payment: 'CANCELLED',
      refunds: ['SUCCEEDED'],
      saga: 'COMPENSATED',
    });
    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 1, kept: 0 });
    expect(effectsOf(at)).toEqual(['E9', 'E11', 'E13']);
    expect(balancesOf(at)).toEqual({});
    expect(attentionOf(at)).toEqual([]);
    await expectSound(at);
  });
});

describe('a cancel in doubt', () => {
  it.each(pairsOf(['TX-DOUBT', 'TX-AWAIT-CANCEL', 'attempt.progress']))(
    'is settled once when %s %s',
    async (label, mishap) => {
      const { at, sale } = await approved();
      at.pg.control.addRule({ fault: 'F10', match: { op: 'cancel' } });
      at.mishap.plan(label, mishap);

      await report(at, sale, 'FAILED');
      await liveOn(at, 4);

      expect(at.mishap.left()).toBe(0);
      expect(await statesOf(at, sale)).toMatchObject({
        payment: 'CANCELLED',
        refunds: ['SUCCEEDED'],
        saga: 'COMPENSATED',
      });
      expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 1, kept: 0 });
      await expectSound(at);
    },
  );
});

describe('a completion', () => {
  it.each(pairsOf(['TX-APPROVED', 'TX-TOKEN', 'TX-OUTCOME', 'TX-COMPLETE']))(
    'is written once when %s %s',
    async (label, mishap) => {
      const at = serviceShop({ timeoutSeconds: 300 });
      const sale = await sell(at);
      at.mishap.plan(label, mishap);

      void confirm(at, sale);
      await at.runFor(30_000);
      void report(at, sale, 'COMPLETED').catch(() => undefined);
      await at.runFor(5_000);
      void report(at, sale, 'COMPLETED').catch(() => undefined);
      await liveOn(at, 3);

      expect(at.mishap.left()).toBe(0);
      expect(await statesOf(at, sale)).toMatchObject({ ...oneCharge, saga: 'COMPLETED' });
      expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 0, kept: 9_000 });
      expect(attentionOf(at)).toEqual([]);
      await expectSound(at);
    },
  );

  it('that can never commit asks a person, and the money stays where it is', async () => {
    const { at, sale } = await approved();
    at.mishap.plan('TX-COMPLETE', 'IS_AWAY', { times: 1_000 });

    await report(at, sale, 'COMPLETED');
    await at.runFor(600_000);

    expect(await statesOf(at, sale)).toMatchObject({
      order: 'PAID',
      payment: 'APPROVED',
      saga: 'NEEDS_ATTENTION',
    });
    expect(attentionOf(at)).toMatchObject([{ kind: 'SAGA_STUCK' }]);
    expect(effectsOf(at)).toEqual(['E9']);
    await expectSound(at);
  });
});

describe('with every command lost', () => {
  it('the sweep hands them out: the saga starts and completes', async () => {
    const at = serviceShop({ timeoutSeconds: 300 });
    at.losing.commands = true;
    const sale = await sell(at);
    await confirm(at, sale);
    await at.runFor(31_000);

    const swept = await at.sweepOnce();
    await report(at, sale, 'COMPLETED');
    await at.runFor(31_000);
    await at.sweepOnce();
    await at.runFor(31_000);

    expect(swept).toMatchObject({ dispatched: 2, failed: 0 });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', saga: 'COMPLETED' });
    await expectSound(at);
  });

  it('the sweep publishes every event once, and nothing stays marked', async () => {
    const { at, sale } = await approved();
    await cancel(at, sale);
    await at.runFor(60_000);

    await at.sweepOnce();
    const again = await at.sweepOnce();

    expect(at.published.map(({ id }) => id)).toHaveLength(
      new Set(at.published.map(({ id }) => id)).size,
    );
    expect(at.published).toHaveLength(13);
    expect(again.published).toBe(0);
  });
});

describe('a service whose watchdog message is lost', () => {
  it('is closed by the sweep a minute after its deadline, and the money goes back', async () => {
    const at = serviceShop();
    const sale = await sell(at);
    at.losing.watchMessages = true;
    await confirm(at, sale);

    await liveOn(at, 3);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', saga: 'COMPENSATED' });
    expect(truthOf(at, sale).kept).toBe(0);
    await expectSound(at);
  });
});

describe('an execution that is stopped from outside', () => {
  it('is followed by a new run, which goes on from the rows', async () => {
    const { at, sale } = await approved({ timeoutSeconds: 300 });
    at.stepper.stop(`M123-${sale.paymentId}`);
    await report(at, sale, 'COMPLETED');

    await liveOn(at, 8);

    expect(at.sagasStarted.map(({ entry }) => entry)).toEqual(['EXECUTE', 'RESUME']);
    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', saga: 'COMPLETED' });
    await expectSound(at);
  });

  it.each([
    ['returned', 'TX-CANCEL-ORDER', 'DIES_BEFORE', undefined, 'COMPENSATED'],
    ['refused by the PG', 'TX-REFUND-FAIL', 'DIES_AFTER', 'F26', 'NEEDS_ATTENTION'],
  ] as const)(
    'with the money %s is found a minute later, however long its service might take',
    async (_when, label, mishap, fault, saga) => {
      const { at, sale } = await approved({ timeoutSeconds: 7 * 86_400 });
      if (fault !== undefined) at.pg.control.addRule({ fault, match: { op: 'cancel' }, times: 9 });
      at.mishap.plan(label, mishap);
      await report(at, sale, 'FAILED');
      await at.runFor(1_000);
      at.stepper.stop(`M123-${sale.paymentId}`);
      const left = at.mishap.left();

      await at.runFor(60_000);
      await at.sweepOnce();
      await at.runFor(5_000);

      expect(left).toBe(0);
      expect(await statesOf(at, sale)).toMatchObject({ saga });
      expect(at.sagasStarted).toHaveLength(2);
      await expectSound(at);
    },
  );

  it('three times over is a person’s to look at', async () => {
    const { at, sale } = await approved();
    at.mishap.plan('TX-COMPLETE', 'IS_AWAY', { times: 10_000 });
    await report(at, sale, 'COMPLETED');

    for (const run of ['', '-r2', '-r3']) {
      await at.runFor(1_000);
      at.stepper.stop(`M123-${sale.paymentId}${run}`);
      await at.runFor(130_000);
      await at.sweepOnce();
    }

    expect(at.sagasStarted).toHaveLength(3);
    expect(attentionOf(at)).toMatchObject([{ kind: 'SAGA_STUCK' }]);
    expect(await statesOf(at, sale)).toMatchObject({ order: 'PAID', saga: 'NEEDS_ATTENTION' });
    await expectSound(at);
  });
});
