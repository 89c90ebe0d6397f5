// States that rows are about, each made anew for its row: paid, reserved, waiting for a deposit, in doubt.
import { resultOf } from '#test/security/siege.ts';
import { depositOf } from '#test/security/town.ts';
import { type Checkout, pay } from '#test/simulation/buyer.ts';
import type { Ask } from '#test/support/world/client.ts';
import type { CodeStage } from './code-stage.ts';

export const merchantId = 'M123';
export const reason = 'a row of a table';
export const refundAccount = {
  bankCode: '88',
  accountNumber: '110123456789',
  holderName: '김하늘',
};

export interface Reserved extends Checkout {
  /** The payment that holds it. */
  readonly paymentId: string;
}

type Args = Readonly<Record<string, string | number>>;

/** What the PG does at the next call of that operation for this payment. */
export type Happens = (stage: CodeStage, of: Pick<Checkout, 'pgOrderId'>) => void;

export const lie =
  (fault: string, op: string, args: Args = {}, times = 1): Happens =>
  ({ here }, { pgOrderId: orderId }) =>
    here.world.pg.lie({ fault, match: { op, orderId }, args, times });

/** It refuses with a code of its own. */
export const decline = (op: string, code: string): Happens => lie('DECLINE', op, { code });

/** It has heard the call, says nothing of it, and cannot be asked. */
export const silence =
  (op: string): Happens =>
  (stage, of) => {
    lie('F01', op)(stage, of);
    lie('F06', 'read', {}, 50)(stage, of);
  };

/** A confirm of an order whose buyer is back from the PG's window. */
export const confirmAsk = (stage: CodeStage, checkout: Checkout, over: object = {}): Ask => ({
  route: 'confirm-payment',
  key: stage.fresh(),
  body: {
    orderId: checkout.orderId,
    paymentKey: pay(stage.here.world, checkout),
    amount: checkout.amount,
    ...over,
  },
});

export const openSale = ({ shop }: CodeStage, serviceId = 'shop'): Promise<Checkout> =>
  shop().open(serviceId, 9_000);

export const paidSale = ({ shop }: CodeStage, serviceId = 'shop') => shop().paid(serviceId, 9_000);

export const authorizeAsk = (
  { fresh }: CodeStage,
  { orderId, amount }: Pick<Checkout, 'orderId' | 'amount'>,
  over: object = {},
): Ask => ({
  route: 'authorize-payment',
  key: fresh(),
  body: { merchantId, orderId, amount, ...over },
});

export const reserved = async (stage: CodeStage): Promise<Reserved> => {
  const checkout = await openSale(stage, 'reserve');
  await stage.send(authorizeAsk(stage, checkout));
  return checkout;
};

export const captureAsk = ({ fresh }: CodeStage, paymentId: string, over: object = {}): Ask => ({
  route: 'capture-payment',
  key: fresh(),
  params: { paymentId },
  body: { merchantId, ...over },
});

/** A confirm whose buyer asks for an account to pay into. */
export const accountAskOf = async (stage: CodeStage) => {
  const checkout = await openSale(stage);
  const { control } = stage.here.world.pg.pg;
  const { paymentKey } = control.openPayment({
    orderId: checkout.pgOrderId,
    amount: checkout.amount,
    orderName: '컵',
    method: 'VIRTUAL_ACCOUNT',
  }) as unknown as { readonly paymentKey: string };
  control.authenticate(paymentKey);
  return { checkout, ask: confirmAsk(stage, checkout, { paymentKey }) };
};

/** An account was issued, and nothing has come in yet. */
export const awaited = async (stage: CodeStage): Promise<Checkout> => {
  const { checkout, ask } = await accountAskOf(stage);
  await stage.send(ask);
  return checkout;
};

/** The PG has taken a request and does not say so. */
export const doubted = async (stage: CodeStage): Promise<Checkout> => {
  const checkout = await openSale(stage);
  silence('confirm')(stage, checkout);
  await stage.send(confirmAsk(stage, checkout));
  return checkout;
};

export const refundAsk = ({ fresh }: CodeStage, paymentId: string, over: object = {}): Ask => ({
  route: 'request-refund',
  key: fresh(),
  params: { paymentId },
  body: { reason, amount: 1_000, ...over },
});

/** A process looks at the row of a breaker this often at least. */
const rememberedMs = 15_000;

/** Money of a deposit that waits to be told where it goes back to. */
export const homeless = async (stage: CodeStage) => {
  const sale = await depositOf(stage.here, stage.buyer());
  const reply = await stage.send(refundAsk(stage, sale.paymentId));
  return { ...sale, refundId: String(resultOf(reply)['refundId']) };
};

const operate = async (stage: CodeStage, name: string, action: string): Promise<void> => {
  const body = { action, reason };
  await stage.send({ route: 'change-breaker', key: stage.fresh(), params: { name }, body });
  await stage.here.pass(rememberedMs);
};

/** A PG that refused others before is called all the same. */
export const calm = (stage: CodeStage, name: string): Promise<void> =>
  operate(stage, name, 'RESET');

/** An operator stops every call of this kind, and lets them through again after the row. */
export const whileOpen = async <T>(
  stage: CodeStage,
  name: string,
  work: () => Promise<T>,
): Promise<T> => {
  await operate(stage, name, 'FORCE_OPEN');
  try {
    return await work();
  } finally {
    await operate(stage, name, 'RESET');
  }
};

/** Too little for a call at the PG and its record. */
export const hurried = { timeoutMs: 9_000 } as const;
