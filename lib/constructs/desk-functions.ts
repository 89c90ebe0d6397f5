// The desk: what operators look up and do, with their rights beside them.
import { env as acknowledgeAttention } from '#functions/admin/acknowledge-attention/env.ts';
import { env as approveAttention } from '#functions/admin/approve-attention/env.ts';
import { env as changeMerchant } from '#functions/admin/change-merchant/env.ts';
import { env as getAttention } from '#functions/admin/get-attention/env.ts';
import { env as getMerchant } from '#functions/admin/get-merchant/env.ts';
import { env as getPolicy } from '#functions/admin/get-policy/env.ts';
import { env as getTrialBalance } from '#functions/admin/get-trial-balance/env.ts';
import { env as inspectPayment } from '#functions/admin/inspect-payment/env.ts';
import { env as listApiKeys } from '#functions/admin/list-api-keys/env.ts';
import { env as listMerchants } from '#functions/admin/list-merchants/env.ts';
import { env as listPolicies } from '#functions/admin/list-policies/env.ts';
import { env as listSagas } from '#functions/admin/list-sagas/env.ts';
import { env as refundAsOperator } from '#functions/admin/refund-as-operator/env.ts';
import { env as resolveAttention } from '#functions/admin/resolve-attention/env.ts';
import { env as resumeSaga } from '#functions/admin/resume-saga/env.ts';
import { env as retireApiKey } from '#functions/admin/retire-api-key/env.ts';
import { env as revokeApiKey } from '#functions/admin/revoke-api-key/env.ts';
import { env as searchPayments } from '#functions/admin/search-payments/env.ts';
import { env as tracePayment } from '#functions/admin/trace-payment/env.ts';
import { writeGrants } from './admin-functions.ts';
import type { DefineFunction } from './function-set.ts';
import { grants } from './grants.ts';

const read = { timeoutSeconds: 10, memoryMb: 1024 } as const;
const write = { timeoutSeconds: 15, memoryMb: 1024 } as const;
/** As long as a call of the PG may take, and its record. */
const act = { timeoutSeconds: 25, memoryMb: 1024 } as const;

/** The transactions of the engine, by an operator's hand. */
const actGrants = [...writeGrants, grants.putCommands];

const deskList = [grants.readEngine, grants.queryByTime, grants.queryDue, grants.readCursorSecret];

/** The manual queue, and the sagas it holds up. */
const queueFunctions = (define: DefineFunction) => [
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
];

const paymentFunctions = (define: DefineFunction) => [
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
    // As a client's refund: it may be given an account, seals it, and opens it for the call.
    grants: [
      ...actGrants,
      grants.queryByTime,
      grants.readPgSecret,
      grants.sealPersonalData,
      grants.openPersonalData,
    ],
  }),
];

const merchantFunctions = (define: DefineFunction) => [
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

export const deskFunctions = (define: DefineFunction) => [
  ...queueFunctions(define),
  ...paymentFunctions(define),
  ...merchantFunctions(define),
  define({
    folder: 'admin/get-trial-balance',
    schema: getTrialBalance,
    ...act,
    grants: [grants.readEngine, grants.queryByTime, grants.readCursorSecret],
  }),
  define({
    folder: 'admin/list-policies',
    schema: listPolicies,
    ...read,
    grants: [grants.warmEngine],
  }),
  define({
    folder: 'admin/get-policy',
    schema: getPolicy,
    ...read,
    grants: [grants.warmEngine],
  }),
];
