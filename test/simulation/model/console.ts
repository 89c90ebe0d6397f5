// A cancel in the PG's console, where a read of the engine still meets it: the transaction that learns of
// it asks for a look, its process adopts it at once, and the look of a repairer stands behind that.
import { closeService } from './service.ts';
import { currentOf, isOpen, type State, sagaOf } from './state.ts';
import { type Context, movePayment, type Step } from './steps.ts';

/** Between the service's outcome and the saga's end, and beside a refund of our own, it waits. */
const mustWait = (s: State): boolean =>
  currentOf(s).hasOpenAttempt ||
  (s.saga?.status === 'RUNNING' && s.service !== undefined && s.service.state !== 'OPEN');

/** TX-EXTERNAL, once for ever. @returns false where it has to wait. */
export const adopt = (s: State): boolean => {
  if (s.console !== 'DONE') return true;
  if (mustWait(s)) return false;
  s.console = 'ADOPTED';
  const isDelivered = currentOf(s).status === 'CONFIRMED';
  movePayment(currentOf(s), isDelivered ? 'REFUNDED' : 'CANCELLED');
  if (isDelivered) return true;
  if (s.service?.state === 'OPEN') closeService(s, 'CANCELLED');
  else if (sagaOf(s).isWaiting)
    Object.assign(sagaOf(s), { isWaiting: false, resumes: ['RETURNED'] });
  return true;
};

/** Somebody at the PG cancels while the engine has a call open whose read will show it. */
const cancelling = (state: State, step: Step) => {
  const taken = currentOf(state).calls.at(-1);
  const refund = state.refunds.at(-1)?.call;
  const isAlive = state.handlers.some(({ at }) => at === 'CLAIMED' || at === 'WAIT');
  const isRead = taken?.state === 'IN_DOUBT' && taken.pg === 'DONE' && !isAlive;
  const isBeside = refund !== undefined && isOpen(refund) && refund.pg === 'UNSEEN';
  if (isRead || isBeside)
    step('the PG console cancels it', (s) => void Object.assign(s, { console: 'DONE' }));
};

export const consoleSteps = ({ rules, world }: Context, state: State, step: Step) => {
  if (!world.hasConsole) return;
  if (state.console === '') return cancelling(state, step);
  const isStep = state.saga?.step === 'CancelPayment:adopting';
  if (state.repair === 'NOW' && !isStep) {
    step('what the console cancelled is adopted', (s) => {
      adopt(s);
      s.repair = rules.asksForLook() ? 'MESSAGE' : '';
    });
    step(
      'the process dies before it adopts',
      (s) => void Object.assign(s, { repair: rules.asksForLook() ? 'MESSAGE' : '' }),
      'FAULT',
    );
  }
  if (state.repair !== 'MESSAGE' || (state.console === 'DONE' && mustWait(state))) return;
  step('the repairer reads the cancels', (s) => {
    adopt(s);
    s.repair = '';
    if (currentOf(s).hasOpenAttempt || s.saga?.isWaiting !== true) return;
    Object.assign(sagaOf(s), { isWaiting: false, resumes: ['REFUSED'] });
  });
  if (world.losesMessages)
    step("the repairer's message is lost", (s) => void Object.assign(s, { repair: '' }), 'FAULT');
};
