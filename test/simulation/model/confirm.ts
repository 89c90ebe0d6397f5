// The confirm protocol of the model: claim, call, record; the watchdog and the `due` sweep behind it;
// the client's cancel and the order's own time.
import { present } from '#core/kernel/assert.ts';
import { type Kind, replied, repliedAndRead } from './evidence.ts';
import { decided, slotsMax } from './rules.ts';
import { closeService } from './service.ts';
import {
  type Call,
  callOf,
  currentOf,
  handlerOf,
  isOpen,
  newCall,
  newPayment,
  type Payment,
  type State,
} from './state.ts';
import {
  type Context,
  moveCall,
  moveOrder,
  movePayment,
  nextSlot,
  type Step,
  slotSteps,
  watcherOf,
} from './steps.ts';

/** Ends or releases the record of the request that began it, while its fence is the row's. */
const settleKey = (s: State, call: Call, state: 'COMPLETED' | 'RECOVERABLE') => {
  const row = s.idempotency[call.paymentKey];
  if (row !== undefined && row.fence === call.idemFence && row.state !== 'COMPLETED')
    row.state = state;
};

const approve = ({ world }: Context, s: State, payment: Payment) => {
  movePayment(payment, 'APPROVED');
  moveOrder(s, 'PAID');
  const saga = {
    status: 'RUNNING',
    isWaiting: false,
    step: '',
    run: 1,
    isStartPending: true,
  } as const;
  if (world.fulfilment === 'none' && !s.isCancelNoted) {
    movePayment(payment, 'CONFIRMED');
    moveOrder(s, 'COMPLETED');
    return;
  }
  s.saga = {
    ...saga,
    entry: s.isCancelNoted ? 'COMPENSATE' : 'EXECUTE',
    resumes: [],
    hasItem: false,
  };
  if (!s.isCancelNoted) s.service = { state: 'OPEN', hasToken: false, isWatched: false };
};

const decline = ({ world }: Context, s: State, payment: Payment, kind: Kind) => {
  movePayment(payment, kind === 'DECLINED' ? 'FAILED' : 'EXPIRED');
  if (!s.isCancelNoted && s.payments.length < world.paymentsMax) s.payments.push(newPayment());
  else moveOrder(s, 'CANCELLED');
};

/** `applyPgState` of a confirm: the one place where evidence becomes state. */
const record = (context: Context, s: State, payment: Payment, call: Call, kind: Kind) => {
  if (!context.rules.mayRecord(call)) return;
  const isDoubt = !['APPROVED', 'DECLINED', 'SESSION_GONE', 'NOT_SENT'].includes(kind);
  if (call.state === 'IN_DOUBT' && (isDoubt || kind === 'NOT_SENT')) return;
  if (isDoubt) {
    moveCall(call, 'IN_DOUBT');
    movePayment(payment, 'IN_DOUBT');
    Object.assign(call, { slot: 1, isWatched: context.rules.hasMessages() });
    return settleKey(s, call, 'RECOVERABLE');
  }
  // A payment that somebody ended meanwhile is not written to.
  if (isOpen(call) && payment.status !== 'READY' && payment.status !== 'IN_DOUBT') return;
  payment.hasOpenAttempt = false;
  if (kind === 'NOT_SENT') {
    moveCall(call, 'NOT_SENT');
    Object.assign(call, { isWatched: false, isLate: false });
    return settleKey(s, call, 'RECOVERABLE');
  }
  const isRepeated = !isOpen(call);
  moveCall(call, kind === 'APPROVED' ? 'SUCCEEDED' : 'DECLINED');
  settleKey(s, call, 'COMPLETED');
  if (isRepeated) return;
  return kind === 'APPROVED' ? approve(context, s, payment) : decline(context, s, payment, kind);
};

/** The conditions of TX-CLAIM on order and payment. */
const canClaim = ({ rules }: Context, { order, isCancelNoted, payments }: State): boolean => {
  const { status, hasOpenAttempt } = present(payments.at(-1), 'an order has a payment');
  const isFree = !hasOpenAttempt || !rules.onePerPayment();
  return order === 'PENDING' && !isCancelNoted && status === 'READY' && isFree;
};

