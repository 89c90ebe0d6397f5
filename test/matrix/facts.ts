// What a row reads from the judged world about its own orders.

import type { LogLine } from '#local/cloud/log-lines.ts';
import { readLogLines } from '#local/cloud/log-lines.ts';
import { listAt, statusOf, textAt } from '#test/support/invariants/field-reading.ts';
import type { Fields, OutboxEntry, Row } from '#test/support/invariants/view.ts';
import type { RowStage, Seen } from './row.ts';

export const ownRows = (
  { view, stage }: Seen,
  kind: 'ATTEMPT' | 'PAYMENT' | 'SAGA',
): readonly Row[] =>
  view.tables.ofKind(kind).filter((row) => textAt(row, 'userId').startsWith(stage.run));

/** Attempts that a later read of the PG has proven done: nobody recorded its reply. */
export const adoptedByRead = (seen: Seen): readonly Row[] =>
  ownRows(seen, 'ATTEMPT').filter(
    (row) =>
      statusOf(row) === 'SUCCEEDED' &&
      listAt(row, 'evidence').some((one) => (one as Fields)['source'] === 'READ'),
  );

/** Commits of this row by an actor of the engine: `engine:watchdog`. */
export const commitsBy = ({ view, stage }: Seen, actor: string): readonly OutboxEntry[] =>
  view.tables
    .outbox()
    .filter(({ createdAt }) => createdAt >= stage.startedAt)
    .filter(({ audit }) => audit['actor'] === actor);

/** Milliseconds from a payment's doubt to its end, of every doubt of this row that has one. */
export const doubtsOf = ({ view, stage }: Seen): readonly number[] => {
  const began = new Map<string, number>();
  const lasted: number[] = [];
  const events = view.tables
    .outbox()
    .filter(({ createdAt }) => createdAt >= stage.startedAt)
    .flatMap((entry) => entry.events.map((event) => ({ event, at: entry.createdAt })))
    .toSorted((a, b) => a.at - b.at);
  for (const { event, at } of events) {
    if (event.type === 'com.fluxpay.payment.in_doubt') began.set(event.subject, at);
    const since = began.get(event.subject);
    if (event.type !== 'com.fluxpay.payment.in_doubt_resolved' || since === undefined) continue;
    lasted.push(at - since);
    began.delete(event.subject);
  }
  return lasted;
};

export interface SaidLine {
  readonly at: number;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const saidOf = ({ at, text }: LogLine): SaidLine | undefined => {
  if (!text.startsWith('{')) return undefined;
  const { message, ...fields } = JSON.parse(text) as Record<string, unknown>;
  return typeof message === 'string' ? { at, message, fields } : undefined;
};

/** What functions logged since the row began. */
export const saidBy = async (
  { cloud, startedAt }: RowStage,
  functionName: string,
): Promise<readonly SaidLine[]> => {
  const { awsEndpointUrl, stage } = cloud;
  const lines = await readLogLines({ awsEndpointUrl, stage, functionName, since: startedAt });
  return lines.map(saidOf).filter((line) => line !== undefined);
};
