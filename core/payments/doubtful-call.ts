// The call of a payment whose outcome is not known, as operators see it: a refund's too, beside which the payment
// keeps its status.
import { type Instant, toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { type Attempt, doubtOf, firstLook, isInDoubt } from './attempt.ts';

/** When the PG is read next; of what the watchdog has yet to open soon, of what waits for a person not at all. */
const nextRead = ({ state, nextReadAt }: Attempt, now: Instant): Instant | undefined =>
  state === 'SENT' ? firstLook(now) : nextReadAt;

/** `inDoubt` of a payment; nothing where none of these calls is in doubt. */
export const doubtfulCall = (attempts: readonly Attempt[], now: Instant): JsonObject => {
  const call = attempts.find((attempt) => isInDoubt(attempt, now));
  if (call === undefined) return {};
  const next = nextRead(call, now);
  return {
    inDoubt: {
      operation: call.op,
      since: toIso(doubtOf(call)),
      ...(next === undefined ? {} : { nextCheckAt: toIso(next) }),
    },
  };
};
