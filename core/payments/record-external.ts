// TX-EXTERNAL: money the PG returned without us, or by a cancel of ours that counted as failed, adopted once
// per PG transaction. Where it leaves nothing,
// the service has nothing to work for and the saga has an order to end: both hear it in this transaction.
import { resumeCommand } from '#core/fulfilment/resume-command.ts';
import { closeService, type ServiceRequest } from '#core/fulfilment/service-request.ts';
import { type Instant, toIso } from '#core/kernel/instant.ts';
import type { Money } from '#core/kernel/money.ts';
import type { Ids } from '#core/kernel/ports.ts';
import { firstVersion } from '#core/kernel/versioned.ts';
import { refundClaimed, refundDone } from '#core/ledger/movements.ts';
import type { CommandDraft, Draft, EventDraft } from '#core/outbox/assemble-commit.ts';
import type { Change } from '#core/outbox/commit.ts';
import { moveRefund, type Refund } from '#core/refunds/refund.ts';
import { shareTax, taxLeft } from '#core/refunds/refund-tax.ts';
import { type Case, movementHead } from './case.ts';
import type { Ending } from './ending.ts';
import type { Payment } from './payment.ts';
import { cancelledEvent } from './payment-cancelled.ts';
import type { PgCancel } from './payment-gateway.ts';
import { adoptExternalRefund, isDelivered } from './payment-returns.ts';
import {
  cancelReasonOf,
  nobody,
  refundData,
  refundedEvent,
  resumeWaiting,
} from './record-return.ts';

export interface ExternalCancel {
  readonly case: Omit<Case, 'attempt'>;
  /** All refunds of the payment. */
  readonly refunds: readonly Refund[];
  /** Ours, which counted as failed: the cancel carries its mark. */
  readonly failed?: Refund | undefined;
  readonly service: ServiceRequest | undefined;
  readonly cancel: PgCancel;
  readonly at: Instant;
  readonly cause: Ending['cause'];
}

interface Told {
  readonly changes: readonly Change[];
  readonly events: readonly EventDraft[];
  readonly commands: readonly CommandDraft[];
}

interface Adopted {
  readonly refund: Refund;
  readonly payment: Payment;
}

/** What the refund leaves, and how sale and VAT shared it: nothing was posted but with the delivery. */
const bookedOf = (
  { case: { payment: before }, refunds }: ExternalCancel,
  payment: Payment,
  amount: Money,
) => ({
  refundableAfter: payment.amounts.refundable,
  ...(isDelivered(before) ? { tax: shareTax(amount, taxLeft(before, refunds)) } : {}),
});

/** A refund of nobody’s asking, or ours that is found done after all; its origin stays. */
const adopted = (external: ExternalCancel, ids: Ids): Adopted => {
  const { case: kase, cancel, failed, at, cause } = external;
  const payment = adoptExternalRefund(kase.payment, cancel.amount, at);
  const booked = bookedOf(external, payment, cancel.amount);
  const done = { pgTxId: cancel.transactionKey, completedAt: at };
  if (failed !== undefined) {
    return { payment, refund: moveRefund(failed, 'SUCCEEDED', { ...booked, ...done }) };
  }
  const refund: Refund = {
    ...firstVersion,
    tenant: kase.order.tenant,
    refundId: ids.next('rf'),
    paymentId: kase.payment.paymentId,
    orderId: kase.order.orderId,
    userId: kase.order.userId,
    amount: cancel.amount,
    ...booked,
    origin: 'EXTERNAL',
    reason: 'cancelled at the PG',
    status: 'SUCCEEDED',
    ...done,
    createdAt: at,
    requestId: cause.requestId,
  };
  return { payment, refund };
};

/** Closes the open service request of a payment that has nothing left. */
export const withdrawn = (
  service: ServiceRequest,
  at: Instant,
  reason: 'PG_CANCELLED' | 'DEPOSIT_REVERSED',
): Told => {
  const after = closeService(service, 'CANCELLED', at);
  return {
    changes: [{ change: 'service.advance', before: service, after }],
    events: [
      {
        type: 'service.cancelled',
        of: after.serviceRequestId,
        data: {
          serviceRequestId: after.serviceRequestId,
          orderId: after.orderId,
          deadline: toIso(after.deadlineAt),
          reason,
        },
      },
    ],
    commands: resumeCommand(service, after),
  };
};

/** Who must hear that nothing is left: the service while it works, a saga that waits for its refund. */
const tellOf = (
  { case: kase, service, at }: ExternalCancel,
  { payment, refund }: Adopted,
): Told => {
  // What had ended before is told already, and the order's service and saga are another payment's by now.
  const isEnding = payment.status === 'CANCELLED' && !('endedAt' in kase.payment);
  if (!isEnding) return { ...nobody, events: [] };
  const cancelled =
    refund.origin === 'COMPENSATION'
      ? cancelledEvent(payment, 'COMPENSATION', cancelReasonOf(kase))
      : cancelledEvent(payment, 'EXTERNAL', 'PG_CANCELLED');
  if (service?.state !== 'OPEN') {
    return { ...resumeWaiting(kase, 'RETURNED'), events: [cancelled] };
  }
  const closed = withdrawn(service, at, 'PG_CANCELLED');
  return { ...closed, events: [cancelled, ...closed.events] };
};

/** E11 before delivery, E12 after it, and E13: the PG has done it already. */
const groupsOf = ({ case: kase, failed, at }: ExternalCancel, refund: Refund) => {
  const head = movementHead(kase as Case, at, refund.refundId);
  return [
    refundClaimed(head, refund, failed === undefined ? 'claim' : 'reclaim'),
    refundDone(head, { ...refund, provider: kase.payment.provider }),
  ];
};

const refundChanges = (
  { failed }: ExternalCancel,
  { refund, payment }: Adopted,
): readonly Change[] =>
  failed === undefined
    ? [
        { change: 'refund.create', refund },
        {
          change: 'unique.create',
          tenant: refund.tenant,
          kind: 'REFUND',
          value: refund.refundId,
          owner: payment.paymentId,
        },
      ]
    : [{ change: 'refund.advance', before: failed, after: refund }];

export const recordExternal = (external: ExternalCancel, ids: Ids): Omit<Draft, 'idempotency'> => {
  const { case: kase, cancel, failed, at, cause } = external;
  const { order } = kase;
  const { refund, payment } = adopted(external, ids);
  const groups = groupsOf(external, refund);
  const keys = groups.map(({ effectKey }) => effectKey);
  const told = tellOf(external, { refund, payment });
  return {
    name: 'TX-EXTERNAL',
    tenant: order.tenant,
    userId: order.userId,
    rootId: order.orderId,
    at,
    cause,
    changes: [
      ...refundChanges(external, { refund, payment }),
      {
        change: 'unique.create',
        tenant: order.tenant,
        kind: 'PGTX',
        value: cancel.transactionKey,
        owner: refund.refundId,
      },
      { change: 'payment.advance', before: kase.payment, after: payment },
      ...told.changes,
    ],
    groups,
    events: [
      {
        type: failed === undefined ? 'refund.external' : 'refund.succeeded',
        of: refund.refundId,
        data: refundData(refund, keys),
      },
      refundedEvent(payment, refund, keys),
      ...told.events,
    ],
    commands: told.commands,
    audit: { action: 'refund.adopt', object: refund.refundId, statusAfter: 'SUCCEEDED' },
  };
};
