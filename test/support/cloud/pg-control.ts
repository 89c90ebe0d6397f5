// The PG that lies, told what to do and asked what it really did.
export type OrderTruth = {
  readonly approvals: number;
  readonly cancels: number;
  readonly approvedAmount: number;
  readonly canceledAmount: number;
  readonly payments: readonly {
    readonly status: string;
    readonly lies: { readonly integrity: string | null };
    readonly payment: {
      readonly paymentKey: string;
      readonly totalAmount: number;
      readonly currency: string;
    };
    readonly effects: readonly {
      readonly kind: string;
      readonly at: string;
      readonly amount: number;
      readonly transactionKey: string | null;
      readonly cause: { readonly op: string; readonly idempotencyKey: string | null };
    }[];
  }[];
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
    lie: (rule: PgRule): Promise<{ readonly ruleId: string }> => call('/rules', rule),
    /** `faithful`, `calm` or `hostile` from here on. */
    profile: (profile: string): Promise<unknown> => call('/profile', { profile }, 'PUT'),
    summary: (): Promise<{ readonly faults: Readonly<Record<string, number>> }> =>
      call('/truth/summary'),
    truth: (pgOrderId: string): Promise<OrderTruth> => call(`/truth/orders/${pgOrderId}`),
  };
};

export type PgControl = ReturnType<typeof pgControl>;
