// The saga of the model: service request and callback, the machine with its tokens, the compensation
// with its refund, and the sweep that starts another run.
import { outcomeOf } from '#core/fulfilment/service-request.ts';
import { adopt } from './console.ts';
import { type Kind, replied } from './evidence.ts';
import { recordReturn, watchingRefund } from './refund.ts';
import { decided, runsMax } from './rules.ts';
import { serving } from './service.ts';
import {
  currentOf,
  isOpen,
  newCall,
  note,
  type Outcome,
  refundOf,
  type SagaRun,
  type State,
  sagaOf,
  serviceOf,
} from './state.ts';
import { both, type Context, moveOrder, movePayment, type Step } from './steps.ts';

const moveSaga = (saga: SagaRun, to: SagaRun['status']) => {
  note('saga', saga.status, to);
  saga.status = to;
};

/** Another state, or the same anew: a token stored for the former one is taken by nobody. */
const enter = (s: State, step: SagaRun['step']) => {
  Object.assign(sagaOf(s), { step, isWaiting: false, resumes: [] });
  if (s.service !== undefined) s.service.hasToken = false;
};

/** What `known` of request-service reads in the rows. */
const known = (s: State): Outcome | undefined => {
  const saga = sagaOf(s);
  const refund = s.refunds.at(-1);
  if (saga.status === 'COMPENSATING') {
    if (currentOf(s).status === 'CANCELLED' || refund?.status === 'SUCCEEDED') return 'RETURNED';
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
const afterCancel = ({ rules }: Context, s: State) => {
  const { status } = refundOf(s);
  const refused = rules.onCancelRefused();
  const outcome =
    status === 'SUCCEEDED'
      ? 'RETURNED'
      : status === 'FAILED'
        ? currentOf(s).status === 'CANCELLED'
          ? 'RETURNED'
          : refused
        : 'IN_DOUBT';
  enter(s, afterOutcome[outcome]);
};

const executing = ({ rules }: Context, state: State, step: Step) => {
  const saga = sagaOf(state);
  const outcome = known(state);
  if (saga.step === 'ExecuteService') {
    if (outcome === undefined)
      return step('request-service sees no outcome', (s) => enter(s, 'ExecuteService:read'));
    return step(`request-service resumes itself: ${outcome}`, (s) => {
      enter(s, 'ExecuteService:wait');
      sagaOf(s).resumes.push(outcome);
    });
  }
  if (rules.fencesToken() && state.service?.state !== 'OPEN')
    return step('request-service lost its row, and looks again', (s) => enter(s, 'ExecuteService'));
  const write = (s: State) => {
    enter(s, 'ExecuteService:wait');
    serviceOf(s).hasToken = true;
  };
  step('request-service stores its token', write);
  step(
    'request-service stores its token and dies',
    both(write, (s) => enter(s, 'ExecuteService')),
    'FAULT',
  );
};

const completing = (s: State) => {
  if (s.order === 'COMPLETED') return;
  moveSaga(sagaOf(s), 'COMPLETED');
  moveOrder(s, 'COMPLETED');
  movePayment(currentOf(s), 'CONFIRMED');
};

/** TX-RETURN-CLAIM. */
const claimReturn = ({ rules }: Context, s: State) => {
  moveSaga(sagaOf(s), 'COMPENSATING');
  s.refunds.push({ status: 'SENT', call: newCall('REFUND', 'k1', 0) });
  refundOf(s).call.isWatched = rules.hasMessages();
  currentOf(s).hasOpenAttempt = true;
};

const cancelling = (context: Context, state: State, step: Step) => {
  const { rules } = context;
  const refund = state.refunds.at(-1);
  if (currentOf(state).status === 'CANCELLED') {
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
  const claim = both(
    (s) => claimReturn(context, s),
    (s) => enter(s, 'CancelPayment:claimed'),
  );
  step('cancel-payment claims its refund', claim);
};

const sendingCancel = (context: Context, state: State, step: Step) => {
  const { call } = refundOf(state);
  const record = (kind: Kind) => (s: State) => {
    recordReturn(context, s, kind);
    if (s.repair === 'NOW') enter(s, 'CancelPayment:adopting');
    else afterCancel(context, s);
  };
  if (sagaOf(state).step === 'CancelPayment:claimed') {
    if (call.isLate)
      return step('cancel-payment is too late', record(replied('REFUND', 'NOT_SENT')));
    const send = (s: State) => {
      refundOf(s).call.isFlying = true;
      enter(s, 'CancelPayment:sent');
    };
    step('cancel-payment sends', send);
    step('cancel-payment cannot connect', record(replied('REFUND', 'NOT_SENT')), 'FAULT');
    step('cancel-payment dies before it sends', (s) => enter(s, 'CancelPayment'), 'FAULT');
    return;
  }
  // A refusal that waits for a read gets one, where the balance stands still.
  const heard = call.pg === 'HARD' || call.pg === 'LISTED' ? 'REFUSED' : replied('REFUND', call.pg);
  if (decided(call.pg)) step(`cancel-payment hears ${call.pg}`, record(heard));
  step('cancel-payment times out', record(replied('REFUND', 'TIMEOUT')), 'FAULT');
  step('cancel-payment dies waiting', (s) => enter(s, 'CancelPayment'), 'FAULT');
};

/** Our cancel was refused since the console was first: what it returned is adopted, then told. */
const adopting = (context: Context, step: Step) => {
  step('cancel-payment adopts what the console cancelled', (s) => {
    adopt(s);
    s.repair = 'MESSAGE';
    afterCancel(context, s);
  });
  const die = (s: State) => {
    enter(s, 'CancelPayment');
    s.repair = 'MESSAGE';
  };
  step('cancel-payment dies before it adopts', die, 'FAULT');
};

const awaiting = (state: State, step: Step) => {
  const refund = state.refunds.at(-1);
  if (refund !== undefined && isOpen(refund.call)) {
    const wait = (s: State) => {
      enter(s, 'AwaitCancel:wait');
      sagaOf(s).isWaiting = true;
    };
    step('await-cancel stores its token', wait);
    return step(
      'await-cancel stores its token and dies',
      both(wait, (s) => enter(s, 'AwaitCancel')),
      'FAULT',
    );
  }
  const isReturned = refund?.status === 'SUCCEEDED' || currentOf(state).status === 'CANCELLED';
  step('await-cancel finds its refund ended', (s) => {
    enter(s, 'AwaitCancel:wait');
    sagaOf(s).resumes.push(isReturned ? 'RETURNED' : 'REFUSED');
  });
};

const ending = ({ rules }: Context, state: State, step: Step) => {
  const saga = sagaOf(state);
  const once = (say: string, work: (s: State) => void) => {
    step(
      say,
      both(work, (s) => enter(s, 'ENDED')),
    );
    step(`${say}, and dies`, work, 'FAULT');
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
    sagaOf(s).hasItem = rules.raisesItem();
  });
};

/** The commands of the saga, as the dispatcher carries them out. */
const dispatching = ({ rules }: Context, state: State, step: Step) => {
  const saga = sagaOf(state);
  if (saga.isStartPending) {
    step('the saga is started', (s) => {
      if (s.service?.state === 'OPEN') s.service.isWatched = rules.hasMessages();
      sagaOf(s).isStartPending = false;
      sagaOf(s).step = 'ExecuteService';
    });
  }
  for (const outcome of saga.resumes) {
    step(`the saga is resumed: ${outcome}`, (s) => {
      sagaOf(s).resumes = [];
      if (rules.isResumed()) enter(s, afterOutcome[outcome]);
    });
  }
};

/** The sweep's look at a saga: another run, or a person after the last one. */
const restarting = ({ rules }: Context, state: State, step: Step) => {
  const saga = sagaOf(state);
  const isOver = ['COMPLETED', 'COMPENSATED', 'NEEDS_ATTENTION'].includes(saga.status);
  if (saga.step !== 'DEAD' && saga.step !== 'ENDED' && saga.step !== '')
    step('the execution is aborted', (s) => enter(s, 'DEAD'), 'FAULT');
  const refund = state.refunds.at(-1);
  const isUnderWay =
    state.service?.state === 'OPEN' || (refund !== undefined && isOpen(refund.call));
  const isDead = saga.step === 'DEAD' || saga.step === 'ENDED';
  if (isOver || isUnderWay || !isDead || saga.isStartPending || !rules.restarts()) return;
  step('the sweep starts another run', (s) => {
    if (saga.run < runsMax) {
      return void Object.assign(sagaOf(s), {
        run: saga.run + 1,
        entry: 'RESUME',
        isStartPending: true,
      });
    }
    moveSaga(sagaOf(s), 'NEEDS_ATTENTION');
    sagaOf(s).hasItem = rules.raisesItem();
  });
};

export const sagaSteps = (context: Context, state: State, step: Step) => {
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
  if (at === 'CancelPayment:adopting') adopting(context, step);
  if (at === 'AwaitCancel') awaiting(state, step);
  ending(context, state, step);
};
