// When the PG is read for a payment that waits for a deposit. Callbacks are hints and can be lost, so
// every account is looked at: soon after its issue, then hourly, then at its date.
// Source: saga specification, section 1.2, TX-DEPOSIT-WAIT.
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { VirtualAccount } from './payment.ts';

const firstLookMs = 300_000;
const hourMs = 3_600_000;
const minuteMs = 60_000;

/** What the PG tells at the date itself may be some seconds old. */
export const settledAfterMs = 30_000;

/** True once a PG that still waits will wait for ever. */
export const isPastDate = ({ dueAt }: VirtualAccount, now: Instant): boolean =>
  now >= plus(dueAt, settledAfterMs);

const notPast = (at: Instant, { dueAt }: VirtualAccount): Instant => {
  const last = plus(dueAt, settledAfterMs);
  return at < last ? at : last;
};

export const firstLook = (account: VirtualAccount, now: Instant): Instant =>
  notPast(plus(now, firstLookMs), account);

/** A look that found nothing new; past the date it comes again every minute until the PG answers. */
export const nextLook = (account: VirtualAccount, now: Instant): Instant =>
  isPastDate(account, now) ? plus(now, minuteMs) : notPast(plus(now, hourMs), account);

/** A cancel is noted, or something else has to end first. */
export const soonLook = (now: Instant): Instant => plus(now, minuteMs);

/** One more look at a payment that ended with its account open at the bank: money may come late. */
export const lastLook = ({ dueAt }: VirtualAccount, now: Instant): Instant =>
  plus(dueAt > now ? dueAt : now, hourMs);
