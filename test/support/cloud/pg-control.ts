// The PG that lies, told what to do and asked what it really did.
import type { ToldTruth } from '#test/support/invariants/told-truth.ts';

export type OrderTruth = {
  readonly approvals: number;
  readonly cancels: number;
  readonly approvedAmount: number;
  readonly canceledAmount: number;
  readonly payments: readonly ToldTruth[];
};

export type PgRule = {
  readonly fault: string;
  readonly match: Readonly<Record<string, string | number>>;
  readonly times?: number;
  readonly after?: number;
  readonly args?: Readonly<Record<string, string | number>>;
};

type Opened = { readonly paymentKey: string };

export const pgControl = (pgUrl: string) => {
  const call = async <T>(path: string, body?: unknown, method = 'POST'): Promise<T> => {
    const reply = await fetch(`${pgUrl}/__liar/v1${path}`, {
      ...(body === undefined
        ? {}
        : {
            method,
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          }),
    });
    if (!reply.ok) throw new Error(`PG control ${path}: ${reply.status} ${await reply.text()}`);
    return (await reply.json()) as T;
  };
  return {
    /** Plays the buyer up to the success redirect. @returns the payment key it brings. */
    authenticate: async (orderId: string, amount: number, drawnAs?: string): Promise<string> => {
      const wanted = { orderId, amount, orderName: 'Cup', ...(drawnAs && { drawnAs }) };
      const opened = await call<Opened>('/payments', wanted);
      await call(`/payments/${opened.paymentKey}/authenticate`, {});
      return opened.paymentKey;
    },
    /** A virtual account in place of a card. @returns the payment key. */
    openAccount: async (orderId: string, amount: number): Promise<string> => {
      const wanted = { orderId, amount, orderName: 'Cup', method: 'VIRTUAL_ACCOUNT' };
      const { paymentKey } = await call<Opened>('/payments', wanted);
      await call(`/payments/${paymentKey}/authenticate`, {});
      return paymentKey;
    },
    /** Somebody pays into it. */
    deposit: (paymentKey: string): Promise<unknown> => call(`/payments/${paymentKey}/deposit`, {}),
    lie: (rule: PgRule): Promise<{ readonly ruleId: string }> => call('/rules', rule),
    stopLying: ({ ruleId }: { readonly ruleId: string }): Promise<unknown> =>
      call(`/rules/${ruleId}`, {}, 'DELETE'),
    /** `faithful`, `calm` or `hostile` from here on. */
    profile: (profile: string): Promise<unknown> => call('/profile', { profile }, 'PUT'),
    summary: (): Promise<{ readonly faults: Readonly<Record<string, number>> }> =>
      call('/truth/summary'),
    consoleCancel: (paymentKey: string, amount: number): Promise<unknown> =>
      call(`/payments/${paymentKey}/console-cancel`, { amount }),
    truth: (pgOrderId: string): Promise<OrderTruth> => call(`/truth/orders/${pgOrderId}`),
  };
};

export type PgControl = ReturnType<typeof pgControl>;
