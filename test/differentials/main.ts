// Generated programs run against two implementations each; any difference that is not known fails.
//
//   node test/differentials/main.ts dynamodb|redis|asl|pg [--programs N] [--seed S] [--json]
//   node test/differentials/main.ts [dynamodb|redis|asl|pg] --planted

import { parseArgs } from 'node:util';
import { seedOf } from '../support/tier-result.ts';
import { aslDifferential } from './asl.ts';
import { dynamodbDifferential } from './dynamodb.ts';
import { type Differential, verdictOf } from './outcome.ts';
import { pgDifferential } from './pg.ts';
import { plantedFaults } from './planted.ts';
import { redisDifferential } from './redis.ts';
import { reportOf, resultOf, writeResult } from './report.ts';

const differentials: readonly Differential[] = [
  dynamodbDifferential,
  redisDifferential,
  aslDifferential,
  pgDifferential,
];

const usage = `usage: node test/differentials/main.ts ${differentials
  .map(({ name }) => name)
  .join('|')} [--programs N] [--seed S] [--json] [--planted]`;

/** @throws Error for what is no whole number from 0 up. */
const wholeNumber = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  if (!/^\d{1,10}$/u.test(text)) throw new Error(`--${name} takes a whole number\n${usage}`);
  return Number(text);
};

const argumentsOf = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      programs: { type: 'string' },
      seed: { type: 'string' },
      json: { type: 'boolean', default: false },
      planted: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [name, ...more] = positionals;
  const differential = differentials.find((each) => each.name === name);
  const isNameWrong = name === undefined ? !values.planted : differential === undefined;
  if (!values.help && (isNameWrong || more.length > 0)) throw new Error(usage);
  return {
    ...values,
    differential,
    programs: wholeNumber('programs', values.programs),
    seed: wholeNumber('seed', values.seed),
  };
};

type Wanted = ReturnType<typeof argumentsOf>;

/** Ten lines a run, beside whatever reads the output. */
const progressOf = (name: string, programs: number) => {
  const step = Math.max(1, Math.ceil(programs / 10));
  return (done: number): void => {
    if (done % step === 0 && done <= programs) {
      process.stderr.write(`${name}: ${done} of ${programs} programs\n`);
    }
  };
};

const compare = async (differential: Differential, wanted: Wanted): Promise<boolean> => {
  const start = performance.now();
  const { programs = differential.programs, seed = seedOf(process.cwd()), json } = wanted;
  const say = json ? console.error : console.log;
  say(`${differential.name}: ${programs} programs, seed ${seed}`);
  const onProgram = progressOf(differential.name, programs);
  const outcome = await differential.run({ programs, seed, onProgram });
  const verdict = verdictOf(outcome, differential.programs);
  const seconds = (performance.now() - start) / 1000;
  const result = resultOf(outcome, verdict, seconds);
  writeResult(process.cwd(), result);
  if (json) console.log(JSON.stringify(result));
  else console.log(reportOf(outcome, verdict, differential.programs));
  const isFine = verdict.failed === 0 && verdict.passed > 0;
  if (!isFine) {
    say(
      `repeat: node test/differentials/main.ts ${outcome.name} --programs ${programs} --seed ${seed}`,
    );
  }
  say(`${seconds.toFixed(1)} s`);
  say(`${verdict.passed} passed, ${verdict.failed} failed`);
  return isFine;
};

const plant = async ({ differential }: Wanted): Promise<boolean> => {
  const chosen = plantedFaults.filter(
    (fault) => differential === undefined || fault.differential === differential.name,
  );
  let found = 0;
  for (const fault of chosen) {
    const isFound = await fault.run();
    found += isFound ? 1 : 0;
    console.log(`${isFound ? 'ok   failed as it must:' : 'FAIL went unseen:'} ${fault.name}`);
  }
  console.log(`${found} passed, ${chosen.length - found} failed`);
  return found === chosen.length && found > 0;
};

const main = async (): Promise<void> => {
  const wanted = argumentsOf();
  if (wanted.help) {
    console.log(usage);
    return;
  }
  const { differential } = wanted;
  const isFine =
    wanted.planted || differential === undefined
      ? await plant(wanted)
      : await compare(differential, wanted);
  process.exitCode = isFine ? 0 : 1;
};

await main().catch((fault: unknown) => {
  console.error(fault instanceof Error ? fault.message : String(fault));
  console.error('0 passed, 1 failed');
  process.exitCode = 1;
});
