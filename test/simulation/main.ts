// The simulation from a shell: `npm run sim -- --help`.
import { flag, readOptions, refuse, someOf, text, whole } from '#local/read-options.ts';
import { seedOf } from '#test/support/tier-result.ts';
import { runJobs } from './crew.ts';
import type { Job } from './jobs.ts';
import { type Budget, judgeBudget } from './judge-budget.ts';
import * as plan from './plan-jobs.ts';
import { castsOf, replayLine, replayOptions, specFrom } from './replay-line.ts';
import { type Batch, printBatch, undoneOf, writeJson } from './report.ts';
import { judgeWithout, runSites } from './sites/run-sites.ts';
import { judgeSometimes } from './sometimes.ts';
import { tell } from './story.ts';
import { waitingTemplates } from './templates/all.ts';

const help = `The whole engine in one process, under faults.

  npm run sim                             every single fault of every template, random worlds, Redis
  npm run sim -- --short                  what every check runs: the kinds of pairs, alone
  npm run sim -- --corpus                 every run that ever showed a fault
  npm run sim -- --singles [S01,S02]      every single fault; without names, of a large template the part of this
                 commit (--whole: all of it)
  npm run sim -- --pairs S01,S02,S03      every pair of faults
  npm run sim -- --random 2000            random worlds of 20 payments, so many payments
  npm run sim -- --layers [S03,S06]       one layer off at a time, every single fault
                 (--short: the kinds of pairs only)
  npm run sim -- --redis                  Redis off, on, and each of its calls failing in every way: the same money
  npm run sim -- --determinism 50         so many seeds again: equal hashes
  npm run sim -- --sites                  every label, fault, state and catch was there; C01 to C31
  npm run sim -- --sites --without TX-DOUBT
                                          its last record without that call: must fail
  npm run sim -- --template S03 --seed a --faults 'crash-after|…;late|…' --trace c1
                                          one run, told step by step
                                          it takes --layer, --redis, --profile calm|hostile, --again too
  npm run sim -- --serve                  the world behind an HTTP door, its clock real, until Ctrl-C
  npm run sim -- judge --budget '{…}'     one budget of a seeded bug, for npm run mutants

Options: --seed S, --workers N, --name F (writes out/F.json; out/simulation.json by default)
Templates: ${plan.allTemplates.join(', ')}
Everything ends with \`N passed, N failed\`; a failure prints the line that repeats it.`;

const form = {
  command: 'npm run sim',
  usage: help,
  options: {
    singles: flag,
    short: flag,
    whole: flag,
    corpus: flag,
    pairs: someOf(plan.allTemplates),
    random: whole({ min: 1 }),
    layers: flag,
    ...replayOptions,
    determinism: whole({ min: 1 }),
    sites: flag,
    serve: flag,
    without: text(),
    budget: text('{}'),
    workers: whole({ min: 1, max: 64 }, 2),
    name: text('simulation'),
  },
  words: { max: 1 },
};

const { values, words } = readOptions(process.argv.slice(2), form);

/** The word beside the options: templates, or a job of `npm run mutants`. */
const templatesAsked = (): readonly string[] | undefined => {
  const [word] = words;
  if (word === undefined || word === 'judge') return undefined;
  const unknown = word.split(',').filter((id) => !plan.allTemplates.includes(id));
  return unknown.length === 0
    ? word.split(',')
    : refuse(form, `there is no template ${unknown.join(', ')}`);
};

const ids = templatesAsked();

const seed = values.seed ?? String(seedOf(process.cwd()));

const paymentsPerWorld = 20;

interface Work {
  readonly jobs: Job[];
  readonly cells: number;
  readonly redis: number;
  readonly firsts: Batch['firsts'];
}

const randomWorlds = (payments: number): Job[] =>
  plan.randomJobs(Math.ceil(payments / paymentsPerWorld), seed);

interface Wishes {
  readonly singles: boolean;
  readonly isShort: boolean;
  readonly corpus: boolean;
  readonly layers: boolean;
  readonly redis: boolean;
  readonly pairs: readonly string[];
  readonly payments: number;
  readonly again: number;
}

const isNamed =
  values.singles ||
  values.corpus ||
  values.layers ||
  values.redis ||
  values.pairs !== undefined ||
  values.random !== undefined ||
  values.determinism !== undefined;

/** What the arguments ask for; without any, the whole but pairs and layers. */
const wishes: Wishes = isNamed
  ? {
      singles: values.singles,
      isShort: values.short,
      corpus: values.corpus,
      layers: values.layers,
      redis: values.redis,
      pairs: values.pairs ?? [],
      payments: values.random ?? 0,
      again: values.determinism ?? 0,
    }
  : {
      singles: true,
      isShort: values.short,
      corpus: true,
      layers: false,
      redis: !values.short,
      pairs: [],
      payments: 2_000,
      again: 3,
    };

