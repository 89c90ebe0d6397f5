// Seals audit records off the hot path: thirty seconds behind the clock, and once more twenty minutes
// behind for transactions that committed late. A batch is archived, then committed by the head of its
// chain, then indexed; a crash in between repeats the last batch.
import { type Tenant, tenantText } from '#core/contracts/tenant.ts';
import { earlier, type Instant, later, plus, toIso } from '#core/kernel/instant.ts';
import type { Clock, Digests } from '#core/kernel/ports.ts';
import { type ArchivedAnchor, statementOf, statementText } from './anchor.ts';
import { type AuditEntry, sealedEntries, type Unsealed } from './audit-entry.ts';
import type {
  AnchorSigner,
  AuditArchive,
  AuditHead,
  AuditHeads,
  AuditIndex,
  AuditSource,
  Scan,
} from './ports.ts';

export interface SealDeps {
  readonly source: AuditSource;
  readonly heads: AuditHeads;
  readonly archive: AuditArchive;
  readonly index: AuditIndex;
  readonly signer: AnchorSigner;
  readonly clock: Clock;
  readonly digests: Digests;
  /** Told after each run how old the oldest record is that was not looked at. */
  readonly gauge: (seconds: number) => void;
}

export interface SealRun {
  readonly sealed: number;
  readonly anchored: number;
  /** Chains that another sealer held. */
  readonly busy: number;
}

const behindMs = { early: 30_000, late: 1_200_000 } as const;
const leaseMs = 120_000;
const runMs = 40_000;
const batchMax = 1_000;
const anchorEveryMs = 3_600_000;
const anchorEveryRecords = 10_000;
/** Outbox rows live for thirty days. */
const lifeMs = 30 * 86_400_000;

/** Somebody else holds the chain by now: what this sealer knows of it is old. */
class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

const numbered = (seq: number): string => String(seq).padStart(12, '0');

const written = async (
  { heads, clock }: SealDeps,
  head: AuditHead,
  isLast = false,
): Promise<AuditHead> => {
  const until = isLast ? undefined : plus(clock.now(), leaseMs);
  const next = await heads.write(head, until);
  if (next === undefined) throw new LeaseLost(`of ${tenantText(head.tenant)}`);
  return next;
};

const entriesOf = async ({ archive }: SealDeps, key: string): Promise<readonly AuditEntry[]> =>
  (JSON.parse(await archive.read(key)) as { entries: readonly AuditEntry[] }).entries;

/** After a crash between head and index the last batch is indexed again. */
const indexed = async (deps: SealDeps, head: AuditHead): Promise<AuditHead> => {
  if (head.indexedSeq === head.seq) return head;
  await deps.index.add(head.tenant, await entriesOf(deps, head.lastBatch));
  return { ...head, indexedSeq: head.seq };
};

const sealBatch = async (
  deps: SealDeps,
  head: AuditHead,
  records: readonly Unsealed[],
): Promise<AuditHead> => {
  const { tenant } = head;
  const entries = sealedEntries(head, records, deps.digests);
  const last = entries[entries.length - 1] as AuditEntry;
  // Named by its hash too: a sealer that lost its lease leaves an object that no head ever names.
  const key = `records/${tenantText(tenant)}/${numbered(head.seq + 1)}-${last.hash.slice(0, 16)}.json`;
  await deps.archive.write(key, JSON.stringify({ tenant: tenantText(tenant), entries }));
  const committed = await written(deps, {
    ...head,
    seq: last.seq,
    hash: last.hash,
    lastBatch: key,
    batches: [...head.batches, key],
    ...(head.seq === 0 ? { anchoredAt: deps.clock.now() } : {}),
  });
  return indexed(deps, committed);
};

const isAnchorDue = ({ seq, anchoredSeq, anchoredAt }: AuditHead, now: Instant): boolean =>
  seq > anchoredSeq &&
  (now >= plus(anchoredAt, anchorEveryMs) || seq - anchoredSeq >= anchorEveryRecords);

