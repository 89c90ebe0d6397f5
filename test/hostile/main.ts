// `npm run hostile`: orders by many clients at once on the local cloud, while the PG tells every lie of its
// hostile profile; then tables and the PG's truth are judged. The same seed gives the same outcomes.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLocalFile } from '#local/cloud/local-file.ts';
import { root } from '#local/cloud/places.ts';
import { poll } from '#local/cloud/poll.ts';
import { runCommand } from '#local/cloud/setback.ts';
import { startCloud } from '#local/cloud/start-cloud.ts';
import { stepReport } from '#local/cloud/step-report.ts';
import { runningParts, stopStarted } from '#local/cloud/stop-started.ts';
import { engineClient } from '#local/demo/engine-client.ts';
import { closeInAnyCase, endOnSignal } from '#local/demo/interruption.ts';
import { profiles } from '#local/pg-simulator/fault-catalogue.ts';
import { oneOf, readOptions, refuse, text, whole } from '#local/read-options.ts';
import type { EngineClient } from '#test/support/cloud/engine-reply.ts';
import { operatorOf } from '#test/support/cloud/operator.ts';
import { pgControl } from '#test/support/cloud/pg-control.ts';
import { cloudView } from './cloud-view.ts';
import { openDesk } from './desk.ts';
import { judgeCloud } from './judge-cloud.ts';
import { type OrderStory, tellOrder } from './order-story.ts';

const form = {
  command: 'npm run hostile',
  usage: `npm run hostile [-- --orders 1000] [--clients 32] [--seed a] [--profile hostile] [--same <file>]

  Orders by many clients at once on the local cloud while the PG lies; then everything is judged.
  A cloud that runs already is used and left running; what was started is stopped, also by Ctrl-C.
  --orders    1 to 100000 (1000)
  --clients   at once, 1 to 256 (32)
  --seed      the same seed, the same outcomes (a)
  --profile   of the PG: ${profiles.join(', ')} (hostile)
  --same      out/hostile.json of an earlier run: each order must come out the same`,
  options: {
    orders: whole({ min: 1, max: 100_000 }, 1_000),
    clients: whole({ min: 1, max: 256 }, 32),
    seed: text('a'),
    profile: oneOf(profiles, 'hostile'),
    same: text(),
  },
};

const { values } = readOptions(process.argv.slice(2), form);
const { orders } = values;

interface Earlier {
  readonly seed: string;
  readonly outcomes: readonly string[];
}

/** Read before anything is started: a name typed wrongly is told now, not in eight minutes. */
const readEarlier = (file: string): Earlier => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Earlier;
  } catch (error) {
    return refuse(form, `--same ${file}: ${(error as Error).message}`);
  }
};

const earlier = values.same === undefined ? undefined : readEarlier(values.same);
if (earlier !== undefined && earlier.seed !== values.seed) {
  refuse(form, `--same ${values.same} is of seed ${earlier.seed}, not ${values.seed}`);
}

/**
 * Every doubt of the profile ends at its slot of five minutes at the latest. A read that a busy machine fails uses
 * its slot up, and then the one at fifteen ends it; the slot at an hour is beyond the patience of a run.
 */
const limitMs = 17 * 60_000;

interface Played {
  readonly stories: readonly OrderStory[];
  readonly lost: readonly string[];
}

const line = (text: string): void => void process.stderr.write(`${text}\n`);

const play = async (tell: (number: number) => Promise<OrderStory>): Promise<Played> => {
  const stories: OrderStory[] = [];
  const lost: string[] = [];
  let next = 0;
  const startedAt = performance.now();
  const client = async (): Promise<void> => {
    while (next < orders) {
      next += 1;
      const number = next;
      try {
        stories.push(await tell(number));
      } catch (error) {
        lost.push(`order-${number}: ${(error as Error).message}`);
      }
    }
  };
  const report = setInterval(() => {
    const done = stories.length + lost.length;
    const seconds = (performance.now() - startedAt) / 1_000;
    const left = done === 0 ? '?' : Math.round(((orders - done) * seconds) / done);
    line(`  ${done}/${orders} orders, ${(done / seconds).toFixed(1)}/s, about ${left} s left`);
  }, 10_000);
  try {
    await Promise.all(Array.from({ length: values.clients }, client));
  } finally {
    clearInterval(report);
  }
  return { stories: stories.toSorted((a, b) => a.number - b.number), lost };
};