/** Whoever names a template wants all of it. */
const isWhole = values.whole || ids !== undefined;

const singles = async (ids: readonly string[]): Promise<plan.Planned> => {
  const { isShort } = wishes;
  const { jobs, cells } = await plan.singlesJobs(ids, seed, { isShort, isWhole });
  return { jobs: [...plan.faultFreeJobs(ids, seed), ...jobs], cells };
};

const asked = async (): Promise<Work> => {
  const all = ids ?? plan.allTemplates;
  const none: plan.Planned = { jobs: [], cells: 0 };
  const alone = wishes.singles ? await singles(all) : none;
  const layers = wishes.layers
    ? await plan.layersJobs(ids ?? plan.layerTemplates, seed, values.short)
    : none;
  const pairs = await plan.pairsJobs(wishes.pairs, seed);
  const redis = wishes.redis ? await plan.redisJobs(all, seed, isWhole) : none;
  const jobs = [
    ...alone.jobs,
    ...layers.jobs,
    ...(wishes.corpus ? plan.corpusJobs() : []),
    ...pairs.jobs,
    ...redis.jobs,
    ...(wishes.payments > 0 ? randomWorlds(wishes.payments) : []),
    ...(wishes.again > 0 ? plan.determinismJobs(wishes.again, seed) : []),
  ];
  return {
    jobs,
    cells: alone.cells + layers.cells,
    redis: redis.jobs.length + redis.cells,
    firsts: pairs.firsts,
  };
};

/** Told as they are found; the rest are in the table. */
const shownMax = 12;

const showsProgress = process.stderr.isTTY === true;

const runBatch = async (): Promise<void> => {
  const { jobs, cells, redis, firsts } = await asked();
  const startedAt = performance.now();
  let shownAt = 0;
  let told = 0;
  const { counts, cpuSeconds } = await runJobs(jobs, {
    workers: values.workers,
    onProgress: ({ done, of, counts: now }) => {
      for (const { id, spec } of now.findings.slice(told, shownMax)) {
        process.stderr.write(`found ${id}: ${replayLine(spec).slice(0, 400)}\n`);
      }
      told = Math.max(told, now.findings.length);
      const elapsed = performance.now() - startedAt;
      if (done < of && elapsed - shownAt < (showsProgress ? 500 : 15_000)) return;
      shownAt = elapsed;
      const text = `simulation: ${done} of ${of} jobs, ${now.runs.toLocaleString('en')} runs, ${now.findings.length} findings, ${Math.round(elapsed / 1_000)} s`;
      process.stderr.write(showsProgress ? `\r${text}${done === of ? '\n' : ''}` : `${text}\n`);
    },
  });
  counts.looked['R12'] = judgeSometimes(counts).looked;
  const batch: Batch = {
    seed,
    counts,
    cells,
    redis,
    firsts,
    seconds: (performance.now() - startedAt) / 1_000,
    cpuSeconds,
    waiting: waitingTemplates,
  };
  writeJson(batch, values.name);
  await printBatch(batch);
  const failed = counts.findings.length + undoneOf(batch).length;
  const cellsDone = Object.keys(counts.cells).length;
  console.log(`${Math.max(0, cellsDone - failed)} passed, ${failed} failed`);
  if (failed > 0 || counts.runs === 0) process.exitCode = 1;
};

/** Ends with a sentence for a template that there is not. */
const mustBeThere = (template: string): void => {
  try {
    castsOf(template);
  } catch (error) {
    refuse(form, (error as Error).message);
  }
};

const runOne = async (): Promise<void> => {
  const spec = specFrom({ ...values, seed });
  mustBeThere(spec.template);
  const failed = await tell(spec, values.trace);
  console.log(`${failed === 0 ? 1 : 0} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
};

if (words[0] === 'judge') {
  await judgeBudget(JSON.parse(values.budget) as Budget);
} else if (values.serve) {
  const { serveWorld } = await import('#test/fuzz/serve-world.ts');
  await serveWorld(seed);
} else if (values.sites) {
  // The same runs each time: what a seed reaches is a promise, what another might is none.
  const { seed: asked = 'a', workers, without } = values;
  const failed =
    without === undefined ? await runSites({ seed: asked, workers }) : judgeWithout(without);
  if (failed > 0) process.exitCode = 1;
} else if (values.template !== undefined) await runOne();
else await runBatch();
