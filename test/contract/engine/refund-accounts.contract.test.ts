// Refunds of deposits: the account they go back to, told at once or later, sealed at rest, and the bank
// that pays later. Source: API specification, sections 6.5 and 7.3; Toss specification, section 9.
import { describe, expect, it } from 'vitest';
import { dynamoRefundOwners } from '#adapters/dynamo/dynamo-refunds.ts';
import { refusal } from '#core/contracts/http/answer.ts';
import { AssertionFailed, present } from '#core/kernel/assert.ts';
import type { RefundId } from '#core/kernel/ids.ts';
import { plus } from '#core/kernel/instant.ts';
import { applyTruth } from '#core/payments/apply-truth.ts';
import { readNow } from '#core/payments/read-now.ts';
import { getPayment } from '#core/payments/read-payments.ts';
import { type GiveAccount, giveAccount } from '#core/refunds/give-account.ts';
import { refundMark } from '#core/refunds/refund.ts';
import { cancelPayment } from '#core/sagas/cancel-payment.ts';
import {
  attentionOf,
  balancesOf,
  effectsOf,
  eventNames,
  statesOf,
  truthOf,
  viewOf,
} from '#test/support/engine/books.ts';
import { cause, claimOf, tenant } from '#test/support/engine/engine.ts';
import { amountsOf, askRefund, refundsOf } from '#test/support/engine/refunds.ts';
import {
  cancelEvents,
  confirm,
  report,
  resultOf,
  type Sale,
  sell,
  sellAgain,
  serviceShop,
  shop,
} from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import type { World } from '#test/support/engine/world.ts';

const minuteMs = 60_000;
const refundAccount = { bankCode: '88', accountNumber: '110123456789', holderName: '김하늘' };
const route = '/api/v1/refunds/{refundId}/account';

const paidInto = async (at: World, over = {}): Promise<Sale> => {
  const sale = await sell(at, { amount: 10_000n, method: 'VIRTUAL_ACCOUNT', ...over });
  await confirm(at, sale);
  at.pg.control.deposit(sale.paymentKey);
  await at.runFor(2_000);
  const key = { tenant, paymentId: sale.paymentId };
  await getPayment({ ...at.deps, readNow: readNow(at.deps) })({ ...key, refresh: true });
  await at.runFor(1_000);
  return sale;
};

const give = (
  at: Pick<World, 'deps' | 'store'>,
  refundId: string,
  over: Partial<GiveAccount> & { key?: string } = {},
) => {
  const { key = `give-${refundId}`, ...rest } = over;
  const owners = dynamoRefundOwners(at.store);
  return giveAccount({ ...at.deps, owners })({
    tenant,
    cause,
    claim: claimOf(route, { key }),
    refundId: refundId as RefundId,
    refundAccount,
    remainingMs: () => 25_000,
    ...rest,
  });
};

const refundIdOf = async (at: World, sale: Sale): Promise<string> =>
  String((await refundsOf(at, sale))[0]?.refundId);

