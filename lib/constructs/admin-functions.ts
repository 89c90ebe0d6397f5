// The first functions behind the admin API, with their rights beside them.
import { env as createApiKey } from '#functions/admin/create-api-key/env.ts';
import { env as createMerchant } from '#functions/admin/create-merchant/env.ts';
import { env as getSaga } from '#functions/admin/get-saga/env.ts';
import { env as listAttention } from '#functions/admin/list-attention/env.ts';
import type { DefineFunction } from './function-set.ts';
import { grants } from './grants.ts';

const read = { timeoutSeconds: 10, memoryMb: 1024 } as const;
const write = { timeoutSeconds: 15, memoryMb: 1024 } as const;

/** What one transaction of an operator may write. */
export const writeGrants = [
  grants.readEngine,
  grants.writeEngine,
  grants.writeIdempotency,
  grants.putOutbox,
];

export const adminFunctions = (define: DefineFunction) => [
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
];
