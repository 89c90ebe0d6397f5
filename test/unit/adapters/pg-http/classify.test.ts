// Both tables, written out a second time from the PG's documentation: a row that moves shows here.
import { describe, expect, it } from 'vitest';
import { cancelClasses } from '#adapters/pg-http/cancel-classes.ts';
import { type ClassTable, classify, classTable } from '#adapters/pg-http/classify.ts';
import { confirmClasses } from '#adapters/pg-http/confirm-classes.ts';

/** Status, class, cause, whether a read must follow, codes. */
type Row = readonly [number, string, string | undefined, 'read' | '', string];

const everyPost: readonly Row[] = [
  [400, 'DECLINED_HARD', 'CONFIG', 'read', 'INVALID_REQUEST INVALID_IDEMPOTENCY_KEY'],
  [400, 'DECLINED_HARD', 'CONFIG', 'read', 'INVALID_TEST_CODE'],
  [401, 'DECLINED_HARD', 'CONFIG', 'read', 'UNAUTHORIZED_KEY'],
  [403, 'DECLINED_HARD', 'CONFIG', 'read', 'INCORRECT_BASIC_AUTH_FORMAT'],
  [409, 'UNKNOWN', 'TRANSIENT', '', 'IDEMPOTENT_REQUEST_PROCESSING'],
  [429, 'UNKNOWN', 'THROTTLE', '', 'TOO_MANY_REQUESTS ANYTHING REJECT_CARD_PAYMENT'],
  [503, 'UNKNOWN', 'TRANSIENT', '', 'HTTP_503 REJECT_CARD_PAYMENT INVALID_REQUEST'],
];

const confirmRows: readonly Row[] = [
  ...everyPost,
  [400, 'UNKNOWN', 'STATE', '', 'ALREADY_PROCESSED_PAYMENT'],
  [400, 'UNKNOWN', 'TRANSIENT', '', 'PROVIDER_ERROR CARD_PROCESSING_ERROR UNAPPROVED_ORDER_ID'],
  [400, 'DECLINED_HARD', 'CONFIG', 'read', 'INVALID_API_KEY INVALID_AUTHORIZE_AUTH'],
  [400, 'DECLINED_HARD', 'CONFIG', 'read', 'NOT_FOUND_TERMINAL_ID INVALID_UNREGISTERED_SUBMALL'],
  [400, 'DECLINED_HARD', 'CONFIG', 'read', 'NOT_REGISTERED_BUSINESS BELOW_MINIMUM_AMOUNT'],
  [403, 'DECLINED_HARD', 'CONFIG', 'read', 'FORBIDDEN_REQUEST'],
  [400, 'DECLINED_HARD', 'INSTRUMENT', '', 'INVALID_CARD_NUMBER INVALID_CARD_EXPIRATION'],
  [400, 'DECLINED_HARD', 'INSTRUMENT', '', 'INVALID_STOPPED_CARD INVALID_CARD_LOST_OR_STOLEN'],
  [400, 'DECLINED_HARD', 'INSTRUMENT', '', 'INVALID_ACCOUNT_INFO_RE_REGISTER'],
  [403, 'DECLINED_HARD', 'INSTRUMENT', '', 'REJECT_TOSSPAY_INVALID_ACCOUNT'],
  [403, 'DECLINED_HARD', 'FRAUD', '', 'FDS_ERROR'],
  [400, 'DECLINED_SOFT', 'LIMIT', '', 'EXCEED_MAX_AMOUNT EXCEED_MAX_PAYMENT_AMOUNT'],
  [400, 'DECLINED_SOFT', 'LIMIT', '', 'EXCEED_MAX_DAILY_PAYMENT_COUNT'],
  [400, 'DECLINED_SOFT', 'LIMIT', '', 'EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT'],
  [400, 'DECLINED_SOFT', 'LIMIT', '', 'EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT'],
  [400, 'DECLINED_SOFT', 'LIMIT', '', 'EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT'],
  [403, 'DECLINED_SOFT', 'LIMIT', '', 'EXCEED_MAX_AUTH_COUNT EXCEED_MAX_ONE_DAY_AMOUNT'],
  [400, 'DECLINED_SOFT', 'BUYER_INPUT', '', 'EXCEED_MAX_CARD_INSTALLMENT_PLAN'],
  [400, 'DECLINED_SOFT', 'BUYER_INPUT', '', 'INVALID_CARD_INSTALLMENT_PLAN NOT_ALLOWED_POINT_USE'],
  [400, 'DECLINED_SOFT', 'BUYER_INPUT', '', 'NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT'],
  [400, 'DECLINED_SOFT', 'BUYER_INPUT', '', 'NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN'],
  [403, 'DECLINED_SOFT', 'BUYER_INPUT', '', 'INVALID_PASSWORD'],
  [400, 'DECLINED_SOFT', 'ISSUER', '', 'INVALID_REJECT_CARD'],
  [403, 'DECLINED_SOFT', 'ISSUER', '', 'REJECT_CARD_COMPANY'],
  [403, 'DECLINED_SOFT', 'FUNDS', '', 'REJECT_CARD_PAYMENT REJECT_ACCOUNT_PAYMENT'],
  [400, 'DECLINED_SOFT', 'HOURS', '', 'RESTRICTED_TRANSFER_ACCOUNT NOT_AVAILABLE_PAYMENT'],
  [403, 'DECLINED_SOFT', 'HOURS', '', 'NOT_AVAILABLE_BANK'],
  [404, 'UNKNOWN', 'SESSION', 'read', 'NOT_FOUND_PAYMENT NOT_FOUND_PAYMENT_SESSION'],
  [500, 'UNKNOWN', 'TRANSIENT', '', 'FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING UNKNOWN_ERROR'],
  [500, 'UNKNOWN', 'TRANSIENT', '', 'FAILED_INTERNAL_SYSTEM_PROCESSING UNKNOWN_PAYMENT_ERROR'],
];

