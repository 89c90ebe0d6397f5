// A Task: one try after the other, until one returns, the retries are used up, or time is.

import type { Json, JsonObject } from '#core/kernel/json.ts';
import { fillTemplate, placeResult } from './data-paths.ts';
import { type Retrier, type TaskState, waits } from './definition.ts';
import { catchEdge, retryEdge } from './edges.ts';
import {
  type Attempt,
  countEvents,
  type Execution,
  end,
  guard,
  limitData,
  note,
  type Visit,
} from './execution.ts';
import { meets, metBy, StateFailure } from './failures.ts';
import { tokenText } from './task-token.ts';

/** Goes on to a state with that input, or ends the execution where `to` is undefined. */
export type Move = (edge: string, to: string | undefined, data: Json) => void;

export type TaskVisit = {
  readonly execution: Execution;
  readonly visit: Visit;
  readonly state: TaskState;
  readonly move: Move;
};

const isoText = (atMs: number): string => new Date(atMs).toISOString();

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
const contextOf = ({ execution, visit }: TaskVisit, token: string | undefined): JsonObject => ({
  Execution: {
    Id: execution.executionArn,
    Name: execution.name,
    Input: JSON.parse(execution.inputText) as Json,
    StartTime: isoText(execution.startedAtMs),
  },
  StateMachine: { Name: execution.machine.machineName },
  State: {
    Name: visit.stateName,
    EnteredTime: isoText(visit.enteredAtMs),
    RetryCount: visit.retries.reduce((sum, used) => sum + used, 0),
  },
  ...(token === undefined ? {} : { Task: { Token: token } }),
});

/** Seconds grow by the rate up to the bound, then chance takes a part of them. */
const retryDelayMs = (task: TaskVisit, entry: Retrier, used: number): number => {
  const grown = (entry.IntervalSeconds ?? 1) * (entry.BackoffRate ?? 2) ** used;
  const mostMs = Math.min(grown, entry.MaxDelaySeconds ?? Number.POSITIVE_INFINITY) * 1000;
  if (entry.JitterStrategy !== 'FULL') return mostMs;
  const { execution, visit } = task;
  const key = `${execution.name}/${visit.stateName}/${execution.visits}/${used}`;
  const draw = execution.machine.jitter?.(key) ?? 1;
  return Math.min(mostMs, Math.floor(draw * (mostMs + 1)));
};

const retry = (task: TaskVisit, failure: StateFailure): boolean => {
  const { execution, visit, state } = task;
  const index = (state.Retry ?? []).findIndex((each) => meets(each.ErrorEquals, failure.name));
  const entry = state.Retry?.[index];
  const used = visit.retries[index] ?? 0;
  if (entry === undefined || used >= (entry.MaxAttempts ?? 3)) return false;
  const delayMs = retryDelayMs(task, entry, used);
  visit.retries[index] = used + 1;
  const edge = retryEdge(index, metBy(entry.ErrorEquals, failure.name));
  note(execution, { type: 'moved', state: visit.stateName, edge, to: visit.stateName });
  const { scheduler } = execution.machine;
  execution.cancelWait = scheduler.at(scheduler.now() + delayMs, () => tryTask(task));
  return true;
};

const catchFailure = (task: TaskVisit, failure: StateFailure): boolean => {
  const entries = task.state.Catch ?? [];
  const index = entries.findIndex((each) => meets(each.ErrorEquals, failure.name));
  const entry = entries[index];
  if (entry === undefined) return false;
  const caught = { Error: failure.name, Cause: failure.cause };
  task.move(catchEdge(index), entry.Next, placeResult(entry.ResultPath, task.visit.data, caught));
  return true;
};

const asFailure = (task: TaskVisit, thrown: unknown): StateFailure => {
  if (thrown instanceof StateFailure) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const name = task.execution.machine.errorName?.(error) ?? error.name;
  const cause = { errorType: error.name, errorMessage: error.message };
  return new StateFailure(name, JSON.stringify(cause));
};

const failTry = (task: TaskVisit, failure: StateFailure): void => {
  const { execution, visit } = task;
  const { name: error, cause } = failure;
  note(execution, { type: 'failed', state: visit.stateName, error, cause });
  if (retry(task, failure) || catchFailure(task, failure)) return;
  end(execution, 'FAILED', { error, cause });
};

const outputOf = (task: TaskVisit, result: Json): Json => {
  const { state, visit } = task;
  limitData(result);
  const selected =
    state.ResultSelector === undefined
      ? result
      : fillTemplate(state.ResultSelector, result, contextOf(task, undefined));
  const output = placeResult(state.ResultPath, visit.data, selected);
  limitData(output);
  return output;
};

const settleNow = (task: TaskVisit, answer: () => Json): void => {
  const { execution, state } = task;
  countEvents(execution, 1);
  let output: Json;
  try {
    output = outputOf(task, answer());
  } catch (thrown) {
    failTry(task, asFailure(task, thrown));
    return;
  }
  task.move(state.Next === undefined ? 'End' : 'Next', state.Next, output);
};

/** Takes the first answer to a try; any other is late, has no effect and gives false. */
const settle = (task: TaskVisit, attempt: Attempt, answer: () => Json): boolean => {
  const { execution } = task;
  if (execution.attempt !== attempt) return false;
  attempt.cancelTimeout();
  execution.attempt = undefined;
  guard(execution, () => settleNow(task, answer));
  return true;
};

const fails = (failure: unknown) => (): never => {
  throw failure;
};

/** Never set means this long on AWS. */
const timeoutSecondsMax = 99_999_999;

const openAttempt = (task: TaskVisit, token: string | undefined): Attempt => {
  const { execution, state } = task;
  const { scheduler } = execution.machine;
  const untilMs = scheduler.now() + (state.TimeoutSeconds ?? timeoutSecondsMax) * 1000;
  const attempt: Attempt = {
    token,
    resume: (output) => settle(task, attempt, () => output),
    cancelTimeout: scheduler.at(untilMs, () => {
      settle(task, attempt, fails(new StateFailure('States.Timeout', '')));
    }),
  };
  return attempt;
};

const copyOf = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null)) as Json;

const invoke = async (task: TaskVisit, attempt: Attempt, payload: Json): Promise<void> => {
  const { machine } = task.execution;
  try {
    const answer = await machine.invoke(task.state.Parameters.FunctionName, copyOf(payload));
    if (attempt.token !== undefined) return;
    const result = { ExecutedVersion: '$LATEST', Payload: copyOf(answer), StatusCode: 200 };
    settle(task, attempt, () => result);
  } catch (thrown) {
    settle(task, attempt, fails(thrown));
  }
};

const startTry = (task: TaskVisit): void => {
  const { execution, visit, state } = task;
  const isWaiting = waits(state);
  countEvents(execution, isWaiting ? 3 : 2);
  if (isWaiting) execution.tokens += 1;
  const token = isWaiting ? tokenText(execution.name, execution.tokens) : undefined;
  let payload: Json;
  try {
    payload = fillTemplate(state.Parameters.Payload, visit.data, contextOf(task, token));
    limitData(payload);
  } catch (thrown) {
    failTry(task, asFailure(task, thrown));
    return;
  }
  note(execution, { type: 'tried', state: visit.stateName, payload });
  const attempt = openAttempt(task, token);
  execution.attempt = attempt;
  void invoke(task, attempt, payload);
};

/** Starts a try. Its token is new: an answer to an earlier try is late. */
export const tryTask = (task: TaskVisit): void => {
  guard(task.execution, () => startTry(task));
};
