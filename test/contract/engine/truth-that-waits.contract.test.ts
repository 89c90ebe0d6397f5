// What a bank or the PG's console did at a moment when it could not be booked: while a refund of ours reserves the
// money, while its call is under way, while the saga is before a person. It is booked later, and never forgotten.
import { describe, expect, it } from 'vitest';
import { dynamoRefundOwners } from '#adapters/dynamo/dynamo-refunds.ts';
import { present } from '#core/kernel/assert.ts';
import type { RefundId } from '#core/kernel/ids.ts';
import { money } from '#core/kernel/money.ts';
import { adoptCancels } from '#core/payments/adopt-cancels.ts';
import type { PgCancel } from '#core/payments/payment-gateway.ts';
import { readCancels } from '#core/payments/read-cancels.ts';
import { giveAccount } from '#core/refunds/give-account.ts';
import { type Refund, refundMark } from '#core/refunds/refund.ts';
import {
  attentionOf,
  balancesOf,
  eventNames,
  eventsOf,
  statesOf,
  truthOf,
} from '#test/support/engine/books.ts';
import { approve, itemOf, proof, resolve } from '#test/support/engine/desk.ts';
import { cause, claimOf, tenant } from '#test/support/engine/engine.ts';
import { amountsOf, askRefund, refundsOf } from '#test/support/engine/refunds.ts';
import { confirm, report, type Sale, sell } from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import { type WebhookShop, webhookShop } from '#test/support/engine/webhooks.ts';

const minute = 60_000;
const hour = 60 * minute;
const refundAccount = { bankCode: '88', accountNumber: '110123456789', holderName: '김하늘' };
const served = { fulfilment: 'callback', timeoutSeconds: 3_600 } as const;

/** Webhooks arrive and the sweep runs, minute after minute. */
const live = async ({ at, hear }: WebhookShop, minutes: number): Promise<void> => {
  for (let nth = 0; nth < minutes; nth += 1) {
    await at.runFor(minute);
    await hear();
    await at.sweepOnce();
  }
};

interface Deposited {
  readonly here: WebhookShop;
  readonly sale: Sale;
}

const deposited = async (terms: object = {}): Promise<Deposited> => {
  const here = await webhookShop(terms);
  const { at, hear } = here;
  const sale = await sell(at, { amount: 10_000n, method: 'VIRTUAL_ACCOUNT', validHours: 24 });
  await confirm(at, sale);
  await hear();
  at.clock.advance(2_000);
  at.pg.control.deposit(sale.paymentKey);
  await hear();
  await at.runFor(2 * minute);
  return { here, sale };
};

const takenBack = async ({ here: { at, hear }, sale }: Deposited): Promise<void> => {
  at.pg.control.reverseDeposit(sale.paymentKey);
  await hear();
};

const tellAccount = ({ here: { at } }: Deposited, { refundId }: Pick<Refund, 'refundId'>) =>
  giveAccount({ ...at.deps, owners: dynamoRefundOwners(at.store) })({
    tenant,
    cause,
    claim: claimOf('/api/v1/refunds/{refundId}/account', { key: `tell-${refundId}` }),
    refundId,
    refundAccount,
    remainingMs: () => 25_000,
  });

const waitingOf = async ({ here: { at }, sale }: Deposited): Promise<Refund> => {
  const refunds = await refundsOf(at, sale);
  return present(
    refunds.find(({ status }) => status === 'PENDING_ACCOUNT'),
    'a refund waits for its account',
  );
};

/** A service that failed: its compensation waits for its account. */
const compensating = async (): Promise<Deposited> => {
  const world = await deposited(served);
  await report(world.here.at, world.sale, 'FAILED');
  await live(world.here, 2);
  return world;
};

