// Machines written by hand, for edges that three hundred random ones reach too seldom.

import type { ChoiceState, Definition, Retrier } from '#test/support/asl/definition.ts';
import type { RandomRun } from '#test/support/asl/script-arbitrary.ts';

export type MachineProgram = { readonly machine: Definition; readonly run: RandomRun };

type Rule = ChoiceState['Choices'][number];

const rule = (Variable: string, StringEquals: string, Next: string): Rule => ({
  Variable,
  StringEquals,
  Next,
});

const retrier = (name: string): Retrier => ({
  ErrorEquals: [name],
  IntervalSeconds: 1,
  MaxAttempts: 1,
});

/** A task that may be caught, a choice, and both ends. */
const machineOf = (
  retries: readonly string[],
  rules: readonly Rule[],
  otherwise?: string,
): Definition => ({
  StartAt: 'S0',
  States: {
    S0: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'f', Payload: { state: 'S0', 'saga.$': '$' } },
      ResultSelector: { 'outcome.$': '$.Payload.outcome' },
      ResultPath: '$.step',
      TimeoutSeconds: 2,
      Retry: retries.map(retrier),
      Catch: [
        { ErrorEquals: ['States.Timeout'], ResultPath: '$.a', Next: 'S1' },
        { ErrorEquals: ['States.ALL'], ResultPath: '$.a', Next: 'S2' },
      ],
      Next: 'S1',
    },
    S1: {
      Type: 'Choice',
      Choices: [...rules],
      ...(otherwise === undefined ? {} : { Default: otherwise }),
    },
    S2: { Type: 'Fail', Error: 'Named', Cause: 'on purpose' },
    S3: { Type: 'Succeed' },
  },
});

const known = [rule('$.id', 'A', 'S2'), rule('$.id', 'one', 'S3')];
const unknown = [rule('$.id', 'A', 'S2')];

const scripts: readonly RandomRun['script'][] = [
  { S0: [{ answers: 'A', afterMs: 40 }] },
  { S0: [{ hangs: true }] },
  { S0: [{ throws: 'Error', afterMs: 1 }] },
  { S0: [{ throws: 'Error' }, { answers: 'A' }] },
  { S0: [{ hangs: true }, { answers: 'A' }] },
];

const machines: readonly Definition[] = [
  machineOf(['States.Timeout', 'States.TaskFailed'], known, 'S2'),
  machineOf(['States.ALL'], known.toReversed()),
  machineOf(['States.TaskFailed'], unknown, 'S3'),
  machineOf([], unknown),
  machineOf([], [rule('$.nowhere', 'A', 'S3')]),
];

export const machinePrograms: readonly MachineProgram[] = machines.flatMap((machine) =>
  scripts.map((script) => ({ machine, run: { script, draw: 0.5 } })),
);
