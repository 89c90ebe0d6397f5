// The ASL stepper beside aws-local-stepfunctions: random answers over every shipped file, then random
// machines of the subset. Equal states, equal times of every try, equal status, error and output.

import { readdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { outcomesOf } from '#core/contracts/steps/outcomes.ts';
import {
  type Definition,
  readDefinition,
  tasksOf,
  waitingIn,
} from '#test/support/asl/definition.ts';
import { edgesOf } from '#test/support/asl/edges.ts';
import { edgesTaken } from '#test/support/asl/history.ts';
import { libraryDifferences } from '#test/support/asl/library-differences.ts';
import { libraryMachine, runLibrary, unvalidatedMachine } from '#test/support/asl/library-run.ts';
import { randomMachine, randomOutcomes } from '#test/support/asl/machine-arbitrary.ts';
import { machineByFolder } from '#test/support/asl/machine-file.ts';
import { type RandomRun, randomRun } from '#test/support/asl/script-arbitrary.ts';
import { defaultInput, runScript, type ScriptedRun } from '#test/support/asl/scripted-run.ts';
import { traceOf, withoutCauses } from '#test/support/asl/stepper-trace.ts';
import { type MachineProgram, machinePrograms } from './asl-edges.ts';
import { checkBatches } from './check-batches.ts';
import {
  type Batch,
  type Differential,
  type Outcome,
  openTally,
  type RunOptions,
  type Tally,
} from './outcome.ts';

const scripts = 2_000;
const machines = 300;

/** Outcomes of each task of a shipped file. A file without a row here fails the run. */
const shippedOutcomes: Readonly<Record<string, typeof outcomesOf>> = {
  'payment-saga': outcomesOf,
};

/** The fields that the paths of random machines name. */
const machineInput = { id: 'one', step: 'A' };

/** Edges of random machines that have to be taken somewhere, or too little was compared. */
const machineEdges: readonly string[] = [
  ...['Next', 'End', 'Default', 'Choices[0]', 'Choices[1]', 'Catch[0]', 'Catch[1]'],
  ...['Retry[0]:States.ALL', 'Retry[0]:States.TaskFailed', 'Retry[0]:States.Timeout'],
  'Retry[1]:States.TaskFailed',
];
const machineErrors = ['Named', 'States.NoChoiceMatched', 'States.Runtime', 'States.Timeout'];
const statuses = ['SUCCEEDED', 'FAILED', 'TIMED_OUT'];

const shippedNames = (): readonly string[] =>
  readdirSync(new URL('../../statemachines/', import.meta.url))
    .filter((name) => name.endsWith('.asl.json'))
    .map((name) => name.replace('.asl.json', ''));

/** What the stepper reads in place of the file: the same, or with a part forgotten. */
export type Forget = (definition: Definition) => Definition;

type AslOptions = RunOptions & {
  /** Random machines beside the scripts; a share of the programs unless it is said. */
  readonly machines?: number;
  readonly forget?: Forget;
  readonly isEndedByFirst?: boolean;
};

type Context = Required<Pick<AslOptions, 'seed' | 'forget' | 'isEndedByFirst'>> & {
  readonly tally: Tally;
  readonly onProgram: () => void;
};

const noteRun = ({ tally }: Context, ran: ScriptedRun, prefix: string): void => {
  const { status, error } = ran.described;
  tally.note(`${prefix} ${status}`);
  if (error !== undefined) tally.note(`${prefix} ${error}`);
  tally.answered(status !== 'SUCCEEDED');
  tally.sums.commands += ran.called.length;
  const shorten = (edge: string) => (prefix === 'machine' ? edge.replace(/^S\d\//u, '') : edge);
  for (const edge of edgesTaken(ran.events)) tally.note(`${prefix} ${shorten(edge)}`);
};

type Compared = Parameters<typeof traceOf>[0];
type LibraryTrace = Awaited<ReturnType<typeof runLibrary>>;

const differenceOf = (ran: Compared, library: LibraryTrace): string | undefined => {
  const [ours, theirs] = [withoutCauses(traceOf(ran)), withoutCauses(library)];
  if (isDeepStrictEqual(ours, theirs)) return undefined;
  return `stepper ${JSON.stringify(ours)}\n  library ${JSON.stringify(theirs)}`;
};

const overFile = (name: string, programs: number, context: Context): Promise<readonly Batch[]> => {
  const definition = readDefinition(machineByFolder(name));
  const read = context.forget(readDefinition(machineByFolder(name)));
  const machine = libraryMachine(definition);
  const waiting = waitingIn(definition);
  return checkBatches({
    arbitrary: randomRun(definition, shippedOutcomes[name] ?? {}),
    programs,
    batchSize: 100,
    seed: context.seed,
    isEndedByFirst: context.isEndedByFirst,
    holds: async ({ script, draw }: RandomRun) => {
      const ran = await runScript({ definition: read, script, jitter: () => draw });
      const theirs = await runLibrary({ machine, script, input: defaultInput, waiting, draw });
      noteRun(context, ran, name);
      context.onProgram();
      return differenceOf(ran, theirs);
    },
  });
};

const machineAndRun = randomMachine.chain((machine) => {
  const outcomes = Object.fromEntries(tasksOf(machine).map(([name]) => [name, randomOutcomes]));
  return fc.record({ machine: fc.constant(machine), run: randomRun(machine, outcomes) });
});

const overMachine = async (
  { machine, run: { script, draw } }: MachineProgram,
  context: Context,
): Promise<string | undefined> => {
  const definition = context.forget(readDefinition(structuredClone(machine)));
  const input = machineInput;
  const ran = await runScript({ definition, script, jitter: () => draw, input });
  const theirs = await runLibrary({
    machine: unvalidatedMachine(machine),
    script,
    draw,
    input,
    waiting: waitingIn(machine),
  });
  noteRun(context, ran, 'machine');
  return differenceOf(ran, theirs);
};

const overMachines = (programs: number, context: Context): Promise<readonly Batch[]> =>
  checkBatches({
    arbitrary: machineAndRun,
    programs,
    batchSize: 100,
    seed: context.seed + 1,
    isEndedByFirst: context.isEndedByFirst,
    holds: async (program: MachineProgram) => {
      context.onProgram();
      return overMachine(program, context);
    },
  });

const overEdges = async (context: Context): Promise<Batch> => {
  const differences: string[] = [];
  for (const [at, program] of machinePrograms.entries()) {
    const difference = await overMachine(program, context);
    if (difference !== undefined) differences.push(`machine ${at}: ${difference}`);
  }
  return { programs: machinePrograms.length, differences };
};

const expectedOf = (names: readonly string[]): readonly string[] => [
  ...names.flatMap((name) => [
    ...edgesOf(readDefinition(machineByFolder(name))).map((edge) => `${name} ${edge}`),
    ...statuses.map((status) => `${name} ${status}`),
  ]),
  ...[...machineEdges, ...machineErrors, ...statuses].map((label) => `machine ${label}`),
];

const knownRows: Outcome['known'] = Object.entries(libraryDifferences).map(
  ([name, { what, leftOut, decidedBy }]) => ({
    name,
    why: `${what} Left out: ${leftOut}`,
    page: decidedBy,
  }),
);

export const compareAsl = async (options: AslOptions): Promise<Outcome> => {
  const { programs, seed, onProgram, forget = (whole) => whole, isEndedByFirst = false } = options;
  const names = shippedNames();
  const tally = openTally();
  let done = 0;
  const context: Context = {
    seed,
    forget,
    isEndedByFirst,
    tally,
    onProgram: () => {
      done += 1;
      onProgram?.(done);
    },
  };
  const batches: Batch[] = [];
  for (const name of names) {
    batches.push(...(await overFile(name, Math.ceil(programs / names.length), context)));
  }
  const drawn = options.machines ?? Math.ceil((programs * machines) / scripts);
  batches.push(...(await overMachines(drawn, context)));
  const compared = batches.reduce((sum, batch) => sum + batch.programs, 0);
  if (drawn > 0) batches.push(await overEdges(context));
  return {
    name: 'asl',
    seed,
    programs: compared,
    ...tally.sums,
    seen: tally.seen,
    expected: expectedOf(names),
    known: knownRows,
    batches,
    gaps: names
      .filter((name) => shippedOutcomes[name] === undefined)
      .map((name) => `a shipped file whose outcomes are not listed: ${name}`),
  };
};

export const aslDifferential: Differential = { name: 'asl', programs: scripts, run: compareAsl };
