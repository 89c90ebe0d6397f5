// The compensation's refund in the model: what ends it, and the watchdog that reads for it.
import type { Kind } from './evidence.ts';
import { slotsMax } from './rules.ts';
import { type Call, currentOf, isOpen, note, refundOf, type State, sagaOf } from './state.ts';
import {
  type Context,
  moveCall,
  movePayment,
  nextSlot,
  type Step,
  slotSteps,
  watcherOf,
} from './steps.ts';

type Refund = State['refunds'][number];

const moveRefund = (refund: Refund, to: Refund['status']) => {
  note('refund', refund.status, to);
  refund.status = to;
};

/** `applyPgState` of a refund. */
export const recordReturn = ({ rules }: Context, s: State, kind: Kind) => {
  const refund = refundOf(s);
  const { call } = refund;
  const saga = sagaOf(s);
  if (!isOpen(call)) return;
  if (kind !== 'RETURNED' && kind !== 'REFUSED') {
    if (call.state === 'IN_DOUBT') return;
    moveCall(call, 'IN_DOUBT');
    moveRefund(refund, 'IN_DOUBT');
    Object.assign(call, { slot: 1, isWatched: rules.hasMessages() });
    return;
  }
  currentOf(s).hasOpenAttempt = false;
  moveCall(call, kind === 'RETURNED' ? 'SUCCEEDED' : 'DECLINED');
  moveRefund(refund, kind === 'RETURNED' ? 'SUCCEEDED' : 'FAILED');
  if (kind === 'RETURNED') movePayment(currentOf(s), 'CANCELLED');
  const isSeen = !call.isLoaded;
  call.isLoaded = false;
  if (kind === 'REFUSED' && s.console === 'DONE') {
    // Others returned it all: their adoption tells the saga.
    s.repair = 'NOW';
    return;
  }
  if (!saga.isWaiting || !isSeen) return;
  if (rules.resumesOnReturn()) saga.resumes.push(kind);
  saga.isWaiting = false;
};

/** The watchdog of a refund: it loads the case, reads the PG, and writes to what it finds then. */
export const watchingRefund = (context: Context, state: State, step: Step) => {
  const refund = state.refunds.at(-1);
  if (refund === undefined || !isOpen(refund.call) || state.saga === undefined) return;
  const { call } = refund;
  const set = (change: Partial<Call>) => (s: State) => void Object.assign(refundOf(s).call, change);
  if (call.isWatched && context.world.losesMessages)
    step("the refund's message is lost", set({ isWatched: false }), 'FAULT');
  const isAlive = ['CancelPayment:claimed', 'CancelPayment:sent'].includes(state.saga.step);
  if (call.state === 'SENT' && !call.isLate)
    return step(
      "the refund's deadline passes",
      set({ isLate: true }),
      isAlive ? 'FAULT' : undefined,
    );
  const who = watcherOf(context, call);
  if (who === undefined || call.slot > slotsMax) return;
  if (call.state === 'SENT')
    return step(`${who} writes the refund's doubt`, (s) => recordReturn(context, s, 'UNKNOWN'));
  if (!context.rules.checksWaiting() && !state.saga.isWaiting && !call.isLoaded)
    step(`${who} loads the refund, no saga waits yet`, set({ isLoaded: true }));
  slotSteps({
    ...{ context, step, who, call, mayReplay: true, isMoved: state.console !== '' },
    end: (verdict, change) => (s) => {
      const own = refundOf(s).call;
      Object.assign(own, change);
      recordReturn(context, s, verdict);
      own.isLoaded = false;
      if (!isOpen(own)) return;
      nextSlot(context, own, currentOf(s));
      if (own.slot <= slotsMax || !sagaOf(s).isWaiting) return;
      sagaOf(s).resumes.push('REFUSED');
      sagaOf(s).isWaiting = false;
    },
  });
};