describe('the refund of a deposit', () => {
  it('goes to the account it is told, which no answer and no row shows', async () => {
    const at = shop();
    const sale = await paidInto(at);

    const answer = await askRefund(at, sale, { amount: 4_000n, refundAccount });

    expect(answer).toMatchObject({
      status: 201,
      result: {
        status: 'SUCCEEDED',
        refundAccount: { bankCode: '88', accountNumber: '********6789', holderName: '김*늘' },
      },
    });
    const told = at.pg.control.truth.payment(sale.paymentKey).payment['virtualAccount'];
    expect(told).toMatchObject({ refundReceiveAccount: refundAccount });
    const rows = JSON.stringify(at.dynamo.dump('engine')) + JSON.stringify(answer);
    expect(rows).not.toContain(refundAccount.accountNumber);
    expect(rows).not.toContain(refundAccount.holderName);
    await expectSound(at);
  });

  it('without an account is reserved, and asks for one', async () => {
    const at = shop();
    const sale = await paidInto(at);

    const answer = await askRefund(at, sale, { amount: 4_000n });

    expect(answer).toMatchObject({
      status: 202,
      code: 'COMMON_001',
      result: { status: 'PENDING_ACCOUNT', refundableAmountAfter: 6_000 },
    });
    expect(await amountsOf(at, sale)).toEqual([6_000n, 4_000n, 0n]);
    expect(eventNames(at).at(-1)).toBe('refund.account_required');
    expect(truthOf(at, sale).cancels).toBe(0);
    await expectSound(at);
  });

  it('is sent when its account is told, once for one key', async () => {
    const at = shop();
    const sale = await paidInto(at);
    await askRefund(at, sale, { amount: 4_000n });
    const refundId = await refundIdOf(at, sale);

    const answer = await give(at, refundId);
    const again = await give(at, refundId);
    const other = await give(at, refundId, { key: 'other' });

    expect(answer).toMatchObject({ status: 201, result: { refundId, status: 'SUCCEEDED' } });
    expect(again).toEqual({ ...answer, isReplayed: true });
    expect(other).toMatchObject({ status: 409, code: 'PAY_010' });
    expect(eventNames(at).slice(-3)).toEqual([
      'refund.requested',
      'refund.succeeded',
      'payment.refunded',
    ]);
    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 1, kept: 6_000 });
    await expectSound(at);
  });

  it('is not known to a stranger, and not begun by a caller who is short of time', async () => {
    const at = shop();
    const sale = await paidInto(at);
    await askRefund(at, sale);

    const unknown = await give(at, 'rf_nobody');
    const late = await give(at, await refundIdOf(at, sale), { remainingMs: () => 14_000 });

    expect(unknown).toEqual(refusal('REF_001'));
    expect(late).toEqual(refusal('SYS_003', null, 1));
    expect(await statesOf(at, sale)).toMatchObject({ refunds: ['PENDING_ACCOUNT'] });
  });

  it('whose account the PG does not take has failed, and its amount is free again', async () => {
    const at = shop();
    const sale = await paidInto(at);

    const answer = await askRefund(at, sale, {
      refundAccount: { ...refundAccount, bankCode: '99' },
    });

    expect(answer).toMatchObject({ status: 422, code: 'REF_005' });
    expect(await amountsOf(at, sale)).toEqual([10_000n, 0n, 0n]);
    await expectSound(at);
  });

  it('under a made key is judged again where the account it was told failed', async () => {
    const at = shop();
    const sale = await paidInto(at);
    const wish = { amount: 4_000n, key: 'auto:refund:p:4000' };
    await askRefund(at, sale, wish);
    const first = await refundIdOf(at, sale);
    await at.runFor(2_000);
    const refused = await give(at, first, {
      refundAccount: { ...refundAccount, bankCode: '99' },
    });

    const again = await askRefund(at, sale, wish);
    const third = await askRefund(at, sale, wish);

    expect(refused).toMatchObject({ status: 422, code: 'REF_005' });
    expect(again).toMatchObject({ status: 202, result: { status: 'PENDING_ACCOUNT' } });
    expect(resultOf(again)['refundId']).not.toBe(first);
    expect(third).toEqual({ ...again, isReplayed: true });
    expect(await amountsOf(at, sale)).toEqual([6_000n, 4_000n, 0n]);
    await expectSound(at);
  });

  it('keeps its account in line while another cancel is open', async () => {
    const at = shop();
    const sale = await paidInto(at);
    await askRefund(at, sale, { amount: 1_000n });
    const waiting = await refundIdOf(at, sale);
    await at.runFor(1_000);
    at.pg.control.addRule({ fault: 'F06', match: { op: 'cancel' } });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' } });
    const doubted = await askRefund(at, sale, { amount: 2_000n, refundAccount });

    const kept = await give(at, waiting);
    await at.runFor(2 * minuteMs);

    expect(doubted.code).toBe('PAY_005');
    expect(kept).toMatchObject({ status: 202, result: { status: 'PENDING_ACCOUNT' } });
    expect(await statesOf(at, sale)).toMatchObject({ refunds: ['SUCCEEDED', 'SUCCEEDED'] });
    expect(truthOf(at, sale).kept).toBe(7_000);
    await expectSound(at);
  });

  it('waits while the keys are away, and nothing is sent', async () => {
    const at = shop();
    const sale = await paidInto(at);
    const fieldSeal = {
      ...at.deps.fieldSeal,
      open: () => Promise.reject(new Error('KMS is away')),
    };

    const answer = await askRefund({ deps: { ...at.deps, fieldSeal } }, sale, { refundAccount });
    const before = truthOf(at, sale);
    await at.runFor(2 * minuteMs);

    expect(answer.code).toBe('PAY_005');
    expect(before.cancels).toBe(0);
    expect(await statesOf(at, sale)).toMatchObject({ refunds: ['SUCCEEDED'] });
  });

  it('the answer under a key that is taken over tells what the key began', async () => {
    const at = shop();
    const sale = await paidInto(at);
    await askRefund(at, sale);
    const refundId = await refundIdOf(at, sale);
    at.pg.control.addRule({ fault: 'F06', match: { op: 'cancel' } });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' } });

    const first = await give(at, refundId);
    const second = await give(at, refundId);
    await at.runFor(2 * minuteMs);
    const third = await give(at, refundId);

    expect([first.code, second.code]).toEqual(['PAY_005', 'PAY_005']);
    expect(third).toMatchObject({ status: 201, isReplayed: true });
  });
});

