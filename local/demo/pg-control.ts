// The control and truth surface of the PG simulator: plays the buyer at the PG's window, makes the
// PG lie, and asks what it really did. No client of the engine uses it.
import * as z from 'zod/mini';
import { DemoFailure } from './failure.ts';

const effect = z.object({
  kind: z.string(),
  at: z.string(),
  amount: z.number(),
  transactionKey: z.nullable(z.string()),
  cause: z.object({ op: z.string(), fault: z.nullable(z.string()) }),
});

const pgPayment = z.object({
  payment: z.object({ paymentKey: z.string(), orderId: z.string() }),
  status: z.string(),
  effects: z.array(effect),
  approvals: z.number(),
  cancels: z.number(),
});

const orderTruth = z.object({
  payments: z.array(pgPayment),
  approvals: z.number(),
  cancels: z.number(),
  approvedAmount: z.number(),
  canceledAmount: z.number(),
});

/** What the PG did for one order, all its payments together. */
export type PgRecord = z.infer<typeof orderTruth>;

export type Lie = {
  readonly fault: string;
  readonly match: { readonly op: string; readonly orderId: string };
  readonly args?: Readonly<Record<string, unknown>>;
};

type Checkout = {
  readonly pgOrderId: string;
  readonly amount: number | string;
  readonly orderName: string;
  readonly method?: 'VIRTUAL_ACCOUNT';
};

export type PgControl = {
  /** Opens the PG's window for a checkout. @returns the payment key. */
  opensWindow(checkout: Checkout): Promise<string>;
  /** Opens the PG's window for a checkout and lets the buyer finish it. @returns the payment key. */
  buyerPays(checkout: Checkout): Promise<string>;
  /** The buyer of a virtual account pays in. */
  buyerDeposits(paymentKey: string): Promise<void>;
  /** A refund by hand, of which the engine was not asked. */
  consoleCancels(paymentKey: string, amount: number): Promise<void>;
  lieOnce(lie: Lie): Promise<void>;
  truthOf(pgOrderIds: readonly string[]): Promise<PgRecord>;
};

export function pgControl(pgUrl: string): PgControl {
  const call = async (path: string, body?: unknown): Promise<unknown> => {
    const reply = await fetch(`${pgUrl}/__liar/v1/${path}`, {
      signal: AbortSignal.timeout(10_000),
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    if (reply.ok) return JSON.parse(text);
    throw new DemoFailure('PG simulator', `${path}: ${reply.status} ${text.slice(0, 200)}`);
  };
  const opensWindow: PgControl['opensWindow'] = async (checkout) => {
    const { pgOrderId, amount, orderName, method = 'CARD' } = checkout;
    const opened = await call('payments', { orderId: pgOrderId, amount, orderName, method });
    return z.object({ paymentKey: z.string() }).parse(opened).paymentKey;
  };
  return {
    opensWindow,
    buyerPays: async (checkout) => {
      const paymentKey = await opensWindow(checkout);
      await call(`payments/${paymentKey}/authenticate`, {});
      return paymentKey;
    },
    buyerDeposits: async (paymentKey) => {
      await call(`payments/${paymentKey}/deposit`, {});
    },
    consoleCancels: async (paymentKey, amount) => {
      await call(`payments/${paymentKey}/console-cancel`, { amount });
    },
    lieOnce: async (lie) => {
      await call('rules', lie);
    },
    truthOf: async (pgOrderIds) => {
      const all = await Promise.all(pgOrderIds.map((id) => call(`truth/orders/${id}`)));
      return all.map((truth) => orderTruth.parse(truth)).reduce(together);
    },
  };
}

const together = (one: PgRecord, other: PgRecord): PgRecord => ({
  payments: [...one.payments, ...other.payments],
  approvals: one.approvals + other.approvals,
  cancels: one.cancels + other.cancels,
  approvedAmount: one.approvedAmount + other.approvedAmount,
  canceledAmount: one.canceledAmount + other.canceledAmount,
});
