// The watchdog command of an attempt: look at it again at a time, whoever is alive then.
import type { PaymentId } from '#core/kernel/ids.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { CommandDraft } from '#core/outbox/assemble-commit.ts';
import { type Attempt, attemptId, refusedVoids } from './attempt.ts';

/** The watchdog looks one second after the deadline of a call. */
export const watchAfterMs = 16_000;

/** @param slot - 0 for the deadline of the call itself, 1 to 10 for a read slot. */
export const watchCommand = (attempt: Attempt, slot: number, at: Instant): CommandDraft => ({
  objectId: attempt.paymentId,
  body: {
    kind: 'WATCHDOG',
    ref: { kind: 'ATTEMPT', paymentId: attempt.paymentId, attemptId: attemptId(attempt), slot },
    at,
  },
});

/** The order's cancel is noted and its payment is reserved at the PG: let it go. */
export const voidCommand = ({ paymentId }: { readonly paymentId: PaymentId }): CommandDraft => ({
  objectId: paymentId,
  body: { kind: 'VOID', paymentId },
});

/** A person asks for one void more than the PG has refused. */
export const voidAgainCommand = (
  paymentId: PaymentId,
  attempts: readonly Attempt[],
): CommandDraft => ({
  objectId: paymentId,
  body: { kind: 'VOID', paymentId, afterRefusals: refusedVoids(attempts).length },
});

const repairAfterMs = 30_000;

/** Makes sure of cancels made at the PG, which are adopted after the transaction that learned of them. */
export const watchCancels = (paymentId: PaymentId, now: Instant): CommandDraft => ({
  objectId: paymentId,
  body: {
    kind: 'WATCHDOG',
    ref: { kind: 'CANCELS', paymentId, slot: 1 },
    at: plus(now, repairAfterMs),
  },
});
