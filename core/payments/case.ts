// A case: the rows one PG operation touches, as last read or as just written.

import type { Tenant } from '#core/contracts/tenant.ts';
import { present } from '#core/kernel/assert.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { LedgerGroup } from '#core/ledger/ledger-group.ts';
import type { MovementHead } from '#core/ledger/movements.ts';
import { doubtClosed } from '#core/ledger/movements.ts';
import type { Order } from '#core/orders/order.ts';
import type { Orders } from '#core/orders/ports.ts';
import type { Cause, EventDraft } from '#core/outbox/assemble-commit.ts';
import type { Change, Commit } from '#core/outbox/commit.ts';
import { isRefundQueued, type Refund } from '#core/refunds/refund.ts';
import type { Saga } from '#core/sagas/saga.ts';
import { type Attempt, attemptId, type Evidence, isApproval } from './attempt.ts';
import { orderBeside } from './order-beside.ts';
import type { Payment } from './payment.ts';
import type { Payments } from './ports.ts';

export interface Case {
  readonly order: Order;
  readonly payment: Payment;
  readonly attempt: Attempt;
  readonly refund?: Refund;
  readonly saga?: Saga;
  /** A refund of this payment waits until its PG operation has ended. */
  readonly isRefundQueued?: boolean;
}

interface Deps {
  readonly orders: Orders;
  readonly payments: Payments;
}

interface CaseKey {
  readonly tenant: Tenant;
  readonly paymentId: PaymentId;
  readonly attemptId: string;
}

/** Reads a case afresh. @returns undefined when a row it needs is not there. */
export const loadCase =
  (deps: Deps) =>
  async (key: CaseKey): Promise<Case | undefined> => {
    const view = await deps.payments.byId(key);
    const attempt = view?.attempts.find((one) => attemptId(one) === key.attemptId);
    if (view === undefined || attempt === undefined) return undefined;

    const order = await orderBeside(deps)(view);
    if (order === undefined) return undefined;
    // A payment moves only so often.
    if (order === 'MOVED') return loadCase(deps)(key);
    const refund = view.refunds.find(({ refundId }) => refundId === attempt.objectId);
    return {
      order,
      payment: view.payment,
      attempt,
      ...(refund === undefined ? {} : { refund }),
      ...(view.saga === undefined ? {} : { saga: view.saga }),
      isRefundQueued: isRefundQueued(view.refunds),
    };
  };

/** The case as its claim stored it: what follows in the same call goes on from those sequences. */
export const asStored = (kase: Case, { changes }: Commit): Case => {
  const find = <N extends Change['change']>(name: N) =>
    changes.find((change): change is Extract<Change, { change: N }> => change.change === name);
  const saga = find('saga.advance')?.after;
  return {
    ...kase,
    ...(saga === undefined ? {} : { saga }),
    payment: present(find('payment.advance'), 'a claim moves its payment').after,
    refund: present(find('refund.create'), 'a claim makes its refund').refund,
  };
};

export const movementHead = (
  { order, payment }: Pick<Case, 'order' | 'payment'>,
  at: Instant,
  refundId?: string,
): MovementHead => ({
  tenant: order.tenant,
  effectiveAt: at,
  recordedAt: at,
  refs: {
    orderId: order.orderId,
    paymentId: payment.paymentId,
    ...(refundId === undefined ? {} : { refundId }),
  },
});

/** Background work has no caller: the engine acts, under the request that began it. */
export const engineCause = (
  { requestId, traceparent }: Pick<Attempt, 'requestId' | 'traceparent'>,
  actor: string,
): Cause => ({
  requestId,
  ...(traceparent === undefined ? {} : { traceparent }),
  actor,
});

/** A case whose news may come without any call of ours: a deposit, a reversal. */
export type Told = Omit<Case, 'attempt'> & { readonly attempt?: Attempt };

export const isFromDoubt = ({ attempt }: Told): boolean => attempt?.state === 'IN_DOUBT';

/** Closes the memo of a doubt, where the attempt was in doubt. */
export const doubtClosing = (kase: Told, at: Instant): LedgerGroup[] => {
  const { attempt } = kase;
  if (attempt?.state !== 'IN_DOUBT' || !isApproval(attempt)) return [];
  const { amount } = attempt;
  return [doubtClosed(movementHead(kase, at), { attemptId: attemptId(attempt), amount })];
};

export type DoubtEnder = 'REPLY' | 'READ' | 'OPERATOR';

/** Whose word ended it: the PG's, in a reply or a reading, or two operators'. */
export const endedBy = ({ source }: Pick<Evidence, 'source'>): DoubtEnder =>
  source === 'REPLY' || source === 'OPERATOR' ? source : 'READ';

/** The event that a doubt has ended, where there was one; it comes before those of the target. */
export const doubtResolved = (
  { payment: { paymentId }, attempt }: Told,
  outcome: Payment['status'],
  by: DoubtEnder,
  at: Instant,
): EventDraft[] =>
  attempt?.state === 'IN_DOUBT'
    ? [
        {
          type: 'payment.in_doubt_resolved',
          of: paymentId,
          data: {
            paymentId,
            operation: attempt.op,
            outcome,
            by,
            durationMs: Math.max(0, at - present(attempt.doubtAt, 'a doubt has begun')),
          },
        },
      ]
    : [];

export const fromDoubt = (kase: Told): { readonly fromDoubt?: true } =>
  isFromDoubt(kase) ? { fromDoubt: true } : {};
