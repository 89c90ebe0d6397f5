// How refunds after the delivery share sale, VAT and what bears none: each takes its part of what is
// left, so the last one takes the rest and all parts add up to what was posted with the sale.
// Source: API specification, section 8, rules 5 and 6.
import { present } from '#core/kernel/assert.ts';
import {
  add,
  allocate,
  isLess,
  isZero,
  type Money,
  splitTax,
  subtract,
  type TaxSplit,
  taxFreePart,
} from '#core/kernel/money.ts';
import type { Refund } from './refund.ts';

interface Sold {
  readonly amount: Money;
  readonly taxFree: Money;
}

const less = (whole: TaxSplit, part: TaxSplit): TaxSplit => ({
  supply: subtract(whole.supply, part.supply),
  vat: subtract(whole.vat, part.vat),
  taxFree: subtract(whole.taxFree, part.taxFree),
});

/** What was posted with the delivery: the price without what went back before it. */
const delivered = ({ amount, taxFree }: Sold, refunds: readonly Refund[]): TaxSplit => {
  const kept = refunds
    .filter(({ tax, status }) => tax === undefined && status === 'SUCCEEDED')
    .reduce((left, refund) => subtract(left, refund.amount), amount);
  return splitTax(kept, taxFreePart(kept, amount, taxFree));
};

/** What no refund has claimed yet. Its three parts add up to what is refundable. */
export const taxLeft = (sold: Sold, refunds: readonly Refund[]): TaxSplit =>
  refunds
    .filter(({ status }) => status !== 'FAILED')
    .reduce(
      (left, { tax }) => (tax === undefined ? left : less(left, tax)),
      delivered(sold, refunds),
    );

/** True where the part free of tax, and the part that bears it, are still there. */
export const fitsTax = (amount: Money, taxFree: Money, left: TaxSplit): boolean =>
  !isLess(left.taxFree, taxFree) && !isLess(add(left.supply, left.vat), subtract(amount, taxFree));

/**
 * The parts of one refund.
 *
 * @param taxFree - As the client says; left out, in proportion to what is left.
 */
export const shareTax = (
  amount: Money,
  left: TaxSplit,
  taxFree: Money = freePart(amount, left),
): TaxSplit => {
  const taxable = subtract(amount, taxFree);
  if (isZero(taxable)) return { supply: taxable, vat: taxable, taxFree };
  const [vat] = allocate(taxable, [left.vat.minor, left.supply.minor]);
  const part = present(vat, 'two weights give two parts');
  return { supply: subtract(taxable, part), vat: part, taxFree };
};

const freePart = (amount: Money, { supply, vat, taxFree }: TaxSplit): Money =>
  present(
    allocate(amount, [taxFree.minor, supply.minor + vat.minor])[0],
    'two weights give two parts',
  );
