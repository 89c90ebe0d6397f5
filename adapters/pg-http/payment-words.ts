// The PG's words for statuses and methods, and ours. A word this release does not know is no error.
import type { PaymentMethod } from '#core/payments/payment.ts';
import type { PgStatus } from '#core/payments/payment-gateway.ts';

const statuses: ReadonlySet<string> = new Set<Exclude<PgStatus, 'OTHER'>>([
  'READY',
  'IN_PROGRESS',
  'WAITING_FOR_DEPOSIT',
  'AUTHORIZED',
  'DONE',
  'CANCELED',
  'PARTIAL_CANCELED',
  'ABORTED',
  'EXPIRED',
]);

/** Where a PG has no authorizations, a word for one is a word we do not know. */
export const statusOf = (word: string, hasAuthorizations: boolean): PgStatus =>
  statuses.has(word) && (word !== 'AUTHORIZED' || hasAuthorizations) ? (word as PgStatus) : 'OTHER';

const methods: ReadonlyMap<string, PaymentMethod['type']> = new Map([
  ['카드', 'CARD'],
  ['CARD', 'CARD'],
  ['간편결제', 'EASY_PAY'],
  ['EASY_PAY', 'EASY_PAY'],
  ['계좌이체', 'TRANSFER'],
  ['TRANSFER', 'TRANSFER'],
  ['휴대폰', 'MOBILE_PHONE'],
  ['MOBILE_PHONE', 'MOBILE_PHONE'],
  ['가상계좌', 'VIRTUAL_ACCOUNT'],
  ['VIRTUAL_ACCOUNT', 'VIRTUAL_ACCOUNT'],
  ['문화상품권', 'GIFT_CERTIFICATE'],
  ['CULTURE_GIFT_CERTIFICATE', 'GIFT_CERTIFICATE'],
  ['도서문화상품권', 'GIFT_CERTIFICATE'],
  ['BOOK_GIFT_CERTIFICATE', 'GIFT_CERTIFICATE'],
  ['게임문화상품권', 'GIFT_CERTIFICATE'],
  ['GAME_GIFT_CERTIFICATE', 'GIFT_CERTIFICATE'],
]);

export const methodTypeOf = (word: string): PaymentMethod['type'] | undefined =>
  methods.get(word) ?? methods.get(word.toUpperCase().replaceAll(' ', '_'));