describe('two who tell the account of one refund', () => {
  /** The engine that loses a race: the rival goes after the first look at the payment. */
  const late = (at: World, rival: () => Promise<unknown>): Pick<World, 'deps' | 'store'> => {
    const { payments } = at.deps;
    let isFirst = true;
    const byId: typeof payments.byId = async (key) => {
      const view = await payments.byId(key);
      if (isFirst) {
        isFirst = false;
        await rival();
      }
      return view;
    };
    return { store: at.store, deps: { ...at.deps, payments: { ...payments, byId } } };
  };
  const waiting = async () => {
    const at = shop();
    const sale = await paidInto(at);
    await askRefund(at, sale, { amount: 4_000n });
    return { at, sale, refundId: await refundIdOf(at, sale) };
  };

  it('under one key get the answer of the first', async () => {
    const { at, sale, refundId } = await waiting();

    const answer = await give(
      late(at, () => give(at, refundId)),
      refundId,
    );

    expect(answer).toMatchObject({ status: 201, isReplayed: true });
    expect(truthOf(at, sale).cancels).toBe(1);
    await expectSound(at);
  });

  it('under one key are both told that nobody knows, while nobody does', async () => {
    const { at, sale, refundId } = await waiting();
    at.pg.control.addRule({ fault: 'F06', match: { op: 'cancel' } });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' } });

    const answer = await give(
      late(at, () => give(at, refundId)),
      refundId,
    );
    await at.runFor(2 * minuteMs);

    expect(answer).toMatchObject({ status: 202, code: 'PAY_005', result: { refundId } });
    expect(truthOf(at, sale).cancels).toBe(1);
    await expectSound(at);
  });

  it('under two keys send one cancel: the second finds that it waits for no account', async () => {
    const { at, sale, refundId } = await waiting();

    const answer = await give(
      late(at, () => give(at, refundId, { key: 'rival' })),
      refundId,
    );

    expect(answer).toMatchObject({ status: 409, code: 'PAY_010' });
    expect(truthOf(at, sale).cancels).toBe(1);
    await expectSound(at);
  });

  it('in line behind another cancel keep the account of the first', async () => {
    const { at, sale, refundId } = await waiting();
    await at.runFor(1_000);
    at.pg.control.addRule({ fault: 'F06', match: { op: 'cancel' } });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' } });
    await askRefund(at, sale, { amount: 2_000n, refundAccount });

    const answer = await give(
      late(at, () => give(at, refundId, { key: 'rival' })),
      refundId,
    );
    await at.runFor(2 * minuteMs);

    expect(answer).toMatchObject({ status: 409, code: 'PAY_010' });
    expect(await statesOf(at, sale)).toMatchObject({ refunds: ['SUCCEEDED', 'SUCCEEDED'] });
    await expectSound(at);
  });

  it('is told to come again where the refund moves at every look', async () => {
    const { at, refundId } = await waiting();
    const lost = { ok: false as const, error: { lost: 'payment.advance' as const } };
    const unitOfWork = { ...at.deps.unitOfWork, commit: () => Promise.resolve(lost) };

    const answer = await give({ store: at.store, deps: { ...at.deps, unitOfWork } }, refundId);

    expect(answer).toEqual(refusal('PAY_004', null, 1));
  });
});

