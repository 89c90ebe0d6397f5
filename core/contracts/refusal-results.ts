// What the `result` of a refusal tells, by its code; a code that is not here answers `null`. Documents and tests
// read it: no bundle carries it. Source: API specification, section 3.
import type { ErrorCode } from './error-table.ts';

interface RefusalResult {
  /** Every field that it may have. */
  readonly fields?: readonly string[];
  /** An object of the API, in words; beside `fields` where one or the other comes. */
  readonly object?: string;
  /** When it comes, where it may also be `null`, or which fields come when. */
  readonly when?: string;
}

const nextTry = ['payment', 'nextPaymentId', 'checkout'] as const;
const doubt = ['paymentId', 'orderId', 'refundId', 'status', 'inDoubt', 'statusUrl'] as const;
const refund = { fields: ['refund', 'refundableAmount'] } as const;
const refundable = { fields: ['refundableAmount'] } as const;

export const refusalResults = {
  PAY_002: { fields: nextTry, when: 'the last two where a try is left' },
  PAY_003: { object: 'the object as it is now' },
  PAY_005: { fields: doubt },
  PAY_007: { fields: ['capturableAmount', 'currency'], when: 'of a capture that asks for a part' },
  PAY_010: { object: 'the payment' },
  PAY_011: { object: 'the payment', fields: nextTry, when: 'these of a confirm' },
  PAY_012: { fields: doubt },
  PAY_014: {
    fields: [...nextTry, 'refund', 'refundableAmount', 'provider', 'missing'],
    when: 'by the operation',
  },
  ORD_005: { fields: ['orderId', 'serviceRequestId', 'outcome', 'recordedAt'] },
  REF_002: refundable,
  REF_003: refundable,
  REF_005: refund,
  REF_006: refund,
  REF_007: refund,
  REF_008: refund,
  AUTH_003: { fields: ['serverTime'] },
  AUTH_005: { fields: ['requiredScope'] },
  RATE_001: { fields: ['violatedPolicies', 'retryAfterMs'] },
  RATE_005: { fields: ['policy'] },
  VAL_001: { fields: ['fieldErrors'] },
  SYS_006: { object: 'the object as it is now', when: 'where it is there' },
} as const satisfies Partial<Record<ErrorCode, RefusalResult>>;

/** @returns undefined where the result is always `null`. */
export const resultOfRefusal = (code: ErrorCode): RefusalResult | undefined =>
  (refusalResults as Partial<Record<ErrorCode, RefusalResult>>)[code];