const claim = ({ rules }: Context, s: State, index: number) => {
  const handler = handlerOf(s, index);
  const payment = currentOf(s);
  const { key } = handler;
  const row = s.idempotency[key];
  const fence = row === undefined || rules.freshClaimMeets(row) ? 1 : row.fence + 1;
  const claims = row?.fence === fence ? row.claims + 1 : 1;
  s.idempotency[key] = { state: 'IN_PROGRESS', fence, claims };
  const last = payment.calls.at(-1);
  const isReopened = last?.state === 'NOT_SENT' && last.paymentKey === key;
  if (last?.state === 'NOT_SENT' && !isReopened) moveCall(last, 'DECLINED');
  if (last !== undefined && isReopened) {
    moveCall(last, 'SENT');
    Object.assign(last, { fence: last.fence + 1, idemFence: fence });
  } else payment.calls.push(newCall('CONFIRM', key, fence));
  const [, call] = callOf(s, s.payments.length - 1, payment.calls.length - 1);
  call.isWatched = rules.hasMessages();
  payment.hasOpenAttempt = true;
  const place = { payment: s.payments.length - 1, call: payment.calls.length - 1 };
  Object.assign(handler, { at: 'CLAIMED', ...place });
};

const finish = (s: State, index: number) => {
  const { key } = handlerOf(s, index);
  s.handlers[index] = { key, at: 'DONE', payment: 0, call: 0 };
};

/** What the handler's own call is; it has claimed. */
const callAt = (s: State, index: number): readonly [Payment, Call] => {
  const { payment, call } = handlerOf(s, index);
  return callOf(s, payment, call);
};

/** A request claims afresh, or takes its record over; one that may not asks again later. */
const claiming = (context: Context, state: State, index: number, step: Step) => {
  const { key } = handlerOf(state, index);
  const row = state.idempotency[key];
  const mine = currentOf(state).calls.findLast((call) => call.paymentKey === key);
  // A lease is longer than an attempt: it is over when that one has ended. What it came to is told.
  const hasTruth = mine !== undefined && mine.state !== 'NOT_SENT';
  const isOver = row !== undefined && row.state !== 'COMPLETED' && !hasTruth;
  const isFresh = context.rules.freshClaimMeets(row);
  if (!(isFresh || isOver) || !canClaim(context, state)) return;
  if (!context.rules.claimsFirst()) {
    const early = { ...newCall('CONFIRM', key, 0), fence: 0, isFlying: true };
    const send = (s: State) => {
      currentOf(s).calls.push({ ...early, state: 'NOT_SENT' });
    };
    step(`request ${index + 1} sends, and dies before it claims`, send, 'FAULT');
  }
  const how = isFresh ? 'claims' : 'takes its record over and claims';
  step(`request ${index + 1} (${key}) ${how}`, (s) => claim(context, s, index));
};

/** What a handler learns it writes at once: to hold it back is to learn it later. */
const recording = (context: Context, index: number, kind: Kind) => (s: State) => {
  record(context, s, ...callAt(s, index), kind);
  finish(s, index);
};

const sending = (context: Context, state: State, index: number, step: Step) => {
  const who = `request ${index + 1}`;
  const [, call] = callAt(state, index);
  const notSent = recording(context, index, replied('CONFIRM', 'NOT_SENT'));
  if (call.isLate) return step(`${who} is too late to send`, notSent);
  step(`${who} sends`, (s) => {
    const [payment, own] = callAt(s, index);
    own.isFlying = true;
    handlerOf(s, index).at = 'WAIT';
    if (context.rules.keysPerCall() === 1) return;
    // The second key belongs to nothing on disk.
    const twin = { ...newCall('CONFIRM', own.paymentKey, 0), fence: 0, isFlying: true };
    payment.calls.push({ ...twin, state: 'NOT_SENT' });
  });
  step(`${who} cannot connect`, notSent, 'FAULT');
  step(`${who} dies before it sends`, (s) => finish(s, index), 'FAULT');
};

const waiting = (context: Context, state: State, index: number, step: Step) => {
  const who = `request ${index + 1}`;
  const { pg } = callAt(state, index)[1];
  const write = (kind: Kind) => recording(context, index, kind);
  if (decided(pg)) {
    const heard = repliedAndRead('CONFIRM', pg, pg);
    step(`${who} hears ${pg} and records ${heard}`, write(heard));
    if (replied('CONFIRM', pg) !== heard)
      step(`${who} hears ${pg}, the read fails`, write('UNKNOWN'), 'FAULT');
  }
  const verdict = context.rules.onTimeout(replied('CONFIRM', 'TIMEOUT'));
  step(`${who} times out and records ${verdict}`, write(verdict), 'FAULT');
  step(`${who} times out and reads`, write(repliedAndRead('CONFIRM', 'TIMEOUT', pg)), 'FAULT');
  step(`${who} dies waiting`, (s) => finish(s, index), 'FAULT');
};

