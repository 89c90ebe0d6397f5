// "Execution ended" as the workflow engine reports it: its input tells whose saga it was.
import * as z from 'zod/mini';
import { type SagaInput, sagaInput } from '#core/contracts/steps/saga-input.ts';

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
  const { detail } = z.parse(endedExecution, body);
  const input = z.parse(sagaInput, JSON.parse(detail.input));
  return { name: detail.name, status: detail.status, input };
};
