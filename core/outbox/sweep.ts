// The sweeper: the sure road behind every fast one. It publishes rows whose marker has stayed, hands out
// commands that were not, and does the work of lost messages from the `due` index.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { OrderId, PaymentId, RefundId } from '#core/kernel/ids.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { Clock } from '#core/kernel/ports.ts';
import type { Command } from './command.ts';
import { type DrainDeps, type Drained, drain, type Found } from './drain.ts';
import { type PendingRow, type PublishDeps, publishRows } from './publish-row.ts';

export type Due =
  | { readonly kind: 'ORDER'; readonly tenant: Tenant; readonly orderId: OrderId }
  | {
      readonly kind: 'ATTEMPT';
      readonly tenant: Tenant;
      readonly paymentId: PaymentId;
      readonly attemptId: string;
    }
  | {
      readonly kind: 'SAGA' | 'PAYMENT';
      readonly tenant: Tenant;
      readonly paymentId: PaymentId;
    }
  | {
      readonly kind: 'REFUND';
      readonly tenant: Tenant;
      readonly paymentId: PaymentId;
      readonly refundId: RefundId;
    };

/**
 * What waits: an index finds candidates, a consistent read of the row decides. Each listing takes the
 * oldest first, `limit` at a time, from where the page before it ended.
 */
export interface PendingWork {
  /** Rows still marked for EventBridge and older than that; oldest first per user. */
  outboxRows(olderThan: Instant, limit: number, after?: string): Promise<Found<PendingRow>>;
  /** Rows still marked and older than that: how many (up to a bound), and since when the oldest. */
  outboxBacklog(olderThan: Instant): Promise<{ readonly count: number; readonly since?: Instant }>;
  commands(olderThan: Instant, limit: number, after?: string): Promise<Found<Command>>;
  due(kind: Due['kind'], before: Instant, limit: number, after?: string): Promise<Found<Due>>;
  /**
   * Puts a row that is still due at the end of the line. One that has left the index, or whose time
   * somebody else has set meanwhile, stays as it is.
   */
  moveOn(due: Due, dueBefore: Instant, to: Instant): Promise<void>;
}

/** Hands commands to the dispatcher, the one holder of task tokens. */
export interface CommandDispatch {
  /** Returns once the dispatcher has carried them out. Throws when it could not. */
  dispatch(commands: readonly Command[]): Promise<void>;
}

export interface SweepDeps extends PublishDeps, DrainDeps {
  readonly pending: PendingWork;
  readonly dispatcher: CommandDispatch;
  readonly clock: Clock;
  /** What a due row may need, as the watchdog and the API do them. */
  readonly onDue: {
    readonly closeOrder: (due: Extract<Due, { kind: 'ORDER' }>) => Promise<void>;
    readonly resolveAttempt: (due: Extract<Due, { kind: 'ATTEMPT' }>) => Promise<void>;
    readonly restartSaga: (due: Extract<Due, { kind: 'SAGA' | 'PAYMENT' }>) => Promise<void>;
    readonly lookAtPayment: (due: Extract<Due, { kind: 'SAGA' | 'PAYMENT' }>) => Promise<void>;
    readonly sendRefund: (due: Extract<Due, { kind: 'REFUND' }>) => Promise<void>;
  };
  readonly publishAfterMs: number;
  /** Two gauges a sweep: how many rows wait longer than 10 s, and how old the oldest of them is. */
  readonly gauge: (backlog: { readonly pending: number; readonly oldestSeconds: number }) => void;
  /** Tells what the breakers are: each minute somebody has to, and a sweep comes each minute. */
  readonly measureBreakers: () => Promise<void>;
}

const commandsAfterMs = 30_000;
const batch = 100;

/** The last page of a turn begins before this; the slowest page takes 25 s, and a turn may take 55. */
const turnMs = 20_000;

/** Less than a turn's distance, so that a row is looked at by the next one, after those that wait longer. */
const lookAgainMs = 30_000;

export interface Swept {
  readonly published: number;
  readonly dispatched: number;
  readonly due: number;
  /** Rows that stay: their work failed or they cannot be read. The next sweep finds them. */
  readonly failed: number;
  readonly unreadable: number;
}

