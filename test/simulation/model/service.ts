// The service request of the model: callbacks, the deadline with whoever finds it, one outcome.
import { outcomeOf, type ServiceState } from '#core/fulfilment/service-request.ts';
import { present } from '#core/kernel/assert.ts';
import { note, type State, sagaOf, serviceOf } from './state.ts';
import type { Context, Step } from './steps.ts';

/** One outcome: the row decides. The saga hears of it where its token is stored. */
export const closeService = (s: State, to: Exclude<ServiceState, 'OPEN'>) => {
  const service = serviceOf(s);
  note('service', service.state, to);
  if (service.hasToken)
    sagaOf(s).resumes.push(present(outcomeOf(to), 'a closed service has its outcome'));
  Object.assign(service, { state: to, isWatched: false, hasToken: false });
};

/** Callbacks, and the deadline with whoever finds it. */
export const serving = ({ rules, world }: Context, state: State, step: Step) => {
  const { service } = state;
  if (service === undefined) return;
  for (const outcome of ['COMPLETED', 'FAILED'] as const) {
    if (!rules.acceptsOutcome(service.state) || service.state === outcome) continue;
    step(`the service reports ${outcome}`, (s) => closeService(s, outcome));
  }
  if (service.isWatched && world.losesMessages)
    step(
      "the service's message is lost",
      (s) => void Object.assign(serviceOf(s), { isWatched: false }),
      'FAULT',
    );
  if (!rules.timesOut(service.state) || (!service.isWatched && !rules.hasDueSweep())) return;
  const who = service.isWatched ? 'watchdog' : 'sweep';
  step(`${who} closes the service at its deadline`, (s) => closeService(s, 'TIMED_OUT'));
};
