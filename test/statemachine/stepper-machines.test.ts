// The stepper against the public interpreter on random machines of the subset: what the shipped file
// does not use must be right as well before a second file may use it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Definition,
  readDefinition,
  tasksOf,
  waitingIn,
} from '#test/support/asl/definition.ts';
import { edgesTaken } from '#test/support/asl/history.ts';
import { runLibrary, unvalidatedMachine } from '#test/support/asl/library-run.ts';
import { randomMachine, randomOutcomes } from '#test/support/asl/machine-arbitrary.ts';
import { randomRun } from '#test/support/asl/script-arbitrary.ts';
import { runScript } from '#test/support/asl/scripted-run.ts';
import { traceOf, withoutCauses } from '#test/support/asl/stepper-trace.ts';
import { count } from '#test/support/counters.ts';

const machines = 1_000;

/** The fields that the paths of random machines name. */
const input = { id: 'one', step: 'A' };

/** Edges that have to be taken somewhere, or too little was compared. */
const wantedEdges = [
  'Next',
  'End',
  'Default',
  'Choices[0]',
  'Choices[1]',
  'Catch[0]',
  'Catch[1]',
  'Retry[0]:States.ALL',
  'Retry[0]:States.TaskFailed',
  'Retry[0]:States.Timeout',
  'Retry[1]:States.TaskFailed',
];

const wantedErrors = ['Named', 'States.NoChoiceMatched', 'States.Runtime', 'States.Timeout'];

const answersOf = (machine: Definition): Record<string, readonly string[]> =>
  Object.fromEntries(tasksOf(machine).map(([name]) => [name, randomOutcomes]));

const machineAndRun = randomMachine.chain((machine) =>
  fc.record({ machine: fc.constant(machine), run: randomRun(machine, answersOf(machine)) }),
);

describe('the stepper and aws-local-stepfunctions', () => {
  it('agree on random machines of the subset', async () => {
    const statuses = new Set<string>();
    const edges = new Map<string, number>();
    const errors = new Set<string | undefined>();

    await fc.assert(
      fc.asyncProperty(machineAndRun, async ({ machine, run: { script, draw } }) => {
        const definition = readDefinition(machine);
        const ran = await runScript({ definition, script, jitter: () => draw, input });
        const ours = traceOf(ran);
        const theirs = await runLibrary({
          machine: unvalidatedMachine(machine),
          script,
          draw,
          input,
          waiting: waitingIn(machine),
        });

        expect(withoutCauses(ours)).toEqual(withoutCauses(theirs));

        statuses.add(ours.status);
        errors.add(ours.error);
        for (const edge of edgesTaken(ran.events)) {
          const kind = edge.replace(/^S\d\//u, '');
          edges.set(kind, (edges.get(kind) ?? 0) + 1);
        }
        count('asl-differential-machines');
      }),
      { numRuns: machines },
    );

    expect([...statuses].sort()).toEqual(['FAILED', 'SUCCEEDED', 'TIMED_OUT']);
    expect([...edges.keys()]).toEqual(expect.arrayContaining(wantedEdges));
    expect([...errors]).toEqual(expect.arrayContaining(wantedErrors));
  });
});