/** A deposit that came once more after its payment had ended: its refund waits for its account. */
const depositedLate = async (): Promise<Deposited> => {
  const world = await deposited(served);
  const { here, sale } = world;
  await takenBack(world);
  await live(here, 2);
  here.at.pg.control.deposit(sale.paymentKey);
  await here.hear();
  await live(here, 3);
  expect(openKinds(world)).toEqual(['LATE_SUCCESS']);
  return world;
};

/** A refund with its account is refused, and what came during its call waits for its turn, which never comes. */
const inLine = async (
  world: Deposited,
  meanwhile: (at: WebhookShop['at']) => Promise<unknown>,
): Promise<void> => {
  const { here, sale } = world;
  const gateway = here.at.deps.gateways();
  const cancel = async (request: Parameters<typeof gateway.cancel>[0]) => {
    await meanwhile(here.at);
    return gateway.cancel(request);
  };
  here.at.pg.control.addRule({
    fault: 'DECLINE',
    match: { op: 'cancel' },
    args: { code: 'REFUND_REJECTED' },
  });
  here.at.mishap.plan('TX-REFUND-SEND', 'IS_AWAY', { times: 10_000 });
  const deps = { ...here.at.deps, gateways: () => ({ ...gateway, cancel }) };
  await askRefund({ deps }, sale, { amount: 2_000n, refundAccount, key: 'refused' });
};

/** The PG tells of these cancels. */
const told = (
  { at }: WebhookShop,
  { paymentId }: Sale,
  cancels: readonly { transactionKey: string; amount: bigint; of?: Pick<Refund, 'refundId'> }[],
) =>
  adoptCancels(at.deps)({
    tenant,
    paymentId,
    cause,
    cancels: cancels.map(
      ({ transactionKey, amount, of }): PgCancel => ({
        transactionKey,
        amount: money(amount, 'KRW'),
        reason: of === undefined ? 'at the desk' : `at the desk ${refundMark(of.refundId)}`,
        isDone: true,
        canceledAt: undefined,
      }),
    ),
  });

const kindsOf = ({ here: { at } }: Deposited): readonly string[] =>
  attentionOf(at).map(({ kind }) => kind);

const openKinds = ({ here: { at } }: Deposited): readonly string[] =>
  attentionOf(at)
    .filter(({ status }) => status !== 'RESOLVED')
    .map(({ kind }) => kind);

describe('a deposit that the bank takes back', () => {
  it('while a refund waits for its account is booked, and the refund fails', async () => {
    const world = await deposited();
    const { here, sale } = world;
    await askRefund(here.at, sale, { amount: 1_000n });

    await takenBack(world);
    await live(here, 2);

    expect(await statesOf(here.at, sale)).toMatchObject({
      order: 'COMPLETED',
      payment: 'WAITING_FOR_DEPOSIT',
    });
    expect(await refundsOf(here.at, sale)).toMatchObject([
      { status: 'FAILED', failure: { pgCode: 'RETURNED_OUTSIDE' } },
    ]);
    expect(balancesOf(here.at)).toEqual({});
    expect(kindsOf(world)).toEqual(['DEPOSIT_REVERSED']);
    await expectSound(here.at);
  });

  it('is booked at once with the refund that gives way to it', async () => {
    const world = await deposited();
    const { here, sale } = world;
    await askRefund(here.at, sale, { amount: 1_000n });

    await takenBack(world);

    expect((await statesOf(here.at, sale)).payment).toBe('WAITING_FOR_DEPOSIT');
    expect(here.at.webhooks.at(-1)).toBe('APPLIED');
  });

  it('while a refund is called for is booked once that call has ended', async () => {
    const world = await deposited();
    const { here, sale } = world;
    const gateway = here.at.deps.gateways();
    const deps = {
      ...here.at.deps,
      gateways: () => ({
        ...gateway,
        cancel: async (request: Parameters<typeof gateway.cancel>[0]) => {
          await takenBack(world);
          return gateway.cancel(request);
        },
      }),
    };

    const answer = await askRefund({ deps }, sale, { amount: 1_000n, refundAccount });
    await live(here, 2);

    expect(answer).toMatchObject({ status: 422 });
    expect((await statesOf(here.at, sale)).payment).toBe('WAITING_FOR_DEPOSIT');
    expect(balancesOf(here.at)).toEqual({});
    await expectSound(here.at);
  });

  it('while its completion is before a person is booked after it', async () => {
    const world = await deposited(served);
    const { here, sale } = world;
    const { at } = here;
    at.mishap.plan('TX-COMPLETE', 'IS_AWAY', { times: 1_000 });
    await report(at, sale, 'COMPLETED');
    await live(here, 10);
    expect(openKinds(world)).toEqual(['SAGA_STUCK']);

    await takenBack(world);
    await live(here, 5);
    at.mishap.heal();
    expect(await resolve(at, { action: 'RETRY' })).toMatchObject({ status: 200 });
    await live(here, 20);

    expect(await statesOf(at, sale)).toMatchObject({
      order: 'COMPLETED',
      payment: 'WAITING_FOR_DEPOSIT',
    });
    expect(balancesOf(at)).toEqual({});
    expect(openKinds(world)).toEqual(['DEPOSIT_REVERSED']);
  });

  it('goes before a person where the schedule of looks ends first', async () => {
    const world = await deposited(served);
    const { here, sale } = world;
    here.at.mishap.plan('TX-COMPLETE', 'IS_AWAY', { times: 10_000 });
    await report(here.at, sale, 'COMPLETED');
    await live(here, 10);

    await takenBack(world);
    await live(here, 90);

    expect(openKinds(world).toSorted()).toEqual(['INTEGRITY_MISMATCH', 'SAGA_STUCK']);
  });
});

