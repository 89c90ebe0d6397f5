// ExecuteService of the payment saga.
import type { StepInput } from '#core/contracts/steps/step-payloads.ts';
import { requestService } from '#core/sagas/request-service.ts';
import type { StepDeps } from '#core/sagas/step.ts';

export const requestServiceHandler =
  (deps: StepDeps) =>
  ({ saga, taskToken }: StepInput<'ExecuteService'>) =>
    requestService(deps)(saga, taskToken);
