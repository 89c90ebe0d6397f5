// State machines, generated from their tables: every listed move is made, every other pair is refused,
// and a refusal changes nothing. Source: API specification, section 7.
import { describe, expect, it } from 'vitest';
import { closeService, serviceMoves, storeToken } from '#core/fulfilment/service-request.ts';
import { assert } from '#core/kernel/assert.ts';
import { money } from '#core/kernel/money.ts';
import { cancelOrderState, completeOrder, orderMoves, payOrder } from '#core/orders/order.ts';
import { attemptMoves, move } from '#core/payments/attempt.ts';
import { authorize } from '#core/payments/authorization.ts';
import { awaitDeposit, reverseDeposit } from '#core/payments/deposit-moves.ts';
import {
  approve,
  closeAttempt,
  confirm,
  doubt,
  end,
  type Payment,
  paymentMoves,
  type TakenPayment,
} from '#core/payments/payment.ts';
import { adoptExternalRefund, settleRefund } from '#core/payments/payment-returns.ts';
import { moveRefund, refundMoves } from '#core/refunds/refund.ts';
import { moveSaga, sagaMoves } from '#core/sagas/saga.ts';
import { count } from '#test/support/counters.ts';
import { listedMoves } from '#test/support/engine/moves-made.ts';
import * as sample from '#test/support/engine/sample-rows.ts';
import { floorsOf } from '#test/tally.ts';

interface Machine {
  readonly name: string;
  readonly moves: Readonly<Record<string, readonly string[]>>;
  /** Makes the move, or throws. Undefined: no function moves there at all. */
  readonly make: (from: string, to: string) => (() => { readonly version?: number }) | undefined;
}

const { sampleAt, taken } = sample;
const won = (minor: bigint) => money(minor, 'KRW');

const account = { bankCode: '88', accountNumber: '110123456789', dueAt: sampleAt };

const orderIn = (status: string) =>
  sample.anOrder({ status, paidAt: sampleAt } as Parameters<typeof sample.anOrder>[0]);

const paymentIn = (status: string): Payment =>
  sample.aPayment({ status, virtualAccount: account, ...taken } as Parameters<
    typeof sample.aPayment
  >[0]);

/** The payment as it must stand for a return that leaves it there. */
const returned = (from: string, left: bigint): Payment =>
  adoptExternalRefund(paymentIn(from), won(9_000n - left), sampleAt);

const orderMakers: Readonly<Record<string, (from: string) => object>> = {
  PAID: (from) => payOrder(orderIn(from), sampleAt),
  COMPLETED: (from) => completeOrder(orderIn(from), sampleAt),
  CANCELLED: (from) => cancelOrderState(orderIn(from), 'CUSTOMER', sampleAt),
};

const confirmedWith = (from: string, refunded: bigint) =>
  confirm(
    {
      ...paymentIn(from),
      amounts: {
        captured: won(9_000n),
        refundable: won(9_000n - refunded),
        refunding: won(0n),
        refunded: won(refunded),
      },
    } as Payment,
    sampleAt,
  );

const paymentMakers: Readonly<Record<string, (from: string) => object>> = {
  READY: (from) => closeAttempt(paymentIn(from)),
  WAITING_FOR_DEPOSIT: (from) =>
    from === 'APPROVED' || from === 'CONFIRMED'
      ? reverseDeposit(paymentIn(from) as TakenPayment, {
          transactionKey: 'txrd_1',
          at: sampleAt,
          dueAt: sampleAt,
        })
      : awaitDeposit(paymentIn(from), account, sampleAt),
  IN_DOUBT: (from) => doubt(paymentIn(from), { operation: 'CONFIRM', since: sampleAt }),
  AUTHORIZED: (from) =>
    authorize(
      paymentIn(from),
      { pgTxId: 't', authorizedAt: sampleAt, expiresAt: sampleAt },
      sampleAt,
    ),
  APPROVED: (from) => approve(paymentIn(from), taken.approval),
  CONFIRMED: (from) => confirmedWith(from, 0n),
  PARTIALLY_REFUNDED: (from) =>
    from === 'APPROVED' ? confirmedWith(from, 1_000n) : returned(from, 1_000n),
  REFUNDED: (from) => (from === 'APPROVED' ? confirmedWith(from, 9_000n) : returned(from, 0n)),
  FAILED: (from) => end(paymentIn(from), 'FAILED', sampleAt),
  EXPIRED: (from) => end(paymentIn(from), 'EXPIRED', sampleAt),
  CANCELLED: (from) =>
    from === 'APPROVED' ? returned(from, 0n) : end(paymentIn(from), 'CANCELLED', sampleAt),
};

