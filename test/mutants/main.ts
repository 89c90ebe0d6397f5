// Seeded bugs and gates: does anything notice when a line is wrong?
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { flag, readOptions, someOf, whole } from '#local/read-options.ts';
import { inPairs } from '../support/pairs.ts';
import { seedOf } from '../support/tier-result.ts';
import { aslGate } from './asl-gate.ts';
import { canaries } from './canaries.ts';
import { root } from './child.ts';
import { conditionGate } from './conditions/gate.ts';
import { judge, type Outcome } from './judge.ts';
import { mutants } from './list.ts';
import type { Mutant } from './mutant.ts';
import { withoutBugs } from './no-bug.ts';
import { planted } from './plant.ts';
import { reportText } from './report.ts';
import { waiting } from './waiting.ts';

const { values } = readOptions(process.argv.slice(2), {
  command: 'npm run mutants',
  usage: `npm run mutants [-- --only M01,M02 | --share N] [--none] [--conditions] [--asl] [--json] [--write]

  Without an option every bug runs, M00 first.
  --only         some of M00 to ${mutants.at(-1)?.id}
  --share N      M00 and a part in N that changes by the commit
  --none         the budgets without a bug: all must be green
  --conditions   the gate of the write conditions
  --asl          the gate of the state machine
  --json         what was counted, as JSON
  --write        renews docs/proof/mutants.md`,
  options: {
    only: someOf(mutants.map(({ id }) => id)),
    share: whole({ min: 1 }),
    none: flag,
    conditions: flag,
    asl: flag,
    json: flag,
    write: flag,
  },
});

/** What one part of the run adds: what passed and failed, and the numbers that a tally holds to floors. */
interface Part {
  readonly passed: number;
  readonly failed: number;
  readonly json: object;
}

const say = (line: string): void => {
  if (!values.json) console.log(line);
};

/** The same for one commit; over the commits every bug has its turn. */
const shareOf = (count: number): readonly Mutant[] => {
  const turn = seedOf(root) % count;
  return mutants.filter(({ id }, index) => id === 'M00' || index % count === turn);
};

const chosen = (): readonly Mutant[] => {
  if (values.share !== undefined) return shareOf(values.share);
  const { only } = values;
  return only === undefined ? mutants : mutants.filter(({ id }) => only.includes(id));
};

const howOf = ({ budget, expect }: Mutant, { fired, firstRun, faults }: Outcome): string =>
  budget.kind === 'D'
    ? firstRun
    : `${expect} of ${fired.join(', ')}: ${firstRun} (${faults} faults)`;

const lineOf = (mutant: Mutant, outcome: Outcome): string => {
  const { verdict, runs, seconds, note } = outcome;
  const isKilled = verdict === 'KILLED';
  const spent = `${runs} runs, ${seconds.toFixed(1)} s`;
  const head = `${isKilled ? 'ok  ' : 'FAIL'} ${mutant.id} ${verdict}`;
  const how = isKilled ? howOf(mutant, outcome) : note;
  return `${head}, ${mutant.where}: ${mutant.bug}; ${spent}\n     ${how}`;
};

const tell = async (mutant: Mutant): Promise<Outcome> => {
  const outcome = await judge(mutant);
  say(lineOf(mutant, outcome));
  return outcome;
};

/** The canary dies first and alone: a gate that misses it would miss everything. */
const runBugs = async (asked: readonly Mutant[]): Promise<readonly Outcome[]> => {
  const [first, ...rest] = asked;
  if (first === undefined) return [];
  const canary = await tell(first);
  if (first.id === 'M00' && canary.verdict !== 'KILLED') return [canary];
  return [canary, ...(await inPairs(rest.map((mutant) => () => tell(mutant))))];
};

const page = join(root, 'docs', 'proof', 'mutants.md');

/** The page is renewed on request; else it must be what this run would write. */
const isPageFresh = (outcomes: readonly Outcome[]): boolean => {
  const text = reportText(mutants, outcomes, waiting);
  if (values.write) {
    mkdirSync(dirname(page), { recursive: true });
    writeFileSync(page, text);
    return true;
  }
  return existsSync(page) && readFileSync(page, 'utf8') === text;
};

