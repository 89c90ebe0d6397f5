// `npm run sim -- --sites`: every folder, label, fault, state, edge and catch block was there, and each crash
// point left what it should and was repaired by whom it should.
import { readFileSync } from 'node:fs';
import type { CallLabel } from '#core/contracts/labels.ts';
import { runName } from '#test/support/tier-result.ts';
import { handOut } from '../crew.ts';
import { replayLine } from '../replay-line.ts';
import { type StageFile, violationsIn, writeStage } from '../stage-file.ts';
import type { Finding } from '../tally.ts';
import { crashPoints, waitingPoints } from './crash-points.ts';
import type { CrashVerdict } from './crash-run.ts';
import { demandOf } from './demand.ts';
import { explore } from './explore.ts';
import { isComplete, judgeSeen, type Part } from './judge-seen.ts';
import { type Seen, withoutLabel } from './seen.ts';

export interface SitesOptions {
  readonly seed: string;
  readonly workers: number;
}

const recordFile = 'out/sites.json';

const crashFile = new URL('./crash-worker.ts', import.meta.url);
const shownMax = 12;

const printPart = (part: Part): void => {
  const { name, done, total, missing, excused } = part;
  const count = `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`;
  console.log(`${isComplete(part) ? 'passed' : 'FAILED'}  ${name.padEnd(28)} ${count}`);
  for (const each of excused) console.log(`          out of reach: ${each.name} (${each.why})`);
  for (const each of missing.slice(0, shownMax)) console.log(`          missing: ${each}`);
  const more = missing.length - shownMax;
  if (more > 0) console.log(`          and ${more.toLocaleString('en')} more`);
};

const printCrash = ({ id, faults, leftAt, repairedAt, replay }: CrashVerdict): void => {
  const says = crashPoints.find((point) => point.id === id)?.says ?? '';
  const times = `left at ${leftAt.toFixed(3)} s, repaired at ${repairedAt.toFixed(3)} s`;
  console.log(`${id} ${faults.length === 0 ? `passed  ${says}: ${times}` : `FAILED  ${says}`}`);
  for (const fault of faults) console.log(`          ${fault}`);
  if (faults.length > 0) console.log(`          ${replay}`);
};

const printFinding = ({ id, about, says, at, spec }: Finding): void => {
  console.log(`FAIL ${id} at ${at.toFixed(3)} s  ${about}: ${says}`);
  console.log(`  ${replayLine(spec)}`);
};

/** The crash points on all cores, told in the order of the table. */
const runCrashPoints = async (workers: number): Promise<CrashVerdict[]> => {
  const verdicts: CrashVerdict[] = [];
  await handOut<{ readonly id: string }, CrashVerdict>({
    file: crashFile,
    jobs: crashPoints.map(({ id }) => ({ id })),
    workers,
    onReply: (verdict, number) => {
      verdicts[number] = verdict;
    },
  });
  return verdicts;
};

/** Strikes by kind, from `api/confirm-payment/TX-CLAIM × late`. */
const strikesByKind = ({ struck }: Seen): Record<string, number> => {
  const kinds: Record<string, number> = {};
  for (const [cell, count] of Object.entries(struck)) {
    const kind = cell.slice(cell.indexOf(' × ') + 3);
    kinds[kind] = (kinds[kind] ?? 0) + count;
  }
  return kinds;
};

const placesOf = ({ allowed }: Seen): string[] =>
  [...new Set(Object.keys(allowed).map((cell) => cell.slice(0, cell.indexOf(' × '))))].toSorted();

interface Came {
  readonly seen: Seen;
  readonly parts: readonly Part[];
  readonly points: readonly CrashVerdict[];
  readonly seed: string;
  readonly seconds: number;
}

const writeRecord = ({ seen, parts, points, seed, seconds }: Came): void => {
  const { findings, ...counts } = seen;
  const file: StageFile = {
    run: runName(),
    seed,
    cases: seen.runs,
    payments: seen.payments,
    seconds: Math.round(seconds * 10) / 10,
    places: placesOf(seen),
    faultsByKind: strikesByKind(seen),
    violations: violationsIn(findings),
  };
  writeStage('sites', { ...file, parts, points, seen: counts });
};

/** Prints each part and each crash point. @returns How many of them did not hold. */
export const runSites = async ({ seed, workers }: SitesOptions): Promise<number> => {
  const startedAt = performance.now();
  const points = await runCrashPoints(workers);
  for (const point of points) printCrash(point);
  for (const { id, waitsFor } of waitingPoints) console.log(`${id} waits for ${waitsFor}`);
  const onWave = (says: string): void => {
    process.stderr.write(`sites: ${says}\n`);
  };
  const seen = await explore({ seed, workers, onWave });
  const parts = judgeSeen(seen, demandOf());
  for (const part of parts) printPart(part);
  const found = new Map(seen.findings.map((finding) => [finding.id, finding]));
  for (const finding of found.values()) printFinding(finding);
  const seconds = (performance.now() - startedAt) / 1_000;
  writeRecord({ seen, parts, points, seed, seconds });
  const failed =
    points.filter(({ faults }) => faults.length > 0).length +
    parts.filter((part) => !isComplete(part)).length +
    seen.findings.length;
  const passed = points.length + parts.length + seen.runs - failed;
  console.log(`${seen.runs.toLocaleString('en')} runs, seed ${seed}, ${seconds.toFixed(1)} s`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed;
};

/**
 * Judges the last record as if its world had never made one call: the proof that the check would notice.
 *
 * @returns How many parts lack something.
 * @throws Error when there is no record, or it has no such call to take out.
 */
export const judgeWithout = (label: string): number => {
  const { seen } = JSON.parse(readFileSync(recordFile, 'utf8')) as { readonly seen: Seen };
  if (!seen.labels[label]) throw new Error(`no run of ${recordFile} has made the call ${label}`);
  const parts = judgeSeen(withoutLabel(seen, label as CallLabel), demandOf());
  for (const part of parts) printPart(part);
  const failed = parts.filter((part) => !isComplete(part)).length;
  console.log(`${parts.length - failed} passed, ${failed} failed`);
  return failed;
};
