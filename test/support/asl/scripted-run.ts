// Runs a machine with written answers: each state has a list of tries, the last one repeats.
// A token step's answer comes as its callback, a plain step's as what its function returns.

import type { Json } from '#core/kernel/json.ts';
import type { StepperOptions } from './execution.ts';
import { ServiceRefusal } from './failures.ts';
import { createStepper, type Described, type History, type Stepper } from './stepper.ts';
import { virtualClock } from './virtual-clock.ts';

export type ScriptedTry =
  | {
      readonly answers: string;
      readonly afterMs?: number;
      /** Token steps: when the function itself returns; later than `afterMs` is "before the token". */
      readonly returnsAfterMs?: number;
    }
  | { readonly throws: string; readonly afterMs?: number }
  | { readonly hangs: true };

/** Tries by name of state. A state without a list is not expected to be reached. */
export type Script = Readonly<Record<string, readonly ScriptedTry[]>>;

export type ScriptedRun = History & {
  readonly described: Described;
  /** Function called at each try, as the definition names it. */
  readonly called: readonly string[];
  /** Names under which callbacks were refused, in order. */
  readonly refusals: readonly string[];
};

export type ScriptedRunOptions = Partial<Omit<StepperOptions, 'definition' | 'invoke'>> & {
  readonly definition: unknown;
  readonly script: Script;
  readonly input?: Json;
};

type TaskPayload = { readonly state: string; readonly taskToken?: string };

export const executionName = 'saga_01-r1';

export const defaultInput: Json = { v: 1, sagaId: 'saga_01', entry: 'EXECUTE', from: null };

/** An error as a function throws it: the name is what Step Functions compares. */
export const namedError = (name: string): Error =>
  Object.assign(new Error(`scripted ${name}`), { name });

type World = {
  readonly clock: ReturnType<typeof virtualClock>;
  readonly refusals: string[];
  readonly stepper: () => Stepper;
};

const later = (world: World, afterMs: number): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  world.clock.at(world.clock.now() + afterMs, resolve);
  return promise;
};

const callBack = (world: World, taskToken: string, outcome: string): void => {
  try {
    world.stepper().sendTaskSuccess(taskToken, JSON.stringify({ outcome }));
  } catch (thrown) {
    if (!(thrown instanceof ServiceRefusal)) throw thrown;
    world.refusals.push(thrown.name);
  }
};

const play = async (world: World, step: ScriptedTry, payload: TaskPayload): Promise<unknown> => {
  if ('hangs' in step) return payload.taskToken === undefined ? new Promise(() => {}) : null;
  const { taskToken } = payload;
  if ('answers' in step && taskToken !== undefined) {
    world.clock.at(world.clock.now() + (step.afterMs ?? 0), () =>
      callBack(world, taskToken, step.answers),
    );
    await later(world, step.returnsAfterMs ?? 0);
    return null;
  }
  await later(world, step.afterMs ?? 0);
  if ('throws' in step) throw namedError(step.throws);
  return { outcome: step.answers };
};

/** Plays the script to the end of the execution and of everything it planned. */
export const runScript = async (options: ScriptedRunOptions): Promise<ScriptedRun> => {
  const clock = virtualClock();
  const called: string[] = [];
  const used = new Map<string, number>();
  const refusals: string[] = [];
  const world: World = { clock, refusals, stepper: () => stepper };

  const stepper: Stepper = createStepper({
    scheduler: clock,
    ...options,
    machineName: 'payment-saga',
    invoke: (functionName, sent) => {
      const payload = sent as TaskPayload;
      const tries = options.script[payload.state] ?? [];
      const count = used.get(payload.state) ?? 0;
      used.set(payload.state, count + 1);
      called.push(functionName);
      const step = tries[Math.min(count, tries.length - 1)];
      return step === undefined
        ? Promise.reject(namedError('NotScripted'))
        : play(world, step, payload);
    },
  });

  stepper.startExecution(executionName, JSON.stringify(options.input ?? defaultInput));
  await clock.runAll();
  return {
    ...stepper.history(executionName),
    described: stepper.describe(executionName),
    called,
    refusals,
  };
};
