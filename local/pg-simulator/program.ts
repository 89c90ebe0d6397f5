// The parts every operation works with, and the one way to change what the PG knows.
import { type Clock, type Timers, webhookTime } from './clock.ts';
import type { Draws, LatencyShape } from './draws.ts';
import type { Profile } from './fault-catalogue.ts';
import type { Journal } from './journal.ts';
import type { PaymentRecord } from './payment-record.ts';
import { applyLine, type Changes, type FaultMark, type KeyRecord, type State } from './state.ts';
import type { WebhookEntry } from './transmissions.ts';

/** @returns The status of the answer; undefined when none came in time. */
export type Post = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<number | undefined>;

export interface Program {
  readonly profile: Profile;
  readonly latency: LatencyShape;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly draws: Draws;
  readonly journal: Journal;
  readonly post: Post;
  /** Webhooks go out by control call alone. */
  readonly isFlushedByHand: boolean;
  /** Sendings under way, and those a timer waits for. */
  readonly sending: Set<string>;
  readonly awaited: Set<string>;
  /** Begins again after everything was forgotten. */
  readonly forgotten: () => void;
  /** The lie about the webhook of a change, if it gets one. */
  readonly lieAboutWebhook: (change: Changes) => FaultMark | undefined;
  /** Hears of every line: something may have fallen due. */
  readonly committed: () => void;
  state: State;
  lastLine: number;
  requests: number;
}

export interface Commit {
  readonly kind: string;
  /** When it happened; an expiry is older than the request that notices it. */
  readonly at?: number;
  readonly before?: PaymentRecord;
  readonly after: Changes;
  readonly key?: KeyRecord;
}

/** Appends one line and applies it. State changes nowhere else. */
export const commit = (program: Program, change: Commit): void => {
  program.lastLine += 1;
  const webhookFault = program.lieAboutWebhook(change.after);
  const line = {
    n: program.lastLine,
    at: change.at ?? program.clock.now(),
    kind: change.kind,
    ...(change.before && {
      before: { status: change.before.status, balance: change.before.balance },
    }),
    after: webhookFault ? { ...change.after, webhookFault } : change.after,
    ...(change.key && { key: change.key }),
  };
  program.journal.append(line);
  applyLine(program.state, line);
  program.committed();
};

/** A virtual account tells its moves by the flat callback that carries its secret. */
const kindOf = ({ virtualAccount, secret, lastTransactionKey }: PaymentRecord) =>
  virtualAccount === null
    ? { eventType: 'PAYMENT_STATUS_CHANGED' as const }
    : { eventType: 'DEPOSIT_CALLBACK' as const, secret, transactionKey: lastTransactionKey };

/** The log entry of the webhook a change of status causes. */
export const webhookFor = (payment: PaymentRecord, at: number): WebhookEntry => ({
  transmissionId: `tx-${payment.paymentKey}-${payment.effects.length}`,
  ...kindOf(payment),
  createdAt: webhookTime(at),
  paymentKey: payment.paymentKey,
  orderId: payment.orderId,
  status: payment.status,
  sent: 0,
});

export const sleep = (timers: Timers, ms: number): Promise<void> =>
  new Promise((resolve) => timers.setTimeout(resolve, ms));
