// What each code means for a cancel. Source: Toss specification, section 12.2.
import { type ClassRow, classTable } from './classify.ts';

const rows: readonly ClassRow[] = [
  // A read decides, and one that shows an unmoved balance proves nothing: no `needsRead` here, which
  // would turn such a read into a final no.
  {
    class: 'UNKNOWN',
    cause: 'STATE',
    codes: [
      'ALREADY_CANCELED_PAYMENT',
      'ALREADY_REFUND_PAYMENT',
      'ALREADY_REFUNDING_PAYMENT',
      'NOT_MATCHES_REFUNDABLE_AMOUNT',
    ],
  },
  {
    class: 'DECLINED_SOFT',
    cause: 'BUYER_INPUT',
    codes: [
      'INVALID_REFUND_ACCOUNT_INFO',
      'INVALID_REFUND_ACCOUNT_NUMBER',
      'INVALID_BANK',
      'FORBIDDEN_BANK_REFUND_REQUEST',
    ],
  },
  {
    class: 'DECLINED_HARD',
    cause: 'STATE',
    codes: ['REFUND_REJECTED', 'EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT'],
  },
  { class: 'DECLINED_HARD', cause: 'CONFIG', needsRead: true, codes: ['FORBIDDEN_REQUEST'] },
  {
    class: 'DECLINED_HARD',
    cause: 'STATE',
    needsRead: true,
    codes: [
      'NOT_CANCELABLE_AMOUNT',
      'NOT_CANCELABLE_PAYMENT',
      'NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER',
      'EXCEED_MAX_REFUND_DUE',
      'NOT_ALLOWED_PARTIAL_REFUND',
      'NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT',
      'NOT_FOUND_PAYMENT',
    ],
  },
  { class: 'DECLINED_SOFT', cause: 'LIMIT', codes: ['EXCEED_CANCEL_LIMIT'] },
  { class: 'DECLINED_SOFT', cause: 'HOURS', codes: ['NOT_AVAILABLE_BANK'] },
  { class: 'UNKNOWN', cause: 'THROTTLE', codes: ['FORBIDDEN_CONSECUTIVE_REQUEST'] },
  { class: 'UNKNOWN', cause: 'TRANSIENT', codes: ['PROVIDER_ERROR'] },
];

export const cancelClasses = classTable(rows);
