// CancelOrder of the payment saga.
import type { StepInput } from '#core/contracts/steps/step-payloads.ts';
import { cancelOrderStep } from '#core/sagas/cancel-order-step.ts';
import type { StepDeps } from '#core/sagas/step.ts';

export const cancelOrderHandler =
  (deps: StepDeps) =>
  ({ saga }: StepInput<'CancelOrder'>) =>
    cancelOrderStep(deps)(saga);
