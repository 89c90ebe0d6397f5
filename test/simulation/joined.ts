// Joins what the stages of a proof have written into one account, and says what it lacks.
import { faultKinds } from './kinds.ts';
import { blindIn } from './looked.ts';
import { unmetIn } from './sometimes.ts';
import { type CountsByName, checkNumbers, type StageFile } from './stage-file.ts';
import { faultLines, kindsNotStruck, line, sometimesLines, violationLines } from './tables.ts';

export interface Question {
  /** Whose files count; those of another run are stale. */
  readonly run: string;
  readonly stages: readonly string[];
  readonly fileOf: (stage: string) => StageFile | undefined;
}

/** out/simulation.json of a proof. */
export interface Account {
  readonly run: string;
  readonly seed: string;
  /** Places at which a fault may strike: function and call. */
  readonly sites: number;
  readonly cases: number;
  readonly pairs: Readonly<Record<string, { readonly done: number; readonly total: number }>>;
  readonly payments: number;
  readonly randomPayments: number;
  readonly randomWorlds: number;
  readonly seconds: number;
  readonly paymentsPerSecondPerCore: number;
  readonly faultsByKind: CountsByName;
  readonly looked: CountsByName;
  readonly sometimes: CountsByName;
  readonly violations: CountsByName;
  readonly stages: readonly StageRow[];
}

export interface StageRow {
  readonly stage: string;
  readonly cases: number;
  readonly payments: number;
  readonly seconds: number;
  readonly findings: number;
}

export interface Joined {
  readonly account: Account;
  /** A sentence for each thing that keeps this from being a proof. */
  readonly problems: readonly string[];
  /** How many things were asked. */
  readonly asked: number;
}

type Named = readonly [stage: string, file: StageFile];

const sumOf = (counts: Iterable<number>): number => {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
};

const summed = (all: readonly CountsByName[], zeros: readonly string[] = []): CountsByName => {
  const sum: Record<string, number> = Object.fromEntries(zeros.map((name) => [name, 0]));
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count;
  }
  return sum;
};

const pairsOf = (files: readonly StageFile[]): Account['pairs'] => {
  const sum: Record<string, { done: number; total: number }> = {};
  for (const { pairs = {} } of files) {
    for (const [template, { done, total }] of Object.entries(pairs)) {
      const known = sum[template] ?? { done: 0, total: 0 };
      sum[template] = { done: known.done + done, total: known.total + total };
    }
  }
  return sum;
};

const speedOf = (files: readonly StageFile[]): number => {
  const timed = files.filter(({ cpuSeconds = 0 }) => cpuSeconds > 0);
  const cpu = sumOf(timed.map(({ cpuSeconds = 0 }) => cpuSeconds));
  return cpu === 0 ? 0 : Math.round(sumOf(timed.map(({ payments }) => payments)) / cpu);
};

const rowOf = ([stage, { cases, payments, seconds, violations }]: Named): StageRow => ({
  stage,
  cases,
  payments,
  seconds,
  findings: sumOf(Object.values(violations)),
});

const accountOf = (run: string, named: readonly Named[]): Account => {
  const files = named.map(([, file]) => file);
  return {
    run,
    seed: files[0]?.seed ?? '',
    sites: new Set(files.flatMap(({ places }) => places)).size,
    cases: sumOf(files.map(({ cases }) => cases)),
    pairs: pairsOf(files),
    payments: sumOf(files.map(({ payments }) => payments)),
    randomPayments: sumOf(files.map(({ randomPayments = 0 }) => randomPayments)),
    randomWorlds: sumOf(files.map(({ randomWorlds = 0 }) => randomWorlds)),
    seconds: Math.round(sumOf(files.map(({ seconds }) => seconds)) * 10) / 10,
    paymentsPerSecondPerCore: speedOf(files),
    faultsByKind: summed(files.map(({ faultsByKind }) => faultsByKind)),
    looked: summed(files.map(({ looked = {} }) => looked)),
    sometimes: summed(files.map((file) => file.sometimes ?? {})),
    violations: summed(
      files.map(({ violations }) => violations),
      checkNumbers,
    ),
    stages: named.map(rowOf),
  };
};

/** A stage that left a number out of its list has not said that nothing broke it. */
const unsaid = ([stage, { cases, violations }]: Named): string[] => {
  const silent = checkNumbers.filter((id) => violations[id] === undefined);
  return [
    ...(cases === 0 ? [`${stage} ran nothing`] : []),
    ...(silent.length === 0 ? [] : [`${stage} says nothing of ${silent.join(', ')}`]),
  ];
};

const problemsIn = (account: Account): string[] => {
  const { violations, faultsByKind, pairs } = account;
  return [
    ...Object.entries(violations)
      .filter(([, count]) => count > 0)
      .map(([id, count]) => `${id} was broken in ${count} runs`),
    ...kindsNotStruck(faultsByKind).map((kind) => `no fault of kind ${kind} ever struck`),
    ...blindIn({ looked: account.looked, randomWorlds: account.randomWorlds }),
    ...unmetIn(account),
    ...Object.entries(pairs)
      .filter(([, { done, total }]) => done !== total || total === 0)
      .map(([template, { done, total }]) => `${done} of ${total} pairs of ${template} were done`),
  ];
};

export const join = ({ run, stages, fileOf }: Question): Joined => {
  const named: Named[] = [];
  const problems: string[] = [];
  for (const stage of stages) {
    const file = fileOf(stage);
    if (file === undefined) problems.push(`${stage} left no file`);
    else if (file.run === run) named.push([stage, file]);
    else problems.push(`${stage} left no file in this run: its file is of ${file.run}`);
  }
  if (stages.length === 0) problems.push('there is no stage to join');
  const account = accountOf(run, named);
  problems.push(...named.flatMap(unsaid), ...problemsIn(account));
  const asked =
    stages.length + checkNumbers.length + faultKinds.length + Object.keys(account.pairs).length;
  return { account, problems, asked };
};

const row = (stage: string, ...counts: readonly (string | number)[]): string => {
  const cells = counts.map((count) =>
    (typeof count === 'number' ? count.toLocaleString('en') : count).padStart(11),
  );
  return `  ${stage.padEnd(12)}${cells.join('')}`;
};

export const tableOf = ({ account, problems }: Joined): string[] => {
  const { stages, cases, payments, seconds, pairs } = account;
  return [
    `simulation, seed ${account.seed}`,
    row('stage', 'runs', 'payments', 'seconds', 'findings'),
    ...stages.map((each) =>
      row(each.stage, each.cases, each.payments, each.seconds, each.findings),
    ),
    row('together', cases, payments, seconds, sumOf(stages.map(({ findings }) => findings))),
    line('payments in random worlds', account.randomPayments),
    line('sites', account.sites),
    line('payments/s/core', account.paymentsPerSecondPerCore),
    ...Object.entries(pairs).map(([template, { done, total }]) =>
      line(`pairs of ${template}`, `${done.toLocaleString('en')} / ${total.toLocaleString('en')}`),
    ),
    ...faultLines(account.faultsByKind),
    ...sometimesLines(account.sometimes),
    ...violationLines(account.violations),
    ...problems.map((problem) => `FAIL ${problem}`),
  ];
};
