// The movements E7 to E15: which accounts an effect debits and credits, and the key that makes it unique.
import { add, type Money, splitTax, type TaxSplit } from '#core/kernel/money.ts';
import { type GroupHead, type LedgerGroup, ledgerGroup } from './ledger-group.ts';

export type MovementHead = Omit<GroupHead, 'effectKey' | 'reverses'>;

const pgReceivable = (provider: string): string => `pg_receivable:${provider}`;

interface Authorized {
  readonly paymentId: string;
  readonly amount: Money;
}

/** E7: the PG has reserved the money; it is shown in memo accounts until it is taken or let go. */
export const authorizationOpened = (head: MovementHead, payment: Authorized): LedgerGroup =>
  ledgerGroup({ ...head, effectKey: `auth:${payment.paymentId}:open` }, [
    { account: 'memo.auth_open', side: 'D', amount: payment.amount },
    { account: 'memo.auth_contra', side: 'C', amount: payment.amount },
  ]);

/** E8: nothing is reserved any more, because it was taken, voided or has lapsed. */
export const authorizationClosed = (head: MovementHead, payment: Authorized): LedgerGroup =>
  ledgerGroup(
    {
      ...head,
      effectKey: `auth:${payment.paymentId}:close`,
      reverses: `auth:${payment.paymentId}:open`,
    },
    [
      { account: 'memo.auth_contra', side: 'D', amount: payment.amount },
      { account: 'memo.auth_open', side: 'C', amount: payment.amount },
    ],
  );

/** E9: the PG took the money. */
export const captured = (
  head: MovementHead,
  payment: { readonly paymentId: string; readonly provider: string; readonly amount: Money },
): LedgerGroup =>
  ledgerGroup({ ...head, effectKey: `capture:${payment.paymentId}` }, [
    { account: pgReceivable(payment.provider), side: 'D', amount: payment.amount },
    { account: 'order_deferred', side: 'C', amount: payment.amount },
  ]);

/** E10: delivered, what no refund has claimed. VAT leaves the price here. */
export const delivered = (
  head: MovementHead,
  order: { readonly orderId: string; readonly amount: Money; readonly taxFree: Money },
): LedgerGroup => {
  const tax = splitTax(order.amount, order.taxFree);
  return ledgerGroup({ ...head, effectKey: `deliver:${order.orderId}` }, [
    { account: 'order_deferred', side: 'D', amount: order.amount },
    { account: 'sales', side: 'C', amount: add(tax.supply, tax.taxFree) },
    { account: 'vat_output', side: 'C', amount: tax.vat },
  ]);
};

/** What a claim moves: the price before the delivery, sale and VAT (`tax`) after it. */
interface ClaimedRefund {
  readonly refundId: string;
  readonly amount: Money;
  readonly tax?: TaxSplit;
}

const claimedFrom = ({ amount, tax }: ClaimedRefund) =>
  tax === undefined
    ? [{ account: 'order_deferred', amount }]
    : [
        { account: 'sales_refund', amount: add(tax.supply, tax.taxFree) },
        { account: 'vat_output', amount: tax.vat },
      ];

/**
 * E11 before the delivery, E12 after it: a refund is claimed.
 *
 * @param step - `reclaim`: it had failed, and its cancel was found done after all.
 */
export const refundClaimed = (
  head: MovementHead,
  refund: ClaimedRefund,
  step: 'claim' | 'reclaim' = 'claim',
): LedgerGroup =>
  ledgerGroup({ ...head, effectKey: `refund:${refund.refundId}:${step}` }, [
    ...claimedFrom(refund).map((line) => ({ ...line, side: 'D' as const })),
    { account: 'refund_payable', side: 'C', amount: refund.amount },
  ]);

/** E13: the PG confirms the refund. */
export const refundDone = (
  head: MovementHead,
  refund: { readonly refundId: string; readonly provider: string; readonly amount: Money },
): LedgerGroup =>
  ledgerGroup({ ...head, effectKey: `refund:${refund.refundId}:done` }, [
    { account: 'refund_payable', side: 'D', amount: refund.amount },
    { account: pgReceivable(refund.provider), side: 'C', amount: refund.amount },
  ]);

/** E14: the refund failed; what its claim moved goes back. */
export const refundFailed = (head: MovementHead, refund: ClaimedRefund): LedgerGroup =>
  ledgerGroup(
    {
      ...head,
      effectKey: `refund:${refund.refundId}:fail`,
      reverses: `refund:${refund.refundId}:claim`,
    },
    [
      { account: 'refund_payable', side: 'D', amount: refund.amount },
      ...claimedFrom(refund).map((line) => ({ ...line, side: 'C' as const })),
    ],
  );

/** E15: an approval in doubt is shown in memo accounts while it lasts. */
export const doubtOpened = (
  head: MovementHead,
  doubt: { readonly attemptId: string; readonly amount: Money },
): LedgerGroup =>
  ledgerGroup({ ...head, effectKey: `doubt:${doubt.attemptId}:open` }, [
    { account: 'memo.doubt_open', side: 'D', amount: doubt.amount },
    { account: 'memo.doubt_contra', side: 'C', amount: doubt.amount },
  ]);

export const doubtClosed = (
  head: MovementHead,
  doubt: { readonly attemptId: string; readonly amount: Money },
): LedgerGroup =>
  ledgerGroup(
    {
      ...head,
      effectKey: `doubt:${doubt.attemptId}:close`,
      reverses: `doubt:${doubt.attemptId}:open`,
    },
    [
      { account: 'memo.doubt_contra', side: 'D', amount: doubt.amount },
      { account: 'memo.doubt_open', side: 'C', amount: doubt.amount },
    ],
  );
