// SettleService: reads the outcome that won, and closes the service when its deadline is past. Before
// the deadline it throws, because nothing is decided yet.
import type { SagaInput } from '#core/contracts/steps/saga-input.ts';
import { closeOverdue } from '#core/fulfilment/close-service.ts';
import { outcomeOf } from '#core/fulfilment/service-request.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import { readStep, type StepDeps } from './step.ts';

type Settled = { readonly outcome: 'COMPLETED' | 'NOT_DELIVERED' };

export const settleService =
  (deps: StepDeps) =>
  async (input: SagaInput): Promise<Settled> => {
    const { service } = await readStep(deps)(input);
    if (service === undefined) return { outcome: 'NOT_DELIVERED' };
    const outcome = outcomeOf(service.state);
    if (outcome !== undefined) return { outcome };
    if (deps.clock.now() < service.deadlineAt) {
      throw new DependencyUnavailable('the service request (its deadline is ahead)');
    }
    if (await closeOverdue(deps)(service, 'saga:SettleService'))
      return { outcome: 'NOT_DELIVERED' };
    throw new DependencyUnavailable('the service request (it moved meanwhile)');
  };
