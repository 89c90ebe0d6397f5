// `npm run fuzz`: requests that nobody has thought of, made up from the OpenAPI document, against the engine in
// the simulation's world behind an HTTP door, or against the running local cloud.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '#local/cloud/places.ts';
import { runCommand } from '#local/cloud/setback.ts';
import { flag, oneOf, readOptions, whole } from '#local/read-options.ts';
import { slowness } from '#test/support/stages.ts';
import { seedOf } from '#test/support/tier-result.ts';
import { type Fuzzed, fuzz } from './fuzzer.ts';
import { judge, type Least, operationsOf } from './judge.ts';
import { listedCodes } from './listed-codes.ts';
import { type PlantName, plantNames, plants } from './plants.ts';
import { type Counted, readRecord } from './record.ts';
import type { Target } from './target.ts';

const form = {
  command: 'npm run fuzz',
  usage: `npm run fuzz [-- --seconds 60] [--seed N] [--cloud] [--plant ${plantNames.join('|')}]

  Requests made up from docs/api/openapi.json, signed and sent over HTTP: never a 5xx without a name, no status, header
  or body that is not in the document, no invalid data taken, nobody let in without a proof.
  --seconds   how long, from 5 (60)
  --seed      the same seed, the same requests (of the commit)
  --cloud     the running local cloud in place of the simulation's world
  --plant     a fault that the run must find`,
  options: {
    seconds: whole({ min: 5, max: 86_400 }, 60),
    seed: whole({ min: 0 }),
    cloud: flag,
    plant: oneOf(plantNames),
  },
};

const { values } = readOptions(process.argv.slice(2), form);
const { seconds } = values;
const seed = values.seed ?? seedOf(root);

/** A minute has these; whoever asks for less has the systematic half of a run and little of the random one. */
const whole60: Least = { requests: 2_000, successes: 30, vectors: 20, followed: 20 };

const leastOf = (): Least =>
  seconds >= 60 && !values.cloud
    ? whole60
    : {
        ...whole60,
        requests: Math.min(whole60.requests, seconds * (values.cloud ? 5 : 40)),
        successes: 10,
        followed: 0,
      };

const openTarget = async (plant: PlantName | undefined): Promise<Target> => {
  if (values.cloud) {
    const { cloudTarget } = await import('./cloud-target.ts');
    return cloudTarget();
  }
  const { worldTarget } = await import('./world-target.ts');
  return worldTarget({
    seed: String(seed),
    plant: plant === undefined ? undefined : plants[plant],
  });
};

const writeCounts = (counted: Counted, more: object): void => {
  const { asked: _names, served, findings, ...counts } = counted;
  mkdirSync(join(root, 'out'), { recursive: true });
  const text = {
    ...more,
    ...counts,
    served: served.size,
    findings: [...findings.values()],
  };
  writeFileSync(join(root, 'out', 'fuzz.json'), `${JSON.stringify(text, null, 2)}\n`);
};

/** What was planted is found where it was planted, or the run is worth nothing. */
const judgePlant = (name: PlantName, counted: Counted): void => {
  const { operation, check } = plants[name];
  const found = [...counted.findings.values()].some(
    (finding) => finding.operation === operation && finding.check === check,
  );
  console.log(`plant ${name}  ${found ? 'found' : 'NOT FOUND'} at ${operation} by ${check}`);
  console.log(found ? '1 passed, 0 failed' : '0 passed, 1 failed');
  process.exitCode = found ? 0 : 1;
};

const fuzzed = async (target: Target, time: number): Promise<Fuzzed> => {
  try {
    return await fuzz({ target, seed, seconds: time });
  } finally {
    await target.close();
  }
};

// As exits, so that the fuzzer is stopped with us.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

await runCommand(async () => {
  const { plant } = values;
  console.log(`seed ${seed} (again: npm run fuzz -- --seconds ${seconds} --seed ${seed})`);
  const target = await openTarget(plant);
  // A minute means two quiet cores; on a slower machine the systematic half would take most of it.
  const scale = slowness();
  const time = Math.round(seconds * scale);
  const run = await fuzzed(target, time);
  console.log(`vectors ${run.vectors} passed`);
  if (!existsSync(run.record)) throw new Error(readFileSync(run.log, 'utf8').slice(-2_000));
  const counted = await readRecord(run.record, listedCodes(run.document));
  if (plant !== undefined) {
    judgePlant(plant, counted);
    return;
  }
  const { vectors } = run;
  const described = operationsOf(run.document);
  const verdict = judge({ counted, described, vectors, least: leastOf() });
  const { operations } = verdict;
  writeCounts(counted, { seed, seconds, vectors, described: described.length, operations });
  for (const fault of verdict.faults) console.log(`FOUND  ${fault}`);
  console.log(verdict.line);
  console.log(`${verdict.passed} passed, ${verdict.failed} failed`);
  process.exitCode = verdict.failed === 0 && verdict.passed > 0 ? 0 : 1;
});
