// The audit chain recounted: every record continues the one before it, every outbox row has its record,
// and the chain ends where its head says.
import { type AuditEntry, chainBreaks, chainStart } from '#core/audit/audit-entry.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import { canonicalJson } from '#core/kernel/json.ts';
import type { Digests } from '#core/kernel/ports.ts';
import type { Books, Difference, OutboxRecord } from './books.ts';

/** The sealer looks twenty minutes behind the clock for what was committed late. */
const sealedAfterMs = 25 * 60_000;

const start = { seq: 0, hash: chainStart };

const isOf = (entry: AuditEntry, { audit }: OutboxRecord): boolean => {
  const told = Object.fromEntries(
    Object.keys(audit).map((name) => [name, entry[name as keyof AuditEntry]]),
  );
  return canonicalJson(told) === canonicalJson(audit);
};

const rowFault = (
  row: OutboxRecord,
  entry: AuditEntry | undefined,
  now: Instant,
): string | undefined => {
  if (entry !== undefined) return isOf(entry, row) ? undefined : 'differs from what was sealed';
  return now > plus(row.createdAt, sealedAfterMs) ? 'has no sealed record' : undefined;
};

export const recountAudit = (
  { outbox, audit, head, tenant }: Books,
  now: Instant,
  digests: Digests,
): Difference[] => {
  const byId = new Map(audit.map((entry) => [entry.auditId, entry]));
  const ofRows = outbox.flatMap((row): Difference[] => {
    const says = rowFault(row, byId.get(row.auditId), now);
    return says === undefined ? [] : [{ kind: 'audit', record: row.groupId, says }];
  });
  const ofChain = chainBreaks(start, audit, digests).map(
    ({ about, says }): Difference => ({ kind: 'audit', record: about, says }),
  );
  const last = audit.at(-1) ?? start;
  const end = head ?? start;
  const ofHead: Difference[] =
    last.seq === end.seq && last.hash === end.hash
      ? []
      : [
          {
            kind: 'audit',
            record: `${tenant} HEAD`,
            says: `ends at ${end.seq}; the last record is ${last.seq}`,
          },
        ];
  return [...ofRows, ...ofChain, ...ofHead];
};
