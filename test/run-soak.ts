// `npm run soak -- --minutes 60`: what the budgets of a proof leave out, for as long as it is asked: pairs
// of more templates, random worlds without end, large differentials, HTTP fuzz of the world and of the local cloud.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { runningParts, stopStarted } from '#local/cloud/stop-started.ts';
import { number, readOptions } from '#local/read-options.ts';
import { plantNames } from './fuzz/plants.ts';

const { values } = readOptions(process.argv.slice(2), {
  command: 'npm run soak',
  usage: `npm run soak [-- --minutes 60]

  Pairs of more templates, random worlds without end, large differentials, HTTP fuzz.
  --minutes   how long, above 0 (60); what has begun is ended first`,
  options: { minutes: number({ min: 0.1, max: 10_080 }, 60) },
});

const until = performance.now() + values.minutes * 60_000;

const run = (...args: readonly string[]): Promise<number> =>
  new Promise((resolve) => {
    console.log(`\n== ${args.join(' ')}`);
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 1));
  });

const isTimeLeft = (): boolean => performance.now() < until;

interface Summary {
  readonly payments: number;
}

const paymentsOf = (name: string): number => {
  try {
    return (JSON.parse(readFileSync(`out/${name}.json`, 'utf8')) as Summary).payments;
  } catch {
    return 0;
  }
};

/** A proof plays a share of their single faults. */
const sharedTemplates = 'S13,S16,S16-reversed,S16-again';

/** Pairs of these are soaked one template after the other; those of S01 to S03 belong to the proof. */
const pairTemplates = [
  'S08',
  'S08reserved',
  'S09',
  'S09-webhook',
  'S13',
  'S19',
  'S05',
  'S06',
  'S12',
  'S15',
  'S10-refused',
  'S07',
  'S20',
  'S14',
  'S10',
  'S04',
];

let passed = 0;
let failed = 0;
let payments = 0;

const judged = async (name: string | undefined, ...args: readonly string[]): Promise<void> => {
  const code = await run(...args);
  if (code === 0) passed += 1;
  else failed += 1;
  if (name !== undefined) payments += paymentsOf(name);
};

const simulated = (...args: readonly string[]): Promise<void> =>
  judged('soak', 'test/simulation/main.ts', '--name', 'soak', ...args);

const fuzzed = (...args: readonly string[]): Promise<void> =>
  judged(undefined, 'test/fuzz/main.ts', '--seed', String(Date.now() % 1_000_000_007), ...args);

/** What was started for it is stopped again. */
const fuzzCloud = async (): Promise<void> => {
  const found = runningParts();
  await judged(undefined, 'local/cloud/up.ts');
  await fuzzed('--seconds', '300', '--cloud');
  await stopStarted(found);
};

for (const plant of plantNames) await fuzzed('--seconds', '16', '--plant', plant);
await fuzzed('--seconds', '300');
if (isTimeLeft()) await fuzzCloud();
await simulated('--singles', '--redis', sharedTemplates);
for (const [round, template] of pairTemplates.entries()) {
  if (isTimeLeft()) await simulated('--random', '4000', '--seed', `soak-${Date.now()}-${round}`);
  if (isTimeLeft()) await simulated('--pairs', template);
}
if (isTimeLeft())
  await judged(undefined, 'test/differentials/main.ts', 'dynamodb', '--programs', '5000');
if (isTimeLeft())
  await judged(undefined, 'test/differentials/main.ts', 'redis', '--programs', '5000');
if (isTimeLeft())
  await judged(undefined, 'test/differentials/main.ts', 'asl', '--programs', '20000');
while (isTimeLeft()) await simulated('--random', '4000', '--seed', `soak-${Date.now()}`);
console.log(`${payments.toLocaleString('en')} payments simulated`);
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0 || passed === 0) process.exitCode = 1;
