// What is reserved at the PG and not taken: how a payment gets there, how it comes back after a capture or
// void that was not done, and when it has lapsed.
import { present } from '#core/kernel/assert.ts';
import { earlier, type Instant, plus } from '#core/kernel/instant.ts';
import { next } from '#core/kernel/versioned.ts';
import {
  type Authorization,
  type AuthorizedPayment,
  factsOf,
  mayMove,
  type Payment,
  type ReservedPayment,
} from './payment.ts';

/** Captured within seven days, whatever a PG would allow. */
const authorizationLifeMs = 7 * 86_400_000;

/** A noted cancel is looked at this soon, should its command be lost. */
const voidLookMs = 60_000;

/** @param pgLimit - When the PG itself lets go, where it tells. */
export const limitOf = (at: Instant, pgLimit: Instant | undefined): Instant => {
  const ours = plus(at, authorizationLifeMs);
  return pgLimit === undefined ? ours : earlier(ours, pgLimit);
};

/** When the sweep looks at an authorization: at its limit, or soon where a cancel waits for its void. */
export const lookAt = (
  { expiresAt }: Authorization,
  now: Instant,
  isCancelNoted: boolean,
): Instant => (isCancelNoted ? plus(now, voidLookMs) : expiresAt);

/** Somebody is about to ask the PG: the sweep comes after that. */
export const lookLater = (payment: ReservedPayment, now: Instant): ReservedPayment =>
  next(payment, { dueAt: plus(now, voidLookMs) }) as ReservedPayment;

/** The PG has reserved the money. */
export const authorize = (
  payment: Payment,
  authorization: Authorization,
  dueAt: Instant,
): AuthorizedPayment => {
  mayMove(payment.status, 'AUTHORIZED');
  return next(factsOf(payment), { status: 'AUTHORIZED' as const, authorization, dueAt });
};

/** A capture or void was not done: what was reserved still is. */
export const backToAuthorized = (payment: Payment, dueAt: Instant): AuthorizedPayment => {
  const authorization = present(payment.authorization, 'what is captured or voided was authorized');
  if (payment.status !== 'AUTHORIZED') mayMove(payment.status, 'AUTHORIZED');
  return next(factsOf(payment), { status: 'AUTHORIZED' as const, authorization, dueAt });
};

/** What was reserved has reached the end of its time, whatever is being asked about it. */
export const isPastLimit = ({ authorization }: Payment, now: Instant): boolean =>
  authorization !== undefined && now >= authorization.expiresAt;

/** Over by time, written or not. While an operation is open its truth decides. */
export const readsAsLapsed = (payment: Payment, now: Instant): boolean =>
  payment.status === 'AUTHORIZED' && payment.openAttempt === undefined && isPastLimit(payment, now);