const cancelRows: readonly Row[] = [
  ...everyPost,
  [400, 'UNKNOWN', 'STATE', '', 'ALREADY_CANCELED_PAYMENT ALREADY_REFUND_PAYMENT'],
  [400, 'UNKNOWN', 'STATE', '', 'ALREADY_REFUNDING_PAYMENT NOT_MATCHES_REFUNDABLE_AMOUNT'],
  [400, 'DECLINED_SOFT', 'BUYER_INPUT', '', 'INVALID_REFUND_ACCOUNT_INFO INVALID_BANK'],
  [400, 'DECLINED_SOFT', 'BUYER_INPUT', '', 'INVALID_REFUND_ACCOUNT_NUMBER'],
  [400, 'DECLINED_SOFT', 'BUYER_INPUT', '', 'FORBIDDEN_BANK_REFUND_REQUEST'],
  [400, 'DECLINED_HARD', 'STATE', '', 'REFUND_REJECTED EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT'],
  [403, 'DECLINED_HARD', 'CONFIG', 'read', 'FORBIDDEN_REQUEST'],
  [403, 'DECLINED_HARD', 'STATE', 'read', 'NOT_CANCELABLE_AMOUNT NOT_CANCELABLE_PAYMENT'],
  [403, 'DECLINED_HARD', 'STATE', 'read', 'NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER'],
  [403, 'DECLINED_HARD', 'STATE', 'read', 'EXCEED_MAX_REFUND_DUE NOT_ALLOWED_PARTIAL_REFUND'],
  [403, 'DECLINED_HARD', 'STATE', 'read', 'NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT'],
  [404, 'DECLINED_HARD', 'STATE', 'read', 'NOT_FOUND_PAYMENT'],
  [403, 'DECLINED_SOFT', 'LIMIT', '', 'EXCEED_CANCEL_LIMIT'],
  [403, 'DECLINED_SOFT', 'HOURS', '', 'NOT_AVAILABLE_BANK'],
  [403, 'UNKNOWN', 'THROTTLE', '', 'FORBIDDEN_CONSECUTIVE_REQUEST'],
  [400, 'UNKNOWN', 'TRANSIENT', '', 'PROVIDER_ERROR'],
  [500, 'UNKNOWN', 'TRANSIENT', '', 'FAILED_INTERNAL_SYSTEM_PROCESSING FAILED_REFUND_PROCESS'],
  [500, 'UNKNOWN', 'TRANSIENT', '', 'FAILED_METHOD_HANDLING_CANCEL FAILED_PARTIAL_REFUND'],
  [500, 'UNKNOWN', 'TRANSIENT', '', 'COMMON_ERROR FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING'],
];

const flat = (rows: readonly Row[]) =>
  rows.flatMap(([status, cls, cause, read, codes]) =>
    codes.split(' ').map((code) => ({ status, cls, cause, read, code })),
  );

const shown = (table: ClassTable, status: number, code: string) => {
  const { class: cls, cause, needsRead } = classify(table, status, code);
  return { status, cls, cause, read: needsRead === true ? 'read' : '', code };
};

const operations = [
  { name: 'confirm', table: confirmClasses, rows: flat(confirmRows) },
  { name: 'cancel', table: cancelClasses, rows: flat(cancelRows) },
];

describe.each(operations)('the classes of $name', ({ table, rows }) => {
  it.each(rows)('$status $code is $cls · $cause $read', (row) => {
    expect(shown(table, row.status, row.code)).toEqual(row);
  });

  it('are those of these rows and no others', () => {
    const listed = new Set(rows.map(({ code }) => code));

    expect([...table.keys()].filter((code) => !listed.has(code))).toEqual([]);
  });

  it.each([200, 204, 301, 400, 401, 402, 403, 404, 418])('know no other code, at %i', (status) => {
    expect(classify(table, status, 'A_NEW_CODE')).toEqual({
      class: 'UNKNOWN',
      isListedRefusal: false,
    });
  });

  it('count a listed 400 or 403 towards a spent key, and nothing else', () => {
    const counting = rows
      .filter(({ status, code }) => classify(table, status, code).isListedRefusal)
      .map(({ status, code }) => `${status} ${code}`);
    const expected = rows
      .filter(({ status }) => status === 400 || status === 403)
      .filter(({ code }) => code !== 'FORBIDDEN_CONSECUTIVE_REQUEST')
      .map(({ status, code }) => `${status} ${code}`);

    expect(counting).toEqual(expected);
  });
});

describe('classTable', () => {
  it('refuses a code listed twice', () => {
    const row = { class: 'UNKNOWN', cause: 'STATE', codes: ['A', 'A'] } as const;

    expect(() => classTable([row])).toThrow('A is listed twice');
  });
});
