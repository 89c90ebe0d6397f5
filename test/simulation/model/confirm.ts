// The confirm protocol of the model: claim, call, record; the watchdog and the `due` sweep behind it;
// the client's cancel and the order's own time.
import { type Kind, replied, repliedAndRead } from './evidence.ts';
import { decided, slotsMax } from './rules.ts';
import { closeService } from './saga.ts';
import { type Call, isOpen, newCall, newPayment, type Payment, type State } from './state.ts';
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
const settleKey = (s: State, call: Call, state: 'COMPLETED' | 'RECOVERABLE'): void => {
  const row = s.idempotency[call.paymentKey];
  if (row !== undefined && row.fence === call.idemFence && row.state !== 'COMPLETED')
    row.state = state;
};

const approve = ({ world }: Context, s: State, payment: Payment): void => {
  movePayment(payment, 'APPROVED');
  moveOrder(s, 'PAID');
  const saga = { status: 'RUNNING', waiting: '', step: '', run: 1, isStartPending: true } as const;
  if (world.fulfilment === 'none' && !s.isCancelNoted) {
    movePayment(payment, 'CONFIRMED');
    moveOrder(s, 'COMPLETED');
    return;
  }
  s.saga = { ...saga, entry: s.isCancelNoted ? 'COMPENSATE' : 'EXECUTE', resumes: [], hasItem: false };
  if (!s.isCancelNoted) s.service = { state: 'OPEN', token: '', isWatched: false, calls: 0 };
};

const decline = ({ world }: Context, s: State, payment: Payment, kind: Kind): void => {
  movePayment(payment, kind === 'DECLINED' ? 'FAILED' : 'EXPIRED');
  if (!s.isCancelNoted && s.payments.length < world.paymentsMax) s.payments.push(newPayment());
  else moveOrder(s, 'CANCELLED');
};

/** `applyPgState` of a confirm: the one place where evidence becomes state. */
const record = (context: Context, s: State, payment: Payment, call: Call, kind: Kind): void => {
  if (!context.rules.mayRecord(call)) return;
  const isDoubt = !['APPROVED', 'DECLINED', 'SESSION_GONE', 'NOT_SENT'].includes(kind);
  if (call.state === 'IN_DOUBT' && (isDoubt || kind === 'NOT_SENT')) return;
  if (isDoubt) {
    moveCall(call, 'IN_DOUBT');
    movePayment(payment, 'IN_DOUBT');
    Object.assign(call, { slot: 1, isWatched: context.rules.hasMessages() });
    return settleKey(s, call, 'RECOVERABLE');
  }
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
  const { status, hasOpenAttempt } = payments.at(-1)!;
  const isFree = !hasOpenAttempt || !rules.onePerPayment();
  return order === 'PENDING' && !isCancelNoted && status === 'READY' && isFree;
};

const claim = ({ rules }: Context, s: State, index: number): void => {
  const handler = s.handlers[index]!;
  const payment = s.payments.at(-1)!;
  const { key } = handler;
  const row = s.idempotency[key];
  const fence = handler.at === 'NEW' ? 1 : handler.fence + 1;
  const claims = row?.fence === fence ? row.claims + 1 : 1;
  s.idempotency[key] = { state: 'IN_PROGRESS', fence, claims };
  const last = payment.calls.at(-1);
  const isReopened = last?.state === 'NOT_SENT' && last.paymentKey === key;
  if (last?.state === 'NOT_SENT' && !isReopened) moveCall(last, 'DECLINED');
  if (last !== undefined && isReopened) {
    moveCall(last, 'SENT');
    Object.assign(last, { fence: last.fence + 1, idemFence: fence });
  } else payment.calls.push(newCall('CONFIRM', key, fence));
  payment.calls.at(-1)!.isWatched = rules.hasMessages();
  payment.hasOpenAttempt = true;
  const place = { payment: s.payments.length - 1, call: payment.calls.length - 1 };
  Object.assign(handler, { at: 'CLAIMED', fence, ...place });
};

const finish = (s: State, index: number): void => {
  const { key } = s.handlers[index]!;
  s.handlers[index] = { key, at: 'DONE', fence: 0, payment: 0, call: 0, verdict: '' };
};

