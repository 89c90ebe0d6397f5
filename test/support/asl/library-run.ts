// Runs a script with the public interpreter, on our virtual clock: the library asks the globals for
// time and chance, so they are lent to it for the length of one run.

import { ExecutionError, ExecutionTimeoutError, StateMachine } from 'aws-local-stepfunctions';
import type { Json } from '#core/kernel/json.ts';
import { namedError, type Script, type ScriptedTry } from './scripted-run.ts';
import { type Cancel, type VirtualClock, virtualClock } from './virtual-clock.ts';

/** What both interpreters can say about a run. */
export type Trace = {
  readonly entered: readonly string[];
  /** `State@milliseconds` of each try. */
  readonly tries: readonly string[];
  readonly status: string;
  readonly error: string | undefined;
  readonly output: Json | undefined;
};

type Handler = (input: unknown) => Promise<Json>;

const answer = (waits: boolean, outcome: string): Json =>
  waits ? { outcome } : { ExecutedVersion: '$LATEST', Payload: { outcome }, StatusCode: 200 };

const play = (clock: VirtualClock, waits: boolean, step: ScriptedTry): Promise<Json> => {
  const { promise, resolve, reject } = Promise.withResolvers<Json>();
  if ('hangs' in step) return promise;
  clock.at(clock.now() + (step.afterMs ?? 0), () => {
    if ('throws' in step) reject(namedError(step.throws));
    else resolve(answer(waits, step.answers));
  });
  return promise;
};

const handlersOf = (
  clock: VirtualClock,
  script: Script,
  waiting: ReadonlySet<string>,
  tried: (state: string) => void,
): Record<string, Handler> =>
  Object.fromEntries(
    Object.entries(script).map(([state, tries]) => {
      let count = 0;
      const handler: Handler = () => {
        const step = tries[Math.min(count, tries.length - 1)] ?? { hangs: true };
        count += 1;
        tried(state);
        return play(clock, waiting.has(state), step);
      };
      return [state, handler];
    }),
  );

/** Lends our clock and one fixed draw to whoever asks the globals; gives them back. */
const withTime = async (clock: VirtualClock, draw: number, run: () => Promise<void>) => {
  const { setTimeout: realSet, clearTimeout: realClear, Math: math, Date: date } = globalThis;
  const { random } = math;
  const { now } = date;
  const lent = {
    setTimeout: (act: () => void, ms: number): Cancel => clock.at(clock.now() + ms, act),
    clearTimeout: (cancel: Cancel | undefined): void => cancel?.(),
  };
  Object.assign(globalThis, lent);
  math.random = () => draw;
  date.now = () => clock.now();
  try {
    await run();
  } finally {
    Object.assign(globalThis, { setTimeout: realSet, clearTimeout: realClear });
    math.random = random;
    date.now = now;
  }
};

const endingOf = (thrown: unknown): Pick<Trace, 'status' | 'error' | 'output'> => {
  if (thrown instanceof ExecutionTimeoutError) {
    return { status: 'TIMED_OUT', error: undefined, output: undefined };
  }
  if (!(thrown instanceof ExecutionError) || !(thrown.cause instanceof Error)) throw thrown;
  return { status: 'FAILED', error: thrown.cause.name, output: undefined };
};

/** The library's machine; made once, since it validates for a tenth of a second. */
export const libraryMachine = (definition: unknown): StateMachine =>
  new StateMachine(structuredClone(definition) as never);

/** The same for machines that our own reader has admitted, where a tenth of a second is too much. */
export const unvalidatedMachine = (definition: unknown): StateMachine =>
  new StateMachine(structuredClone(definition) as never, {
    validationOptions: { noValidate: true },
  });

export type LibraryRunOptions = {
  readonly machine: StateMachine;
  readonly script: Script;
  readonly input: Json;
  /** States that wait for a token: their answer is the resumed output. */
  readonly waiting: ReadonlySet<string>;
  /** In [0, 1): the library draws its jitter from it. */
  readonly draw: number;
};

type Tried = { readonly state: string; readonly atMs: number };

/** A run that outlived its machine goes on in the library for a moment; its tries are left out. */
const within = (endMs: number, status: string, { atMs }: Tried): boolean =>
  status === 'TIMED_OUT' ? atMs < endMs : true;

export const runLibrary = async (options: LibraryRunOptions): Promise<Trace> => {
  const clock = virtualClock();
  const tries: Tried[] = [];
  const entered: string[] = [];
  let trace: Trace | undefined;

  await withTime(clock, options.draw, async () => {
    const run = options.machine.run(options.input as never, {
      context: { Task: { Token: 'one for all' } },
      overrides: {
        taskResourceLocalHandlers: handlersOf(clock, options.script, options.waiting, (state) =>
          tries.push({ state, atMs: clock.now() }),
        ) as never,
      },
    });
    const events = (async () => {
      for await (const event of run.eventLogs) {
        if (event.type === 'StateEntered') entered.push(event.state.name);
      }
    })();
    const ended = run.result.then(
      (output) => ({ status: 'SUCCEEDED', error: undefined, output: output as Json }),
      endingOf,
    );
    const kept = ended.then((ending) => {
      const endMs = clock.now();
      const seen = tries.filter((each) => within(endMs, ending.status, each));
      const texts = seen.map(({ state, atMs }) => `${state}@${atMs}`);
      trace = { ...ending, entered, tries: texts };
    });
    await clock.runAll();
    await Promise.all([events, kept]);
  });
  if (trace === undefined) throw new Error('the library never ended');
  return trace;
};
