// CancelPayment of the payment saga.
import type { StepInput } from '#core/contracts/steps/step-payloads.ts';
import { type CancelPaymentDeps, cancelPayment } from '#core/sagas/cancel-payment.ts';

export const cancelPaymentHandler =
  (deps: CancelPaymentDeps) =>
  ({ saga }: StepInput<'CancelPayment'>) =>
    cancelPayment(deps)(saga);
