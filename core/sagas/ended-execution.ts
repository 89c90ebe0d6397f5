// Reads "execution ended" events of the workflow engine: their input tells whose saga it was.
import * as z from 'zod/mini';
import { type SagaInput, sagaInput } from '#core/contracts/steps/saga-input.ts';
import { parseTenant, type Tenant } from '#core/contracts/tenant.ts';
import { present } from '#core/kernel/assert.ts';
import type { PaymentId } from '#core/kernel/ids.ts';

const endedExecution = z.looseObject({
  detail: z.looseObject({ name: z.string(), status: z.string(), input: z.string() }),
});

export interface EndedExecution {
  readonly name: string;
  readonly status: string;
  readonly input: SagaInput;
}

/** @throws ZodError for an event that is none of ours; the queue then parks it. */
export const readEndedExecution = (body: unknown): EndedExecution => {
  const { detail } = endedExecution.parse(body);
  return {
    name: detail.name,
    status: detail.status,
    input: sagaInput.parse(JSON.parse(detail.input)),
  };
};

export const sagaOfExecution = ({
  input,
}: EndedExecution): { readonly tenant: Tenant; readonly paymentId: PaymentId } => ({
  tenant: present(parseTenant(input.tenant), 'an execution names its tenant'),
  paymentId: input.paymentId,
});
