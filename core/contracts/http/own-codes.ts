// The codes of each route beyond those of its kind; `codesOf` adds the rest. Apart from the routes themselves: a
// running pipeline answers and never lists, so no bundle carries what only documents and tests read.
// Source: API specification, section 6.
import type { ErrorCode } from '#core/contracts/error-table.ts';
import type { RouteId } from '#core/contracts/http/route-table.ts';

const confirmCodes = [
  'COMMON_001',
  'ORD_001',
  'PAY_002',
  'PAY_003',
  'PAY_004',
  'PAY_005',
  'PAY_007',
  'PAY_009',
  'PAY_010',
  'PAY_011',
  'PAY_012',
  'PAY_014',
  'SYS_003',
] as const;

const authorizeCodes = [
  'AUTH_007',
  'ORD_001',
  'ORD_003',
  'PAY_002',
  'PAY_003',
  'PAY_004',
  'PAY_005',
  'PAY_007',
  'PAY_008',
  'PAY_009',
  'PAY_010',
  'PAY_011',
  'PAY_012',
  'PAY_013',
  'PAY_014',
  'SYS_003',
] as const;

const captureCodes = [
  'AUTH_007',
  'PAY_002',
  'PAY_003',
  'PAY_004',
  'PAY_005',
  'PAY_006',
  'PAY_007',
  'PAY_008',
  'PAY_009',
  'PAY_010',
  'PAY_011',
  'PAY_012',
  'PAY_014',
  'SYS_003',
] as const;

/** Of every refund, in either spelling and by an operator. */
const anyRefundCodes = [
  'COMMON_001',
  'PAY_004',
  'PAY_005',
  'PAY_010',
  'PAY_012',
  'PAY_014',
  'REF_002',
  'REF_005',
  'REF_006',
  'REF_007',
  'REF_008',
  'REF_009',
  'SYS_003',
] as const;

/** Of a refund that may name itself, and what it expects. */
const refundCodes = [...anyRefundCodes, 'REF_003', 'REF_004'] as const;

const callback = ['ORD_001', 'ORD_004', 'ORD_005'] as const;

/** Of one object of operators, and of what may be done about it. */
const look = ['SYS_005', 'SYS_007'] as const;
const act = ['SYS_005', 'SYS_006', 'SYS_007'] as const;

/** Of a list that may name a merchant, and not one that nobody knows. */
const merchantList = ['SYS_005', 'SYS_007', 'VAL_005'] as const;

export const ownCodes: Readonly<Record<RouteId, readonly ErrorCode[]>> = {
  'create-order': ['ORD_002', 'ORD_003', 'PAY_013', 'PAY_014', 'CRD_005'],
  'get-order': ['ORD_001'],
  'list-orders': ['VAL_005'],
  'cancel-order': ['COMMON_001', 'ORD_001', 'PAY_004', 'PAY_005', 'PAY_009', 'PAY_012', 'SYS_003'],
  'confirm-payment': confirmCodes,
  'get-payment': ['PAY_006'],
  'list-payments': ['VAL_005'],
  'get-payment-timeline': ['PAY_006'],
  'cancel-payment': [
    'COMMON_001',
    'PAY_004',
    'PAY_005',
    'PAY_006',
    'PAY_009',
    'PAY_010',
    'PAY_012',
    'SYS_003',
  ],
  'request-refund': ['PAY_006', ...refundCodes],
  'authorize-payment': authorizeCodes,
  'capture-payment': captureCodes,
  'refund-payment': ['AUTH_007', 'PAY_006', ...anyRefundCodes],
  'list-payment-refunds': ['PAY_006', 'VAL_005'],
  'get-refund': ['REF_001'],
  'give-refund-account': [
    'COMMON_001',
    'PAY_004',
    'PAY_005',
    'PAY_010',
    'PAY_012',
    'PAY_014',
    'REF_001',
    'REF_005',
    'REF_006',
    'REF_007',
    'REF_008',
    'SYS_003',
  ],
  'list-refunds': ['VAL_005'],
  'complete-service': callback,
  'fail-service': callback,
  'receive-pg-webhook': ['VAL_006', 'AUTH_008'],
  'get-idempotency-record': ['IDEM_006'],
  'get-health': ['VAL_001'],
  'get-documents': [],
  'list-attention': merchantList,
  'get-saga': look,
  'list-sagas': merchantList,
  'resume-saga': ['COMMON_001', 'SYS_005', 'SYS_006', 'SYS_007'],
  'get-attention': look,
  'acknowledge-attention': act,
  'resolve-attention': act,
  'approve-attention': act,
  'search-payments': merchantList,
  'inspect-payment': look,
  'trace-payment': look,
  'refund-as-operator': [...refundCodes, 'IDEM_001', ...look],
  'create-merchant': ['SYS_006', 'SYS_007'],
  'create-api-key': act,
  'list-merchants': ['SYS_007', 'VAL_005'],
  'get-merchant': look,
  'change-merchant': act,
  'list-api-keys': look,
  'retire-api-key': act,
  'revoke-api-key': act,
  'get-trial-balance': merchantList,
  'list-policies': ['SYS_007'],
  'get-policy': look,
  'list-breakers': ['SYS_007'],
  'get-breaker': look,
  'change-breaker': act,
  'list-audit': merchantList,
  'get-audit-proof': look,
};
