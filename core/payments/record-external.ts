// TX-EXTERNAL: money the PG returned without us, adopted once per PG transaction. Where it leaves nothing,
// the service has nothing to work for and the saga has an order to end: both hear it in this transaction.
import { resumeCommand } from '#core/fulfilment/resume-command.ts';
import { closeService, type ServiceRequest } from '#core/fulfilment/service-request.ts';
import { type Instant, toIso } from '#core/kernel/instant.ts';
import { type Money, taxFreePart } from '#core/kernel/money.ts';
import type { Ids } from '#core/kernel/ports.ts';
import { firstVersion } from '#core/kernel/versioned.ts';
import { refundClaimed, refundDone, returnClaimed } from '#core/ledger/movements.ts';
import type { CommandDraft, Draft, EventDraft } from '#core/outbox/assemble-commit.ts';
import type { Change } from '#core/outbox/commit.ts';
import type { Refund } from '#core/refunds/refund.ts';
import { type Case, movementHead } from './case.ts';
import { adoptExternalRefund, type Payment } from './payment.ts';
import type { PgCancel } from './payment-gateway.ts';
import type { Ending } from './record-decline.ts';
import {
  cancelledEvent,
  nobody,
  refundData,
  refundedEvent,
  resumeWaiting,
} from './record-return.ts';

export interface ExternalCancel {
  readonly case: Omit<Case, 'attempt'>;
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

const externalRefund = ({ case: kase, cancel, at }: ExternalCancel, ids: Ids): Refund => ({
  ...firstVersion,
  tenant: kase.order.tenant,
  refundId: ids.next('rf'),
  paymentId: kase.payment.paymentId,
  orderId: kase.order.orderId,
  userId: kase.order.userId,
  amount: cancel.amount,
  origin: 'EXTERNAL',
  reason: 'cancelled at the PG',
  status: 'SUCCEEDED',
  pgTxId: cancel.transactionKey,
  createdAt: at,
  completedAt: at,
});

/** Closes the open service request of a payment that has nothing left. */
const withdrawn = (service: ServiceRequest, at: Instant): Told => {
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
          reason: 'PG_CANCELLED',
        },
      },
    ],
    commands: resumeCommand(service, after),
  };
};

/** Who must hear that nothing is left: the service while it works, a saga that waits for its refund. */
const tellOf = ({ case: kase, service, at }: ExternalCancel, payment: Payment): Told => {
  if (payment.status !== 'CANCELLED') return { ...nobody, events: [] };
  const cancelled = cancelledEvent(payment, 'EXTERNAL', 'PG_CANCELLED');
  if (service?.state !== 'OPEN') {
    return { ...resumeWaiting(kase, 'RETURNED'), events: [cancelled] };
  }
  const closed = withdrawn(service, at);
  return { ...closed, events: [cancelled, ...closed.events] };
};

/** E11 before delivery, E12 after it, and E13: the PG has done it already. */
const groupsOf = (kase: Omit<Case, 'attempt'>, refund: Refund, at: Instant) => {
  const { payment } = kase;
  const head = movementHead(kase as Case, at, refund.refundId);
  const taxFree: Money = taxFreePart(refund.amount, payment.amount, payment.taxFree);
  const claim =
    payment.status === 'APPROVED'
      ? returnClaimed(head, refund)
      : refundClaimed(head, { ...refund, taxFree });
  return [claim, refundDone(head, { ...refund, provider: payment.provider })];
};

export const recordExternal = (
  external: ExternalCancel,
  ids: Ids,
): { readonly draft: Omit<Draft, 'idempotency'>; readonly payment: Payment } => {
  const { case: kase, cancel, at, cause } = external;
  const { order } = kase;
  const refund = externalRefund(external, ids);
  const payment = adoptExternalRefund(kase.payment, refund.amount, at);
  const groups = groupsOf(kase, refund, at);
  const keys = groups.map(({ effectKey }) => effectKey);
  const told = tellOf(external, payment);
  const unique = { change: 'unique.create' as const, tenant: order.tenant };
  return {
    payment,
    draft: {
      name: 'TX-EXTERNAL',
      tenant: order.tenant,
      userId: order.userId,
      rootId: order.orderId,
      at,
      cause,
      changes: [
        { change: 'refund.create', refund },
        { ...unique, kind: 'REFUND', value: refund.refundId, owner: payment.paymentId },
        { ...unique, kind: 'PGTX', value: cancel.transactionKey, owner: refund.refundId },
        { change: 'payment.advance', before: kase.payment, after: payment },
        ...told.changes,
      ],
      groups,
      events: [
        { type: 'refund.external', of: refund.refundId, data: refundData(refund, keys) },
        refundedEvent(payment, refund, keys),
        ...told.events,
      ],
      commands: told.commands,
      audit: { action: 'refund.adopt', object: refund.refundId, statusAfter: 'SUCCEEDED' },
    },
  };
};