const anchored = async (deps: SealDeps, head: AuditHead): Promise<AuditHead> => {
  const now = deps.clock.now();
  if (!isAnchorDue(head, now)) return head;
  const { tenant, batches } = head;
  const entries: AuditEntry[] = [];
  for (const key of batches) entries.push(...(await entriesOf(deps, key)));
  const statement = statementOf(tenantText(tenant), entries, toIso(now), deps.digests);
  const anchor: ArchivedAnchor = {
    statement,
    signature: await deps.signer.sign(statementText(statement)),
    keyArn: deps.signer.keyArn,
    algorithm: 'ECDSA_SHA_256',
    leaves: entries.map(({ hash }) => hash),
    batches,
  };
  const name = `${numbered(statement.to)}-${statement.root.slice(0, 16)}`;
  const key = `anchors/${tenantText(tenant)}/${name}.json`;
  await deps.archive.write(key, JSON.stringify(anchor));
  await deps.index.addAnchor(tenant, anchor, key);
  return written(deps, { ...head, anchoredSeq: head.seq, anchoredAt: now, batches: [] });
};

/** Seals what the index lacks of these. @returns undefined while another sealer holds the chain. */
const sealTenant = async (
  deps: SealDeps,
  tenant: Tenant,
  records: readonly Unsealed[],
): Promise<SealRun> => {
  const { heads, clock, index } = deps;
  const leased = await heads.lease(tenant, clock.now(), plus(clock.now(), leaseMs));
  if (leased === undefined) return { sealed: 0, anchored: 0, busy: 1 };
  let head = await indexed(deps, leased);
  const lacking = await index.lacking(
    tenant,
    records.map(({ auditId }) => auditId),
  );
  const fresh = records.filter(({ auditId }) => lacking.has(auditId));
  for (let at = 0; at < fresh.length; at += batchMax) {
    head = await sealBatch(deps, head, fresh.slice(at, at + batchMax));
  }
  const ended = await anchored(deps, head);
  await written(deps, ended, true);
  return {
    sealed: fresh.length,
    anchored: ended.anchoredSeq === head.anchoredSeq ? 0 : 1,
    busy: 0,
  };
};

const none: SealRun = { sealed: 0, anchored: 0, busy: 0 };

const both = (a: SealRun, b: SealRun): SealRun => ({
  sealed: a.sealed + b.sealed,
  anchored: a.anchored + b.anchored,
  busy: a.busy + b.busy,
});

const sealRecords = async (deps: SealDeps, records: readonly Unsealed[]): Promise<SealRun> => {
  let run = none;
  for (const of of Map.groupBy(records, ({ tenant }) => tenantText(tenant)).values()) {
    const [first] = of as [Unsealed];
    run = both(run, await sealTenant(deps, first.tenant, of));
  }
  return run;
};

interface Course {
  readonly scan: Scan;
  readonly run: SealRun;
}

/** Goes on until the clock, the end of the run, or a chain that somebody else holds. */
const follow = async (
  deps: SealDeps,
  which: keyof Scan,
  { scan: from, run: before }: Course,
  endsAt: Instant,
): Promise<Course> => {
  const { source, heads, clock } = deps;
  let [scan, run] = [from, before];
  const target = plus(clock.now(), -behindMs[which]);
  while (scan[which] < target && clock.now() < endsAt) {
    const { records, until } = await source.between(scan[which], target);
    const step = await sealRecords(deps, records);
    run = both(run, step);
    const next = { ...scan, [which]: earlier(until, target) };
    // A chain that was busy is looked at again: the scan waits for it.
    if (step.busy > 0 || !(await heads.moveScan(scan, next))) break;
    scan = next;
  }
  return { scan, run };
};

/** Where the first scan begins: nothing is older than the first merchant, or than a row lives. */
const firstScan = async ({ source, heads, clock }: SealDeps): Promise<Scan | undefined> => {
  const beginning = await source.beginning();
  if (beginning === undefined) return undefined;
  const oldest = plus(clock.now(), -lifeMs);
  const start = later(beginning, oldest);
  const scan = { early: start, late: start };
  return (await heads.moveScan(undefined, scan)) ? scan : undefined;
};

/** One run of the sealer. What fails is thrown, and begun again where the last commit stands. */
export const sealAudit = (deps: SealDeps) => async (): Promise<SealRun> => {
  const { heads, clock } = deps;
  const endsAt = plus(clock.now(), runMs);
  const scan = (await heads.scan()) ?? (await firstScan(deps));
  if (scan === undefined) {
    deps.gauge(0);
    return none;
  }
  const early = await follow(deps, 'early', { scan, run: none }, endsAt);
  const late = await follow(deps, 'late', early, endsAt);
  let { run } = late;
  for (const tenant of await heads.dueForAnchor(clock.now())) {
    run = both(run, await sealTenant(deps, tenant, []));
  }
  deps.gauge(Math.ceil((clock.now() - late.scan.early) / 1_000));
  return run;
};
