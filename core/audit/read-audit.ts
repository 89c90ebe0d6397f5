// The audit log as operators read it: a page of it, or one record with the proof that it is what was
// sealed.
import { type Answer, done, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { AuditId } from '#core/kernel/ids.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { Clock, Digests } from '#core/kernel/ports.ts';
import { type PageAsk, type PageOf, pageAnswer } from '#core/orders/page.ts';
import type { ArchivedAnchor } from './anchor.ts';
import type { AuditEntry } from './audit-entry.ts';
import { merklePath } from './merkle.ts';
import type { AuditArchive, AuditReads } from './ports.ts';

export interface AuditFilter {
  readonly actor?: string;
  readonly object?: string;
  readonly action?: string;
}

const entryObject = (entry: AuditEntry): JsonObject => ({ ...entry });

/** @returns 200 with a page, 400 VAL_005 for a cursor that is not of this list. */
export const listAudit =
  ({ reads, clock, ...deps }: PageOf & { readonly reads: AuditReads; readonly clock: Clock }) =>
  (ask: PageAsk & { readonly filter: AuditFilter }): Promise<Answer> =>
    pageAnswer({ ...deps, clock }, ask, async (page) => {
      const found = await reads.list({ tenant: ask.tenant, ...ask.filter, page });
      return { ...found, items: found.items.map(entryObject) };
    });

export interface ProofDeps {
  readonly reads: AuditReads;
  readonly archive: Pick<AuditArchive, 'read'>;
  readonly digests: Digests;
  /** The public half of the anchor's key: SubjectPublicKeyInfo, DER in base64. */
  readonly publicKey: () => Promise<string>;
}

const proofObject = async (
  { reads, archive, digests, publicKey }: ProofDeps,
  entry: AuditEntry,
): Promise<JsonObject> => {
  const key = await reads.anchorOver(entry);
  if (key === undefined) return {};
  const archived = JSON.parse(await archive.read(key)) as ArchivedAnchor;
  const { statement, signature, keyArn, algorithm, leaves } = archived;
  return {
    path: merklePath(leaves, entry.seq - statement.from, digests).map((step) => ({ ...step })),
    anchor: { statement: { ...statement }, signature, keyArn, algorithm },
    publicKey: await publicKey(),
  };
};

/**
 * @returns 200 with the record; with path, signed root and public key once an anchor is over it, at the
 * latest an hour after it was sealed. 404 SYS_005 for a record nobody has.
 */
export const getAuditProof =
  (deps: ProofDeps) =>
  async (query: {
    /** By the id alone: every tenant that it may be of. */
    readonly tenants: readonly Tenant[];
    readonly auditId: AuditId;
  }): Promise<Answer> => {
    const entry = await deps.reads.findAnywhere(query.auditId, query.tenants);
    if (entry === undefined) return refusal('SYS_005');
    const proof = await proofObject(deps, entry);
    return done({ record: entryObject(entry), isAnchored: 'anchor' in proof, ...proof });
  };
