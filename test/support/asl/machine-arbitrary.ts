// Random machines of our subset, so that the stepper is compared on more than the one file. Every
// target lies ahead: without loops each machine ends.

import fc from 'fast-check';
import type { Catcher, ChoiceState, Definition, Retrier, State, TaskState } from './definition.ts';
import { thrownNames } from './script-arbitrary.ts';

/** What tasks of random machines answer. */
export const randomOutcomes: readonly string[] = ['A', 'B', 'C'];

const name = (index: number): string => `S${index}`;

const errorNames = fc.oneof(
  fc.constantFrom(['States.ALL'], ['States.TaskFailed'], ['States.Timeout']),
  fc.constant(['States.TaskFailed', 'States.Timeout']),
  fc.uniqueArray(fc.constantFrom(...thrownNames), { minLength: 1, maxLength: 2 }),
);

/** Leaves out what is undefined, as a file would. */
const compact = <T>(value: object): T => JSON.parse(JSON.stringify(value)) as T;

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

const retrier: fc.Arbitrary<Retrier> = fc
  .record({
    ErrorEquals: errorNames,
    IntervalSeconds: maybe(fc.integer({ min: 1, max: 5 })),
    BackoffRate: maybe(fc.constantFrom(1, 1.5, 2, 3)),
    MaxAttempts: maybe(fc.integer({ min: 0, max: 4 })),
    MaxDelaySeconds: maybe(fc.integer({ min: 6, max: 9 })),
    JitterStrategy: maybe(fc.constantFrom('FULL' as const, 'NONE' as const)),
  })
  .map((drawn) => compact<Retrier>(drawn));

/** Mostly a path, since a result that replaces the input leaves the later states little to read. */
const resultPath = fc.constantFrom('$.step', '$.step', '$.a.b', '$.a.b', undefined);

const catcher = (ahead: fc.Arbitrary<string>): fc.Arbitrary<Catcher> =>
  fc
    .record({ ErrorEquals: errorNames, ResultPath: resultPath, Next: ahead })
    .map((drawn) => compact<Catcher>(drawn));

const lambda = 'arn:aws:states:::lambda:invoke';

const task = (stateName: string, ahead: fc.Arbitrary<string>): fc.Arbitrary<TaskState> =>
  fc
    .record({
      waits: fc.boolean(),
      saga: fc.constantFrom('$', '$.id', '$.step'),
      selector: fc.constantFrom(undefined, { 'outcome.$': '$.Payload.outcome', kept: 1 }),
      ResultPath: resultPath,
      TimeoutSeconds: fc.integer({ min: 1, max: 20 }),
      Retry: maybe(fc.array(retrier, { maxLength: 2 })),
      Catch: maybe(fc.array(catcher(ahead), { maxLength: 2 })),
      Next: maybe(ahead),
    })
    .map(({ waits, saga, selector, Next, ...fields }) => {
      const token = waits ? { 'taskToken.$': '$$.Task.Token' } : {};
      return compact<TaskState>({
        Type: 'Task',
        Resource: waits ? `${lambda}.waitForTaskToken` : lambda,
        Parameters: {
          FunctionName: 'f',
          Payload: { state: stateName, 'saga.$': saga, ...token },
        },
        ResultSelector: waits ? undefined : selector,
        ...fields,
        ...(Next === undefined ? { End: true } : { Next }),
      });
    });

const choice = (ahead: fc.Arbitrary<string>): fc.Arbitrary<ChoiceState> => {
  const rule = fc.record({
    Variable: fc.constantFrom('$.id', '$.id', '$.id', '$.step', '$.step.outcome', '$.a.b.outcome'),
    StringEquals: fc.constantFrom(...randomOutcomes, 'one', 'one'),
    Next: ahead,
  });
  return fc
    .record({
      Type: fc.constant('Choice' as const),
      Choices: fc.array(rule, { minLength: 1, maxLength: 4, size: 'max' }),
      Default: maybe(ahead),
    })
    .map((drawn) => compact<ChoiceState>(drawn));
};

const last: fc.Arbitrary<State> = fc.constantFrom<State>(
  { Type: 'Succeed' },
  { Type: 'Fail', Error: 'Named', Cause: 'on purpose' },
);

const stateAt = (index: number, size: number): fc.Arbitrary<State> => {
  if (index === size - 1) return last;
  const ahead = fc.integer({ min: index + 1, max: size - 1 }).map(name);
  if (index === 0) return task(name(index), ahead);
  return fc.oneof(
    { weight: 4, arbitrary: task(name(index), ahead) },
    { weight: 6, arbitrary: choice(ahead) },
    { weight: 1, arbitrary: last },
  );
};

/** Definitions of three to seven states, started at S0; the input should hold `id` and `step`. */
export const randomMachine: fc.Arbitrary<Definition> = fc
  .constantFrom(3, 4, 5, 6, 7)
  .chain((size) =>
    fc.tuple(
      fc.tuple(...Array.from({ length: size }, (_, index) => stateAt(index, size))),
      maybe(fc.constantFrom(9, 33)),
    ),
  )
  .map(([states, seconds]) => ({
    StartAt: name(0),
    ...(seconds === undefined ? {} : { TimeoutSeconds: seconds }),
    States: Object.fromEntries(states.map((state, index) => [name(index), state])),
  }));