describe('an account whose claim lost its reply for good', () => {
  const waiting = async () => {
    const at = shop();
    const sale = await paidInto(at);
    await askRefund(at, sale, { amount: 4_000n });
    return { at, sale, refundId: await refundIdOf(at, sale) };
  };
  /** Another cancel of the payment is open, and stays so for a while. */
  const inLine = async () => {
    const { at, sale, refundId } = await waiting();
    await at.runFor(1_000);
    at.pg.control.addRule({ fault: 'F06', match: { op: 'cancel' } });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' } });
    await askRefund(at, sale, { amount: 2_000n, refundAccount });
    return { at, sale, refundId };
  };

  it.each([
    ['LOSES_REPLY', { status: 201, result: { status: 'SUCCEEDED' } }, 6_000],
    ['LOSES_REQUEST', { status: 202, code: 'PAY_005', result: { status: 'IN_DOUBT' } }, 10_000],
  ] as const)('%s: one read tells whether to go on', async (mishap, told, kept) => {
    const { at, sale, refundId } = await waiting();
    at.mishap.plan('TX-REFUND-SEND', mishap, { times: 5 });

    const answer = await give(at, refundId);
    const after = truthOf(at, sale);
    const again = await give(at, refundId);

    expect(at.mishap.left()).toBe(0);
    expect(answer).toMatchObject(told);
    expect(after.kept).toBe(kept);
    expect(again).toMatchObject({ status: 201, result: { refundId, status: 'SUCCEEDED' } });
    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 1, kept: 6_000 });
    await expectSound(at);
  });

  it('and cannot be read is told as not known, never as an outage', async () => {
    const { at, sale, refundId } = await waiting();
    at.mishap.plan('TX-REFUND-SEND', 'LOSES_REPLY', { times: 5 });
    at.mishap.plan('payment.byId', 'IS_AWAY', { pass: 1, times: 5 });

    const answer = await give(at, refundId);
    at.mishap.heal();
    const sent = await statesOf(at, sale);
    await at.runFor(2 * minuteMs);

    expect(answer).toMatchObject({ status: 202, code: 'PAY_005', result: { refundId } });
    expect(sent).toMatchObject({ refunds: ['SENT'] });
    expect(await statesOf(at, sale)).toMatchObject({ refunds: ['SUCCEEDED'] });
    expect(await give(at, refundId)).toMatchObject({ status: 201, isReplayed: true });
    await expectSound(at);
  });

  /** Another told its own before, under a key of its own, and died before it was sent. */
  const rivals = { bankCode: '88', accountNumber: '220987654321', holderName: '이바다' };
  const overtaken = async (at: World, refundId: string): Promise<Pick<World, 'deps' | 'store'>> => {
    at.mishap.plan('pg.cancel', 'DIES_BEFORE');
    const { payments } = at.deps;
    let isFirst = true;
    const byId: typeof payments.byId = async (key) => {
      const view = await payments.byId(key);
      if (isFirst) {
        isFirst = false;
        void give(at, refundId, { key: 'rival', refundAccount: rivals });
        for (let turn = 0; turn < 20; turn += 1) await at.microtasksDone();
      }
      return view;
    };
    return { store: at.store, deps: { ...at.deps, payments: { ...payments, byId } } };
  };

  it('and came second sends nothing: the money goes to the account of the first', async () => {
    const { at, sale, refundId } = await waiting();
    at.mishap.plan('TX-REFUND-SEND', 'LOSES_REQUEST', { pass: 1, times: 5 });

    const answer = await give(await overtaken(at, refundId), refundId);
    const { cancels } = truthOf(at, sale);
    await at.runFor(2 * minuteMs);

    expect(at.mishap.left()).toBe(0);
    expect(answer).toMatchObject({ status: 202, code: 'PAY_005', result: { refundId } });
    expect(cancels).toBe(0);
    const told = at.pg.control.truth.payment(sale.paymentKey).payment['virtualAccount'];
    expect(told).toMatchObject({ refundReceiveAccount: rivals });
    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 1, kept: 6_000 });
    await expectSound(at);
  });

  it.each([
    ['LOSES_REPLY', { status: 202, code: 'COMMON_001', result: { status: 'PENDING_ACCOUNT' } }],
    ['LOSES_REQUEST', { status: 202, code: 'PAY_005', result: { status: 'IN_DOUBT' } }],
  ] as const)('in line, %s: one read tells whether it is kept', async (mishap, told) => {
    const { at, sale, refundId } = await inLine();
    at.mishap.plan('TX-REFUND-ACCOUNT', mishap, { times: 5 });

    const answer = await give(at, refundId);
    const again = await give(at, refundId);
    await at.runFor(2 * minuteMs);

    expect(at.mishap.left()).toBe(0);
    expect(answer).toMatchObject(told);
    expect(again).toMatchObject({ status: 202, code: 'COMMON_001' });
    expect(await statesOf(at, sale)).toMatchObject({ refunds: ['SUCCEEDED', 'SUCCEEDED'] });
    expect(truthOf(at, sale).kept).toBe(4_000);
    await expectSound(at);
  });
});

