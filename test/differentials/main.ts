// Generated programs run against two implementations each; any difference that is not known fails.
import { flag, readOptions, refuse, whole } from '#local/read-options.ts';
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

const names = differentials.map(({ name }) => name).join('|');

const form = {
  command: 'npm run diff:…',
  usage: `npm run diff:${names} [-- --programs N] [--seed S] [--json]
node test/differentials/main.ts [${names}] --planted

  --programs N   how many generated programs
  --seed S       a whole number; default: by the commit
  --json         what was found, as JSON on stdout
  --planted      planted differences, each of which must be found`,
  options: { programs: whole({ min: 0 }), seed: whole({ min: 0 }), json: flag, planted: flag },
  words: { max: 1 },
};

const argumentsOf = () => {
  const { values, words } = readOptions(process.argv.slice(2), form);
  const [name] = words;
  const differential = differentials.find((each) => each.name === name);
  if (name === undefined && !values.planted) refuse(form, 'which one?');
  if (name !== undefined && differential === undefined) refuse(form, `there is no "${name}"`);
  return { ...values, differential };
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