const sweepSink = (deps: SweepDeps, now: Instant): Promise<Drained> =>
  drain(deps)({
    part: 'PUBLISH',
    until: plus(now, turnMs),
    page: (after) => deps.pending.outboxRows(plus(now, -deps.publishAfterMs), batch, after),
    // A throw ends the part: a user's younger rows must not pass one that is not acknowledged.
    work: async (rows) => (await publishRows(deps)(rows)).published,
  });

const sweepCommands = (deps: SweepDeps, now: Instant): Promise<Drained> =>
  drain(deps)({
    part: 'COMMANDS',
    until: plus(now, turnMs),
    page: (after) => deps.pending.commands(plus(now, -commandsAfterMs), batch, after),
    work: async (commands) => {
      try {
        await deps.dispatcher.dispatch(commands);
        return commands.length;
      } catch (error) {
        // Order does not matter here: a command that keeps failing must not hide those after it.
        deps.report({ part: 'COMMANDS', rows: commands.length, error });
        return 0;
      }
    },
  });

const workOn = ({ onDue }: SweepDeps, due: Due): Promise<void> => {
  switch (due.kind) {
    case 'ORDER':
      return onDue.closeOrder(due);
    case 'ATTEMPT':
      return onDue.resolveAttempt(due);
    case 'SAGA':
      return onDue.restartSaga(due);
    case 'PAYMENT':
      return onDue.lookAtPayment(due);
    case 'REFUND':
      return onDue.sendRefund(due);
  }
};

/** Does what is due, and sends the row to the end of the line if it is due even then. */
const lookAt = async (deps: SweepDeps, due: Due, now: Instant): Promise<void> => {
  try {
    await workOn(deps, due);
  } finally {
    await deps.pending.moveOn(due, now, plus(deps.clock.now(), lookAgainMs));
  }
};

const sweepDue = (deps: SweepDeps, now: Instant, kind: Due['kind']): Promise<Drained> =>
  drain(deps)({
    part: 'DUE',
    until: plus(now, turnMs),
    page: (after) => deps.pending.due(kind, now, batch, after),
    work: async (rows) => {
      const results = await Promise.allSettled(rows.map((due) => lookAt(deps, due, now)));
      const failures = results.filter((result) => result.status === 'rejected');
      const [first] = failures;
      if (first !== undefined) {
        deps.report({ part: 'DUE', rows: failures.length, error: first.reason });
      }
      return rows.length - failures.length;
    },
  });

const inFlightMs = 10_000;

/** Younger rows are in flight; older ones are a backlog. */
const measureOutbox = async ({ pending, clock, gauge }: SweepDeps): Promise<void> => {
  const now = clock.now();
  const { count, since } = await pending.outboxBacklog(plus(now, -inFlightMs));
  const oldestSeconds = since === undefined ? 0 : Math.round((now - since) / 1_000);
  gauge({ pending: count, oldestSeconds });
};

/**
 * After the sweep has done its part.
 *
 * @returns How many of them failed. The gauge of the outbox raises its alarm too when it is not shown.
 */
const measure = async (deps: SweepDeps): Promise<number> => {
  const results = await Promise.allSettled([measureOutbox(deps), deps.measureBreakers()]);
  const failures = results.filter((result) => result.status === 'rejected');
  for (const { reason } of failures) deps.report({ part: 'MEASURE', rows: 0, error: reason });
  return failures.length;
};

const sumOf = (drained: readonly Drained[], name: keyof Drained): number =>
  drained.reduce((sum, each) => sum + each[name], 0);

/** One turn. Its parts run side by side, so that none waits for another's outage; it never throws. */
export const sweep = (deps: SweepDeps) => async (): Promise<Swept> => {
  const now = deps.clock.now();
  const [sink, commands, ...due] = await Promise.all([
    sweepSink(deps, now),
    sweepCommands(deps, now),
    sweepDue(deps, now, 'ORDER'),
    sweepDue(deps, now, 'ATTEMPT'),
    sweepDue(deps, now, 'SAGA'),
    sweepDue(deps, now, 'PAYMENT'),
    sweepDue(deps, now, 'REFUND'),
  ]);
  const unmeasured = await measure(deps);
  const all = [sink, commands, ...due];
  return {
    published: sink.done,
    dispatched: commands.done,
    due: sumOf(due, 'done'),
    failed: sumOf(all, 'failed') + unmeasured,
    unreadable: sumOf(all, 'unreadable'),
  };
};
