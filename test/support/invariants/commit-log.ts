// What the commits of a run said, in order: events by id and by aggregate, the rows that follow one
// another, and how each PG key went. Read on from where it stopped, so a step costs what it wrote.
import { statusOf, textAt } from './field-reading.ts';
import type { EventCopy, OutboxEntry, RowKind, Step, Tables, View } from './view.ts';

export interface OutboxCommit {
  /** As it was inserted: its events never change. */
  readonly entry: OutboxEntry;
  readonly step: number;
  /** The rows before it that wrote one of its aggregates last. */
  readonly follows: readonly OutboxCommit[];
}

export interface CommittedEvent {
  readonly event: EventCopy;
  readonly commit: OutboxCommit;
}

export interface KeyState {
  readonly step: number;
  readonly at: number;
  readonly state: string;
}

export interface CommitLog {
  readonly byEventId: ReadonlyMap<string, CommittedEvent>;
  /** `tenant|subject` to the sequences of its events, in commit order. */
  readonly sequences: ReadonlyMap<string, readonly number[]>;
  /** PG key to every state its attempt was committed in. */
  readonly keyStates: ReadonlyMap<string, readonly KeyState[]>;
}

const aggregates: ReadonlySet<RowKind> = new Set([
  'ORDER',
  'PAYMENT',
  'REFUND',
  'SAGA',
  'SVC',
  'ITEM',
  'WALLET',
]);

const pushTo = <T>(lists: Map<string, T[]>, key: string, value: T): void => {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
};

class GrowingLog implements CommitLog {
  readonly byEventId = new Map<string, CommittedEvent>();
  readonly sequences = new Map<string, number[]>();
  readonly keyStates = new Map<string, KeyState[]>();
  readonly #lastOf = new Map<string, OutboxCommit>();
  seen = 0;

  take(tables: Tables, step: Step): void {
    this.seen += 1;
    const touched: string[] = [];
    for (const { old, next } of step.changes) {
      if (next === undefined) continue;
      if (aggregates.has(next.kind)) touched.push(`${next.pk}|${next.sk}`);
      if (next.kind === 'ATTEMPT' && (old === undefined || statusOf(old) !== statusOf(next))) {
        const state = { step: step.number, at: step.at, state: statusOf(next) };
        pushTo(this.keyStates, textAt(next, 'pgKey'), state);
      }
    }
    for (const { old, next } of step.changes) {
      if (next?.kind === 'OUT' && old === undefined) {
        this.#takeEntry(tables.entry(next), step.number, touched);
      }
    }
  }

  #takeEntry(entry: OutboxEntry, step: number, touched: readonly string[]): void {
    const follows = new Set<OutboxCommit>();
    for (const aggregate of touched) {
      const before = this.#lastOf.get(aggregate);
      if (before !== undefined) follows.add(before);
    }
    const commit = { entry, step, follows: [...follows] };
    for (const aggregate of touched) this.#lastOf.set(aggregate, commit);
    for (const event of entry.events) {
      this.byEventId.set(event.id, { event, commit });
      pushTo(this.sequences, `${entry.row.tenant}|${event.subject}`, Number(event.sequence));
    }
  }
}

const logs = new WeakMap<readonly Step[], GrowingLog>();

/** The log of a run; a list of steps that was emptied begins a new one. */
export function commitLog(view: View): CommitLog {
  const { steps, tables } = view;
  let log = logs.get(steps);
  if (log === undefined || steps.length < log.seen) {
    log = new GrowingLog();
    logs.set(steps, log);
  }
  while (log.seen < steps.length) log.take(tables, steps[log.seen] as Step);
  return log;
}
