// The condition gate: every part of every condition the adapters send is dropped once, and a contract
// suite that sends it must fail. The port's own suites are asked first, those of the engine after them.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { inPairs } from '../../support/pairs.ts';
import { outFolder, root, runTests } from '../child.ts';
import { equivalentConditions } from './equivalent-conditions.ts';
import { shippedConditions } from './shipped.ts';
import type { Site } from './weakened.ts';

const suites = ['test/contract/store/', 'test/contract/engine/'];

interface Weakness {
  readonly site: Site;
  readonly part: number;
  /** Files that send it, the port's own first. */
  readonly files: readonly string[];
}

export interface GateResult {
  readonly found: number;
  readonly killed: number;
  /** Of the found ones, those the port's own suites killed. */
  readonly byPort: number;
  readonly findings: readonly string[];
}

const readSites = (file: string): readonly Site[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Site);

const isOfPort = (file: string): boolean => file.startsWith('test/contract/store/');

const weaknessesOf = (sites: readonly Site[]): readonly Weakness[] =>
  [...Map.groupBy(sites, ({ hash }) => hash).values()].flatMap((same) => {
    const [site] = same;
    if (site === undefined) return [];
    const files = same.map(({ testFile }) => relative(root, testFile)).toSorted();
    const ordered = [...files.filter(isOfPort), ...files.filter((file) => !isOfPort(file))];
    return Array.from({ length: site.parts }, (_, part) => ({ site, part, files: ordered }));
  });

const isEquivalent = ({ site, part }: Weakness): boolean =>
  equivalentConditions.some(
    (one) =>
      one.kind === site.kind && one.row === site.row && one.text === site.text && one.part === part,
  );

const nameOf = ({ site, part }: Weakness): string =>
  `${site.kind} ${site.table} ${site.row}: part ${part} of "${site.text}"`;

/** Port first; the engine's suites only where it lets the weakness pass. */
const killerOf = async ({
  site,
  part,
  files,
}: Weakness): Promise<'PORT' | 'ENGINE' | undefined> => {
  const drop = { FLUXPAY_DROP: `${site.hash}:${part}` };
  for (const [killer, asked] of [
    ['PORT', files.filter(isOfPort)],
    ['ENGINE', files.filter((file) => !isOfPort(file))],
  ] as const) {
    if (asked.length === 0) continue;
    const { failed } = await runTests(asked, drop);
    if (failed > 0) return killer;
  }
  return undefined;
};

/** Runs every suite once without a weakness, and writes down what it sends. */
const recordSites = async (): Promise<readonly Site[]> => {
  mkdirSync(outFolder, { recursive: true });
  const file = join(outFolder, 'conditions.jsonl');
  rmSync(file, { force: true });
  const run = await runTests(suites, { FLUXPAY_CONDITIONS: file });
  if (run.broken || run.failed > 0)
    throw new Error(`the suites fail by themselves:\n${run.output}`);
  return readSites(file);
};

export const conditionGate = async (say: (line: string) => void): Promise<GateResult> => {
  const sites = await recordSites();
  const sent = new Set(sites.map(({ text }) => text));
  const unsent = shippedConditions(root).filter((text) => !sent.has(text));
  const all = weaknessesOf(sites);
  const found = all.filter((weakness) => !isEquivalent(weakness));
  const unused = equivalentConditions.length - (all.length - found.length);
  say(`${found.length} parts of ${new Set(sites.map(({ hash }) => hash)).size} conditions`);
  const killers = await inPairs(found.map((weakness) => () => killerOf(weakness)));
  const survivors = found.filter((_, index) => killers[index] === undefined);
  return {
    found: found.length,
    killed: found.length - survivors.length,
    byPort: killers.filter((killer) => killer === 'PORT').length,
    findings: [
      ...survivors.map((weakness) => `nobody misses ${nameOf(weakness)}`),
      ...unsent.map((text) => `no contract suite sends "${text}"`),
      ...(unused === 0 ? [] : [`${unused} equivalent conditions are no longer there`]),
    ],
  };
};
