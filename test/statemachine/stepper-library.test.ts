// The stepper against a public interpreter: random answers over the shipped files and random machines
// of the subset must give equal states, equal times of every try, equal status and output. A stepper
// that forgets a part of the file must differ. The command is `test/differentials/main.ts asl`.

import { describe, expect, inject, it } from 'vitest';
import { aslDifferential, compareAsl } from '#test/differentials/asl.ts';
import { generatorFaults } from '#test/differentials/outcome.ts';
import { forgettingCatch } from '#test/differentials/planted.ts';
import { readDefinition, waitingIn } from '#test/support/asl/definition.ts';
import { libraryDifferences } from '#test/support/asl/library-differences.ts';
import { libraryMachine, runLibrary } from '#test/support/asl/library-run.ts';
import { machineByFolder } from '#test/support/asl/machine-file.ts';
import type { RandomRun } from '#test/support/asl/script-arbitrary.ts';
import { defaultInput } from '#test/support/asl/scripted-run.ts';
import { runStepper } from '#test/support/asl/stepper-trace.ts';
import { count } from '#test/support/counters.ts';

const { programs } = aslDifferential;
const machines = 300;

/** Two seconds on a quiet machine; the tier's own limit is for tests a hundred times shorter. */
const timeout = 90_000;

describe('the stepper and aws-local-stepfunctions', () => {
  it('agree on random answers over the shipped files and on random machines', {
    timeout,
  }, async () => {
    const outcome = await compareAsl({ programs, machines, seed: inject('seed') });

    expect(outcome.batches.flatMap(({ differences }) => differences)).toEqual([]);
    expect(outcome.programs).toBe(programs + machines);
    expect(generatorFaults(outcome)).toEqual([]);
    count('asl-differential-programs', programs);
    count('asl-differential-machines', machines);
  });

  it.each([
    'ExecuteService',
    'CompleteOrder',
    'SettleService',
    'CancelPayment',
    'AwaitCancel',
    'CancelOrder',
  ])('differ when the stepper forgets the Catch of %s', async (name) => {
    const outcome = await compareAsl({
      programs,
      machines: 0,
      seed: inject('seed'),
      forget: forgettingCatch(name),
      isEndedByFirst: true,
    });

    expect(outcome.batches.at(-1)?.differences).toHaveLength(1);
    count('asl-canaries');
  });
});

describe('the known differences of the library', () => {
  it.each(Object.entries(libraryDifferences))('%s names the page that decides', (_, difference) => {
    expect(difference.decidedBy).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/step-functions\//u);
    expect(difference.what.length).toBeGreaterThan(10);
  });

  it('still ends a task without a timeout after 60 s', async () => {
    const untimed = readDefinition(machineByFolder('payment-saga'));
    const state = untimed.States['CompleteOrder'];
    if (state?.Type === 'Task') delete state.TimeoutSeconds;
    const run: RandomRun = {
      script: {
        ExecuteService: [{ answers: 'COMPLETED' }],
        CompleteOrder: [{ answers: 'DONE', afterMs: 61_000 }],
        NeedsAttention: [{ answers: 'DONE' }],
      },
      draw: 0,
    };

    const ours = await runStepper({
      definition: untimed,
      script: run.script,
      jitter: () => run.draw,
    });
    const theirs = await runLibrary({
      machine: libraryMachine(untimed),
      input: defaultInput,
      waiting: waitingIn(untimed),
      ...run,
    });

    expect([ours.status, theirs.status]).toEqual(['SUCCEEDED', 'FAILED']);
  });
});