describe('a deposit that the bank takes back from a compensation', () => {
  const expectEnded = async (world: Deposited): Promise<void> => {
    const { at } = world.here;
    expect(await statesOf(at, world.sale)).toMatchObject({
      order: 'CANCELLED',
      payment: 'CANCELLED',
      saga: 'COMPENSATED',
      refunds: ['FAILED'],
    });
    expect(await amountsOf(at, world.sale)).toEqual([0n, 0n, 0n]);
    expect(balancesOf(at)).toEqual({});
    expect(attentionOf(at)).toEqual([]);
    await expectSound(at);
  };

  it('that waits for its account ends the saga, and asks nobody', async () => {
    const world = await compensating();

    await takenBack(world);
    await live(world.here, 2);

    await expectEnded(world);
    expect(await refundsOf(world.here.at, world.sale)).toMatchObject([
      { failure: { pgCode: 'RETURNED_OUTSIDE' } },
    ]);
    expect(eventNames(world.here.at).slice(-5)).toEqual([
      'refund.failed',
      'payment.deposit_reversed',
      'payment.cancelled',
      'order.cancelled',
      'saga.compensated',
    ]);
  });

  it('ends the saga, and an account told afterwards is refused', async () => {
    const world = await compensating();
    const refund = await waitingOf(world);

    await takenBack(world);
    const answer = await tellAccount(world, refund);
    await live(world.here, 2);

    expect(answer).toMatchObject({ status: 409, code: 'PAY_010' });
    await expectEnded(world);
  });

  it('is found by the next look where the first one dies in between', async () => {
    const world = await compensating();
    world.here.at.mishap.plan('TX-REVERSED', 'IS_AWAY', { times: 3 });

    world.here.at.pg.control.reverseDeposit(world.sale.paymentKey);
    await world.here.hear().catch(() => undefined);
    await live(world.here, 3);

    await expectEnded(world);
  });

  it('and that comes again afterwards is late money', async () => {
    const world = await compensating();
    const { here, sale } = world;
    await takenBack(world);
    await live(here, 2);

    here.at.pg.control.deposit(sale.paymentKey);
    await here.hear();
    await live(here, 2);

    expect(await amountsOf(here.at, sale)).toEqual([0n, 10_000n, 0n]);
    expect(openKinds(world)).toEqual(['LATE_SUCCESS']);
    await expectSound(here.at);
  });

  it('leaves the refund to the person who has the saga already', async () => {
    const world = await compensating();
    const { here, sale } = world;
    await here.at.runFor(37 * hour);
    expect(openKinds(world)).toEqual(['COMPENSATION_STUCK']);

    await takenBack(world);
    await live(here, 2);

    expect(await refundsOf(here.at, sale)).toMatchObject([{ status: 'PENDING_ACCOUNT' }]);
    expect(await amountsOf(here.at, sale)).toEqual([0n, 10_000n, 0n]);
  });
});

