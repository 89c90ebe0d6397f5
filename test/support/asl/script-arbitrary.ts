// Random answers for the steps of a machine: quick, late, past the timeout, never, outage after
// outage. Whole milliseconds that never meet a timeout exactly: at a tie both orders are right.

import fc from 'fast-check';
import { type Definition, type TaskState, tasksOf, waits } from './definition.ts';
import type { Script, ScriptedTry } from './scripted-run.ts';

/** Names that a task may fail under; `States.Timeout` is not one of them, it comes from the clock. */
export const thrownNames: readonly string[] = [
  'Error',
  'TransactionCanceledException',
  'Lambda.ServiceException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Sandbox.Timedout',
];

/** A loop through a doubt has to cost time, or it would outlive the history instead of the clock. */
const loopMs = 35 * 3_600_000 + 7;

export type RandomRun = {
  readonly script: Script;
  /** Draw for every jitter of the run, in [0, 1). */
  readonly draw: number;
};

const afterMs = (timeoutSeconds: number): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(0, 1, 40, 903, 4_999) },
    { weight: 1, arbitrary: fc.constant(timeoutSeconds * 1000 - 1) },
    { weight: 1, arbitrary: fc.constant(timeoutSeconds * 1000 + 1) },
  );

const answered = (outcomes: readonly string[], delay: fc.Arbitrary<number>) =>
  fc
    .record({
      answers: fc.oneof(
        { weight: 12, arbitrary: fc.constantFrom(...outcomes) },
        { weight: 1, arbitrary: fc.constantFrom('MAYBE', '', 'completed') },
      ),
      afterMs: delay,
      returnsAfterMs: fc.constantFrom(0, 2, 700),
    })
    .map((step) => (step.answers === 'IN_DOUBT' ? { ...step, afterMs: loopMs } : step));

const oneTry = (
  state: TaskState,
  outcomes: readonly string[],
  loops: boolean,
): fc.Arbitrary<ScriptedTry> => {
  const delay = afterMs(state.TimeoutSeconds ?? 1);
  const known = loops ? [...outcomes, 'IN_DOUBT'] : outcomes;
  const answer = waits(state)
    ? answered(known, delay)
    : fc.record({ answers: fc.constantFrom(...known, 'MAYBE'), afterMs: delay });
  return fc.oneof(
    { weight: 6, arbitrary: answer },
    {
      weight: 3,
      arbitrary: fc.record({ throws: fc.constantFrom(...thrownNames), afterMs: delay }),
    },
    { weight: 1, arbitrary: fc.constant<ScriptedTry>({ hangs: true }) },
  );
};

/** Tries of one state: a few at random, or one outage repeated to the end of every retry. */
const triesOf = (one: fc.Arbitrary<ScriptedTry>): fc.Arbitrary<readonly ScriptedTry[]> =>
  fc.oneof(
    { weight: 8, arbitrary: fc.array(one, { minLength: 1, maxLength: 4 }) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.integer({ min: 10, max: 14 }), fc.constantFrom(...thrownNames), one)
        .map(([many, throws, last]) => [
          ...Array.from({ length: many }, (): ScriptedTry => ({ throws })),
          last,
        ]),
    },
  );

/** The one way to outlive the machine: the service hangs, and doubt follows doubt. */
const longDoubt: Script = {
  ExecuteService: [{ hangs: true }],
  SettleService: [{ answers: 'NOT_DELIVERED' }],
  CancelPayment: [{ answers: 'IN_DOUBT' }],
  AwaitCancel: [{ answers: 'IN_DOUBT', afterMs: loopMs }],
};

/** Runs over a definition whose tasks are all named in `outcomes`. */
export const randomRun = (
  definition: Definition,
  outcomes: Readonly<Record<string, readonly string[]>>,
): fc.Arbitrary<RandomRun> => {
  const scripts = tasksOf(definition).map(
    ([name, state]) =>
      [name, triesOf(oneTry(state, outcomes[name] ?? ['DONE'], name === 'AwaitCancel'))] as const,
  );
  const script = fc.record(Object.fromEntries(scripts));
  return fc.record({
    script: fc.oneof(
      { weight: 30, arbitrary: script },
      { weight: 1, arbitrary: script.map((drawn) => ({ ...drawn, ...longDoubt })) },
    ),
    draw: fc.constantFrom(0, 0.25, 0.5, 0.73, 0.999_999_9),
  });
};
