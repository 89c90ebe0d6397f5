import { describe, expect, it } from 'vitest';
import { authenticatedPayment, confirmOf, inProcess } from './doors.ts';

// The codes of the outcome tables, by the status the tables give them: copied from the reference,
// not from the simulator, or this test would only compare a list with itself.
const codesByStatus: Readonly<Record<number, string>> = {
  400: `INVALID_REQUEST INVALID_IDEMPOTENCY_KEY INVALID_TEST_CODE ALREADY_PROCESSED_PAYMENT PROVIDER_ERROR
    CARD_PROCESSING_ERROR UNAPPROVED_ORDER_ID INVALID_API_KEY INVALID_AUTHORIZE_AUTH NOT_FOUND_TERMINAL_ID
    INVALID_UNREGISTERED_SUBMALL NOT_REGISTERED_BUSINESS BELOW_MINIMUM_AMOUNT INVALID_CARD_NUMBER
    INVALID_CARD_EXPIRATION INVALID_STOPPED_CARD INVALID_CARD_LOST_OR_STOLEN
    INVALID_ACCOUNT_INFO_RE_REGISTER EXCEED_MAX_AMOUNT EXCEED_MAX_PAYMENT_AMOUNT
    EXCEED_MAX_DAILY_PAYMENT_COUNT EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT
    EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT EXCEED_MAX_CARD_INSTALLMENT_PLAN INVALID_CARD_INSTALLMENT_PLAN
    NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN
    NOT_ALLOWED_POINT_USE INVALID_REJECT_CARD RESTRICTED_TRANSFER_ACCOUNT NOT_AVAILABLE_PAYMENT
    ALREADY_CANCELED_PAYMENT ALREADY_REFUND_PAYMENT ALREADY_REFUNDING_PAYMENT
    NOT_MATCHES_REFUNDABLE_AMOUNT INVALID_REFUND_ACCOUNT_INFO INVALID_REFUND_ACCOUNT_NUMBER INVALID_BANK
    FORBIDDEN_BANK_REFUND_REQUEST REFUND_REJECTED EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT INVALID_DATE
    EXCEED_MAX_DUE_DATE EXCEED_MAX_VALID_HOURS INVALID_REGISTRATION_NUMBER_TYPE DUPLICATED_ORDER_ID
    INVALID_TRANSACTION_KEY`,
  401: 'UNAUTHORIZED_KEY',
  403: `INCORRECT_BASIC_AUTH_FORMAT FORBIDDEN_REQUEST REJECT_TOSSPAY_INVALID_ACCOUNT FDS_ERROR
    EXCEED_MAX_AUTH_COUNT EXCEED_MAX_ONE_DAY_AMOUNT INVALID_PASSWORD REJECT_CARD_COMPANY
    REJECT_CARD_PAYMENT REJECT_ACCOUNT_PAYMENT NOT_AVAILABLE_BANK NOT_CANCELABLE_AMOUNT
    NOT_CANCELABLE_PAYMENT NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER EXCEED_MAX_REFUND_DUE
    NOT_ALLOWED_PARTIAL_REFUND NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT EXCEED_CANCEL_LIMIT
    FORBIDDEN_CONSECUTIVE_REQUEST`,
  404: 'NOT_FOUND_PAYMENT NOT_FOUND_PAYMENT_SESSION NOT_FOUND',
  409: 'IDEMPOTENT_REQUEST_PROCESSING',
  500: `FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING FAILED_INTERNAL_SYSTEM_PROCESSING UNKNOWN_PAYMENT_ERROR
    UNKNOWN_ERROR FAILED_REFUND_PROCESS FAILED_METHOD_HANDLING_CANCEL FAILED_PARTIAL_REFUND COMMON_ERROR`,
};

const codes = Object.entries(codesByStatus).flatMap(([status, words]) =>
  words.split(/\s+/).map((code): [string, number] => [code, Number(status)]),
);

describe('TossPayments-Test-Code', () => {
  it.each(codes)('19: %s fails the confirm with %d and changes nothing', async (code, status) => {
    const opened = await inProcess.open();
    const payment = authenticatedPayment(opened);

    const headers = { 'TossPayments-Test-Code': code };
    const failed = await opened.send(confirmOf(payment, { headers }));
    const plain = await opened.send(confirmOf(payment));

    expect([failed.status, failed.json.code]).toEqual([status, code]);
    expect(String(failed.json['message']).length).toBeGreaterThan(0);
    expect([plain.status, plain.json.status]).toEqual([200, 'DONE']);
  });

  it('19: an unknown code gets INVALID_TEST_CODE', async () => {
    const opened = await inProcess.open();
    const payment = authenticatedPayment(opened);

    const headers = { 'TossPayments-Test-Code': 'NO_SUCH_CODE' };
    const seen = await opened.send(confirmOf(payment, { headers }));

    expect([seen.status, seen.json.code]).toEqual([400, 'INVALID_TEST_CODE']);
  });

  it('19: works over every spelling of the header and is kept under the key', async () => {
    const opened = await inProcess.open();
    const payment = authenticatedPayment(opened);

    const headers = { 'tosspayments-test-code': 'REJECT_CARD_PAYMENT' };
    await opened.send(confirmOf(payment, { key: 'key-1', headers }));
    const again = await opened.send(confirmOf(payment, { key: 'key-1' }));

    expect([again.status, again.json.code]).toEqual([403, 'REJECT_CARD_PAYMENT']);
  });
});
