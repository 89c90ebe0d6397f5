// CompleteOrder of the payment saga.
import type { StepInput } from '#core/contracts/steps/step-payloads.ts';
import { completeOrderStep } from '#core/sagas/complete-order.ts';
import type { StepDeps } from '#core/sagas/step.ts';

export const completeOrderHandler =
  (deps: StepDeps) =>
  ({ saga }: StepInput<'CompleteOrder'>) =>
    completeOrderStep(deps)(saga);
