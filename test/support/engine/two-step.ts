// What a client of the two-step form does, with intent: authorize, capture, ask back, let go.

import type { Answer } from '#core/contracts/http/answer.ts';
import { assert, present } from '#core/kernel/assert.ts';
import type { OrderId, PaymentId } from '#core/kernel/ids.ts';
import { money } from '#core/kernel/money.ts';
import { authorizePayment } from '#core/payments/authorize-payment.ts';
import { type CapturePayment, capturePayment } from '#core/payments/capture-payment.ts';
import type { AuthorizePayment } from '#core/payments/check-authorize.ts';
import { asListed } from '#test/support/world/listed-codes.ts';
import { viewOf } from './books.ts';
import { cause, claimOf, tenant } from './engine.ts';
import { resultOf, type Sale, shop, textAt } from './sale.ts';
import type { World } from './world.ts';

export const authorizeRoute = '/payments/authorize';
export const captureRoute = '/payments/capture/{paymentId}';

/** A shop whose PG reserves before it takes. */
export const reservingShop = (over: Parameters<typeof shop>[0] = {}): World =>
  shop({ provider: 'sandbox', ...over });

type AuthorizeOver = Partial<Omit<AuthorizePayment, 'claim'>> & { readonly key?: string };

/** Without an order, unless the test names one. A key of its own for every ask, or the one given. */
export const authorize = (
  at: Pick<World, 'deps'>,
  { key, ...over }: AuthorizeOver = {},
): Promise<Answer> =>
  asListed(
    'authorize-payment',
    authorizePayment(at.deps)({
      tenant,
      cause,
      claim: claimOf(authorizeRoute, key === undefined ? {} : { key }),
      amount: 10_000n,
      clientKeys: {},
      remainingMs: () => 25_000,
      ...over,
    }),
  );

type CaptureOver = Partial<Omit<CapturePayment, 'claim' | 'paymentId'>> & { readonly key?: string };

/** The key that the engine makes where a client sends none. */
export const madeCaptureKey = (paymentId: PaymentId): string => `auto:capture:${paymentId}:all`;

export const capture = (
  at: Pick<World, 'deps'>,
  { paymentId }: Pick<Sale, 'paymentId'>,
  { key = madeCaptureKey(paymentId), ...over }: CaptureOver = {},
): Promise<Answer> =>
  asListed(
    'capture-payment',
    capturePayment(at.deps)({
      tenant,
      cause,
      claim: claimOf(captureRoute, { key }),
      paymentId,
      remainingMs: () => 25_000,
      ...over,
    }),
  );

/** The sale that an authorization made: the PG's number is its order's. */
export const saleOf = (answer: Answer, amount = 10_000n): Sale => {
  const result = resultOf(answer);
  const orderId = textAt(result, 'orderId') as OrderId;
  const paymentId = textAt(result, 'paymentId') as PaymentId;
  return { orderId, paymentId, paymentKey: '', pgOrderId: orderId, amount };
};

/** Reserved, without an order of the client's. */
export const reserved = async (
  over: Parameters<typeof shop>[0] = {},
  asked: AuthorizeOver = {},
): Promise<{ readonly at: World; readonly sale: Sale }> => {
  const at = reservingShop(over);
  const sale = saleOf(await authorize(at, asked), asked.amount);
  return { at, sale };
};

/** How often the PG reserved, took and let go, and what it has kept. */
export const heldOf = ({ pg }: Pick<World, 'pg'>, { pgOrderId }: Pick<Sale, 'pgOrderId'>) => {
  const { payments, approvedAmount, canceledAmount } = pg.control.truth.order(pgOrderId);
  const sum = (name: 'authorizations' | 'approvals' | 'voids') =>
    payments.reduce((total, payment) => total + payment[name], 0);
  return {
    reserved: sum('authorizations'),
    taken: sum('approvals'),
    voided: sum('voids'),
    kept: approvedAmount - canceledAmount,
  };
};

/** Another program of the merchant's, with the same PG account. */
export const byAnother = async (at: World, sale: Sale, op: 'capture' | 'void'): Promise<void> => {
  const gateway = present(at.deps.gateways('sandbox').twoStep, 'it captures by request');
  const request = {
    tenant,
    idempotencyKey: `another-program-${op}`,
    paymentKey: sale.paymentKey,
    pgOrderId: sale.pgOrderId,
    amount: money(10_000n, 'KRW'),
    timeoutMs: 10_000,
    reason: 'another program',
  };
  const reply = await gateway[op](request);
  assert(reply.class === 'SUCCESS', `another program was told ${reply.class} ${reply.code}`);
};

/** The sale with the key that the PG made for it. */
export const keyTold = async (at: World, sale: Sale): Promise<Sale> => {
  const [attempt] = (await viewOf(at, sale)).attempts;
  return { ...sale, paymentKey: present(attempt?.paymentKey, 'the PG has told its key') };
};