const differences = (stories: readonly OrderStory[]): readonly string[] =>
  earlier === undefined
    ? []
    : stories.flatMap(({ number, outcome }) =>
        earlier.outcomes[number - 1] === outcome
          ? []
          : [`order-${number} was ${earlier.outcomes[number - 1]}, is ${outcome}`],
      );

/** The most frequent first. */
const counted = (words: readonly string[]): readonly string[] => {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([word, many]) => `  ${String(many).padStart(5)}  ${word}`);
};

/** A cloud that stays must not go on lying to whoever uses it next. */
const endLies = async (): Promise<void> => {
  try {
    await pgControl(readLocalFile().pgUrl).profile('faithful');
  } catch {
    // A PG that is gone lies to nobody.
  }
};

await runCommand(async () => {
  const found = runningParts();
  let isLying = false;
  const close = closeInAnyCase(async () => {
    if (isLying) await endLies();
    await stopStarted(found);
  });
  endOnSignal();
  try {
    await runHostile(() => {
      isLying = true;
    });
  } finally {
    await close();
  }
});

async function runHostile(onLying: () => void): Promise<void> {
  const cloud = await startCloud({ profile: 'standard', report: stepReport(line) });
  const pg = pgControl(cloud.pgUrl);
  onLying();
  await pg.profile(values.profile);
  const run = `${values.seed}-${Date.now().toString(36)}`;
  const client: EngineClient = engineClient(cloud);
  const stage = { client, pg, seed: values.seed, run, limitMs };
  const desk = openDesk(await operatorOf(cloud, 'hostile-run'), cloud.merchantId);
  const { stories, lost } = await play((number) => tellOrder(stage, number));
  const retried = await desk.close();
  await pg.profile('faithful');
  // The relay and the sweep have what is left of their schedule.
  let verdict = judgeCloud(await cloudView(cloud, pg));
  await poll(async () => {
    if (verdict.findings.length > 0) verdict = judgeCloud(await cloudView(cloud, pg));
    return verdict.findings.length === 0;
  }, 90_000);
  const findings = [...lost, ...verdict.findings, ...differences(stories)];
  const { faults } = await pg.summary();
  const outcomes: string[] = [];
  for (const { number, outcome } of stories) outcomes[number - 1] = outcome;
  const folder = join(root, 'out');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'hostile.json'),
    `${JSON.stringify({ seed: values.seed, orders, faults, outcomes, findings }, null, 1)}\n`,
  );
  const told = Object.entries(faults).map(([fault, many]) => `${fault} ${many}`);
  console.log(`the PG lied: ${told.join(', ') || 'never'}`);
  console.log(counted(stories.map(({ outcome }) => outcome)).join('\n'));
  console.log('answers that decided nothing, and were asked for again');
  console.log(counted(stories.flatMap(({ undecided }) => undecided)).join('\n') || '  none');
  const asked = Object.entries(retried).map(([kind, many]) => `${kind} ${many}`);
  console.log(`an operator asked once more: ${asked.join(', ') || 'never'}`);
  for (const check of verdict.passed) console.log(`  holds  ${check}`);
  for (const finding of findings) console.log(`  FOUND  ${finding}`);
  const passed = stories.length + verdict.passed.length;
  console.log(`${passed} passed, ${findings.length} failed`);
  process.exitCode = findings.length === 0 && stories.length === orders ? 0 : 1;
}