/** What the handler's own call is; it has claimed. */
const callAt = (s: State, index: number): readonly [Payment, Call] => {
  const { payment, call } = s.handlers[index]!;
  return [s.payments[payment]!, s.payments[payment]!.calls[call]!];
};

const claiming = (context: Context, state: State, index: number, step: Step): void => {
  const { key, at, fence } = state.handlers[index]!;
  const row = state.idempotency[key];
  const who = `request ${index + 1} (${key})`;
  if (at === 'NEW' && !context.rules.freshClaimMeets(row)) {
    const mine = state.payments.at(-1)!.calls.findLast((call) => call.paymentKey === key);
    // A lease is longer than an attempt: it is over when the attempt is late or has ended.
    const isOver = row?.state === 'RECOVERABLE' || mine === undefined || mine.isLate || !isOpen(mine);
    const takesOver = row !== undefined && row.state !== 'COMPLETED' && isOver;
    const hasTruth = mine !== undefined && mine.state !== 'NOT_SENT';
    if (!takesOver || hasTruth) return step(`${who} is answered from its record`, (s) => finish(s, index));
    return step(`${who} reads its record to take it over`, (s) => {
      Object.assign(s.handlers[index]!, { at: 'TAKE', fence: row.fence });
    });
  }
  const isMine = at === 'NEW' || (row?.fence === fence && row.state !== 'COMPLETED');
  if (!isMine || !canClaim(context, state)) {
    return step(`${who} is refused`, (s) => finish(s, index));
  }
  step(`${who} claims`, (s) => claim(context, s, index));
  step(`${who} claims and dies`, (s) => (claim(context, s, index), finish(s, index)), 1);
};

const sending = ({ rules }: Context, state: State, index: number, step: Step): void => {
  const who = `request ${index + 1}`;
  const [, call] = callAt(state, index);
  const has = (verdict: Kind) => (s: State) =>
    void Object.assign(s.handlers[index]!, { at: 'HAS', verdict });
  if (call.isLate) return step(`${who} is too late to send`, has(replied('CONFIRM', 'NOT_SENT')));
  const send = (s: State): void => {
    const [payment, own] = callAt(s, index);
    own.isFlying = true;
    s.handlers[index]!.at = 'WAIT';
    if (rules.keysPerCall() === 1) return;
    // The second key belongs to nothing on disk.
    const twin = { ...newCall('CONFIRM', own.paymentKey, 0), fence: 0, isFlying: true };
    payment.calls.push({ ...twin, state: 'NOT_SENT' });
  };
  step(`${who} sends`, send);
  step(`${who} cannot connect`, has(replied('CONFIRM', 'NOT_SENT')), 1);
  step(`${who} dies before it sends`, (s) => finish(s, index), 1);
  step(`${who} sends and dies`, (s) => (send(s), finish(s, index)), 1);
};

const waiting = ({ rules }: Context, state: State, index: number, step: Step): void => {
  const who = `request ${index + 1}`;
  const { pg } = callAt(state, index)[1];
  const has = (verdict: Kind) => (s: State) =>
    void Object.assign(s.handlers[index]!, { at: 'HAS', verdict });
  if (decided(pg)) {
    const heard = repliedAndRead('CONFIRM', pg, pg);
    step(`${who} hears ${pg}`, has(heard));
    if (replied('CONFIRM', pg) !== heard)
      step(`${who} hears ${pg}, the read fails`, has('UNKNOWN'), 1);
  }
  step(`${who} times out`, has(rules.onTimeout(replied('CONFIRM', 'TIMEOUT'))), 1);
  step(`${who} times out and reads`, has(repliedAndRead('CONFIRM', 'TIMEOUT', pg)), 1);
  step(`${who} dies waiting`, (s) => finish(s, index), 1);
};

