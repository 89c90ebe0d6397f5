// The functions behind the admin API, with their rights beside them.

import { env as acknowledgeAttention } from '#functions/admin/acknowledge-attention/env.ts';
import { env as approveAttention } from '#functions/admin/approve-attention/env.ts';
import { env as changeBreaker } from '#functions/admin/change-breaker/env.ts';
import { env as changeMerchant } from '#functions/admin/change-merchant/env.ts';
import { env as createApiKey } from '#functions/admin/create-api-key/env.ts';
import { env as createMerchant } from '#functions/admin/create-merchant/env.ts';
import { env as getAttention } from '#functions/admin/get-attention/env.ts';
import { env as getBreaker } from '#functions/admin/get-breaker/env.ts';
import { env as getMerchant } from '#functions/admin/get-merchant/env.ts';
import { env as getSaga } from '#functions/admin/get-saga/env.ts';
import { env as inspectPayment } from '#functions/admin/inspect-payment/env.ts';
import { env as listApiKeys } from '#functions/admin/list-api-keys/env.ts';
import { env as listAttention } from '#functions/admin/list-attention/env.ts';
import { env as listBreakers } from '#functions/admin/list-breakers/env.ts';
import { env as listMerchants } from '#functions/admin/list-merchants/env.ts';
import { env as listSagas } from '#functions/admin/list-sagas/env.ts';
import { env as refundAsOperator } from '#functions/admin/refund-as-operator/env.ts';
import { env as resolveAttention } from '#functions/admin/resolve-attention/env.ts';
import { env as resumeSaga } from '#functions/admin/resume-saga/env.ts';
import { env as retireApiKey } from '#functions/admin/retire-api-key/env.ts';
import { env as revokeApiKey } from '#functions/admin/revoke-api-key/env.ts';
import { env as searchPayments } from '#functions/admin/search-payments/env.ts';
import { env as tracePayment } from '#functions/admin/trace-payment/env.ts';
import type { DefineFunction } from './function-set.ts';
import { grants } from './grants.ts';

const read = { timeoutSeconds: 10, memoryMb: 1024 } as const;
const write = { timeoutSeconds: 15, memoryMb: 1024 } as const;

const writeGrants = [
  grants.readEngine,
  grants.writeEngine,
  grants.writeIdempotency,
  grants.putOutbox,
];

/** As long as a call of the PG may take, and its record. */
const act = { timeoutSeconds: 25, memoryMb: 1024 } as const;

/** The transactions of the engine, by an operator's hand. */
const actGrants = [...writeGrants, grants.putCommands];

const deskList = [grants.readEngine, grants.queryByTime, grants.queryDue, grants.readCursorSecret];

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
    folder: 'admin/acknowledge-attention',
    schema: acknowledgeAttention,
    ...act,
    grants: [...actGrants, grants.freeUnique, grants.queryByTime, grants.readPgSecret],
  }),
  define({
    folder: 'admin/resolve-attention',
    schema: resolveAttention,
    ...act,
    grants: [...actGrants, grants.freeUnique, grants.queryByTime, grants.readPgSecret],
  }),
  define({
    folder: 'admin/approve-attention',
    schema: approveAttention,
    ...act,
    grants: [...actGrants, grants.freeUnique, grants.queryByTime, grants.readPgSecret],
  }),
  define({
    folder: 'admin/resume-saga',
    schema: resumeSaga,
    ...act,
    grants: [...actGrants, grants.freeUnique, grants.queryByTime, grants.readPgSecret],
  }),
  define({
    folder: 'admin/get-attention',
    schema: getAttention,
    ...read,
    grants: [grants.readEngine, grants.queryByTime],
  }),
  define({
    folder: 'admin/list-sagas',
    schema: listSagas,
    ...read,
    grants: deskList,
  }),
  define({
    folder: 'admin/search-payments',
    schema: searchPayments,
    ...read,
    grants: [...deskList, grants.queryByUser],
  }),
  define({
    folder: 'admin/inspect-payment',
    schema: inspectPayment,
    ...act,
    grants: [...actGrants, grants.queryByTime, grants.readPgSecret],
  }),
  define({
    folder: 'admin/trace-payment',
    schema: tracePayment,
    ...read,
    grants: [grants.readEngine, grants.queryByTime, grants.queryOutbox],
  }),
  define({
    folder: 'admin/refund-as-operator',
    schema: refundAsOperator,
    ...act,
    grants: [...actGrants, grants.queryByTime, grants.readPgSecret],
  }),
  define({
    folder: 'admin/list-merchants',
    schema: listMerchants,
    ...read,
    grants: [grants.readEngine, grants.queryByTime, grants.readCursorSecret],
  }),
  define({
    folder: 'admin/get-merchant',
    schema: getMerchant,
    ...read,
    grants: [grants.readEngine],
  }),
  define({
    folder: 'admin/list-api-keys',
    schema: listApiKeys,
    ...read,
    grants: [grants.readEngine],
  }),
  define({
    folder: 'admin/change-merchant',
    schema: changeMerchant,
    ...write,
    grants: writeGrants,
  }),
  define({
    folder: 'admin/retire-api-key',
    schema: retireApiKey,
    ...write,
    grants: writeGrants,
  }),
  define({
    folder: 'admin/revoke-api-key',
    schema: revokeApiKey,
    ...write,
    grants: writeGrants,
  }),
];
