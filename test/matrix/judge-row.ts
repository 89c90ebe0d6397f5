// After a row: the invariants over tables, sinks, executions, answers and the PG's truth, and what clients were told.

import { localRows } from '#local/verify/stage-rows.ts';
import { recountedLines } from '#local/verify/told.ts';
import { verifyStage } from '#local/verify/verify-stage.ts';
import { cloudView } from '#test/hostile/cloud-view.ts';
import { judgeCloud, witnessed } from '#test/hostile/judge-cloud.ts';
import { numberAt, textAt } from '#test/support/invariants/field-reading.ts';
import { idOf } from '#test/support/invariants/stories.ts';
import type { Told, View } from '#test/support/invariants/view.ts';
import type { RowStage } from './row.ts';
import type { Sinks } from './sinks.ts';

/** With the sinks, executions, answers and calls of a running cloud, more of them have a witness. */
export const judged: readonly string[] = [
  ...witnessed,
  ...['I05', 'I06', 'I17', 'I20', 'I22', 'I23', 'I25', 'I26', 'I27', 'I30'],
].toSorted();

/** The rest, and who looks at it. */
export const notJudged: Readonly<Record<string, string>> = {
  I04: 'needs every version of a row; "claim before call" judges it by the time of the claim',
  I12: 'no credits yet',
  I13: 'no credits yet',
  I21: 'the queue behind the bus keeps no order; the simulation judges it',
  I28: 'is no promise under faults',
  I31: 'needs every version of a row; the simulation judges it',
};

export interface RowVerdict {
  readonly passed: readonly string[];
  readonly findings: readonly string[];
}

const viewOf = async (stage: RowStage, sinks: Sinks, told: readonly Told[]): Promise<View> => ({
  ...(await cloudView(stage.cloud, stage.pg)),
  deliveries: [...(await sinks.deliveries())],
  executions: await sinks.executions(),
  deadLetters: await sinks.deadLetters(),
  pgCalls: [...stage.wire.pgCalls],
  told: [...told],
});

/** I04 by the clock: the attempt of every call that moves money was claimed, under its key, before it left. */
const callsUnclaimed = ({ tables, pgCalls }: View): readonly string[] => {
  const claims = new Map(
    tables.ofKind('ATTEMPT').map((row) => [textAt(row, 'pgKey'), numberAt(row, 'sentAt')]),
  );
  return pgCalls.flatMap(({ idempotencyKey, op, at }) => {
    const claimedAt = claims.get(idempotencyKey);
    if (claimedAt !== undefined && claimedAt <= at) return [];
    return [`${op} ${idempotencyKey} left at ${at}; its attempt: ${claimedAt ?? 'none'}`];
  });
};

/** Who is asked about what: an item for each. */
export const personsAsked = ({ tables }: View): readonly string[] =>
  tables
    .ofKind('ITEM')
    .map((item) => `${idOf(item.pk)} ${textAt(item, 'kind')} ${textAt(item, 'cause')}`);

const recounted = async ({ cloud }: RowStage): Promise<readonly string[]> => {
  const found = await verifyStage(localRows(cloud), {}, () => undefined);
  if (found.records === 0) return ['nothing was recounted'];
  const isSound = found.differences.length + found.unreadable.length === 0;
  return isSound ? [] : recountedLines(found).slice(0, -1);
};

const check = (name: string, looked: number, found: readonly string[]) => ({ name, looked, found });

export interface Look {
  readonly sinks: Sinks;
  readonly told: readonly Told[];
  /** Items that were opened before, or that this row brings about on purpose. */
  readonly mayAsk: (item: string) => boolean;
}

/** Looks at everything; what looks sound is recounted as well. */
export async function lookAtRow(
  stage: RowStage,
  { sinks, told, mayAsk }: Look,
): Promise<RowVerdict & { readonly view: View }> {
  const view = await viewOf(stage, sinks, told);
  const base = judgeCloud(view, judged);
  const more = [
    check('claim before call', view.pgCalls.length, callsUnclaimed(view)),
    check(
      'no dead letter',
      1,
      view.deadLetters.map(({ queue, body }) => `${queue}: ${body.slice(0, 300)}`),
    ),
    check(
      'no person asked',
      1,
      personsAsked(view).filter((item) => !mayAsk(item)),
    ),
  ];
  const isSound = base.findings.length === 0 && more.every(({ found }) => found.length === 0);
  if (isSound) more.push(check('recount', 1, await recounted(stage)));
  return {
    view,
    passed: [
      ...base.passed,
      ...more.flatMap(({ name, looked, found }) =>
        looked > 0 && found.length === 0 ? [`${name} (${looked})`] : [],
      ),
    ],
    findings: [
      ...base.findings,
      ...more.flatMap(({ name, looked, found }) =>
        looked === 0 ? [`${name} looked at nothing`] : found.map((each) => `${name}: ${each}`),
      ),
    ],
  };
}
