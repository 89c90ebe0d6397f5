// TX-LATE: a final payment was captured after all. Its state stays, order and hold and a newer payment
// are not touched; the money is reserved for its way back in the same transaction, and a person hears of it.
import { openItem } from '#core/attention/open-item.ts';
import { present } from '#core/kernel/assert.ts';
import type { Instant } from '#core/kernel/instant.ts';
import { toWire, zero } from '#core/kernel/money.ts';
import type { Ids } from '#core/kernel/ports.ts';
import { firstVersion } from '#core/kernel/versioned.ts';
import { captured, captureKey, refundClaimed } from '#core/ledger/movements.ts';
import type { Cause, EventDraft } from '#core/outbox/assemble-commit.ts';
import type { Refund } from '#core/refunds/refund.ts';
import { type Case, movementHead } from './case.ts';
import { captureLate } from './deposit-moves.ts';
import type { BareDraft } from './ending.ts';
import type { EndedPayment } from './payment.ts';
import type { PgPayment } from './payment-gateway.ts';
import { paymentItem, paymentItemEvent } from './raise-mismatch.ts';
import { approvalOf } from './record-approval.ts';
import { askedEvent } from './record-return.ts';

interface Late {
  readonly case: Pick<Case, 'order'> & { readonly payment: EndedPayment };
  readonly pg: PgPayment;
  readonly cause: Cause;
  readonly at: Instant;
}

/** A deposit cannot go back the way it came: its refund asks for an account first. */
const refundOf = ({ case: { order, payment }, pg, cause, at }: Late, ids: Ids): Refund => ({
  ...firstVersion,
  tenant: order.tenant,
  refundId: ids.next('rf'),
  paymentId: payment.paymentId,
  orderId: order.orderId,
  userId: order.userId,
  amount: payment.amount,
  refundableAfter: zero(payment.amount.currency),
  origin: 'LATE_SUCCESS',
  reason: 'captured after the payment had ended',
  status: pg.virtualAccount === undefined ? 'REQUESTED' : 'PENDING_ACCOUNT',
  createdAt: at,
  requestId: cause.requestId,
});

const lateEvents = (
  { case: { order, payment } }: Late,
  captureGroup: string,
  refund: Refund,
  pgTransactionKey: string,
): EventDraft[] => {
  const { paymentId } = payment;
  const amount = toWire(payment.amount.minor);
  const { currency } = payment.amount;
  const ids = { paymentId, orderId: order.orderId };
  return [
    {
      type: 'payment.late_success',
      of: paymentId,
      data: { ...ids, amount, currency, pgTransactionKey, refundId: refund.refundId },
    },
    {
      type: 'payment.captured',
      of: paymentId,
      data: {
        ...ids,
        status: payment.status,
        amount,
        pgAmount: amount,
        creditAmount: 0,
        currency,
        pgTransactionKey,
        ledgerGroups: [captureGroup],
      },
    },
  ];
};

const itemOf = (late: Late, pgTransactionKey: string, ids: Ids) =>
  paymentItem(
    { ids, at: late.at },
    { order: late.case.order, payment: late.case.payment },
    {
      kind: 'LATE_SUCCESS',
      suggestedActions: ['READ_AGAIN'],
      evidence: [{ paymentKey: late.pg.paymentKey, pgTransactionKey }],
    },
  );

/** The same, and a person hears of it. */
const asking = (late: Late, bare: BareDraft, pgTransactionKey: string, ids: Ids): BareDraft => {
  const item = itemOf(late, pgTransactionKey, ids);
  const events = present(bare.events, 'late money is told');
  return {
    ...bare,
    changes: [...bare.changes, ...openItem(item)],
    events: [...events, paymentItemEvent(item, late.case.payment.amount)],
  };
};

/** @returns `bare`: for where an item is open already. */
export const recordLate = (
  late: Late,
  ids: Ids,
): { readonly draft: BareDraft; readonly bare: BareDraft } => {
  const { case: kase, pg, cause, at } = late;
  const { order, payment: before } = kase;
  const approval = approvalOf(pg, at);
  const payment = captureLate(before, approval);
  const refund = refundOf(late, ids);
  const reversals = before.reversals?.length ?? 0;
  const { paymentId, provider, amount } = payment;
  const head = movementHead(kase, at, refund.refundId);
  const claim = refundClaimed(head, refund);
  const isSendable = refund.status === 'REQUESTED';
  const bare: BareDraft = {
    name: 'TX-LATE',
    tenant: order.tenant,
    userId: order.userId,
    rootId: order.orderId,
    at,
    cause,
    changes: [
      { change: 'payment.advance', before, after: payment },
      {
        change: 'unique.create',
        tenant: order.tenant,
        kind: 'PGTX',
        value: reversals === 0 ? `A:${pg.paymentKey}` : `A:${pg.paymentKey}:${reversals}`,
        owner: paymentId,
      },
      { change: 'refund.create', refund },
      {
        change: 'unique.create',
        tenant: order.tenant,
        kind: 'REFUND',
        value: refund.refundId,
        owner: paymentId,
      },
    ],
    groups: [captured(head, { paymentId, provider, amount, reversals }), claim],
    events: [
      ...lateEvents(late, captureKey(paymentId, reversals), refund, approval.pgTxId),
      askedEvent(refund, claim.effectKey),
    ],
    commands: isSendable ? [{ objectId: paymentId, body: { kind: 'SEND_REFUND', paymentId } }] : [],
    audit: { action: 'payment.late', object: paymentId, statusAfter: payment.status },
  };
  return { draft: asking(late, bare, approval.pgTxId, ids), bare };
};
