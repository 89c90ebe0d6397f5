// One row: 4 s of calm under load, the fault, the heal, and quiet; then everything is judged.
import { setTimeout as pause } from 'node:timers/promises';
import { engineClient } from '#local/demo/engine-client.ts';
import { pgControl } from '#test/support/cloud/pg-control.ts';
import type { Told, View } from '#test/support/invariants/view.ts';
import { lookAtRow, personsAsked } from './judge-row.ts';
import { beginLoad } from './load.ts';
import type { MatrixCloud } from './matrix-cloud.ts';
import type { Played, Row, RowStage } from './row.ts';
import { patientBuyer, shopOf } from './shop.ts';
import type { Sinks } from './sinks.ts';

export interface RowResult {
  readonly id: string;
  readonly what: string;
  readonly done: string;
  readonly payments: number;
  readonly perSecond: number;
  readonly answers: Readonly<Record<string, number>>;
  readonly findings: readonly string[];
  readonly held: readonly string[];
  /** Every row of the payments that findings name. */
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly signal: string;
  /** undefined: it was not. */
  readonly seen: string | undefined;
  /** From the heal until nothing was left to do. */
  readonly quietSeconds: number;
  readonly seconds: number;
}

const warmSeconds = 20;
const warmPerSecond = 3;

/** The first order of a new cloud starts a process for each function it meets: that is not what is asked here. */
export async function warmUp({ cloud }: MatrixCloud): Promise<void> {
  const { client } = shopOf(engineClient(cloud), 'warm');
  const pg = pgControl(cloud.pgUrl);
  const run = `warm-${Date.now().toString(36)}`;
  const load = beginLoad({ client, pg, seed: run, run, limitMs: patienceMs }, warmPerSecond);
  await pause(warmSeconds * 1_000);
  await load.end(60_000);
}

export interface MatrixRun {
  readonly matrix: MatrixCloud;
  readonly sinks: Sinks;
  readonly perSecond: number;
  readonly say: (text: string) => void;
  /** Answers of the rows before; this row's are added. */
  readonly told: Told[];
  /** Findings and items of the rows before: what is left of them is not this row's. */
  readonly known: Set<string>;
}

const calmSeconds = 4;
const quietSecondsMax = 60;
/** A sealer that died between head and index holds its chain for two minutes; the next one mends it. */
const sealerMs = 200_000;
const graceMs = (finding: string): number =>
  finding.startsWith('recount: differs: audit ') ? sealerMs : 0;
/** No single question of a shop is asked for longer, unless its row waits for later reads than that. */
const patienceMs = 240_000;

const answersOf = (told: readonly Told[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { route, status, code } of told) {
    const name = `${status} ${code} ${route}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};

/** The cloud is gone when somebody reads of it. */
const evidenceOf = ({ tables }: View, findings: readonly string[]): Record<string, unknown> => {
  const named = new Set(findings.join(' ').match(/pay_[0-9A-Z]{26}/gu));
  const kinds = ['ORDER', 'PAYMENT', 'ATTEMPT', 'REFUND', 'SAGA', 'SVC', 'ITEM', 'CMD'] as const;
  const all = kinds.flatMap((kind) => tables.ofKind(kind));
  return Object.fromEntries(
    [...named].map((id) => [
      id,
      all.filter(({ fields }) => JSON.stringify(fields).includes(id)).map(({ fields }) => fields),
    ]),
  );
};

const unanswered = (told: readonly Told[], row: Row): readonly string[] =>
  row.cutsClients === true
    ? []
    : told
        .filter(({ status }) => status === 0)
        .map(({ route, code }) => `${route} got no answer: ${code}`);

const stageOf = (row: Row, { matrix, say }: MatrixRun): RowStage => {
  const { cloud, wire, revive } = matrix;
  const run = `${row.id.toLowerCase()}-${Date.now().toString(36)}`;
  const client = engineClient(cloud);
  return {
    ...{ cloud, wire, revive, run, client },
    pg: patientBuyer(pgControl(cloud.pgUrl), 30_000),
    shop: shopOf(client, run, row.perRouteMax),
    startedAt: Date.now(),
    pause: (seconds) => pause(seconds * 1_000),
    say: (text) => say(`  ${row.id}  ${text}`),
  };
};

const loadOf = ({ shop, pg, run }: RowStage, perSecond: number, limitMs: number) =>
  beginLoad({ client: shop.client, pg, seed: run, run, limitMs }, perSecond);

/** What could not be done proves nothing, and what was done by then is judged all the same. */
const unplayed = (error: unknown): Played => ({
  done: 'not all of it',
  judge: () => ({
    findings: [`the row could not be played: ${String((error as Error).stack)}`],
    signal: undefined,
  }),
});

/** A row whose world cannot be read any more is red, and the results of the rows before it are kept. */
export const unreadable = ({ id, what, signal }: Row, error: unknown): RowResult => ({
  ...{ id, what, signal, done: 'nobody could read', seen: undefined },
  ...{ payments: 0, perSecond: 0, answers: {}, held: [], evidence: {} },
  ...{ quietSeconds: 0, seconds: 0 },
  findings: [`its world could not be read: ${String((error as Error).stack)}`],
});

export async function runRow(row: Row, run: MatrixRun): Promise<RowResult> {
  const { matrix, sinks, told, known } = run;
  const startedAt = performance.now();
  const stage = stageOf(row, run);
  const perSecond = Math.min(run.perSecond, row.perSecondMax ?? run.perSecond);
  const limitMs = (row.quietSeconds ?? quietSecondsMax) * 1_000;
  const load = loadOf(stage, perSecond, Math.max(patienceMs, limitMs));
  stage.say(`${row.what}, ${perSecond} orders a second`);
  await stage.pause(calmSeconds);
  const played = await row.play(stage).catch(unplayed);
  load.halt();
  matrix.wire.heal();
  const healedAt = performance.now();
  stage.say(`healed: ${played.done}; waiting for quiet`);
  const result = await load.end(limitMs);
  told.push(...stage.shop.told);
  const mayAsk = (item: string) => row.mayAskPersons === true || known.has(item);
  const look = () => lookAtRow(stage, { sinks, told, mayAsk });
  let verdict = await look();
  const isNew = (finding: string) => !known.has(finding);
  const mayPass = (finding: string) =>
    isNew(finding) && performance.now() - healedAt < limitMs + graceMs(finding);
  while (verdict.findings.some(mayPass)) {
    await pause(1_000);
    verdict = await look();
  }
  const quietSeconds = (performance.now() - healedAt) / 1_000;
  const own = await played.judge({ view: verdict.view, stage });
  const findings = [
    ...(result.stories.length === 0 ? ['not one order came to its end'] : []),
    ...result.lost,
    ...unanswered(stage.shop.told, row),
    ...verdict.findings.filter(isNew),
    ...own.findings,
  ];
  for (const left of [...verdict.findings, ...personsAsked(verdict.view)]) known.add(left);
  return {
    id: row.id,
    what: row.what,
    done: played.done,
    payments: result.begun,
    perSecond: result.perSecond,
    answers: answersOf(stage.shop.told),
    findings,
    held: verdict.passed,
    evidence: evidenceOf(verdict.view, findings),
    signal: row.signal,
    seen: own.signal,
    quietSeconds,
    seconds: (performance.now() - startedAt) / 1_000,
  };
}
