// The sweeper: the sure road behind every fast one. It publishes rows whose marker has stayed, hands out
// commands that were not, and does the work of lost messages from the `due` index.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { OrderId, PaymentId } from '#core/kernel/ids.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { Clock } from '#core/kernel/ports.ts';
import type { Command } from './command.ts';
import { type PendingRow, type PublishDeps, publishRows } from './publish-row.ts';

export type Due =
  | { readonly kind: 'ORDER'; readonly tenant: Tenant; readonly orderId: OrderId }
  | {
      readonly kind: 'ATTEMPT';
      readonly tenant: Tenant;
      readonly paymentId: PaymentId;
      readonly attemptId: string;
    }
  | { readonly kind: 'SAGA'; readonly tenant: Tenant; readonly paymentId: PaymentId };

/** What waits: an index finds candidates, a consistent read of the row decides. */
export interface PendingWork {
  /** Rows still marked for EventBridge and older than that; oldest first per user. */
  outboxRows(olderThan: Instant, limit: number): Promise<readonly PendingRow[]>;
  /** Rows still marked and older than that: how many (up to a bound), and since when the oldest. */
  outboxBacklog(olderThan: Instant): Promise<{ readonly count: number; readonly since?: Instant }>;
  commands(olderThan: Instant, limit: number): Promise<readonly Command[]>;
  due(kind: Due['kind'], before: Instant, limit: number): Promise<readonly Due[]>;
}

/** Hands commands to the dispatcher, the one holder of task tokens. */
export interface CommandDispatch {
  /** Returns once the dispatcher has carried them out. Throws when it could not. */
  dispatch(commands: readonly Command[]): Promise<void>;
}

export interface SweepDeps extends PublishDeps {
  readonly pending: PendingWork;
  readonly dispatcher: CommandDispatch;
  readonly clock: Clock;
  /** What a due row may need, as the watchdog and the API do them. */
  readonly onDue: {
    readonly closeOrder: (due: Extract<Due, { kind: 'ORDER' }>) => Promise<void>;
    readonly resolveAttempt: (due: Extract<Due, { kind: 'ATTEMPT' }>) => Promise<void>;
    readonly restartSaga: (due: Extract<Due, { kind: 'SAGA' }>) => Promise<void>;
  };
  readonly publishAfterMs: number;
  /** Two gauges a sweep: how many rows wait longer than 10 s, and how old the oldest of them is. */
  readonly gauge: (backlog: { readonly pending: number; readonly oldestSeconds: number }) => void;
}

const commandsAfterMs = 30_000;
const batch = 100;

export interface Swept {
  readonly published: number;
  readonly dispatched: number;
  readonly due: number;
  /** Rows whose work threw: they stay, and the next sweep finds them. */
  readonly failed: number;
}

const each = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<number> => {
  const results = await Promise.allSettled(items.map(work));
  return results.filter(({ status }) => status === 'rejected').length;
};

const sweepDue = async (
  deps: SweepDeps,
  now: Instant,
): Promise<{ due: number; failed: number }> => {
  const [orders, attempts, sagas] = await Promise.all([
    deps.pending.due('ORDER', now, batch),
    deps.pending.due('ATTEMPT', now, batch),
    deps.pending.due('SAGA', now, batch),
  ]);
  const failed = await each([...orders, ...attempts, ...sagas], (due) => {
    switch (due.kind) {
      case 'ORDER':
        return deps.onDue.closeOrder(due);
      case 'ATTEMPT':
        return deps.onDue.resolveAttempt(due);
      case 'SAGA':
        return deps.onDue.restartSaga(due);
    }
  });
  return { due: orders.length + attempts.length + sagas.length, failed };
};

const inFlightMs = 10_000;

/** Younger rows are in flight; older ones are a backlog. Measured after the sweep has done its part. */
const measure = async ({ pending, clock, gauge }: SweepDeps): Promise<void> => {
  const now = clock.now();
  const { count, since } = await pending.outboxBacklog(plus(now, -inFlightMs));
  const oldestSeconds = since === undefined ? 0 : Math.round((now - since) / 1_000);
  gauge({ pending: count, oldestSeconds });
};

/** One sweep. Sinks are swept first, since published events are what others wait for. */
export const sweep = (deps: SweepDeps) => async (): Promise<Swept> => {
  const now = deps.clock.now();
  const rows = await deps.pending.outboxRows(plus(now, -deps.publishAfterMs), batch);
  const { published } = rows.length === 0 ? { published: 0 } : await publishRows(deps)(rows);
  const commands = await deps.pending.commands(plus(now, -commandsAfterMs), batch);
  const undone = await each(commands.length === 0 ? [] : [commands], deps.dispatcher.dispatch);
  const { due, failed } = await sweepDue(deps, now);
  await measure(deps);
  return {
    published,
    dispatched: undone === 0 ? commands.length : 0,
    due,
    failed: failed + undone,
  };
};