describe('late money that the bank takes back', () => {
  it('is owed to nobody, and its item can be resolved', async () => {
    const world = await depositedLate();
    const { here, sale } = world;

    await takenBack(world);
    await live(here, 2);

    expect(await statesOf(here.at, sale)).toMatchObject({
      order: 'CANCELLED',
      payment: 'CANCELLED',
      refunds: ['FAILED'],
    });
    expect(await amountsOf(here.at, sale)).toEqual([0n, 0n, 0n]);
    expect(balancesOf(here.at)).toEqual({});
    const told = eventsOf(here.at).findLast(({ subject }) => subject === sale.paymentId);
    expect(told).toMatchObject({
      type: 'com.fluxpay.payment.deposit_reversed',
      data: { amount: 10_000, status: 'CANCELLED' },
    });
    await expectSound(here.at);
    expect(await resolve(here.at, { action: 'READ_AGAIN' })).toMatchObject({ status: 200 });
    expect(openKinds(world)).toEqual([]);
  });

  it('is not sent to an account that is told afterwards', async () => {
    const world = await depositedLate();
    const refund = await waitingOf(world);

    await takenBack(world);
    const answer = await tellAccount(world, refund);

    expect(answer).toMatchObject({ status: 409, code: 'PAY_010' });
  });

  it('and that comes once more is late again, under the item that is open', async () => {
    const world = await depositedLate();
    const { here, sale } = world;
    await takenBack(world);
    await live(here, 2);

    here.at.pg.control.deposit(sale.paymentKey);
    await here.hear();
    await live(here, 2);

    expect(await amountsOf(here.at, sale)).toEqual([0n, 10_000n, 0n]);
    expect(kindsOf(world)).toEqual(['LATE_SUCCESS']);
    await expectSound(here.at);
    await tellAccount(world, await waitingOf(world));
    await live(here, 2);
    expect(truthOf(here.at, sale)).toMatchObject({ cancels: 1 });
    expect(balancesOf(here.at)).toEqual({});
  });

  it('is not taken for taken back where the PG shows an old copy of its account', async () => {
    const world = await deposited(served);
    const { here, sale } = world;
    await takenBack(world);
    await live(here, 2);
    here.at.pg.control.deposit(sale.paymentKey);
    await here.hear();
    here.at.clock.advance(2_000);
    const old = { fault: 'F12', match: { op: 'read' }, args: { lagMs: 8_000 } };
    here.at.pg.control.addRule(old);

    await readCancels(here.at.deps)({ tenant, paymentId: sale.paymentId, slot: 1 });

    expect(await refundsOf(here.at, sale)).toMatchObject([{ status: 'PENDING_ACCOUNT' }]);
    expect(await amountsOf(here.at, sale)).toEqual([0n, 10_000n, 0n]);
  });
});

describe('a deposit that comes again after its end, and no webhook tells it', () => {
  it.each([
    ['a compensation that had nothing to return', compensating],
    ['late money that was taken back', depositedLate],
  ])('is found by the last look after %s', async (_what, begun) => {
    const world = await begun();
    const { at } = world.here;
    await takenBack(world);
    await live(world.here, 2);
    expect(await amountsOf(at, world.sale)).toEqual([0n, 0n, 0n]);

    at.pg.control.deposit(world.sale.paymentKey);
    await at.runFor(26 * hour);
    await at.sweepOnce();
    await at.runFor(minute);

    expect(await amountsOf(at, world.sale)).toEqual([0n, 10_000n, 0n]);
    await expectSound(at);
  });
});

