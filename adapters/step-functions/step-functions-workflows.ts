// Sagas on Step Functions. A deterministic name makes a second start harmless; a token is good once.
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  SendTaskSuccessCommand,
  type SendTaskSuccessCommandOutput,
  StartExecutionCommand,
  type StartExecutionCommandOutput,
} from '@aws-sdk/client-sfn';
import type { CallLabel } from '#core/contracts/labels.ts';
import { assert } from '#core/kernel/assert.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import type { Workflows } from '#core/sagas/ports.ts';

/** The cut: all this adapter asks of a client. */
export interface WorkflowCommands {
  send(label: CallLabel, command: StartExecutionCommand): Promise<StartExecutionCommandOutput>;
  send(label: CallLabel, command: SendTaskSuccessCommand): Promise<SendTaskSuccessCommandOutput>;
  send(
    label: CallLabel,
    command: DescribeExecutionCommand,
  ): Promise<DescribeExecutionCommandOutput>;
}

/** Answers of Step Functions that are outcomes and no faults, by the name of their exception. */
const hasName = (error: unknown, names: readonly string[]): boolean =>
  names.includes((error as { readonly name?: string }).name ?? '');

/** The token timed out, was used, or never was. */
const lostTokens = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];

/** What was asked is refused for what it is: asking again would end the same way. */
const refusals = ['InvalidExecutionInput', 'InvalidName', 'InvalidOutput', 'ValidationException'];

/** Runs it; the named answers give `instead`, a refusal is thrown as it is, the rest is an outage. */
const orInstead = async <T>(
  work: () => Promise<T>,
  names: readonly string[],
  instead: T,
): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (hasName(error, names)) return instead;
    if (hasName(error, refusals)) throw error;
    throw new DependencyUnavailable('Step Functions', error);
  }
};

/** `…:stateMachine:name` and the execution's name make `…:execution:name:execution`. */
const executionArn = (stateMachineArn: string, name: string): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;

const nameForm = /^[A-Za-z0-9_-]{1,80}$/u;

export const stepFunctionsWorkflows = (
  client: WorkflowCommands,
  stateMachineArn: string,
): Workflows => ({
  start: ({ name, input }) => {
    assert(nameForm.test(name), 'an execution name has at most 80 letters, digits, - and _');
    const command = new StartExecutionCommand({
      stateMachineArn,
      name,
      input: JSON.stringify(input),
    });
    return orInstead(
      async () => {
        await client.send('saga.start', command);
      },
      // Another dispatcher, or an earlier try whose answer was lost, has started it.
      ['ExecutionAlreadyExists'],
      undefined,
    );
  },
  resume: ({ token, outcome }) => {
    const output = JSON.stringify({ outcome });
    const command = new SendTaskSuccessCommand({ taskToken: token, output });
    return orInstead(
      async () => {
        await client.send('saga.resume', command);
        return true;
      },
      lostTokens,
      false,
    );
  },
  isRunning: (name) => {
    const command = new DescribeExecutionCommand({
      executionArn: executionArn(stateMachineArn, name),
    });
    return orInstead(
      async () => (await client.send('saga.describe', command)).status === 'RUNNING',
      ['ExecutionDoesNotExist'],
      false,
    );
  },
});
