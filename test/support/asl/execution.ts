// One execution as a record, and the only places that end it or add to its history.

import type { Json } from '#core/kernel/json.ts';
import type { Definition } from './definition.ts';
import { StateFailure } from './failures.ts';
import type { ExecutionStatus, HistoryEvent, HistoryFact } from './history.ts';
import type { Cancel, Scheduler } from './virtual-clock.ts';

/** AWS's quota: a Standard execution fails at this many events. */
export const historyEventsMax = 25_000;

/** AWS's quota on the input or output of a state, in bytes of UTF-8 text. */
export const dataBytesMax = 262_144;

export type StepperOptions = {
  readonly definition: unknown;
  readonly scheduler: Scheduler;
  /** Runs a function; what it throws is a failed task. The payload is the callee's own copy. */
  readonly invoke: (functionName: string, payload: Json) => Promise<unknown>;
  readonly machineName?: string;
  /** Draw in [0, 1] for full jitter, by `execution/State/visit/retry`. Absent: the upper bound. */
  readonly jitter?: (key: string) => number;
  /** Name under which a thrown error is known; absent: its own. Emulators know one for all. */
  readonly errorName?: (thrown: Error) => string;
  /** Told once when an execution ends, as the service tells the event bus. */
  readonly onEnded?: (execution: Execution) => void;
};

export type Machine = Omit<StepperOptions, 'definition'> & {
  readonly definition: Definition;
  readonly machineName: string;
};

/** One try of a task. Answers to another than the current one are late. */
export type Attempt = {
  readonly token: string | undefined;
  /** False when the answer came too late. */
  readonly resume: (output: Json) => boolean;
  readonly cancelTimeout: Cancel;
};

export type Visit = {
  readonly stateName: string;
  readonly data: Json;
  readonly enteredAtMs: number;
  /** Tries used of each entry of Retry. */
  readonly retries: number[];
};

export type Execution = {
  readonly machine: Machine;
  readonly name: string;
  readonly executionArn: string;
  readonly inputText: string;
  readonly startedAtMs: number;
  readonly events: HistoryEvent[];
  status: ExecutionStatus;
  visits: number;
  attempt: Attempt | undefined;
  /** Events as AWS counts them. */
  eventCount: number;
  /** Task tokens issued so far, one per try. */
  tokens: number;
  cancelWait: Cancel | undefined;
  cancelTimeout: Cancel | undefined;
  stoppedAtMs: number | undefined;
  output: string | undefined;
  error: string | undefined;
  cause: string | undefined;
};

export const note = (execution: Execution, fact: HistoryFact): void => {
  execution.events.push({ atMs: execution.machine.scheduler.now(), ...fact });
};

/** @throws StateFailure States.Runtime at the event that AWS refuses to record. */
export const countEvents = (execution: Execution, count: number): void => {
  execution.eventCount += count;
  if (execution.eventCount < historyEventsMax) return;
  throw new StateFailure('States.Runtime', `the history has ${historyEventsMax} events`);
};

/** @throws StateFailure States.DataLimitExceeded above the quota. */
export const limitData = (data: Json): void => {
  if (Buffer.byteLength(JSON.stringify(data)) <= dataBytesMax) return;
  throw new StateFailure('States.DataLimitExceeded', `more than ${dataBytesMax} bytes`);
};

type Ending = Partial<Pick<Execution, 'output' | 'error' | 'cause'>>;

/** Ends an execution once; what still runs for it becomes late. */
export const end = (execution: Execution, status: ExecutionStatus, ending: Ending): void => {
  if (execution.status !== 'RUNNING') return;
  execution.attempt?.cancelTimeout();
  execution.cancelWait?.();
  execution.cancelTimeout?.();
  execution.attempt = undefined;
  Object.assign(execution, ending, { status, stoppedAtMs: execution.machine.scheduler.now() });
  note(execution, { type: 'ended', status });
  execution.machine.onEnded?.(execution);
};

/** Runs a piece of an execution; a failure that nothing in the machine may catch ends it. */
export const guard = (execution: Execution, run: () => void): void => {
  try {
    run();
  } catch (thrown) {
    if (!(thrown instanceof StateFailure)) throw thrown;
    end(execution, 'FAILED', { error: thrown.name, cause: thrown.cause });
  }
};