/** One confirm request. */
const handling = (context: Context, state: State, index: number, step: Step): void => {
  const { at, verdict } = state.handlers[index]!;
  if (at === 'NEW' || at === 'TAKE') return claiming(context, state, index, step);
  if (at === 'CLAIMED') return sending(context, state, index, step);
  if (at === 'WAIT') return waiting(context, state, index, step);
  if (at !== 'HAS' || verdict === '') return;
  const write = (s: State): void => record(context, s, ...callAt(s, index), verdict);
  step(`request ${index + 1} records ${verdict}`, (s) => (write(s), finish(s, index)));
  step(`request ${index + 1} dies before it records`, (s) => finish(s, index), 1);
};

/** The deadline, a lost message, and TX-DOUBT by whoever looks. */
const watching = (context: Context, state: State, step: Step): void => {
  state.payments.forEach((payment, p) => {
    payment.calls.forEach((call, c) => {
      if (!isOpen(call)) return;
      const at = (s: State): readonly [Payment, Call] => [s.payments[p]!, s.payments[p]!.calls[c]!];
      const isAlive = state.handlers.some(
        (one) => one.payment === p && one.call === c && ['CLAIMED', 'WAIT', 'HAS'].includes(one.at),
      );
      const late = (s: State): void => void (at(s)[1].isLate = true);
      if (call.isWatched) step('its message is lost', (s) => void (at(s)[1].isWatched = false), 1);
      if (call.state === 'SENT' && !call.isLate)
        return step(isAlive ? 'the handler is slow, its deadline passes' : 'its deadline passes', late, isAlive ? 1 : 0);
      const who = watcherOf(context, call);
      if (who === undefined) return;
      if (call.state === 'SENT')
        return step(`${who} writes the doubt`, (s) => {
          const message = call.isWatched;
          record(context, s, ...at(s), 'UNKNOWN');
          at(s)[1].isWatched ||= message;
        });
      if (call.slot > slotsMax) return;
      slotSteps({
        ...{ context, step, who, call },
        mayReplay: !state.isCancelNoted,
        end: (verdict, change) => (s) => {
          const [own, row] = at(s);
          Object.assign(row, change);
          if (!context.rules.replaysSameKey()) return newAttempt(s, own, row);
          record(context, s, own, row, verdict);
          if (isOpen(row)) nextSlot(row, own);
        },
      });
    });
  });
};

/** A planted bug: the doubt is left behind and the payment sent again under a new key. */
const newAttempt = (s: State, payment: Payment, call: Call): void => {
  if (payment.calls.length > 1) return;
  call.slot = slotsMax + 1;
  payment.calls.push({ ...newCall('CONFIRM', call.paymentKey, call.idemFence), isFlying: true });
};

export const cancelSteps = ({ rules }: Context, state: State, step: Step): void => {
  const payment = state.payments.at(-1)!;
  const ask = (s: State): void => void (s.isCancelAsked = true);
  if (state.order === 'PENDING' && payment.status === 'IN_DOUBT') {
    step('the client cancels: noted', (s) => {
      ask(s);
      s.isCancelNoted = true;
      if (rules.notesInDoubt() === 'NOTE') return;
      s.refunds.push({ status: 'SENT', call: { ...newCall('REFUND', 'k1', 0), isFlying: true } });
    });
  }
  if (state.order === 'PENDING' && payment.status === 'READY' && rules.mayCloseNow(payment.hasOpenAttempt)) {
    step('the client cancels: closed', (s) => {
      ask(s);
      movePayment(s.payments.at(-1)!, 'CANCELLED');
      moveOrder(s, 'CANCELLED');
    });
  }
  if (state.order === 'PAID' && state.service?.state === 'OPEN') {
    step('the client cancels: the service is closed', (s) => {
      ask(s);
      s.isCancelNoted = true;
      closeService(s, 'CANCELLED');
    });
  }
};

/** Clients, handlers, watchdog, and the order's own time. */
export const confirmSteps = (context: Context, state: State, step: Step): void => {
  state.handlers.forEach((_, index) => handling(context, state, index, step));
  watching(context, state, step);
  const payment = state.payments.at(-1)!;
  if (state.order === 'PENDING' && payment.status === 'READY' && !payment.hasOpenAttempt) {
    step('the order expires', (s) => {
      movePayment(s.payments.at(-1)!, 'EXPIRED');
      moveOrder(s, 'CANCELLED');
    });
  }
};
