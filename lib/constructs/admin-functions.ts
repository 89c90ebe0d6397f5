// The functions behind the admin API, with their rights beside them.
import { env as changeBreaker } from '#functions/admin/change-breaker/env.ts';
import { env as createApiKey } from '#functions/admin/create-api-key/env.ts';
import { env as createMerchant } from '#functions/admin/create-merchant/env.ts';
import { env as getAuditProof } from '#functions/admin/get-audit-proof/env.ts';
import { env as getBreaker } from '#functions/admin/get-breaker/env.ts';
import { env as getSaga } from '#functions/admin/get-saga/env.ts';
import { env as listAttention } from '#functions/admin/list-attention/env.ts';
import { env as listAudit } from '#functions/admin/list-audit/env.ts';
import { env as listBreakers } from '#functions/admin/list-breakers/env.ts';
import { acknowledgeArchive } from '../guardrails/acknowledgements.ts';
import type { DefineFunction } from './function-set.ts';
import { grants } from './grants.ts';
import type { Resources } from './resources.ts';

const read = { timeoutSeconds: 10, memoryMb: 1024 } as const;
const write = { timeoutSeconds: 15, memoryMb: 1024 } as const;

/** What one transaction of an operator may write. */
export const writeGrants = [
  grants.readEngine,
  grants.writeEngine,
  grants.writeIdempotency,
  grants.putOutbox,
];

const auditProof = (define: DefineFunction, { auditObjectsArn }: Resources) => {
  const proof = define({
    folder: 'admin/get-audit-proof',
    schema: getAuditProof,
    ...read,
    grants: [
      grants.warmEngine,
      grants.queryByTime,
      grants.readAuditIndex,
      grants.readAuditArchive,
      grants.showAnchorKey,
    ],
  });
  acknowledgeArchive(proof, auditObjectsArn);
  return proof;
};

export const adminFunctions = (define: DefineFunction, resources: Resources) => [
  define({
    folder: 'admin/create-merchant',
    schema: createMerchant,
    ...write,
    grants: writeGrants,
  }),
  define({
    folder: 'admin/create-api-key',
    schema: createApiKey,
    ...write,
    grants: [...writeGrants, grants.sealApiKeys],
  }),
  define({
    folder: 'admin/list-attention',
    schema: listAttention,
    ...read,
    grants: [grants.readEngine, grants.queryByTime, grants.queryDue, grants.readCursorSecret],
  }),
  define({
    folder: 'admin/get-saga',
    schema: getSaga,
    ...read,
    grants: [grants.readEngine, grants.queryByTime],
  }),
  define({
    folder: 'admin/list-breakers',
    schema: listBreakers,
    ...read,
    grants: [grants.readEngine],
  }),
  define({
    folder: 'admin/get-breaker',
    schema: getBreaker,
    ...read,
    grants: [grants.readEngine],
  }),
  define({
    folder: 'admin/change-breaker',
    schema: changeBreaker,
    ...write,
    grants: writeGrants,
  }),
  define({
    folder: 'admin/list-audit',
    schema: listAudit,
    ...read,
    grants: [grants.readEngine, grants.readAuditIndex, grants.readCursorSecret],
  }),
  auditProof(define, resources),
];