describe('a refund that waits in line', () => {
  it('with its account gives way to a deposit taken back', async () => {
    const world = await deposited();
    const { here, sale } = world;
    await askRefund(here.at, sale, { amount: 1_000n, key: 'told' });
    const told = await waitingOf(world);
    await inLine(world, () => tellAccount(world, told));
    expect(await waitingOf(world)).toMatchObject({ account: { shown: { bankCode: '88' } } });

    await takenBack(world);

    expect((await statesOf(here.at, sale)).payment).toBe('WAITING_FOR_DEPOSIT');
    expect(await amountsOf(here.at, sale)).toEqual([0n, 0n, 0n]);
  });

  it('for its turn keeps beside it the one that waits for its account', async () => {
    const world = await deposited();
    const { here, sale } = world;
    await askRefund(here.at, sale, { amount: 1_000n, key: 'waits' });
    await inLine(world, (at) =>
      askRefund(at, sale, { amount: 3_000n, refundAccount, key: 'next' }),
    );

    await takenBack(world);

    const refunds = await refundsOf(here.at, sale);
    expect(refunds.map(({ amount, status }) => `${amount.minor} ${status}`).toSorted()).toEqual([
      '1000 PENDING_ACCOUNT',
      '2000 FAILED',
      '3000 REQUESTED',
    ]);
  });
});