const machines: readonly Machine[] = [
  {
    name: 'order',
    moves: orderMoves,
    make: (from, to) => {
      const maker = orderMakers[to];
      return maker === undefined ? undefined : () => maker(from);
    },
  },
  {
    name: 'payment',
    moves: paymentMoves,
    make: (from, to) => {
      const maker = paymentMakers[to];
      // READY to READY is no move of the table: an attempt that was not sent is closed.
      const isStanding = from === 'READY' && to === 'READY';
      return maker === undefined || isStanding ? undefined : () => maker(from);
    },
  },
  {
    name: 'attempt',
    moves: attemptMoves,
    make: (from, to) => () =>
      move(sample.anAttempt({ state: from as 'SENT' }), to as 'SENT', []) as never,
  },
  {
    name: 'refund',
    moves: refundMoves,
    make: (from, to) => () => moveRefund(sample.aRefund({ status: from as 'SENT' }), to as 'SENT'),
  },
  {
    name: 'saga',
    moves: sagaMoves,
    make: (from, to) => () =>
      moveSaga(sample.aSaga({ status: from as 'RUNNING' }), to as 'RUNNING', 'Step', sampleAt),
  },
  {
    name: 'service request',
    moves: serviceMoves,
    make: (from, to) => () =>
      closeService(sample.aServiceRequest({ state: from as 'OPEN' }), to as 'FAILED', sampleAt),
  },
];

const pairs = machines.flatMap((machine) => {
  const states = Object.keys(machine.moves);
  return states.flatMap((from) =>
    states.flatMap((to) => {
      const make = machine.make(from, to);
      const isLegal = machine.moves[from]?.includes(to) === true;
      return make === undefined ? [] : [{ name: machine.name, from, to, make, isLegal }];
    }),
  );
});

const statusOf = (made: object): unknown =>
  (made as { status?: string }).status ?? (made as { state?: string }).state;

describe.each(pairs.filter(({ isLegal }) => isLegal))('$name $from → $to', ({ to, make }) => {
  it('is made, one version later', () => {
    const made = make();

    expect(statusOf(made)).toBe(to);
    expect(made.version ?? 2).toBe(2);
    count('moves-made');
  });
});

describe.each(pairs.filter(({ isLegal }) => !isLegal))('$name $from → $to', ({ make }) => {
  it('is refused', () => {
    expect(make).toThrow(/does not go from|captured = |only a READY payment/u);
    count('moves-refused');
  });
});

/** Listed, and met by no journey. */
const notReached: Readonly<Record<string, string>> = {
  'payment APPROVED → REFUNDED':
    'what keeps nothing is CANCELLED before its order could be delivered',
};

describe('the tables', () => {
  it('have a floor for every move: the contract tests make each in earnest', () => {
    const floors = Object.keys(floorsOf(process.cwd())['contract'] ?? {});
    const moves = listedMoves.filter((move) => notReached[move] === undefined);

    expect(floors.filter((name) => name.includes(' → ')).toSorted()).toEqual(moves.toSorted());
    expect(Object.keys(notReached).filter((move) => !listedMoves.includes(move))).toEqual([]);
    count('moves-listed', listedMoves.length);
  });

  it('name every state once, as source and in no move beyond them', () => {
    for (const { moves } of machines) {
      const states = Object.keys(moves);
      for (const to of Object.values(moves).flat()) expect(states).toContain(to);
    }
  });

  it('have a maker for every move they list', () => {
    for (const { name, moves, make } of machines) {
      for (const [from, targets] of Object.entries(moves)) {
        for (const to of targets) expect(make(from, to), `${name} ${from} → ${to}`).toBeDefined();
      }
    }
  });

  it.each([
    ['order', orderMoves, ['COMPLETED', 'CANCELLED']],
    ['payment', paymentMoves, ['REFUNDED', 'FAILED', 'EXPIRED', 'CANCELLED']],
    ['attempt', attemptMoves, ['SUCCEEDED', 'DECLINED']],
    ['service request', serviceMoves, ['COMPLETED', 'FAILED', 'TIMED_OUT', 'CANCELLED']],
    ['saga', sagaMoves, ['COMPLETED', 'COMPENSATED']],
    ['refund', refundMoves, ['SUCCEEDED']],
  ] as const)('end: %s', (_name, moves, ends) => {
    const final = Object.entries<readonly string[]>(moves).filter(
      ([, targets]) => targets.length === 0,
    );

    expect(final.map(([state]) => state)).toEqual(ends);
  });
});

describe('a payment', () => {
  it('opens one operation at a time', () => {
    const open = sample.aPayment({
      openAttempt: { id: 'x', op: 'CONFIRM', deadlineAt: sampleAt },
    });

    expect(() => approve(open, taken.approval)).not.toThrow();
    expect(approve(open, taken.approval)).not.toHaveProperty('openAttempt');
  });

  it('never returns more than it took', () => {
    const payment = paymentIn('CONFIRMED');

    expect(() => adoptExternalRefund(payment, won(9_001n), sampleAt)).toThrow('captured =');
    expect(() => settleRefund(payment, won(1n), sampleAt)).toThrow('captured =');
  });

  it('stays APPROVED while a part of it is left', () => {
    const part = adoptExternalRefund(paymentIn('APPROVED'), won(1n), sampleAt);

    expect(part).toMatchObject({ status: 'APPROVED', amounts: { refundable: { minor: 8_999n } } });
  });
});

describe('a service request', () => {
  it('takes a token only while it is open', () => {
    const closed = sample.aServiceRequest({ state: 'FAILED' });

    expect(() => storeToken(closed, 'token')).toThrow('a token waits');
  });
});

describe('an assertion', () => {
  it('names what a reader must know', () => {
    expect(() => assert(false, 'what holds')).toThrow('what holds');
  });
});
