// The stepper: runs a machine's file over somebody else's clock and functions.
//
// It knows the subset of definition.ts and nothing more, answers its API as Step Functions does for
// a Standard machine, and is a function of its arguments: no time and no chance of its own.

import type { Json } from '#core/kernel/json.ts';
import { readDefinition } from './definition.ts';
import {
  dataBytesMax,
  type Execution,
  end,
  type Machine,
  type StepperOptions,
} from './execution.ts';
import { ServiceRefusal } from './failures.ts';
import {
  type ExecutionStatus,
  type HistoryEvent,
  statesEntered,
  transitionsOf,
} from './history.ts';
import { parseToken } from './task-token.ts';
import { walkFrom } from './walk.ts';

export type Started = { readonly executionArn: string; readonly startedAtMs: number };

export type Described = Started & {
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly input: string;
  readonly stoppedAtMs?: number;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
};

export type History = {
  readonly events: readonly HistoryEvent[];
  /** States entered, in order. */
  readonly entered: readonly string[];
  /** States entered + 1 + retries. */
  readonly transitions: number;
};

export type Stepper = {
  readonly startExecution: (name: string, input: string) => Started;
  readonly sendTaskSuccess: (taskToken: string, output: string) => void;
  readonly describe: (nameOrArn: string) => Described;
  readonly stop: (nameOrArn: string, why?: { error?: string; cause?: string }) => void;
  readonly history: (nameOrArn: string) => History;
};

const nameShape = /^[A-Za-z0-9_.-]{1,80}$/u;

const parse = (text: string, refusal: string): Json => {
  if (Buffer.byteLength(text) > dataBytesMax) {
    throw new ServiceRefusal(refusal, `more than ${dataBytesMax} bytes`);
  }
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new ServiceRefusal(refusal, 'not JSON');
  }
};

const begin = (machine: Machine, name: string, inputText: string): Execution => {
  const input = parse(inputText, 'InvalidExecutionInput');
  const { scheduler, machineName, definition } = machine;
  const startedAtMs = scheduler.now();
  const execution: Execution = {
    machine,
    name,
    executionArn: `arn:aws:states:ap-northeast-2:000000000000:execution:${machineName}:${name}`,
    inputText,
    startedAtMs,
    events: [],
    status: 'RUNNING',
    visits: 0,
    attempt: undefined,
    eventCount: 1,
    tokens: 0,
    cancelWait: undefined,
    cancelTimeout: undefined,
    stoppedAtMs: undefined,
    output: undefined,
    error: undefined,
    cause: undefined,
  };
  if (definition.TimeoutSeconds !== undefined) {
    const untilMs = startedAtMs + definition.TimeoutSeconds * 1000;
    execution.cancelTimeout = scheduler.at(untilMs, () => end(execution, 'TIMED_OUT', {}));
  }
  execution.cancelWait = scheduler.at(startedAtMs, () =>
    walkFrom(execution, { stateName: definition.StartAt, data: input }),
  );
  return execution;
};

const described = (execution: Execution): Described => {
  const { stoppedAtMs, output, error, cause } = execution;
  return {
    name: execution.name,
    executionArn: execution.executionArn,
    startedAtMs: execution.startedAtMs,
    status: execution.status,
    input: execution.inputText,
    ...(stoppedAtMs === undefined ? {} : { stoppedAtMs }),
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
};

type Executions = Map<string, Execution>;

const found = (executions: Executions, nameOrArn: string): Execution => {
  const execution = executions.get(nameOrArn.split(':').at(-1) ?? '');
  if (execution === undefined) {
    throw new ServiceRefusal('ExecutionDoesNotExist', `no execution ${nameOrArn}`);
  }
  return execution;
};

/** Equal name and input give the running execution; an ended one, or other input, is refused. */
const start = (machine: Machine, executions: Executions, name: string, input: string): Started => {
  if (!nameShape.test(name)) throw new ServiceRefusal('InvalidName', `not a name: ${name}`);
  const earlier = executions.get(name);
  if (earlier !== undefined && (earlier.status !== 'RUNNING' || earlier.inputText !== input)) {
    throw new ServiceRefusal('ExecutionAlreadyExists', `the name ${name} is taken`);
  }
  const execution = earlier ?? begin(machine, name, input);
  executions.set(name, execution);
  return { executionArn: execution.executionArn, startedAtMs: execution.startedAtMs };
};

/** AWS says TaskTimedOut for every task that is over: expired, answered, or its execution ended. */
const sendTaskSuccess = (executions: Executions, taskToken: string, output: string): void => {
  const parsed = parseToken(taskToken);
  if (parsed === undefined) throw new ServiceRefusal('InvalidToken', 'not a task token');
  const value = parse(output, 'InvalidOutput');
  const execution = executions.get(parsed.executionName);
  if (execution === undefined || parsed.number > execution.tokens) {
    throw new ServiceRefusal('TaskDoesNotExist', 'no task has this token');
  }
  const { attempt } = execution;
  if (attempt?.token === taskToken && attempt.resume(value)) return;
  throw new ServiceRefusal('TaskTimedOut', 'the task is over');
};

/**
 * Makes a machine that can be started.
 *
 * @param options - `scheduler` owns time: every wait goes through it and is cancelled when lost.
 * @throws Error for a definition outside the subset.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
 */
export const createStepper = (options: StepperOptions): Stepper => {
  const machine: Machine = {
    ...options,
    definition: readDefinition(options.definition),
    machineName: options.machineName ?? 'machine',
  };
  const executions: Executions = new Map();

  return {
    startExecution: (name, input) => start(machine, executions, name, input),
    sendTaskSuccess: (taskToken, output) => sendTaskSuccess(executions, taskToken, output),
    describe: (nameOrArn) => described(found(executions, nameOrArn)),
    stop: (nameOrArn, why = {}) => end(found(executions, nameOrArn), 'ABORTED', why),
    history: (nameOrArn) => {
      const { events } = found(executions, nameOrArn);
      return { events, entered: statesEntered(events), transitions: transitionsOf(events) };
    },
  };
};
