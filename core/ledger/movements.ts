// The movements E7 to E15 and E25: which accounts an effect debits and credits, and the key that makes it unique.
import { add, type Money, splitTax, type TaxSplit } from '#core/kernel/money.ts';
import { type GroupHead, type LedgerGroup, ledgerGroup } from './ledger-group.ts';

export type MovementHead = Omit<GroupHead, 'effectKey' | 'reverses'>;

const pgReceivable = (provider: string): string => `pg_receivable:${provider}`;

/** A deposit that came again after the bank took it back is an effect of its own. */
const nthTime = (reversals = 0): string => (reversals === 0 ? '' : `:${reversals}`);

export const captureKey = (paymentId: string, reversals?: number): string =>
  `capture:${paymentId}${nthTime(reversals)}`;

export const deliverKey = (orderId: string, reversals?: number): string =>
  `deliver:${orderId}${nthTime(reversals)}`;

export const reversalKey = (transactionKey: string): string => `reversal:${transactionKey}`;

interface Taken {
  readonly paymentId: string;
  readonly provider: string;
  readonly amount: Money;
  /** How often the bank has taken the deposit back before. */
  readonly reversals?: number;
}

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
export const captured = (head: MovementHead, payment: Taken): LedgerGroup =>
  ledgerGroup({ ...head, effectKey: captureKey(payment.paymentId, payment.reversals) }, [
    { account: pgReceivable(payment.provider), side: 'D', amount: payment.amount },
    { account: 'order_deferred', side: 'C', amount: payment.amount },
  ]);

/** E10: delivered, what no refund has claimed. VAT leaves the price here. */
export const delivered = (
  head: MovementHead,
  order: {
    readonly orderId: string;
    readonly amount: Money;
    readonly taxFree: Money;
    readonly reversals?: number;
  },
): LedgerGroup => {
  const tax = splitTax(order.amount, order.taxFree);
  return ledgerGroup({ ...head, effectKey: deliverKey(order.orderId, order.reversals) }, [
    { account: 'order_deferred', side: 'D', amount: order.amount },
    { account: 'sales', side: 'C', amount: add(tax.supply, tax.taxFree) },
    { account: 'vat_output', side: 'C', amount: tax.vat },
  ]);
};

/**
 * E25: the bank took the deposit back; what its capture moved goes back, and after the delivery the
 * sale with it.
 *
 * @param sold - The price as it was posted with the delivery; absent before it.
 */
export const depositReversed = (
  head: MovementHead,
  payment: Taken & { readonly transactionKey: string },
  sold?: TaxSplit,
): LedgerGroup =>
  ledgerGroup(
    {
      ...head,
      effectKey: reversalKey(payment.transactionKey),
      reverses: captureKey(payment.paymentId, payment.reversals),
    },
    [
      ...(sold === undefined
        ? [{ account: 'order_deferred', side: 'D' as const, amount: payment.amount }]
        : [
            { account: 'sales', side: 'D' as const, amount: add(sold.supply, sold.taxFree) },
            { account: 'vat_output', side: 'D' as const, amount: sold.vat },
          ]),
      { account: pgReceivable(payment.provider), side: 'C', amount: payment.amount },
    ],
  );

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
