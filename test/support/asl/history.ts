// What an execution did, in our words, and the counts that the price list and AWS's limit use.

import type { Json } from '#core/kernel/json.ts';

export type HistoryEvent = { readonly atMs: number } & (
  | { readonly type: 'entered'; readonly state: string }
  | { readonly type: 'tried'; readonly state: string; readonly payload: Json }
  | {
      readonly type: 'failed';
      readonly state: string;
      readonly error: string;
      readonly cause: string;
    }
  | {
      readonly type: 'moved';
      readonly state: string;
      readonly edge: string;
      /** Undefined where the edge is `End`. */
      readonly to: string | undefined;
    }
  | { readonly type: 'ended'; readonly status: ExecutionStatus }
);

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

type Fact<T> = T extends unknown ? Omit<T, 'atMs'> : never;

/** An event before it has its time. */
export type HistoryFact = Fact<HistoryEvent>;

export const statesEntered = (events: readonly HistoryEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'entered' ? [event.state] : []));

const isRetry = (event: HistoryEvent): boolean =>
  event.type === 'moved' && event.edge.startsWith('Retry');

/** Counted as the specification does: one for the start, one per state entered, one per retry. */
export const transitionsOf = (events: readonly HistoryEvent[]): number =>
  1 + statesEntered(events).length + events.filter(isRetry).length;

/** Each edge taken, as `State/edge`, in order. The names are those of `edgesOf`. */
export const edgesTaken = (events: readonly HistoryEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'moved' ? [`${event.state}/${event.edge}`] : []));
