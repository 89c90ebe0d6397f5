// The saga of the model: service request and callback, the machine with its tokens, the compensation
// with its refund, and the sweep that starts another run.
import { outcomeOf, type ServiceState } from '#core/fulfilment/service-request.ts';
import { type Kind, replied } from './evidence.ts';
import { decided, runsMax, slotsMax } from './rules.ts';
import {
  type Call,
  isOpen,
  newCall,
  note,
  type Outcome,
  type Payment,
  type SagaRun,
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

const moveSaga = (saga: SagaRun, to: SagaRun['status']): void => {
  note('saga', saga.status, to);
  saga.status = to;
};

type Refund = State['refunds'][number];

const moveRefund = (refund: Refund, to: Refund['status']): void => {
  note('refund', refund.status, to);
  refund.status = to;
};

const sagaOf = (s: State): SagaRun => s.saga!;
const takenOf = (s: State): Payment => s.payments.at(-1)!;

const resume = (saga: SagaRun, token: SagaRun['waiting'], outcome: Outcome): void => {
  if (token !== '') saga.resumes = [...saga.resumes, [token, outcome] as [typeof token, Outcome]].sort();
};

/** One outcome: the row decides. The saga hears of it where its token is stored. */
export const closeService = (s: State, to: Exclude<ServiceState, 'OPEN'>): void => {
  const service = s.service!;
  note('service', service.state, to);
  Object.assign(service, { state: to, isWatched: false });
  resume(sagaOf(s), service.token, outcomeOf(to)!);
  service.token = '';
};

/** A state that waits begins anew: what was stored of its token is of no use any more. */
const enter = (s: State, step: SagaRun['step']): void => {
  const saga = sagaOf(s);
  saga.step = step;
  if (saga.waiting === 'NOW') saga.waiting = 'OLD';
  if (s.service?.token === 'NOW') s.service.token = 'OLD';
  saga.resumes = saga.resumes.map(([, outcome]) => ['OLD', outcome] as ['OLD', Outcome]);
};

/** `applyPgState` of a refund. */
const recordReturn = ({ rules }: Context, s: State, kind: Kind): void => {
  const refund = s.refunds.at(-1)!;
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
  takenOf(s).hasOpenAttempt = false;
  moveCall(call, kind === 'RETURNED' ? 'SUCCEEDED' : 'DECLINED');
  moveRefund(refund, kind === 'RETURNED' ? 'SUCCEEDED' : 'FAILED');
  if (kind === 'RETURNED') movePayment(takenOf(s), 'CANCELLED');
  const isSeen = call.loaded !== 'NOBODY' || rules.checksWaiting();
  call.loaded = '';
  if (saga.waiting === '' || !isSeen) return;
  if (rules.resumesOnReturn()) resume(saga, saga.waiting, kind);
  saga.waiting = '';
};

/** What `known` of request-service reads in the rows. */
const known = (s: State): Outcome | undefined => {
  const saga = sagaOf(s);
  const refund = s.refunds.at(-1);
  if (saga.status === 'COMPENSATING') {
    if (takenOf(s).status === 'CANCELLED' || refund?.status === 'SUCCEEDED') return 'RETURNED';
    const isUnderWay = refund?.status === 'SENT' || refund?.status === 'IN_DOUBT';
    return isUnderWay ? 'IN_DOUBT' : 'NOT_DELIVERED';
  }
  if (saga.status === 'COMPLETED') return 'COMPLETED';
  if (saga.status === 'COMPENSATED') return 'RETURNED';
  if (saga.entry === 'COMPENSATE' || s.service === undefined) return 'NOT_DELIVERED';
  return outcomeOf(s.service.state);
};

const afterOutcome: Readonly<Record<Outcome, SagaRun['step']>> = {
  COMPLETED: 'CompleteOrder',
  NOT_DELIVERED: 'CancelPayment',
  RETURNED: 'CancelOrder',
  IN_DOUBT: 'AwaitCancel',
  REFUSED: 'NeedsAttention',
};

/** What the rows say of a refund that was sent: where CancelPayment goes on. */
const afterCancel = ({ rules }: Context, s: State): void => {
  const { status } = s.refunds.at(-1)!;
  const refused = rules.onCancelRefused();
  const outcome = status === 'SUCCEEDED' ? 'RETURNED' : status === 'FAILED' ? refused : 'IN_DOUBT';
  enter(s, afterOutcome[outcome]);
};

const executing = ({ rules }: Context, state: State, step: Step): void => {
  const saga = sagaOf(state);
  const outcome = known(state);
  if (saga.step === 'ExecuteService' && (outcome === undefined || !rules.looksAtOutcome())) {
    return step('request-service sees no outcome', (s) => enter(s, 'ExecuteService:read'));
  }
  if (saga.step === 'ExecuteService') {
    return step(`request-service resumes itself: ${outcome}`, (s) => {
      enter(s, 'ExecuteService:wait');
      resume(sagaOf(s), 'NOW', outcome!);
    });
  }
  if (rules.fencesToken() && state.service?.state !== 'OPEN')
    return step('request-service lost its row, and looks again', (s) => enter(s, 'ExecuteService'));
  const write = (s: State): void => {
    enter(s, 'ExecuteService:wait');
    s.service!.token = 'NOW';
  };
  step('request-service stores its token', write);
  step('request-service stores its token and dies', (s) => (write(s), enter(s, 'ExecuteService')), 1);
};

const completing = (s: State): void => {
  if (s.order === 'COMPLETED') return;
  moveSaga(sagaOf(s), 'COMPLETED');
  moveOrder(s, 'COMPLETED');
  movePayment(takenOf(s), 'CONFIRMED');
};

/** TX-RETURN-CLAIM. */
const claimReturn = ({ rules }: Context, s: State): void => {
  moveSaga(sagaOf(s), 'COMPENSATING');
  s.refunds.push({ status: 'SENT', call: newCall('REFUND', 'k1', 0) });
  s.refunds.at(-1)!.call.isWatched = rules.hasMessages();
  takenOf(s).hasOpenAttempt = true;
};

const cancelling = (context: Context, state: State, step: Step): void => {
  const { rules } = context;
  const refund = state.refunds.at(-1);
  if (takenOf(state).status === 'CANCELLED') {
    return step('cancel-payment finds the money returned', (s) => {
      if (sagaOf(s).status === 'RUNNING') moveSaga(sagaOf(s), 'COMPENSATING');
      enter(s, 'CancelOrder');
    });
  }
  if (refund !== undefined && refund.status !== 'FAILED' && rules.leavesToReads()) {
    return step('cancel-payment leaves its refund to the reads', (s) => {
      recordReturn(context, s, 'UNKNOWN');
      afterCancel(context, s);
    });
  }
  if (!rules.callsPgToCancel()) {
    return step('cancel-payment writes without a call', (s) => {
      claimReturn(context, s);
      recordReturn(context, s, 'RETURNED');
      afterCancel(context, s);
    });
  }
  const claim = (s: State): void => (claimReturn(context, s), enter(s, 'CancelPayment:claimed'));
  step('cancel-payment claims its refund', claim);
  step('cancel-payment claims and dies', (s) => (claim(s), enter(s, 'CancelPayment')), 1);
};

const sendingCancel = (context: Context, state: State, step: Step): void => {
  const { call } = state.refunds.at(-1)!;
  const record = (kind: Kind) => (s: State) => {
    recordReturn(context, s, kind);
    afterCancel(context, s);
  };
  if (sagaOf(state).step === 'CancelPayment:claimed') {
    if (call.isLate) return step('cancel-payment is too late', record(replied('REFUND', 'NOT_SENT')));
    const send = (s: State): void => {
      s.refunds.at(-1)!.call.isFlying = true;
      enter(s, 'CancelPayment:sent');
    };
    step('cancel-payment sends', send);
    step('cancel-payment cannot connect', record(replied('REFUND', 'NOT_SENT')), 1);
    step('cancel-payment dies before it sends', (s) => enter(s, 'CancelPayment'), 1);
    return step('cancel-payment sends and dies', (s) => (send(s), enter(s, 'CancelPayment')), 1);
  }
  // A refusal that waits for a read gets one, where the balance stands still.
  const heard = call.pg === 'HARD' || call.pg === 'LISTED' ? 'REFUSED' : replied('REFUND', call.pg);
  if (decided(call.pg)) step(`cancel-payment hears ${call.pg}`, record(heard));
  step('cancel-payment times out', record(replied('REFUND', 'TIMEOUT')), 1);
  step('cancel-payment dies waiting', (s) => enter(s, 'CancelPayment'), 1);
};

const awaiting = (state: State, step: Step): void => {
  const refund = state.refunds.at(-1);
  if (refund !== undefined && isOpen(refund.call)) {
    const wait = (s: State): void => {
      enter(s, 'AwaitCancel:wait');
      sagaOf(s).waiting = 'NOW';
    };
    step('await-cancel stores its token', wait);
    return step('await-cancel stores its token and dies', (s) => (wait(s), enter(s, 'AwaitCancel')), 1);
  }
  const isReturned = refund?.status === 'SUCCEEDED' || takenOf(state).status === 'CANCELLED';
  step('await-cancel finds its refund ended', (s) => {
    enter(s, 'AwaitCancel:wait');
    resume(sagaOf(s), 'NOW', isReturned ? 'RETURNED' : 'REFUSED');
  });
};

const ending = (state: State, step: Step): void => {
  const saga = sagaOf(state);
  const once = (say: string, work: (s: State) => void): void => {
    step(say, (s) => (work(s), enter(s, 'ENDED')));
    step(`${say}, and dies`, work, 1);
  };
  if (saga.step === 'CompleteOrder') return once('complete-order commits', completing);
  if (saga.step === 'CancelOrder') {
    return once('cancel-order commits', (s) => {
      if (sagaOf(s).status === 'COMPENSATED') return;
      moveOrder(s, 'CANCELLED');
      moveSaga(sagaOf(s), 'COMPENSATED');
    });
  }
  if (saga.step !== 'NeedsAttention') return;
  once('a person is asked', (s) => {
    const isOver = ['COMPLETED', 'COMPENSATED', 'NEEDS_ATTENTION'].includes(saga.status);
    if (s.service?.state === 'OPEN' || isOver) return;
    moveSaga(sagaOf(s), 'NEEDS_ATTENTION');
    sagaOf(s).hasItem = true;
  });
};

/** The commands of the saga, as the dispatcher carries them out. */
const dispatching = ({ rules }: Context, state: State, step: Step): void => {
  const saga = sagaOf(state);
  if (saga.isStartPending) {
    step('the saga is started', (s) => {
      if (s.service?.state === 'OPEN') s.service.isWatched = rules.hasMessages();
      sagaOf(s).isStartPending = false;
      sagaOf(s).step = 'ExecuteService';
    });
  }
  saga.resumes.forEach(([token, outcome], index) => {
    step(`the saga is resumed: ${outcome}`, (s) => {
      const isTaken = token === 'NOW' && saga.step.endsWith(':wait');
      sagaOf(s).resumes = sagaOf(s).resumes.toSpliced(index, 1);
      if (rules.isResumed(isTaken)) enter(s, afterOutcome[outcome]);
    });
  });
};

/** The sweep's look at a saga: another run, or a person after the last one. */
const restarting = ({ rules }: Context, state: State, step: Step): void => {
  const saga = sagaOf(state);
  const isOver = ['COMPLETED', 'COMPENSATED', 'NEEDS_ATTENTION'].includes(saga.status);
  if (saga.step !== 'DEAD' && saga.step !== 'ENDED' && saga.step !== '')
    step('the execution is aborted', (s) => enter(s, 'DEAD'), 1);
  const refund = state.refunds.at(-1);
  const isUnderWay = state.service?.state === 'OPEN' || (refund !== undefined && isOpen(refund.call));
  const isDead = saga.step === 'DEAD' || saga.step === 'ENDED';
  if (isOver || isUnderWay || !isDead || saga.isStartPending || !rules.hasDueSweep()) return;
  step('the sweep starts another run', (s) => {
    if (saga.run < runsMax) {
      return void Object.assign(sagaOf(s), { run: saga.run + 1, entry: 'RESUME', isStartPending: true });
    }
    moveSaga(sagaOf(s), 'NEEDS_ATTENTION');
    sagaOf(s).hasItem = true;
  });
};

/** Callbacks, and the deadline with whoever finds it. */
const serving = ({ rules }: Context, state: State, step: Step): void => {
  const { service } = state;
  if (service === undefined) return;
  if (service.calls < 2) {
    for (const outcome of ['COMPLETED', 'FAILED'] as const) {
      step(`the service reports ${outcome}`, (s) => {
        s.service!.calls += 1;
        if (rules.acceptsOutcome(service.state)) closeService(s, outcome);
      });
    }
  }
  if (service.isWatched)
    step("the service's message is lost", (s) => void (s.service!.isWatched = false), 1);
  if (!rules.timesOut(service.state) || (!service.isWatched && !rules.hasDueSweep())) return;
  const who = service.isWatched ? 'watchdog' : 'sweep';
  step(`${who} closes the service at its deadline`, (s) => closeService(s, 'TIMED_OUT'));
};

/** The watchdog of a refund: it loads the case, reads the PG, and writes to what it finds then. */
const watchingRefund = (context: Context, state: State, step: Step): void => {
  const refund = state.refunds.at(-1);
  if (refund === undefined || !isOpen(refund.call) || state.saga === undefined) return;
  const { call } = refund;
  const set = (change: Partial<Call>) => (s: State) =>
    void Object.assign(s.refunds.at(-1)!.call, change);
  if (call.isWatched) step("the refund's message is lost", set({ isWatched: false }), 1);
  const isAlive = ['CancelPayment:claimed', 'CancelPayment:sent'].includes(state.saga.step);
  if (call.state === 'SENT' && !call.isLate)
    return step("the refund's deadline passes", set({ isLate: true }), isAlive ? 1 : 0);
  const who = watcherOf(context, call);
  if (who === undefined || call.slot > slotsMax) return;
  if (call.state === 'SENT')
    return step(`${who} writes the refund's doubt`, (s) => recordReturn(context, s, 'UNKNOWN'));
  if (call.loaded === '')
    return step(`${who} loads the refund`, set({ loaded: state.saga.waiting === '' ? 'NOBODY' : 'WAITING' }));
  slotSteps({
    ...{ context, step, who, call, mayReplay: true },
    end: (verdict, change) => (s) => {
      const own = s.refunds.at(-1)!.call;
      Object.assign(own, change);
      recordReturn(context, s, verdict);
      own.loaded = '';
      if (!isOpen(own)) return;
      nextSlot(own, takenOf(s));
      if (own.slot <= slotsMax || sagaOf(s).waiting === '') return;
      resume(sagaOf(s), sagaOf(s).waiting, 'REFUSED');
      sagaOf(s).waiting = '';
    },
  });
};

export const sagaSteps = (context: Context, state: State, step: Step): void => {
  serving(context, state, step);
  watchingRefund(context, state, step);
  const at = state.saga?.step ?? '';
  if (state.saga === undefined) return;
  dispatching(context, state, step);
  restarting(context, state, step);
  if (at === 'ExecuteService' || at === 'ExecuteService:read') executing(context, state, step);
  if (at === 'CancelPayment') cancelling(context, state, step);
  if (at === 'CancelPayment:claimed' || at === 'CancelPayment:sent')
    sendingCancel(context, state, step);
  if (at === 'AwaitCancel') awaiting(state, step);
  ending(state, step);
};
