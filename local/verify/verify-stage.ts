// Recounts a stage. Rows are read while the engine works, so what differs is read again: only what
// differs twice is told.
import { setTimeout as wait } from 'node:timers/promises';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import type { Shelves } from '#adapters/dynamo/stored-books.ts';
import { type Instant, instant } from '#core/kernel/instant.ts';
import type { Difference } from '#core/verification/books.ts';
import { type Asked, isAsked, recordsAsked } from '#core/verification/narrow.ts';
import { recount } from '#core/verification/recount.ts';
import { type Progress, readRows, type StageRows } from './stored-rows.ts';

export type Recounted = {
  /** Whose records were looked at. */
  readonly tenants: number;
  /** Those that were asked for. */
  readonly records: number;
  readonly differences: readonly (Difference & { readonly tenant: string })[];
  /** Rows that could not be read at all. */
  readonly unreadable: readonly string[];
};

const againAfterMs = 3_000;

const now = (): Instant => instant(Date.now());

const judge = (sorted: Shelves, asked: Asked): Recounted => {
  const books = sorted.books();
  const counts = books.map((each) => recordsAsked(each, asked)).filter((many) => many > 0);
  return {
    tenants: counts.length,
    records: counts.reduce((sum, many) => sum + many, 0),
    differences: books.flatMap((each) =>
      recount(each, now(), nodeDigests)
        .filter(isAsked(each, asked))
        .map((difference) => ({ tenant: each.tenant, ...difference })),
    ),
    unreadable: sorted.unreadable,
  };
};

const nameOf = ({ tenant, kind, record }: Recounted['differences'][number]): string =>
  `${tenant} ${kind} ${record}`;

export async function verifyStage(
  rows: StageRows,
  asked: Asked,
  tell: Progress,
): Promise<Recounted> {
  const first = judge(await readRows(rows, tell), asked);
  if (first.differences.length === 0) return first;
  await wait(againAfterMs);
  const second = judge(await readRows(rows, tell), asked);
  const before = new Set(first.differences.map(nameOf));
  return { ...second, differences: second.differences.filter((one) => before.has(nameOf(one))) };
}
