// A payment as operators see it: found under whatever tenant it is, with everything that was asked of the PG.
import { type Answer, done } from '#core/contracts/http/answer.ts';
import { present } from '#core/kernel/assert.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import { type Instant, toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { toWire } from '#core/kernel/money.ts';
import { type Attempt, attemptId, type Evidence } from './attempt.ts';
import { doubtfulCall } from './doubtful-call.ts';
import { type OwnerDeps, underItsTenant } from './owning-tenant.ts';
import { paymentNow } from './present-payment.ts';
import { type GetPaymentDeps, viewNow } from './read-payments.ts';

const evidenceObject = ({ at, ...evidence }: Evidence): JsonObject => ({
  ...evidence,
  at: toIso(at),
});

const timeOf = <K extends string>(name: K, at: Instant | undefined) =>
  at === undefined ? {} : { [name]: toIso(at) };

/** The PG's idempotency key stays inside: who has it could repeat our call. */
export const attemptObject = (attempt: Attempt): JsonObject => ({
  attemptId: attemptId(attempt),
  operation: attempt.op,
  objectId: attempt.objectId,
  state: attempt.state,
  amount: toWire(attempt.amount.minor),
  currency: attempt.amount.currency,
  ...(attempt.paymentKey === undefined ? {} : { paymentKey: attempt.paymentKey }),
  sentAt: toIso(attempt.sentAt),
  deadlineAt: toIso(attempt.deadlineAt),
  ...timeOf('doubtAt', attempt.doubtAt),
  ...(attempt.slot === undefined ? {} : { slot: attempt.slot }),
  ...timeOf('nextReadAt', attempt.nextReadAt),
  evidence: attempt.evidence.map(evidenceObject),
});

/** @returns 200 with the payment, 404 SYS_005. */
export const inspectPayment =
  (deps: OwnerDeps & GetPaymentDeps) =>
  ({
    paymentId,
    refresh,
  }: {
    readonly paymentId: PaymentId;
    readonly refresh: boolean;
  }): Promise<Answer> =>
    underItsTenant(deps)(paymentId, async (tenant) => {
      const view = present(await viewNow(deps)({ tenant, paymentId, refresh }), 'a payment stays');
      return done({
        merchantId: tenant.merchantId,
        ...(await paymentNow(deps, view)),
        ...doubtfulCall(view.attempts, deps.clock.now()),
        ...(view.saga === undefined ? {} : { sagaId: view.saga.sagaId }),
        attempts: view.attempts.map(attemptObject),
      });
    });
