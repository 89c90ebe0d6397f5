// The stepper against a public interpreter: random answers over the shipped file must give equal
// states, equal times of every try, equal status and output. A stepper that forgets a part of the
// file must differ.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomesOf } from '#core/contracts/steps/outcomes.ts';
import { type Definition, readDefinition, waitingIn } from '#test/support/asl/definition.ts';
import { edgesOf } from '#test/support/asl/edges.ts';
import { edgesTaken } from '#test/support/asl/history.ts';
import { libraryMachine, runLibrary, type Trace } from '#test/support/asl/library-run.ts';
import { machineByFolder } from '#test/support/asl/machine-file.ts';
import { type RandomRun, randomRun } from '#test/support/asl/script-arbitrary.ts';
import { defaultInput, runScript } from '#test/support/asl/scripted-run.ts';
import { runStepper, traceOf, withoutCauses } from '#test/support/asl/stepper-trace.ts';
import { count } from '#test/support/counters.ts';
import { libraryDifferences } from './library-differences.ts';

const programs = 2_000;

const shipped = (): Definition => readDefinition(machineByFolder('payment-saga'));

const definition = shipped();
const waiting = waitingIn(definition);
const machine = libraryMachine(definition);
const runs = randomRun(definition, outcomesOf);

const library = ({ script, draw }: RandomRun): Promise<Trace> =>
  runLibrary({ machine, script, input: defaultInput, waiting, draw });

const stepper = (read: unknown, { script, draw }: RandomRun): Promise<Trace> =>
  runStepper({ definition: read, script, jitter: () => draw });

describe('the stepper and aws-local-stepfunctions', () => {
  it('agree on random answers over the shipped file', async () => {
    const statuses = new Map<string, number>();
    const edges = new Set<string>();

    await fc.assert(
      fc.asyncProperty(runs, async (run) => {
        const ran = await runScript({ definition, script: run.script, jitter: () => run.draw });
        const ours = traceOf(ran);

        expect(withoutCauses(ours)).toEqual(withoutCauses(await library(run)));

        statuses.set(ours.status, (statuses.get(ours.status) ?? 0) + 1);
        for (const edge of edgesTaken(ran.events)) edges.add(edge);
        count('asl-differential-programs');
      }),
      { numRuns: programs },
    );

    expect([...edges].sort()).toEqual([...edgesOf(definition)].sort());
    expect(statuses.get('SUCCEEDED')).toBeGreaterThan(programs / 5);
    expect(statuses.get('FAILED')).toBeGreaterThan(programs / 5);
    expect(statuses.get('TIMED_OUT')).toBeGreaterThan(0);
  });

  it.each([
    'ExecuteService',
    'CompleteOrder',
    'SettleService',
    'CancelPayment',
    'AwaitCancel',
    'CancelOrder',
  ])('differ when the stepper forgets the Catch of %s', async (name) => {
    const forgetful = shipped();
    const state = forgetful.States[name];
    if (state?.Type === 'Task') delete state.Catch;

    const found = await fc.check(
      fc.asyncProperty(runs, async (run) => {
        expect(withoutCauses(await stepper(forgetful, run))).toEqual(
          withoutCauses(await library(run)),
        );
      }),
      { numRuns: programs, endOnFailure: true },
    );

    expect(found.failed).toBe(true);
    count('asl-canaries');
  });
});

describe('the known differences of the library', () => {
  it.each(Object.entries(libraryDifferences))('%s names the page that decides', (_, difference) => {
    expect(difference.decidedBy).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/step-functions\//u);
    expect(difference.what.length).toBeGreaterThan(10);
  });

  it('still ends a task without a timeout after 60 s', async () => {
    const untimed = shipped();
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

    const theirs = await runLibrary({
      machine: libraryMachine(untimed),
      input: defaultInput,
      waiting,
      ...run,
    });

    expect(theirs.status).toBe('FAILED');
    expect((await stepper(untimed, run)).status).toBe('SUCCEEDED');
  });
});