describe('a cancel that is ended while its reply is on its way', () => {
  const overtaken = async (over: (at: World) => Partial<World['deps']> = () => ({})) => {
    const at = shop();
    const sale = await paidInto(at);
    await askRefund(at, sale, { amount: 4_000n });
    const refundId = await refundIdOf(at, sale);
    const gateway = at.deps.gateways();
    const deps: World['deps'] = {
      ...at.deps,
      gateways: () => ({
        ...gateway,
        cancel: async (request: Parameters<typeof gateway.cancel>[0]) => {
          const reply = await gateway.cancel(request);
          await at.runFor(minuteMs);
          return reply;
        },
      }),
      ...over(at),
    };
    return { at, sale, refundId, answer: await give({ store: at.store, deps }, refundId) };
  };

  it('is answered as whoever ended it answered', async () => {
    const { at, sale, answer } = await overtaken();

    expect(answer).toMatchObject({ status: 201, isReplayed: true });
    expect(truthOf(at, sale).cancels).toBe(1);
    await expectSound(at);
  });

  it('is answered by its rows where the answer is not kept any more', async () => {
    const { answer } = await overtaken(({ deps }) => ({
      records: { ...deps.records, answer: () => Promise.resolve(undefined) },
    }));

    expect(answer).toMatchObject({ status: 201, result: { status: 'SUCCEEDED' } });
    expect(answer).not.toHaveProperty('isReplayed');
  });

  it.each(['the rows', 'its own attempt'])(
    'is not known where %s cannot be found, and the fault is told',
    async (what) => {
      const faults: unknown[] = [];
      const { answer, refundId } = await overtaken(({ deps }) => {
        let looks = 0;
        const byId: typeof deps.payments.byId = async (key) => {
          const view = await deps.payments.byId(key);
          looks += 1;
          if (looks === 1 || view === undefined) return view;
          return what === 'the rows' ? undefined : { ...view, attempts: [] };
        };
        const onUnrecorded = (fault: unknown): void => void faults.push(fault);
        return { payments: { ...deps.payments, byId }, onUnrecorded };
      });

      expect(answer).toMatchObject({ status: 202, code: 'PAY_005', result: { refundId } });
      expect(faults).toEqual(
        what === 'the rows' ? [] : [new AssertionFailed('a key and its call are claimed together')],
      );
    },
  );
});

