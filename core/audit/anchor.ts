// An anchor: a signed root over a stretch of one chain. With it a record is proven without trusting
// whoever keeps the tables.
import { canonicalJson } from '#core/kernel/json.ts';
import type { Digests } from '#core/kernel/ports.ts';
import { type AuditEntry, hashOf } from './audit-entry.ts';
import { merkleRoot, type PathStep, rootOfPath } from './merkle.ts';

/** What is signed. */
export interface AnchorStatement {
  readonly tenant: string;
  readonly from: number;
  readonly to: number;
  /** Over the hashes of the records from..to, in order. */
  readonly root: string;
  /** Hash of the record `to`. */
  readonly lastHash: string;
  readonly at: string;
}

export interface Anchor {
  readonly statement: AnchorStatement;
  /** ECDSA over P-256 with SHA-256, DER in base64; of the canonical JSON of the statement. */
  readonly signature: string;
  readonly keyArn: string;
  readonly algorithm: 'ECDSA_SHA_256';
}

/** As archived: with everything a proof needs. */
export interface ArchivedAnchor extends Anchor {
  readonly leaves: readonly string[];
  /** Keys of the batches that hold the records. */
  readonly batches: readonly string[];
}

export const statementText = (statement: AnchorStatement): string => canonicalJson(statement);

export const statementOf = (
  tenant: string,
  entries: readonly AuditEntry[],
  at: string,
  digests: Digests,
): AnchorStatement => {
  const [first] = entries as [AuditEntry];
  const last = entries[entries.length - 1] as AuditEntry;
  const root = merkleRoot(
    entries.map(({ hash }) => hash),
    digests,
  );
  return { tenant, from: first.seq, to: last.seq, root, lastHash: last.hash, at };
};

export interface Proof {
  readonly record: AuditEntry;
  readonly path: readonly PathStep[];
  readonly anchor: Anchor;
}

/**
 * Checks a proof with nothing but itself and a public key.
 *
 * @param isSigned - Whether the signature over a text is one of the key that the reader trusts.
 * @returns What is wrong, or undefined.
 */
export const faultOfProof = (
  { record: { hash, ...record }, path, anchor }: Proof,
  digests: Digests,
  isSigned: (text: string, signature: string) => boolean,
): string | undefined => {
  const { statement, signature } = anchor;
  if (hashOf(record, digests) !== hash) return 'the record is not what was sealed';
  if (rootOfPath(hash, path, digests) !== statement.root)
    return 'the path does not lead to the root';
  if (
    record.seq < statement.from ||
    record.seq > statement.to ||
    record.tenant !== statement.tenant
  )
    return 'the anchor is of other records';
  return isSigned(statementText(statement), signature) ? undefined : 'the root is not signed';
};
