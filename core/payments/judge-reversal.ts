// What follows from a deposit that its bank took back: a step back of the payment, the end of a saga that was about
// to return it, or nothing left of late money. A refund that waits for its account gives way to it first.

import { add, isZero } from '#core/kernel/money.ts';
import type { Ids } from '#core/kernel/ports.ts';
import { onlyWaiting } from './give-way.ts';
import type { EndedPayment, TakenPayment } from './payment.ts';
import type { PaymentView } from './ports.ts';
import { recordLateReversal, recordOvertaken, recordReversal } from './record-reversal.ts';
import { type Finding, type Standing, withItem } from './standing.ts';

/**
 * While a saga is between the outcome and its end no step may find the payment changed under it, but those that
 * return the money: they ask for no more than that it is gone.
 */
const mayReverse = ({ order, service, view }: Standing): boolean =>
  order.status === 'COMPLETED' ||
  view.saga?.status === 'COMPENSATING' ||
  (order.status === 'PAID' && service?.state === 'OPEN');

/** Before a person, who will have the money returned: what the PG refuses then tells that it is gone. */
const isGivenUp = ({ view, service }: Standing): boolean =>
  view.saga?.status === 'NEEDS_ATTENTION' && service?.state !== 'COMPLETED';

/** Nothing reserves the money that the bank took back, or what does gives way. */
const roomFor = (view: PaymentView): Finding | undefined => {
  if (isZero(view.payment.amounts.refunding)) return undefined;
  const refund = onlyWaiting(view);
  return refund === undefined ? 'LATER' : { refund };
};

export const reversed = (standing: Standing, payment: TakenPayment, ids: Ids): Finding => {
  const { order, service, view } = standing;
  if (!isZero(payment.amounts.refunded)) return 'MISMATCH';
  if (!mayReverse(standing)) return isGivenUp(standing) ? 'STANDS' : 'LATER';
  const room = roomFor(view);
  if (room !== undefined) return room;
  const { saga } = view;
  if (saga?.status === 'COMPENSATING') {
    return { draft: recordOvertaken({ ...standing, payment, saga }) };
  }
  const open = order.status === 'PAID' ? service : undefined;
  const { draft, payment: after } = recordReversal({ ...standing, payment }, open);
  return withItem(standing, after, draft, ids);
};

/** Late money that is on its way back, until its bank takes it back. */
export const lateReversed = (standing: Standing, payment: EndedPayment): Finding => {
  const { refundable, refunding, refunded } = payment.amounts;
  if (isZero(add(refundable, refunding))) return 'STANDS';
  if (!isZero(refunded)) return 'MISMATCH';
  return roomFor(standing.view) ?? { draft: recordLateReversal({ ...standing, payment }) };
};