describe('money returned in the console', () => {
  it('that a refund reserves which waits for its account is booked, and the refund fails', async () => {
    const world = await deposited();
    const { here, sale } = world;
    await askRefund(here.at, sale, { amount: 1_000n });

    here.at.pg.control.consoleCancel(sale.paymentKey, { amount: 9_500 });
    await here.hear();
    await live(here, 2);

    expect(await amountsOf(here.at, sale)).toEqual([500n, 0n, 9_500n]);
    expect(await refundsOf(here.at, sale)).toMatchObject([
      { origin: 'REQUEST', status: 'FAILED' },
      { origin: 'EXTERNAL', status: 'SUCCEEDED' },
    ]);
    expect(attentionOf(here.at)).toEqual([]);
    await expectSound(here.at);
  });

  it('that is more than there is leaves a refund that waits for its account', async () => {
    const { here, sale } = await deposited();
    await askRefund(here.at, sale, { amount: 1_000n });

    await told(here, sale, [{ transactionKey: 'tx-large', amount: 10_001n }]);

    expect(await refundsOf(here.at, sale)).toMatchObject([{ status: 'PENDING_ACCOUNT' }]);
  });

  it('beside a refund that waits for its account leaves that one where there is room', async () => {
    const { here, sale } = await deposited();
    await askRefund(here.at, sale, { amount: 1_000n });

    here.at.pg.control.consoleCancel(sale.paymentKey, { amount: 9_000 });
    await here.hear();
    await live(here, 2);

    expect(await amountsOf(here.at, sale)).toEqual([0n, 1_000n, 9_000n]);
  });

  it('of a compensation that waits for its account ends the saga', async () => {
    const world = await deposited(served);
    const { here, sale } = world;
    await report(here.at, sale, 'FAILED');
    await live(here, 2);

    here.at.pg.control.consoleCancel(sale.paymentKey);
    await here.hear();
    await live(here, 2);

    expect(await statesOf(here.at, sale)).toMatchObject({
      order: 'CANCELLED',
      payment: 'CANCELLED',
    });
    expect(eventNames(here.at)).toContain('refund.failed');
    expect(balancesOf(here.at)).toEqual({});
    expect(attentionOf(here.at)).toEqual([]);
    await expectSound(here.at);
  });

  it('takes the smallest refund that makes room for it, and leaves the other', async () => {
    const { here, sale } = await deposited();
    await askRefund(here.at, sale, { amount: 1_000n, key: 'small' });
    await askRefund(here.at, sale, { amount: 9_000n, key: 'large' });

    here.at.pg.control.consoleCancel(sale.paymentKey, { amount: 1_000 });
    await here.hear();
    await live(here, 2);

    const refunds = await refundsOf(here.at, sale);
    expect(refunds.map(({ amount, status }) => `${amount.minor} ${status}`).toSorted()).toEqual([
      '1000 FAILED',
      '1000 SUCCEEDED',
      '9000 PENDING_ACCOUNT',
    ]);
  });

  it('takes the largest refunds where no single one makes room', async () => {
    const { here, sale } = await deposited();
    for (const amount of [3_000n, 1_000n, 6_000n]) {
      await askRefund(here.at, sale, { amount, key: `part-${amount}` });
    }

    here.at.pg.control.consoleCancel(sale.paymentKey, { amount: 9_000 });
    await here.hear();
    await live(here, 2);

    expect(await amountsOf(here.at, sale)).toEqual([0n, 1_000n, 9_000n]);
  });

  it.each([
    [
      'returned in the console',
      (at: WebhookShop['at'], key: string) => at.pg.control.consoleCancel(key),
      'REFUNDED',
    ],
    [
      'taken back by the bank',
      (at: WebhookShop['at'], key: string) => at.pg.control.reverseDeposit(key),
      'WAITING_FOR_DEPOSIT',
    ],
  ])('that is %s is found though the first read of it is old', async (_what, move, status) => {
    const { here, sale } = await deposited();
    await here.at.runFor(5 * minute);
    const rule = { fault: 'F12', match: { op: 'read' }, args: { lagMs: 240_000 } };
    here.at.pg.control.addRule(rule);

    move(here.at, sale.paymentKey);
    await here.hear();
    expect((await statesOf(here.at, sale)).payment).toBe('CONFIRMED');
    await live(here, 5);

    expect((await statesOf(here.at, sale)).payment).toBe(status);
    await expectSound(here.at);
  });

  it('in part, of a compensation that waits for its account, goes before a person', async () => {
    const world = await deposited(served);
    const { here, sale } = world;
    await report(here.at, sale, 'FAILED');
    await live(here, 2);

    here.at.pg.control.consoleCancel(sale.paymentKey, { amount: 4_000 });
    await here.hear();
    await live(here, 5);

    expect(await amountsOf(here.at, sale)).toEqual([6_000n, 0n, 4_000n]);
    expect(openKinds(world)).toEqual(['CANCEL_REFUSED']);
  });

  it('of a late deposit is booked, and its item can be resolved', async () => {
    const world = await deposited(served);
    const { here, sale } = world;
    const { at } = here;
    await takenBack(world);
    await live(here, 2);
    at.pg.control.deposit(sale.paymentKey);
    await here.hear();
    await live(here, 3);
    expect(openKinds(world)).toEqual(['LATE_SUCCESS']);

    at.pg.control.consoleCancel(sale.paymentKey);
    await here.hear();
    await live(here, 3);

    expect(balancesOf(at)).toEqual({});
    expect(eventNames(at).filter((name) => name === 'payment.cancelled')).toHaveLength(1);
    expect(truthOf(at, sale)).toMatchObject({ cancels: 1 });
    expect(await resolve(at, { action: 'READ_AGAIN' })).toMatchObject({ status: 200 });
    expect(itemOf(at).status).toBe('RESOLVED');
    await expectSound(at);
  });

  it('of a card, while its completion is before a person, is booked after it', async () => {
    const here = await webhookShop(served);
    const { at, hear } = here;
    const sale = await sell(at, { amount: 10_000n });
    await confirm(at, sale);
    await hear();
    at.mishap.plan('TX-COMPLETE', 'IS_AWAY', { times: 1_000 });
    await report(at, sale, 'COMPLETED');
    await live(here, 10);

    at.pg.control.consoleCancel(sale.paymentKey);
    await hear();
    await live(here, 2);
    expect((await statesOf(at, sale)).payment).toBe('APPROVED');
    at.mishap.heal();
    await resolve(at, { action: 'RETRY' });
    await live(here, 20);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', payment: 'REFUNDED' });
    await expectSound(at);
  });
});