describe('a refund that its bank pays later', () => {
  const pending = async () => {
    const at = shop();
    const sale = await paidInto(at);
    at.pg.control.setSwitches({ 'cancel.accountRefund': 'IN_PROGRESS' });
    const answer = await askRefund(at, sale, { amount: 4_000n, refundAccount });
    return { at, sale, answer };
  };

  it.each([
    { isDone: true, status: 'SUCCEEDED', amounts: [6_000n, 0n, 4_000n], event: 'payment.refunded' },
    { isDone: false, status: 'FAILED', amounts: [10_000n, 0n, 0n], event: 'refund.failed' },
  ])('is pending until then: $status', async ({ isDone, status, amounts, event }) => {
    const { at, sale, answer } = await pending();
    await at.runFor(10_000);
    const before = await statesOf(at, sale);

    at.pg.control.finishCancel(sale.paymentKey, { isDone });
    await at.runFor(2 * minuteMs);

    expect(answer).toMatchObject({
      status: 202,
      code: 'COMMON_001',
      result: { status: 'PENDING_PG' },
    });
    expect(before).toMatchObject({ refunds: ['PENDING_PG'] });
    expect(eventNames(at)).toContain('refund.pending');
    expect(await statesOf(at, sale)).toMatchObject({ refunds: [status] });
    expect(await amountsOf(at, sale)).toEqual(amounts);
    expect(eventNames(at).at(-1)).toBe(event);
    await expectSound(at);
  });
});

describe('the compensation of a deposit', () => {
  const failed = async () => {
    const at = serviceShop({ timeoutSeconds: 3_600 });
    const sale = await paidInto(at);
    await report(at, sale, 'FAILED');
    await at.runFor(5_000);
    return { at, sale };
  };

  it('waits with its saga for the account, and ends the order once it is told', async () => {
    const { at, sale } = await failed();
    const waiting = await statesOf(at, sale);

    const answer = await give(at, await refundIdOf(at, sale));
    await at.runFor(5_000);

    expect(waiting).toMatchObject({
      order: 'PAID',
      payment: 'APPROVED',
      refunds: ['PENDING_ACCOUNT'],
      saga: 'COMPENSATING',
    });
    expect(answer).toMatchObject({ status: 201 });
    expect(await statesOf(at, sale)).toMatchObject({
      order: 'CANCELLED',
      payment: 'CANCELLED',
      refunds: ['SUCCEEDED'],
      saga: 'COMPENSATED',
    });
    expect(eventNames(at).slice(-8)).toEqual([
      'saga.compensating',
      'refund.account_required',
      ...cancelEvents.slice(1),
    ]);
    expect(effectsOf(at)).toEqual(['E9', 'E11', 'E13']);
    expect(balancesOf(at)).toEqual({});
    await expectSound(at);
  });

  it('is in doubt for whoever asks its step again', async () => {
    const { at } = await failed();
    const input = present(at.sagasStarted[0], 'a saga was started');

    expect(await cancelPayment(at.deps)(input)).toEqual({ outcome: 'IN_DOUBT' });
    await expectSound(at);
  });

  it('that nobody tells goes before a person after a day and a half', async () => {
    const { at, sale } = await failed();

    await at.runFor(37 * 60 * minuteMs);

    expect(attentionOf(at)).toMatchObject([{ kind: 'COMPENSATION_STUCK' }]);
    expect(await statesOf(at, sale)).toMatchObject({ refunds: ['PENDING_ACCOUNT'] });
  });

  it('is not begun again by the sweep while it waits', async () => {
    const { at, sale } = await failed();

    await at.runFor(2 * 60 * minuteMs);
    await at.sweepOnce();
    await at.runFor(minuteMs);

    const { saga } = await viewOf(at, sale);
    expect(saga).toMatchObject({ runNo: 1, status: 'COMPENSATING' });
    expect(saga?.dueAt ?? 0).toBeGreaterThan(plus(at.clock.now(), -minuteMs));
  });
});

