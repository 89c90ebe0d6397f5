// Prices an order by its policy: the engine computes the amount, the client's is only compared.

import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import { present } from '#core/kernel/assert.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { amountMax, isZero, type Money, money, sum } from '#core/kernel/money.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { type Policies, policiesOf, type SellingPolicy } from '#core/pricing/selling-policy.ts';
import type { Customer } from '#core/privacy/customer.ts';
import type { LineItem } from './order.ts';

export interface RequestedLine {
  readonly productId?: string;
  readonly productName?: string;
  readonly quantity: number;
  readonly unitPrice?: bigint;
  readonly priceCode?: string;
}

export interface OrderRequest {
  readonly userId: string;
  readonly serviceId?: string;
  readonly merchantOrderId?: string;
  readonly currency?: string;
  readonly lineItems: readonly RequestedLine[];
  readonly amount?: bigint;
  readonly creditAmount?: bigint;
  readonly taxFreeAmount?: bigint;
  readonly orderName?: string;
  readonly metadata?: JsonObject;
  readonly customer?: Customer;
  readonly expiresInSeconds?: number;
}

export interface PricedOrder {
  readonly policy: SellingPolicy;
  readonly amount: Money;
  readonly taxFree: Money;
  readonly orderName: string;
  readonly lineItems: readonly LineItem[];
}

const fieldError = (field: string, code: string): Answer =>
  refusal('VAL_001', { fieldErrors: [{ field, code }] });

const choosePolicy = (
  request: OrderRequest,
  policies: readonly SellingPolicy[],
): Result<SellingPolicy, Answer> => {
  if (request.serviceId === undefined) {
    const [only, ...more] = policies;
    if (only === undefined) return err(refusal('ORD_003'));
    return more.length === 0 ? ok(only) : err(fieldError('serviceId', 'required'));
  }
  const chosen = policies.find(({ serviceId }) => serviceId === request.serviceId);
  return chosen === undefined ? err(refusal('ORD_003')) : ok(chosen);
};

/** Credits, price items and credit units are not sold yet; the schema knows them already. */
const usesCredits = (request: OrderRequest, policy: SellingPolicy): boolean =>
  (request.currency !== undefined && request.currency !== policy.currency) ||
  (request.creditAmount ?? 0n) > 0n ||
  request.lineItems.some(({ priceCode }) => priceCode !== undefined);

const nameOf = (lines: readonly LineItem[]): string => {
  const first = present(lines[0], 'an order has a line').productName;
  const tail = lines.length === 1 ? '' : ` 외 ${lines.length - 1}건`;
  const cut = first.slice(0, 100 - tail.length);
  // Half of a pair is no sign at all.
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}${tail}`;
};

const lineOf = (line: RequestedLine): LineItem => {
  const unitPrice = line.unitPrice ?? 0n;
  return {
    productId: line.productId ?? '',
    productName: line.productName ?? '',
    quantity: line.quantity,
    unitPrice,
    amount: unitPrice * BigInt(line.quantity),
  };
};

/** @returns The priced order, or the refusal: VAL_001, ORD_002, ORD_003, CRD_005 or PAY_013. */
export const priceOrder = (
  request: OrderRequest,
  policies: Policies,
  merchantId: string,
): Result<PricedOrder, Answer> => {
  const chosen = choosePolicy(request, policiesOf(policies, merchantId));
  if (!chosen.ok) return chosen;
  const policy = chosen.value;
  if (usesCredits(request, policy)) return err(refusal('CRD_005'));
  if (request.lineItems.length > policy.lineItemsMax)
    return err(fieldError('lineItems', 'too_big'));

  const lineItems = request.lineItems.map(lineOf);
  const amount = sum(
    lineItems.map((line) => money(line.amount, policy.currency)),
    policy.currency,
  );
  const isConsistent = request.amount === undefined || request.amount === amount.minor;
  if (isZero(amount) || !isConsistent) return err(refusal('ORD_002'));
  const taxFree = money(request.taxFreeAmount ?? 0n, policy.currency);
  if (taxFree.minor > amount.minor) return err(fieldError('taxFreeAmount', 'too_big'));
  const isAbove = amount.minor > policy.amountMax || amount.minor > amountMax;
  if (amount.minor < policy.amountMin || isAbove) return err(refusal('PAY_013'));

  const orderName = request.orderName ?? nameOf(lineItems);
  return ok({ policy, amount, taxFree, orderName, lineItems });
};
