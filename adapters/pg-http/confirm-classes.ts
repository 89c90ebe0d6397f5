// What each code means for a call that approves: a confirm, and what the sandbox has in its place.
// Source: Toss specification, section 12.1.
import { type ClassRow, classTable } from './classify.ts';

export const approvalRows: readonly ClassRow[] = [
  { class: 'UNKNOWN', cause: 'STATE', codes: ['ALREADY_PROCESSED_PAYMENT'] },
  {
    class: 'UNKNOWN',
    cause: 'TRANSIENT',
    codes: ['PROVIDER_ERROR', 'CARD_PROCESSING_ERROR', 'UNAPPROVED_ORDER_ID'],
  },
  {
    class: 'DECLINED_HARD',
    cause: 'CONFIG',
    needsRead: true,
    codes: [
      'INVALID_API_KEY',
      'INVALID_AUTHORIZE_AUTH',
      'NOT_FOUND_TERMINAL_ID',
      'INVALID_UNREGISTERED_SUBMALL',
      'NOT_REGISTERED_BUSINESS',
      'BELOW_MINIMUM_AMOUNT',
      'FORBIDDEN_REQUEST',
    ],
  },
  {
    class: 'DECLINED_HARD',
    cause: 'INSTRUMENT',
    codes: [
      'INVALID_CARD_NUMBER',
      'INVALID_CARD_EXPIRATION',
      'INVALID_STOPPED_CARD',
      'INVALID_CARD_LOST_OR_STOLEN',
      'INVALID_ACCOUNT_INFO_RE_REGISTER',
      'REJECT_TOSSPAY_INVALID_ACCOUNT',
    ],
  },
  { class: 'DECLINED_HARD', cause: 'FRAUD', codes: ['FDS_ERROR'] },
  {
    class: 'DECLINED_SOFT',
    cause: 'LIMIT',
    codes: [
      'EXCEED_MAX_AMOUNT',
      'EXCEED_MAX_PAYMENT_AMOUNT',
      'EXCEED_MAX_DAILY_PAYMENT_COUNT',
      'EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT',
      'EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT',
      'EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT',
      'EXCEED_MAX_AUTH_COUNT',
      'EXCEED_MAX_ONE_DAY_AMOUNT',
    ],
  },
  {
    class: 'DECLINED_SOFT',
    cause: 'BUYER_INPUT',
    codes: [
      'EXCEED_MAX_CARD_INSTALLMENT_PLAN',
      'INVALID_CARD_INSTALLMENT_PLAN',
      'NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT',
      'NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN',
      'NOT_ALLOWED_POINT_USE',
      'INVALID_PASSWORD',
    ],
  },
  {
    class: 'DECLINED_SOFT',
    cause: 'ISSUER',
    codes: ['INVALID_REJECT_CARD', 'REJECT_CARD_COMPANY'],
  },
  {
    class: 'DECLINED_SOFT',
    cause: 'FUNDS',
    codes: ['REJECT_CARD_PAYMENT', 'REJECT_ACCOUNT_PAYMENT'],
  },
  {
    class: 'DECLINED_SOFT',
    cause: 'HOURS',
    codes: ['RESTRICTED_TRANSFER_ACCOUNT', 'NOT_AVAILABLE_PAYMENT', 'NOT_AVAILABLE_BANK'],
  },
  // The session is gone only when a read shows no payment behind it.
  {
    class: 'UNKNOWN',
    cause: 'SESSION',
    needsRead: true,
    codes: ['NOT_FOUND_PAYMENT', 'NOT_FOUND_PAYMENT_SESSION'],
  },
];

export const confirmClasses = classTable(approvalRows);