describe('a compensation that waits for its account', () => {
  it('goes on waiting though somebody looks for cancels', async () => {
    const world = await deposited(served);
    const { here, sale } = world;
    await report(here.at, sale, 'FAILED');
    await live(here, 2);

    const { kind } = await readCancels(here.at.deps)({
      tenant,
      paymentId: sale.paymentId,
      slot: 1,
    });
    await live(here, 2);

    expect(kind).toBe('ENDED');
    expect(attentionOf(here.at)).toEqual([]);
    expect(await statesOf(here.at, sale)).toMatchObject({ saga: 'COMPENSATING' });
  });
});

describe('money that two persons say was returned by hand', () => {
  const stuck = async (): Promise<Deposited> => {
    const world = await deposited(served);
    await report(world.here.at, world.sale, 'FAILED');
    await world.here.at.runFor(37 * hour);
    expect(openKinds(world)).toEqual(['COMPENSATION_STUCK']);
    return world;
  };

  it('is not, where the PG shows it and a refund still reserves it', async () => {
    const { here, sale } = await stuck();

    await resolve(here.at, { action: 'MANUAL_REFUND_DONE', proof });
    const answer = await approve(here.at, { action: 'MANUAL_REFUND_DONE' });

    expect(answer).toMatchObject({ status: 409, code: 'SYS_006' });
    expect(await amountsOf(here.at, sale)).toEqual([0n, 10_000n, 0n]);
    expect(itemOf(here.at).status).not.toBe('RESOLVED');
  });

  it('is, where the PG shows it gone, and the saga ends', async () => {
    const world = await stuck();
    const { here, sale } = world;
    here.at.pg.control.consoleCancel(sale.paymentKey);

    await resolve(here.at, { action: 'MANUAL_REFUND_DONE', proof });
    const answer = await approve(here.at, { action: 'MANUAL_REFUND_DONE' });
    await live(here, 5);

    expect(answer).toMatchObject({ status: 200 });
    expect(await statesOf(here.at, sale)).toMatchObject({ order: 'CANCELLED' });
    expect(balancesOf(here.at)).toEqual({});
    await expectSound(here.at);
  });

  it('is, where the bank took the deposit back, by their word', async () => {
    const world = await stuck();
    const { here, sale } = world;
    await takenBack(world);

    await resolve(here.at, { action: 'MANUAL_REFUND_DONE', proof });
    const answer = await approve(here.at, { action: 'MANUAL_REFUND_DONE' });
    await live(here, 5);

    expect(answer).toMatchObject({ status: 200 });
    expect(await statesOf(here.at, sale)).toMatchObject({
      order: 'CANCELLED',
      payment: 'CANCELLED',
    });
    expect(balancesOf(here.at)).toEqual({});
  });

  it('is, where the PG cannot be read, by their word', async () => {
    const { here, sale } = await stuck();
    here.at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 1_000 });

    await resolve(here.at, { action: 'MANUAL_REFUND_DONE', proof });
    const answer = await approve(here.at, { action: 'MANUAL_REFUND_DONE' });

    expect(answer).toMatchObject({ status: 200 });
    expect(await amountsOf(here.at, sale)).toEqual([0n, 0n, 10_000n]);
  });
});

