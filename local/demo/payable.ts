// What the buyer of an order has to pay; where there is nothing, why, and what to do instead.
import type { CheckoutObject, OrderObject } from '#core/contracts/http/order-object.ts';
import { Setback } from '#local/cloud/setback.ts';

const part = 'buyer';

export const makeOrder = 'make an order first: docs/quick-start.md';

interface Asked {
  readonly checkout?: CheckoutObject | undefined;
  readonly status: string;
  readonly payments: readonly {
    readonly paymentId: string;
    readonly status: OrderObject['payments'][number]['status'];
  }[];
}

/** @throws Setback where nothing is to be paid: while a payment is in doubt nobody may pay again. */
export function payable({ checkout, status, payments }: Asked): CheckoutObject {
  if (checkout !== undefined) return checkout;
  const doubt = payments.find((payment) => payment.status === 'IN_DOUBT');
  if (doubt === undefined) {
    throw new Setback(`nothing is left to pay, the order is ${status}`, { part, next: makeOrder });
  }
  throw new Setback(
    `payment ${doubt.paymentId} is in doubt: the PG has not said whether it was paid`,
    {
      part,
      next: `npm run fluxpay -- in-doubt check ${doubt.paymentId} --stage local`,
    },
  );
}
