import { describe, expect, it } from 'vitest';
import {
  stepFunctionsWorkflows,
  type WorkflowCommands,
} from '#adapters/step-functions/step-functions-workflows.ts';
import type { SagaInput } from '#core/contracts/steps/saga-input.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';

const machine = 'arn:aws:states:ap-northeast-2:000000000000:stateMachine:payment-saga';
const input = { sagaId: 'saga_1' } as unknown as SagaInput;

const refusing = (name: string) => {
  const send = () => Promise.reject(Object.assign(new Error(name), { name }));
  return stepFunctionsWorkflows({ send } as unknown as WorkflowCommands, machine);
};

describe('a refusal by Step Functions', () => {
  it.each(['InvalidName', 'InvalidExecutionInput', 'ValidationException'])(
    '%s of a start is a word about the command, not an outage',
    async (name) => {
      const fault = await refusing(name)
        .start({ name: 'saga_1-1', input })
        .catch((error: unknown) => error);

      expect(fault).toMatchObject({ name });
      expect(fault).not.toBeInstanceOf(DependencyUnavailable);
    },
  );

  it('of an outcome is one too', async () => {
    await expect(
      refusing('InvalidOutput').resume({ token: 't', outcome: 'x' }),
    ).rejects.toMatchObject({ name: 'InvalidOutput' });
  });
});
