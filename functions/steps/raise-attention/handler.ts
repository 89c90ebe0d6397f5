// NeedsAttention of the payment saga.
import type { StepInput } from '#core/contracts/steps/step-payloads.ts';
import { raiseAttention } from '#core/sagas/raise-attention.ts';
import type { StepDeps } from '#core/sagas/step.ts';

export const raiseAttentionHandler =
  (deps: StepDeps) =>
  ({ saga }: StepInput<'NeedsAttention'>) =>
    raiseAttention(deps)(saga, saga.error as never);