/** One confirm request. */
const handling = (context: Context, state: State, index: number, step: Step) => {
  const { at } = handlerOf(state, index);
  if (at === 'NEW') claiming(context, state, index, step);
  if (at === 'CLAIMED') sending(context, state, index, step);
  if (at === 'WAIT') waiting(context, state, index, step);
};

/** The deadline of one call, a lost message, and the doubt with its slots by whoever looks. */
const watchOne = (context: Context, state: State, p: number, c: number, step: Step) => {
  const [, call] = callOf(state, p, c);
  if (!isOpen(call)) return;
  const set = (change: Partial<Call>) => (s: State) => {
    Object.assign(callOf(s, p, c)[1], change);
  };
  if (call.isWatched && context.world.losesMessages)
    step('its message is lost', set({ isWatched: false }), 'FAULT');
  if (call.state === 'SENT' && !call.isLate) {
    const isAlive = state.handlers.some(
      ({ at, payment, call: own }) => payment === p && own === c && at !== 'NEW' && at !== 'DONE',
    );
    const say = isAlive ? 'the handler is slow, its deadline passes' : 'its deadline passes';
    return step(say, set({ isLate: true }), isAlive ? 'FAULT' : undefined);
  }
  const who = watcherOf(context, call);
  if (who === undefined || call.slot > slotsMax) return;
  if (call.state === 'SENT') {
    return step(`${who} writes the doubt`, (s) => {
      record(context, s, ...callOf(s, p, c), 'UNKNOWN');
    });
  }
  slotSteps({
    ...{ context, step, who, call },
    ...{ mayReplay: !state.isCancelNoted, isMoved: false },
    end: (verdict, change) => (s) => {
      const [payment, own] = callOf(s, p, c);
      Object.assign(own, change);
      if (!context.rules.replaysSameKey()) return newAttempt(payment, own);
      const isCancelled = verdict === 'APPROVED' && s.console === 'DONE';
      const kind = isCancelled ? context.rules.onCancelled(verdict) : verdict;
      record(context, s, payment, own, kind);
      if (isCancelled) s.repair = 'NOW';
      if (isOpen(own)) nextSlot(context, own, payment);
    },
  });
};

/** A planted bug: the doubt is left behind and the payment sent again under a new key. */
const newAttempt = (payment: Payment, call: Call) => {
  if (payment.calls.length > 1) return;
  call.slot = slotsMax + 1;
  payment.calls.push({ ...newCall('CONFIRM', call.paymentKey, call.idemFence), isFlying: true });
};

export const cancelSteps = ({ rules }: Context, state: State, step: Step) => {
  const payment = currentOf(state);
  if (state.order === 'PENDING' && payment.status === 'IN_DOUBT') {
    step('the client cancels: noted', (s) => {
      s.isCancelNoted = true;
      if (rules.notesInDoubt() === 'NOTE') return;
      s.refunds.push({ status: 'SENT', call: { ...newCall('REFUND', 'k1', 0), isFlying: true } });
    });
  }
  if (
    state.order === 'PENDING' &&
    payment.status === 'READY' &&
    rules.mayCloseNow(payment.hasOpenAttempt)
  ) {
    step('the client cancels: closed', (s) => {
      movePayment(currentOf(s), 'CANCELLED');
      moveOrder(s, 'CANCELLED');
    });
  }
  if (state.order === 'PAID' && state.service?.state === 'OPEN') {
    step('the client cancels: the service is closed', (s) => {
      s.isCancelNoted = true;
      closeService(s, 'CANCELLED');
    });
  }
};

/** Clients, handlers, watchdog, and the order's own time. */
export const confirmSteps = (context: Context, state: State, step: Step) => {
  for (const index of state.handlers.keys()) handling(context, state, index, step);
  for (const [p, { calls }] of state.payments.entries())
    for (const c of calls.keys()) watchOne(context, state, p, c, step);
  const payment = currentOf(state);
  if (state.order === 'PENDING' && payment.status === 'READY' && !payment.hasOpenAttempt) {
    step('the order expires', (s) => {
      movePayment(currentOf(s), 'EXPIRED');
      moveOrder(s, 'CANCELLED');
    });
  }
};
