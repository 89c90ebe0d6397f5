// The PG that lies, told what to do and asked what it really did.
export type OrderTruth = {
  readonly approvals: number;
  readonly cancels: number;
  readonly approvedAmount: number;
  readonly canceledAmount: number;
  readonly payments: readonly { readonly status: string; readonly lies: readonly unknown[] }[];
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
  const call = async <T>(path: string, body?: unknown): Promise<T> => {
    const reply = await fetch(`${pgUrl}/__liar/v1${path}`, {
      ...(body === undefined
        ? {}
        : {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          }),
    });
    if (!reply.ok) throw new Error(`PG control ${path}: ${reply.status} ${await reply.text()}`);
    return (await reply.json()) as T;
  };
  return {
    /** Plays the buyer up to the success redirect. @returns the payment key it brings. */
    authenticate: async (orderId: string, amount: number): Promise<string> => {
      const opened = await call<Opened>('/payments', { orderId, amount, orderName: 'Cup' });
      await call(`/payments/${opened.paymentKey}/authenticate`, {});
      return opened.paymentKey;
    },
    lie: (rule: PgRule): Promise<{ readonly ruleId: string }> => call('/rules', rule),
    consoleCancel: (paymentKey: string, amount: number): Promise<unknown> =>
      call(`/payments/${paymentKey}/console-cancel`, { amount }),
    truth: (pgOrderId: string): Promise<OrderTruth> => call(`/truth/orders/${pgOrderId}`),
  };
};

export type PgControl = ReturnType<typeof pgControl>;
