// The PG of a world as its buyers and its console see it, and as a witness reads it: what really happened,
// in minor units.
import { type Liar, type LiarOptions, liar } from '#local/pg-simulator/liar.ts';
import { pgPaymentOf, type ToldTruth } from '#test/support/invariants/told-truth.ts';
import type { PgPayment } from '#test/support/invariants/view.ts';
import type { Ground } from './ground.ts';

/** One call that was answered with a lie. */
export interface PgLie {
  /** `F11`. */
  readonly fault: string;
  readonly pgOrderId: string;
  /** `confirm`, `cancel`, `read`. */
  readonly op: string;
  readonly at: number;
}

export interface PgWindow {
  readonly pg: Liar;
  /** A buyer opens the window and authenticates. @returns The PG's payment key. */
  pay(checkout: {
    readonly pgOrderId: string;
    readonly amount: number;
    readonly decline?: string;
    /** The buyer asked for an account to pay into, open for so long from the confirm on. */
    readonly accountForHours?: number;
  }): string;
  /** Opens the window; the buyer never comes back. */
  open(checkout: { readonly pgOrderId: string; readonly amount: number }): string;
  /** Tells the PG to answer so at the next matching call. */
  lie(rule: Parameters<Liar['control']['addRule']>[0]): void;
  consoleCancel(paymentKey: string, amount?: number): void;
  /** The buyer pays into its account. @returns false where none is open for it. */
  deposit(paymentKey: string): boolean;
  /** The bank takes the deposit back. @returns false where there is none. */
  reverseDeposit(paymentKey: string): boolean;
  payments(): readonly PgPayment[];
  /** Every call of ours that the PG answered with a lie, by order, oldest first. */
  lies(): readonly PgLie[];
  /** A request arrived: what was read before may be old. */
  touched(): void;
}

interface Opened {
  readonly pgOrderId: string;
  readonly amount: number;
  readonly accountForHours?: number;
}

interface Lied {
  readonly at: number;
  readonly after: {
    readonly fault?: {
      readonly fault: string;
      readonly op: string;
      readonly objectId: string;
    };
  };
}

interface Made {
  readonly kind: string;
  readonly n: number;
  readonly after: { readonly payment?: { readonly paymentKey: string } };
}

export const pgWindow = (
  ground: Ground,
  { profile = 'faithful', ...webhooks }: Pick<LiarOptions, 'profile' | 'post' | 'webhookUrl'>,
): PgWindow => {
  const pg = liar({
    seed: ground.draws.seed,
    profile,
    ...webhooks,
    clock: { now: ground.scheduler.now },
    timers: {
      setTimeout: (run, ms) => ground.later(ms, run),
      clearTimeout: () => undefined,
    },
  });
  const keys: string[] = [];
  let heard = 0;
  /** Payments that the PG made itself, for an authorization without a window. */
  const hearOfOthers = (): void => {
    const lines = pg.control.journal(heard) as unknown as readonly Made[];
    heard = lines.at(-1)?.n ?? heard;
    for (const { kind, after } of lines) {
      const key = kind.startsWith('payment.') ? after.payment?.paymentKey : undefined;
      if (key !== undefined && !keys.includes(key)) keys.push(key);
    }
  };
  let read: readonly PgPayment[] | undefined;
  const pgPayments = (): readonly PgPayment[] => {
    if (read === undefined) hearOfOthers();
    read ??= keys.map((key) => pgPaymentOf(pg.control.truth.payment(key) as unknown as ToldTruth));
    return read;
  };
  const open = ({ pgOrderId, amount, accountForHours: validHours }: Opened): string => {
    const { paymentKey } = pg.control.openPayment({
      orderId: pgOrderId,
      amount,
      orderName: '컵',
      ...(validHours === undefined ? {} : { method: 'VIRTUAL_ACCOUNT', validHours }),
    }) as unknown as { readonly paymentKey: string };
    keys.push(paymentKey);
    read = undefined;
    return paymentKey;
  };
  const moveMoney = (paymentKey: string, from: string, move: (key: string) => unknown): boolean => {
    if (pgPayments().find((one) => one.paymentKey === paymentKey)?.status !== from) return false;
    move(paymentKey);
    read = undefined;
    return true;
  };
  return {
    pg,
    open,
    pay: ({ decline, ...checkout }) => {
      const paymentKey = open(checkout);
      pg.control.authenticate(paymentKey);
      if (decline !== undefined) {
        const match = { op: 'confirm', paymentKey };
        pg.control.addRule({ fault: 'DECLINE', match, args: { code: decline } });
      }
      return paymentKey;
    },
    lie: (rule) => {
      pg.control.addRule(rule);
    },
    consoleCancel: (paymentKey, amount) => {
      pg.control.consoleCancel(paymentKey, amount === undefined ? {} : { amount });
      read = undefined;
    },
    deposit: (key) => moveMoney(key, 'WAITING_FOR_DEPOSIT', pg.control.deposit),
    reverseDeposit: (key) => moveMoney(key, 'DONE', pg.control.reverseDeposit),
    payments: pgPayments,
    lies: () => {
      const orders = new Map(pgPayments().map((one) => [one.paymentKey, one.pgOrderId]));
      return (pg.control.journal(0) as unknown as readonly Lied[]).flatMap(({ at, after }) => {
        const { fault: mark } = after;
        if (mark === undefined) return [];
        const pgOrderId = orders.get(mark.objectId) ?? mark.objectId;
        return [{ fault: mark.fault, op: mark.op, pgOrderId, at }];
      });
    },
    touched: () => {
      read = undefined;
    },
  };
};
