// The sealer over the twins, beside an engine in one process.

import { kmsSigner } from '#adapters/crypto/kms-signer.ts';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { dynamoAuditHeads, dynamoAuditSource } from '#adapters/dynamo/dynamo-audit.ts';
import { dynamoAuditIndex, dynamoAuditReads } from '#adapters/dynamo/dynamo-audit-index.ts';
import { memoryS3 } from '#adapters/memory/aws/memory-s3.ts';
import { memorySigningKey } from '#adapters/memory/aws/memory-signing-key.ts';
import { s3Archive } from '#adapters/s3/s3-archive.ts';
import type { AuditEntry } from '#core/audit/audit-entry.ts';
import { type SealDeps, sealAudit } from '#core/audit/seal-audit.ts';
import { createMerchant } from '#core/merchants/create-merchant.ts';
import { signingPair } from '#test/support/signing-pair.ts';
import { cause, claimOf, tenant } from './engine.ts';
import type { World } from './world.ts';

const signingKeyArn = 'arn:aws:kms:ap-northeast-2:000000000000:key/2';

/** The shop's merchant: nothing is older, so the scan of the sealer begins with it. */
export const openShop = (at: World) =>
  createMerchant(at.deps)({
    environment: tenant.environment,
    merchantId: tenant.merchantId,
    cause,
    claim: claimOf('/admin/v1/merchants'),
    name: 'shop',
    services: ['shop'],
    providers: {},
    status: 'ACTIVE',
    reason: 'first',
  });

export const auditOf = (at: World) => {
  const calls = { run: <T>(_label: string, effect: () => Promise<T>) => effect() };
  const s3 = memoryS3('audit');
  const signer = kmsSigner(
    { keyArn: signingKeyArn, calls },
    memorySigningKey(signingKeyArn, signingPair()),
  );
  const gauges: number[] = [];
  const deps: SealDeps = {
    source: dynamoAuditSource(at.store),
    heads: dynamoAuditHeads(at.store),
    archive: s3Archive({ bucketName: 'audit', calls }, s3),
    index: dynamoAuditIndex(at.store),
    signer,
    clock: at.clock,
    digests: nodeDigests,
    gauge: (seconds) => void gauges.push(seconds),
  };
  /** Every record that a batch holds, by number. */
  const archived = (): AuditEntry[] =>
    [...s3.versions]
      .filter(([key]) => key.startsWith('records/'))
      .flatMap(([, texts]) => (JSON.parse(texts.at(-1) ?? '') as { entries: AuditEntry[] }).entries)
      .sort((a, b) => a.seq - b.seq);
  return {
    deps,
    s3,
    signer,
    gauges,
    archived,
    reads: dynamoAuditReads(at.store, at.clock),
    seal: sealAudit(deps),
  };
};
