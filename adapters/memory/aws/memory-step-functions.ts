// The twin of the Step Functions client over an engine that runs one state machine. The engine throws
// refusals by the SDK's names; this file knows ARNs.
// Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
import type {
  DescribeExecutionCommandInput,
  SendTaskSuccessCommandInput,
  SFNClient,
  StartExecutionCommandInput,
} from '@aws-sdk/client-sfn';
import { SdkError } from './sdk-error.ts';
import { operation, strictClient } from './strict-client.ts';

interface Started {
  readonly executionArn: string;
  readonly startedAtMs: number;
}

/** Each throws an Error whose `name` is that of the service's exception. */
export interface ExecutionEngine {
  readonly startExecution: (name: string, input: string) => Started;
  readonly sendTaskSuccess: (taskToken: string, output: string) => void;
  readonly describe: (name: string) => Started & {
    readonly name: string;
    readonly status: string;
    readonly input: string;
    readonly stoppedAtMs?: number;
    readonly output?: string;
    readonly error?: string;
    readonly cause?: string;
  };
}

export interface MemoryStepFunctions {
  readonly send: SFNClient['send'];
  readonly unknownRequests: readonly string[];
}

const refusals: ReadonlySet<string> = new Set([
  'ExecutionAlreadyExists',
  'ExecutionDoesNotExist',
  'InvalidExecutionInput',
  'InvalidName',
  'InvalidOutput',
  'InvalidToken',
  'TaskDoesNotExist',
  'TaskTimedOut',
]);

/** Refusals leave as the SDK's errors; anything else is a fault of the engine and stays what it is. */
const orRefusal = <T>(work: () => T): T => {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof Error) || !refusals.has(thrown.name)) throw thrown;
    throw new SdkError(thrown.name, thrown.message);
  }
};

/** @param stateMachineArn - Of the one machine that the engine runs. */
export const memoryStepFunctions = (
  stateMachineArn: string,
  engine: ExecutionEngine,
): MemoryStepFunctions => {
  const prefix = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:`;

  const start = (input: StartExecutionCommandInput): object => {
    if (input.stateMachineArn !== stateMachineArn) {
      throw new SdkError('StateMachineDoesNotExist', `no machine ${input.stateMachineArn}`);
    }
    const { name = '', input: text = '{}' } = input;
    const { startedAtMs } = orRefusal(() => engine.startExecution(name, text));
    return { executionArn: `${prefix}${name}`, startDate: new Date(startedAtMs) };
  };

  const succeed = ({ taskToken = '', output = '' }: SendTaskSuccessCommandInput): object => {
    orRefusal(() => engine.sendTaskSuccess(taskToken, output));
    return {};
  };

  const describe = ({ executionArn = '' }: DescribeExecutionCommandInput): object => {
    if (!executionArn.startsWith(prefix)) {
      throw new SdkError('ExecutionDoesNotExist', `no execution ${executionArn}`);
    }
    const found = orRefusal(() => engine.describe(executionArn.slice(prefix.length)));
    const { name, status, input, output, error, cause, startedAtMs, stoppedAtMs } = found;
    const stopDate = stoppedAtMs === undefined ? undefined : new Date(stoppedAtMs);
    const startDate = new Date(startedAtMs);
    const told = { name, status, input, output, error, cause, startDate, stopDate };
    return { executionArn, stateMachineArn, ...told };
  };

  const { send, unknownRequests } = strictClient('Step Functions', {
    StartExecution: operation<StartExecutionCommandInput>(
      ['stateMachineArn', 'name', 'input'],
      start,
    ),
    SendTaskSuccess: operation<SendTaskSuccessCommandInput>(['taskToken', 'output'], succeed),
    DescribeExecution: operation<DescribeExecutionCommandInput>(['executionArn'], describe),
  });
  return { send: send as unknown as SFNClient['send'], unknownRequests };
};
