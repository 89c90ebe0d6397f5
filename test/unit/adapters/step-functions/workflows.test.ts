import { describe, expect, it } from 'vitest';
import {
  stepFunctionsWorkflows,
  type WorkflowCommands,
} from '#adapters/step-functions/step-functions-workflows.ts';
import type { SagaInput } from '#core/contracts/steps/saga-input.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';

const machine = 'arn:aws:states:ap-northeast-2:000000000000:stateMachine:payment-saga';
const input = { sagaId: 'saga_1' } as unknown as SagaInput;

const engine = (answer: object | Error = {}) => {
  const sent: unknown[] = [];
  const send = (label: string, command: { readonly input: object }) => {
    sent.push([label, command.constructor.name, command.input]);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const client = { send } as unknown as WorkflowCommands;
  return { workflows: stepFunctionsWorkflows(client, machine), sent };
};

const named = (name: string): Error => Object.assign(new Error(name), { name });

describe('start', () => {
  it('starts under the name it is given', async () => {
    const { workflows, sent } = engine();

    await workflows.start({ name: 'saga_1-1', input });

    const started = { stateMachineArn: machine, name: 'saga_1-1', input: '{"sagaId":"saga_1"}' };
    expect(sent).toEqual([['saga.start', 'StartExecutionCommand', started]]);
  });

  it('is content when the execution is there', async () => {
    const { workflows } = engine(named('ExecutionAlreadyExists'));

    await expect(workflows.start({ name: 'saga_1-1', input })).resolves.toBeUndefined();
  });

  it('throws when nobody knows', async () => {
    const { workflows } = engine(named('TimeoutError'));

    await expect(workflows.start({ name: 'a', input })).rejects.toThrow(DependencyUnavailable);
  });

  it('refuses a name Step Functions would refuse', () => {
    const { workflows } = engine();

    expect(() => workflows.start({ name: 'a b', input })).toThrow('execution name');
  });
});

describe('resume', () => {
  it('hands the outcome to whoever waits', async () => {
    const { workflows, sent } = engine();

    expect(await workflows.resume({ token: 't', outcome: 'COMPLETED' })).toBe(true);
    const taken = { taskToken: 't', output: '{"outcome":"COMPLETED"}' };
    expect(sent).toEqual([['saga.resume', 'SendTaskSuccessCommand', taken]]);
  });

  it.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])('tells of %s', async (name) => {
    expect(await engine(named(name)).workflows.resume({ token: 't', outcome: 'X' })).toBe(false);
  });

  it('throws when nobody knows', async () => {
    const { workflows } = engine(named('ThrottlingException'));

    await expect(workflows.resume({ token: 't', outcome: 'X' })).rejects.toThrow('Step Functions');
  });
});

describe('isRunning', () => {
  it.each([
    ['RUNNING', true],
    ['SUCCEEDED', false],
    ['FAILED', false],
    ['TIMED_OUT', false],
    ['ABORTED', false],
    ['PENDING_REDRIVE', false],
  ])('%s: %s', async (status, expected) => {
    const { workflows, sent } = engine({ status });

    expect(await workflows.isRunning('saga_1-1')).toBe(expected);
    const executionArn =
      'arn:aws:states:ap-northeast-2:000000000000:execution:payment-saga:saga_1-1';
    expect(sent).toEqual([['saga.describe', 'DescribeExecutionCommand', { executionArn }]]);
  });

  it('is no for one that never was', async () => {
    expect(await engine(named('ExecutionDoesNotExist')).workflows.isRunning('a')).toBe(false);
  });
});
