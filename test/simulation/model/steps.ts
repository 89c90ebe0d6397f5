// What confirm and saga share: steps out of a state, the moves of rows, the PG, and the read slots of a
// doubt. Each step is one port call, and a fault of it is "not done" or "done, and nobody heard".
import type { Edge } from './checker.ts';
import { found, type Kind } from './evidence.ts';
import { type Rules, slotsMax, type World } from './rules.ts';
import { type Call, callsOf, copy, note, type Payment, type State } from './state.ts';

export interface Context {
  readonly rules: Rules;
  readonly world: World;
}

export type Step = (say: string, edit: (next: State) => void, faults?: number) => void;

/** Collects the steps out of a state; a step that needs more faults than are left is none. */
export const stepsOf = (state: State, edges: Edge<State>[]): Step => {
  return (say, edit, faults = 0) => {
    if (state.faults < faults) return;
    const to = copy(state);
    to.faults -= faults;
    edit(to);
    edges.push({ say: faults === 0 ? say : `${say} [fault]`, to });
  };
};

export const moveCall = (call: Call, to: Call['state']): void => {
  note('attempt', call.state, to);
  const ended = to === 'SUCCEEDED' || to === 'DECLINED';
  call.ends = Math.min(2, call.ends + (ended ? 1 : 0));
  call.state = to;
  if (ended) Object.assign(call, { isWatched: false, slot: 0, notFounds: 0, refusals: 0 });
};

export const movePayment = (payment: Payment, to: Payment['status']): void => {
  note('payment', payment.status, to);
  payment.status = to;
};

export const moveOrder = (s: State, to: State['order']): void => {
  note('order', s.order, to);
  s.order = to;
};

/** The PG: decides once per key, whenever a request lands; a session's window ends some time. */
export const pgSteps = (state: State, step: Step): void => {
  callsOf(state).forEach((call, index) => {
    const what = `the PG, ${call.op} ${index + 1}`;
    const set = (change: Partial<Call>) => (s: State) =>
      void Object.assign(callsOf(s)[index]!, change);
    if (call.isFlying && call.pg !== 'UNSEEN')
      step(`${what}: a repeat lands`, set({ isFlying: false }));
    if (call.isFlying && call.pg === 'UNSEEN')
      step(`${what}: slow to decide`, set({ isFlying: false, pg: 'RUNNING' }), 1);
    if ((call.isFlying && call.pg === 'UNSEEN') || call.pg === 'RUNNING') {
      for (const pg of ['DONE', 'HARD', 'LISTED'] as const)
        step(`${what}: ${pg}`, set({ isFlying: false, pg }));
    }
    const isAged = call.op === 'CONFIRM' && call.state === 'IN_DOUBT' && call.slot >= 3;
    if (isAged && call.pg === 'UNSEEN') step(`${what}: window over`, set({ pg: 'EXPIRED' }));
  });
};

/** Evidence that leaves the doubt: the next slot, or a person. */
export const nextSlot = (call: Call, owner: { hasItem: boolean }): void => {
  call.slot += 1;
  if (call.slot <= slotsMax) return;
  owner.hasItem = true;
  Object.assign(call, { isWatched: false, notFounds: 0, refusals: 0 });
};

interface Reading {
  readonly context: Context;
  readonly step: Step;
  readonly who: string;
  readonly call: Call;
  readonly mayReplay: boolean;
  /** Applies a verdict, or leaves the doubt with this change of its row. */
  readonly end: (verdict: Kind, change: Partial<Call>) => (s: State) => void;
}

/** Sends again with the same key, and judges what comes back by the rules of doubt. */
const replaySteps = ({ context, step, who, call, end }: Reading, change: Partial<Call>): void => {
  const { rules } = context;
  const { op, pg, refusals, slot } = call;
  for (const key of pg === 'UNSEEN' ? (['DONE', 'HARD', 'LISTED'] as const) : [pg]) {
    const judged = rules.onReplay(op, key, refusals, slot === slotsMax);
    const after = { ...change, pg: key, refusals: judged.refusals };
    step(`${who} replays: ${key}`, end(judged.verdict, after));
  }
  const lost = { ...change, isFlying: true };
  if (pg === 'UNSEEN') step(`${who} replays, no reply`, end('UNKNOWN', lost), 1);
};

/** One slot: read the PG, adopt what is proven, replay where nothing was done. */
export const slotSteps = (reading: Reading): void => {
  const { context, step, who, call, mayReplay, end } = reading;
  const { op, pg } = call;
  step(`${who}'s read fails`, end('UNKNOWN', {}), 1);
  // A PG tells what it has after at most two stale readings: the span of three is longer.
  if (op === 'CONFIRM' && call.notFounds < 2) {
    const notFounds = call.notFounds + 1;
    const isGone = context.rules.isProvenAbsent(notFounds);
    step(`${who} finds nothing yet`, end(isGone ? 'SESSION_GONE' : 'UNKNOWN', { notFounds }), 1);
  }
  const verdict = found(op, pg);
  if (verdict !== 'REPLAY') return step(`${who} reads ${pg}`, end(verdict, {}));
  if (mayReplay) return replaySteps(reading, {});
  // While a cancel is noted the end of the window decides; it comes before the last slot.
  if (call.slot < slotsMax || pg === 'RUNNING' || call.isFlying)
    step(`${who} reads ${pg} and waits`, end('UNKNOWN', {}));
};

/** Watchdog by message, and behind it the sweep, which comes where no message does. */
export const watcherOf = ({ rules }: Context, call: Call): string | undefined => {
  if (call.isWatched) return 'watchdog';
  return rules.hasDueSweep() && call.slot <= slotsMax ? 'sweep' : undefined;
};

