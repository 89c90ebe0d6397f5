// AwaitCancel of the payment saga.
import type { StepInput } from '#core/contracts/steps/step-payloads.ts';
import { awaitCancel } from '#core/sagas/await-cancel.ts';
import type { StepDeps } from '#core/sagas/step.ts';

export const awaitCancelHandler =
  (deps: StepDeps) =>
  ({ saga, taskToken }: StepInput<'AwaitCancel'>) =>
    awaitCancel(deps)(saga, taskToken);