describe('late money', () => {
  // The PG says that the session is gone, and takes the money all the same.
  const gone = {
    class: 'DECLINED_SOFT' as const,
    cause: 'SESSION' as const,
    code: 'NOT_FOUND_PAYMENT_SESSION',
    durationMs: 0,
  };

  const takenLate = async (at: World) => {
    const sale = await sell(at, { amount: 11_000n });
    const gateway = at.deps.gateways();
    const lying = {
      ...at.deps,
      gateways: () => ({
        ...gateway,
        confirm: async (request: Parameters<typeof gateway.confirm>[0]) => {
          await gateway.confirm(request);
          return gone;
        },
      }),
    };
    return { sale, answer: await confirm({ deps: lying }, sale) };
  };

  /** What the PG shows of it now. */
  const truthAt = async (at: World, sale: Sale) => {
    const { paymentId, paymentKey, pgOrderId } = sale;
    const gateway = at.deps.gateways();
    const reading = await gateway.read({ tenant, paymentKey, pgOrderId, timeoutMs: 5_000 });
    if (reading.kind !== 'FOUND') throw new Error('the PG knows it');
    const evidence = { source: 'READ' as const, at: at.clock.now(), class: 'FOUND', code: 'DONE' };
    return { tenant, paymentId, pg: reading.payment, evidence, cause };
  };

  const refuseCancels = (at: World): void => {
    const args = { code: 'REFUND_REJECTED' };
    at.pg.control.addRule({ fault: 'DECLINE', match: { op: 'cancel' }, args });
  };

  /** Its return was refused by the PG for good: it is still with us. */
  const stuckWith = async (at: World): Promise<Sale> => {
    const { sale } = await takenLate(at);
    refuseCancels(at);
    await applyTruth(at.deps)(await truthAt(at, sale));
    await at.runFor(minuteMs);
    return sale;
  };

  it('of a card is returned by itself', async () => {
    const at = shop();
    const { sale, answer } = await takenLate(at);
    const { attempts } = await viewOf(at, sale);
    const truth = await truthAt(at, sale);

    const [first, second] = [await applyTruth(at.deps)(truth), await applyTruth(at.deps)(truth)];
    await at.runFor(minuteMs);

    expect(answer.code).toBe('PAY_011');
    expect(attempts).toMatchObject([{ state: 'DECLINED' }]);
    expect([first, second]).toEqual(['APPLIED', 'STANDS']);
    expect(await statesOf(at, sale)).toMatchObject({
      order: 'PENDING',
      payment: 'EXPIRED',
      refunds: ['SUCCEEDED'],
    });
    expect(eventNames(at).slice(-6)).toEqual([
      'payment.late_success',
      'payment.captured',
      'refund.requested',
      'saga.needs_attention',
      'refund.succeeded',
      'payment.refunded',
    ]);
    expect(effectsOf(at)).toEqual(['E9', 'E11', 'E13']);
    expect(truthOf(at, sale).kept).toBe(0);
    expect(attentionOf(at)).toMatchObject([{ kind: 'LATE_SUCCESS' }]);
    expect(resultOf(answer)).toMatchObject({ payment: { status: 'EXPIRED' } });
    await expectSound(at);
  });

  it('that somebody returned at the PG was never a sale: no revenue and no VAT move', async () => {
    const at = shop();
    const { sale } = await takenLate(at);
    at.pg.control.consoleCancel(sale.paymentKey);

    await applyTruth(at.deps)(await truthAt(at, sale));
    await at.runFor(minuteMs);

    expect(await refundsOf(at, sale)).toMatchObject([
      { origin: 'LATE_SUCCESS', status: 'FAILED' },
      { origin: 'EXTERNAL', status: 'SUCCEEDED' },
    ]);
    expect(effectsOf(at)).toEqual(['E9', 'E11', 'E11', 'E14', 'E13']);
    expect(balancesOf(at)).toEqual({});
    await expectSound(at);
  });

  it('whose refused return is found done by its mark was never a sale either', async () => {
    const at = shop();
    const sale = await stuckWith(at);
    const reason = `late ${refundMark((await refundIdOf(at, sale)) as RefundId)}`;
    at.pg.control.consoleCancel(sale.paymentKey, { reason });

    await applyTruth(at.deps)(await truthAt(at, sale));

    expect(await refundsOf(at, sale)).toMatchObject([
      { origin: 'LATE_SUCCESS', status: 'SUCCEEDED' },
    ]);
    expect(balancesOf(at)).toEqual({});
    await expectSound(at);
  });

  it('is adopted as returned though the process died before it, its approval declined', async () => {
    const at = shop();
    const { sale } = await takenLate(at);
    at.pg.control.consoleCancel(sale.paymentKey);
    at.mishap.plan('TX-EXTERNAL', 'DIES_BEFORE');

    void applyTruth(at.deps)(await truthAt(at, sale)).catch(() => undefined);
    await at.runFor(5 * minuteMs);

    expect(at.mishap.left()).toBe(0);
    expect(await amountsOf(at, sale)).toEqual([0n, 0n, 11_000n]);
    expect(balancesOf(at)).toEqual({});
    await expectSound(at);
  });

  it('whose return the PG refused goes back when an operator asks, in parts or whole', async () => {
    const at = shop({ refundWindowDays: 1 });
    const sale = await stuckWith(at);
    expect(await amountsOf(at, sale)).toEqual([11_000n, 0n, 0n]);
    await at.runFor(25 * 60 * minuteMs);

    const part = await askRefund(at, sale, { amount: 1_000n, byOperator: true });
    await at.runFor(minuteMs);
    const rest = await askRefund(at, sale, { byOperator: true });
    const none = await askRefund(at, sale, { byOperator: true });

    expect(part).toMatchObject({
      status: 201,
      result: { origin: 'LATE_SUCCESS', amount: 1_000, refundableAmountAfter: 10_000 },
    });
    expect(rest).toMatchObject({ status: 201, result: { refundableAmountAfter: 0 } });
    expect(none).toMatchObject({ code: 'REF_002', result: { refundableAmount: 0 } });
    expect(await statesOf(at, sale)).toMatchObject({
      payment: 'EXPIRED',
      refunds: ['FAILED', 'SUCCEEDED', 'SUCCEEDED'],
    });
    expect(effectsOf(at)).toEqual(['E9', 'E11', 'E14', 'E11', 'E13', 'E11', 'E13']);
    expect(balancesOf(at)).toEqual({});
    expect(truthOf(at, sale)).toMatchObject({ cancels: 2, kept: 0 });
    await expectSound(at);
  });

  it('has no part free of tax: who names one gets the same refund, asked twice too', async () => {
    const at = shop();
    const sale = await stuckWith(at);
    const ask = { refundId: 'whole-1', taxFreeAmount: 11_000n, byOperator: true } as const;

    const [first, again] = [await askRefund(at, sale, ask), await askRefund(at, sale, ask)];

    expect([first.status, again.status]).toEqual([201, 200]);
    expect((await refundsOf(at, sale)).at(-1)).not.toHaveProperty('tax');
    expect(balancesOf(at)).toEqual({});
  });

  it('is not a merchant’s to ask for, nor an operator’s where none came', async () => {
    const at = shop();
    const sale = await stuckWith(at);
    const { sale: ended } = await takenLate(at);
    const refused = { status: 409, code: 'PAY_010' };

    expect(await askRefund(at, sale)).toMatchObject(refused);
    expect(await askRefund(at, ended, { byOperator: true })).toMatchObject(refused);
    expect(await amountsOf(at, sale)).toEqual([11_000n, 0n, 0n]);
  });

  it('that is still with us is owed, though another payment has paid for its order', async () => {
    const at = shop();
    const { sale, answer } = await takenLate(at);
    await confirm(at, sellAgain(at, sale, answer));
    refuseCancels(at);
    await applyTruth(at.deps)(await truthAt(at, sale));
    await at.runFor(minuteMs);

    expect(await statesOf(at, sale)).toMatchObject({
      order: 'COMPLETED',
      payment: 'EXPIRED',
      refunds: ['FAILED'],
    });
    expect(balancesOf(at)).toMatchObject({ order_deferred: -11_000n });
    await expectSound(at);

    const answered = await askRefund(at, sale, { byOperator: true });

    expect(answered.status).toBe(201);
    expect(balancesOf(at)).not.toHaveProperty('order_deferred');
    await expectSound(at);
  });
});
