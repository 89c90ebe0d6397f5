// SettleService of the payment saga.
import type { StepInput } from '#core/contracts/steps/step-payloads.ts';
import { settleService } from '#core/sagas/settle-service.ts';
import type { StepDeps } from '#core/sagas/step.ts';

export const settleServiceHandler =
  (deps: StepDeps) =>
  ({ saga }: StepInput<'SettleService'>) =>
    settleService(deps)(saga);
