// What confirm and saga share: steps out of a state, the moves of rows, the PG, and the read slots of a
// doubt. Each step is one port call, and a fault of it is "not done" or "done, and nobody heard".

import { found, foundMoved, type Kind } from './evidence.ts';
import type { Edge } from './exploration.ts';
import { decided, type Rules, slotsMax, type World } from './rules.ts';
import {
  type Call,
  callsOf,
  copy,
  type Handler,
  isOpen,
  note,
  type Payment,
  type State,
} from './state.ts';

export interface Context {
  readonly rules: Rules;
  readonly world: World;
}

export type Step = (say: string, edit: (next: State) => void, isFault?: 'FAULT') => void;

export const both = (first: (s: State) => void, then: (s: State) => void) => (s: State) => {
  first(s);
  then(s);
};

/** Nothing that this request could still do would be written. */
const isIdle = (rules: Rules, s: State, { at, payment, call }: Handler): boolean => {
  if (at === 'NEW') return s.order !== 'PENDING';
  const own = s.payments[payment]?.calls[call];
  return own === undefined || !rules.mayRecord(own);
};

/**
 * Brings states that differ in nothing that anybody will ever look at to one: what has ended forgets
 * how, and where message and sweep do the same work, one of them is enough.
 */
const settle = ({ rules, world }: Context, s: State) => {
  const isOne = rules.hasDueSweep() && !world.losesMessages;
  for (const call of callsOf(s)) {
    if (decided(call.pg)) call.isFlying = false;
    if (isOne) call.isWatched = false;
    const hasEnded = !isOpen(call) && call.state !== 'NOT_SENT';
    if (hasEnded) Object.assign(call, { fence: 1, idemFence: 0, isLate: false });
  }
  for (const handler of s.handlers) {
    if (isIdle(rules, s, handler)) Object.assign(handler, { at: 'DONE', payment: 0, call: 0 });
  }
  if (s.order !== 'PENDING') s.idempotency = {};
  if (s.service && isOne) s.service.isWatched = false;
};

/** Collects the steps out of a state. */
export const stepsOf =
  (context: Context, state: State, edges: Edge<State>[]): Step =>
  (say, edit, isFault) => {
    const to = copy(state);
    edit(to);
    settle(context, to);
    edges.push(isFault === undefined ? { say, to } : { say: `${say} [fault]`, to, isFault: true });
  };

export const moveCall = (call: Call, to: Call['state']) => {
  note('attempt', call.state, to);
  const ended = to === 'SUCCEEDED' || to === 'DECLINED';
  call.ends = Math.min(2, call.ends + (ended ? 1 : 0));
  call.state = to;
  if (ended) Object.assign(call, { isWatched: false, slot: 0, notFounds: 0, refusals: 0 });
};

export const movePayment = (payment: Payment, to: Payment['status']) => {
  note('payment', payment.status, to);
  payment.status = to;
};

export const moveOrder = (s: State, to: State['order']) => {
  note('order', s.order, to);
  s.order = to;
};

/** The PG: decides once per key, whenever a request lands; a session's window ends some time. */
const pgStep = ({ console }: State, call: Call, index: number, step: Step) => {
  const what = `the PG, ${call.op} ${index + 1}`;
  const set = (change: Partial<Call>) => (s: State) => {
    Object.assign(callsOf(s)[index] ?? {}, change);
  };
  const isLanding = call.isFlying && call.pg === 'UNSEEN';
  if (isLanding && console === '')
    step(`${what}: slow to decide`, set({ isFlying: false, pg: 'RUNNING' }), 'FAULT');
  if (isLanding || call.pg === 'RUNNING') {
    // What the console has returned cannot be returned again.
    const isGone = call.op === 'REFUND' && console !== '';
    for (const pg of isGone ? (['HARD'] as const) : (['DONE', 'HARD', 'LISTED'] as const))
      step(`${what}: ${pg}`, set({ isFlying: false, pg }));
  }
  const isAged = call.op === 'CONFIRM' && call.state === 'IN_DOUBT' && call.slot >= 3;
  if (isAged && (call.pg === 'UNSEEN' || call.pg === 'LISTED'))
    step(`${what}: window over`, set({ pg: 'EXPIRED' }));
};

export const pgSteps = (state: State, step: Step) => {
  for (const [index, call] of callsOf(state).entries()) pgStep(state, call, index, step);
};

/** Evidence that leaves the doubt: the next slot, or a person. */
export const nextSlot = ({ rules }: Context, call: Call, owner: { hasItem: boolean }) => {
  call.slot += 1;
  if (call.slot <= slotsMax) return;
  owner.hasItem = rules.raisesItem();
  Object.assign(call, { isWatched: false, notFounds: 0, refusals: 0 });
};

interface Reading {
  readonly context: Context;
  readonly step: Step;
  readonly who: string;
  readonly call: Call;
  readonly mayReplay: boolean;
  /** The PG has less than our books: somebody else returned it. */
  readonly isMoved: boolean;
  /** Applies a verdict, or leaves the doubt with this change of its row. */
  readonly end: (verdict: Kind, change: Partial<Call>) => (s: State) => void;
}

/** Sends again with the same key, and judges what comes back by the rules of doubt. */
const replaySteps = ({ context, step, who, call, end }: Reading, change: Partial<Call>) => {
  const { rules } = context;
  const { op, pg, refusals, slot } = call;
  for (const key of pg === 'UNSEEN' ? (['DONE', 'HARD', 'LISTED'] as const) : [pg]) {
    const judged = rules.onReplay(op, key, refusals, slot === slotsMax);
    const after = { ...change, pg: key, refusals: judged.refusals };
    step(`${who} replays: ${key}`, end(judged.verdict, after));
  }
  const lost = { ...change, isFlying: true };
  if (pg === 'UNSEEN' && !call.isFlying)
    step(`${who} replays, no reply`, end('UNKNOWN', lost), 'FAULT');
};

/** One slot: read the PG, adopt what is proven, replay where nothing was done. */
export const slotSteps = (reading: Reading) => {
  const { context, step, who, call, mayReplay, isMoved, end } = reading;
  const { op, pg } = call;
  step(`${who}'s read fails`, end('UNKNOWN', {}), 'FAULT');
  // A PG tells what it has after at most two stale readings: the span of three is longer.
  if (op === 'CONFIRM' && call.notFounds < 2) {
    const notFounds = call.notFounds + 1;
    const isGone = context.rules.isProvenAbsent(notFounds);
    step(
      `${who} finds nothing yet`,
      end(isGone ? 'SESSION_GONE' : 'UNKNOWN', { notFounds }),
      'FAULT',
    );
  }
  const verdict = isMoved && pg !== 'DONE' ? foundMoved() : found(op, pg);
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