describe('a refund that two persons vouch for', () => {
  const inDoubt = async (action: 'ADOPT_SUCCESS' | 'ADOPT_FAILURE'): Promise<Deposited> => {
    const here = await webhookShop();
    const { at, hear } = here;
    const sale = await sell(at, { amount: 10_000n });
    await confirm(at, sale);
    await hear();
    await at.runFor(minute);
    at.pg.control.addRule({ fault: 'F05', match: { op: 'cancel' } });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 40 });
    await askRefund(at, sale, { amount: 3_000n });
    await at.runFor(25 * hour);
    await resolve(at, { action, proof });
    await approve(at, { action });
    return { here, sale };
  };

  const vouchedFor = async (): Promise<Deposited> => {
    const world = await inDoubt('ADOPT_SUCCESS');
    world.here.at.pg.control.removeRules();
    await world.here.at.runFor(5 * minute);
    return world;
  };

  const refundOf = async ({ here: { at }, sale }: Deposited): Promise<Refund> =>
    present((await refundsOf(at, sale))[0], 'it was asked for');

  it('is not booked once more when the PG tells its cancel under a key of its own', async () => {
    const { here, sale } = await vouchedFor();

    here.at.pg.control.consoleCancel(sale.paymentKey, { amount: 1_000 });
    await here.hear();
    await live(here, 3);

    expect(await amountsOf(here.at, sale)).toEqual([6_000n, 0n, 4_000n]);
    await expectSound(here.at);
  });

  it('is booked once more where the PG tells a second cancel with its mark', async () => {
    const world = await vouchedFor();
    const of = await refundOf(world);

    await told(world.here, world.sale, [
      { transactionKey: 'tx-first', amount: 3_000n, of },
      { transactionKey: 'tx-second', amount: 3_000n, of },
    ]);

    expect(await amountsOf(world.here.at, world.sale)).toEqual([4_000n, 0n, 6_000n]);
  });

  it('is not the cancel of another amount that carries its mark', async () => {
    const world = await vouchedFor();
    const of = await refundOf(world);

    await told(world.here, world.sale, [{ transactionKey: 'tx-other', amount: 2_000n, of }]);

    expect(await amountsOf(world.here.at, world.sale)).toEqual([5_000n, 0n, 5_000n]);
  });

  it('as failed is booked when the PG tells its cancel', async () => {
    const world = await inDoubt('ADOPT_FAILURE');
    const of = await refundOf(world);
    expect(of.status).toBe('FAILED');

    await told(world.here, world.sale, [{ transactionKey: 'tx-done', amount: 3_000n, of }]);

    expect(await refundOf(world)).toMatchObject({ status: 'SUCCEEDED', pgTxId: 'tx-done' });
    expect(await amountsOf(world.here.at, world.sale)).toEqual([7_000n, 0n, 3_000n]);
  });

  it('is no other that the PG itself told: one more cancel with its mark is booked', async () => {
    const here = await webhookShop();
    const sale = await sell(here.at, { amount: 10_000n });
    await confirm(here.at, sale);
    await askRefund(here.at, sale, { amount: 3_000n });
    const of = await refundOf({ here, sale });
    expect(of.status).toBe('SUCCEEDED');

    await told(here, sale, [{ transactionKey: 'tx-more', amount: 3_000n, of }]);

    expect(await amountsOf(here.at, sale)).toEqual([4_000n, 0n, 6_000n]);
  });
});

describe('an account told too late', () => {
  it('is refused: the money has gone another way', async () => {
    const world = await deposited();
    const { here, sale } = world;
    await askRefund(here.at, sale, { amount: 1_000n });
    await takenBack(world);
    await live(here, 2);
    const [refund] = await refundsOf(here.at, sale);
    const refundId = String(refund?.refundId) as RefundId;

    const answer = await giveAccount({
      ...here.at.deps,
      owners: dynamoRefundOwners(here.at.store),
    })({
      tenant,
      cause,
      claim: claimOf('/api/v1/refunds/{refundId}/account', { key: 'late' }),
      refundId,
      refundAccount,
      remainingMs: () => 25_000,
    });

    expect(answer).toMatchObject({ status: 409, code: 'PAY_010' });
  });
});
