// The steps of the saga by the folder of their function, with the use case each of them calls.

import type { SagaInput } from '#core/contracts/steps/saga-input.ts';
import { stepContracts } from '#core/contracts/steps/step-payloads.ts';
import type { Json, JsonObject } from '#core/kernel/json.ts';
import { awaitCancel } from '#core/sagas/await-cancel.ts';
import { cancelOrderStep } from '#core/sagas/cancel-order-step.ts';
import { type CancelPaymentDeps, cancelPayment } from '#core/sagas/cancel-payment.ts';
import { completeOrderStep } from '#core/sagas/complete-order.ts';
import { raiseAttention } from '#core/sagas/raise-attention.ts';
import { requestService } from '#core/sagas/request-service.ts';
import { settleService } from '#core/sagas/settle-service.ts';

interface Task {
  readonly state: keyof typeof stepContracts;
  readonly saga: SagaInput & { readonly error?: JsonObject };
  readonly taskToken?: string;
}

type Run = (deps: CancelPaymentDeps, task: Task) => Promise<unknown>;

const steps: Readonly<Record<string, Run>> = {
  'request-service': (deps, { saga, taskToken = '' }) => requestService(deps)(saga, taskToken),
  'settle-service': (deps, { saga }) => settleService(deps)(saga),
  'complete-order': (deps, { saga }) => completeOrderStep(deps)(saga),
  'cancel-payment': (deps, { saga }) => cancelPayment(deps)(saga),
  'await-cancel': (deps, { saga, taskToken = '' }) => awaitCancel(deps)(saga, taskToken),
  'cancel-order': (deps, { saga }) => cancelOrderStep(deps)(saga),
  'raise-attention': (deps, { saga }) => raiseAttention(deps)(saga, saga.error),
};

/** Runs a task as its function would: its payload is what the step's contract takes. */
export const sagaStep = (
  deps: CancelPaymentDeps,
  folder: string,
  payload: Json,
): Promise<unknown> => {
  const run = steps[folder];
  if (run === undefined) throw new Error(`no step in ${folder}`);
  const task = payload as unknown as Task;
  stepContracts[task.state].input.parse(payload);
  return run(deps, task);
};