const bugs = async (): Promise<Part> => {
  const asked = chosen();
  const outcomes = await runBugs(asked);
  const killed = outcomes.filter(({ verdict }) => verdict === 'KILLED').length;
  const isWhole = asked.length === mutants.length;
  const stale = isWhole && !isPageFresh(outcomes) ? 1 : 0;
  if (stale > 0) say('FAIL docs/proof/mutants.md is not what this run writes: --write renews it');
  const canaryDied = outcomes.some(({ id, verdict }) => id === 'M00' && verdict === 'KILLED');
  say(`${killed} of ${asked.length} bugs killed, ${waiting.length} wait for their feature`);
  return {
    passed: killed + (isWhole ? 1 - stale : 0),
    failed: asked.length - killed + stale,
    json: {
      planted: asked.length,
      killed,
      waiting: waiting.length,
      canaryDied,
      survivors: outcomes
        .filter(({ verdict }) => verdict !== 'KILLED')
        .map(({ id, verdict, fired, note }) => ({ id, verdict, fired, note })),
    },
  };
};

const none = async (): Promise<Part> => {
  const clean = await withoutBugs(chosen());
  const faulty = clean.filter(({ fault }) => fault !== undefined);
  for (const { name, fault } of faulty) say(`FAIL without a bug, ${name}: ${fault}`);
  say(`${clean.length - faulty.length} of ${clean.length} budgets are green without a bug`);
  const passed = clean.length - faulty.length;
  return { passed, failed: faulty.length, json: { budgets: clean.length, clean: passed } };
};

/** Each canary's refusal names it and its file. */
const anchors = (): Part => {
  const silent = canaries.filter((canary) => {
    try {
      planted(readFileSync(join(root, canary.file), 'utf8'), canary);
      return true;
    } catch (error) {
      return !canary.says.test(String(error));
    }
  });
  for (const { id } of silent) say(`FAIL ${id}: planted without a word`);
  const passed = canaries.length - silent.length;
  return { passed, failed: silent.length, json: { anchorCanaries: passed } };
};

const conditions = async (): Promise<Part> => {
  const { found, killed, byPort, findings } = await conditionGate(say);
  for (const finding of findings) say(`FAIL ${finding}`);
  say(`conditions: ${killed} of ${found} parts killed, ${byPort} by the suites of the port`);
  const failed = Math.max(found - killed, findings.length);
  return { passed: killed, failed, json: { conditions: { found, killed, byPort } } };
};

const asl = async (): Promise<Part> => {
  const { found, killed, findings } = await aslGate();
  for (const finding of findings) say(`FAIL ${finding}`);
  say(`asl: ${killed} of ${found} parts killed`);
  const failed = Math.max(found - killed, findings.length);
  return { passed: killed, failed, json: { asl: { found, killed } } };
};

const askedParts = (): readonly (() => Part | Promise<Part>)[] => {
  const gates = [...(values.conditions ? [conditions] : []), ...(values.asl ? [asl] : [])];
  if (values.none) return [anchors, none, ...gates];
  return gates.length > 0 && values.only === undefined ? gates : [anchors, bugs, ...gates];
};

/** Bugs, gates and the run without a bug may stand in one tally: each leaves counts of its own. */
const countsName = (): string => {
  if (values.none) return 'mutants-none';
  return askedParts().includes(bugs) ? 'mutants' : 'mutants-gates';
};

const main = async (): Promise<void> => {
  const start = performance.now();
  const parts: Part[] = [];
  for (const part of askedParts()) parts.push(await part());
  const passed = parts.reduce((sum, part) => sum + part.passed, 0);
  const failed = parts.reduce((sum, part) => sum + part.failed, 0);
  const json = Object.assign({}, ...parts.map((part) => part.json)) as object;
  const seconds = (performance.now() - start) / 1000;
  mkdirSync(join(root, 'out'), { recursive: true });
  const counts = join(root, 'out', `${countsName()}.json`);
  writeFileSync(counts, `${JSON.stringify(json, null, 2)}\n`);
  console.log(values.json ? JSON.stringify(json) : `mutants: ${seconds.toFixed(0)} s`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
};

await main();
