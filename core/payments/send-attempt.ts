// Sends one PG call: bounded tries while no byte has left us, one read when the answer is uncertain and
// there is time for it. Every try reuses the attempt's key.
import { type BreakerGate, breakerOpen } from '#core/breakers/ports.ts';
import { present } from '#core/kernel/assert.ts';
import type { RefundId } from '#core/kernel/ids.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import { canonicalJson } from '#core/kernel/json.ts';
import type { Chance, Clock, Digests, Sleeper } from '#core/kernel/ports.ts';
import type { FieldSeal } from '#core/privacy/ports.ts';
import { openAccount } from '#core/privacy/refund-account.ts';
import type { Attempt, Evidence } from './attempt.ts';
import { judgeFirstRead, judgeReply } from './judge-evidence.ts';
import type { Verdict } from './judge-state.ts';
import type {
  PaymentGateway,
  PgCancelRequest,
  PgReading,
  PgReply,
  PgVoidRequest,
  TwoStepGateway,
} from './payment-gateway.ts';
import type { SentDeps } from './sent-call.ts';

export interface SendDeps extends SentDeps {
  readonly gateways: (provider: string) => PaymentGateway;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly sleeper: Sleeper;
  /** Opens the account a deposit goes back to; whoever never refunds has none. */
  readonly fieldSeal?: Pick<FieldSeal, 'open'>;
  /** Absent where nothing guards the PG: every call may pass. */
  readonly permits?: BreakerGate;
}

export interface Sent {
  readonly verdict: Verdict;
  readonly evidence: Evidence;
}

/** Waits before the second, third and fourth try, in ms; full jitter. */
const retryWaitsMs = [200, 400, 800];
/** No try starts later than this after the first. */
const lastTryMs = 5_000;
/** A read needs 5 s and the record 1 s of what is left of the attempt. */
const readNeedsMs = 6_000;
export const readTimeoutMs = 5_000;

/** Opened for this call alone. */
const receiverOf = async (
  { fieldSeal }: SendDeps,
  { tenant, objectId, refundAccount }: Attempt,
): Promise<Pick<PgCancelRequest, 'refundAccount'>> => {
  if (refundAccount === undefined) return {};
  const seal = present(fieldSeal, 'whoever sends refunds opens their accounts');
  const refundId = objectId as RefundId;
  return { refundAccount: await openAccount(seal, { tenant, refundId }, refundAccount) };
};

const twoStepOf = ({ twoStep }: PaymentGateway): TwoStepGateway =>
  present(twoStep, 'a PG without manual capture is refused before any call');

/** A refund, and the void of what waits for a deposit: both cancel by our mark. */
const cancel = async (
  deps: SendDeps,
  gateway: PaymentGateway,
  attempt: Attempt,
  request: Omit<PgVoidRequest, 'reason'>,
): Promise<PgReply> => {
  let receiver: Awaited<ReturnType<typeof receiverOf>>;
  try {
    receiver = await receiverOf(deps, attempt);
  } catch {
    // The keys are away, or the text is broken: nothing has left us, and nothing may without it.
    return { class: 'NOT_SENT', cause: 'NETWORK', code: 'ACCOUNT_SEALED', durationMs: 0 };
  }
  return gateway.cancel({
    ...request,
    ...receiver,
    total: present(attempt.total, 'a cancel knows the whole'),
    refundable: present(attempt.refundableBefore, 'a cancel knows the balance'),
    reason: present(attempt.cancelReason, 'what gives back has a reason'),
    mark: `[rf:${attempt.objectId}]`,
  });
};

const call = (
  deps: SendDeps,
  gateway: PaymentGateway,
  attempt: Attempt,
  timeoutMs: number,
): Promise<PgReply> => {
  const { op, tenant, pgKey: idempotencyKey, pgOrderId, amount } = attempt;
  const again = attempt.state === 'IN_DOUBT' ? ({ endsDoubt: true } as const) : {};
  const asked = { tenant, idempotencyKey, pgOrderId, amount, timeoutMs, ...again };
  if (op === 'AUTHORIZE') {
    const orderName = present(attempt.orderName, 'an authorization names what is sold');
    return twoStepOf(gateway).authorize({ ...asked, paymentKey: attempt.paymentKey, orderName });
  }
  const request = { ...asked, paymentKey: present(attempt.paymentKey, 'the PG has told its key') };
  const { cancelReason } = attempt;
  switch (op) {
    case 'CONFIRM':
      return gateway.confirm(request);
    case 'CAPTURE':
      return twoStepOf(gateway).capture(request);
    case 'VOID':
      if (attempt.total !== undefined) return cancel(deps, gateway, attempt, request);
      return twoStepOf(gateway).void({
        ...request,
        reason: present(cancelReason, 'what gives back has a reason'),
      });
    case 'REFUND':
      return cancel(deps, gateway, attempt, request);
  }
};

/** One sending with its bounded tries, counted from `startedAt`; a reply other than NOT_SENT ends them. */
export const sendOnce = async (
  deps: SendDeps,
  attempt: Attempt,
  timeoutMs: number,
  startedAt: Instant = deps.clock.now(),
): Promise<PgReply> => {
  const { gateways, clock, chance, sleeper } = deps;
  const gateway = gateways(attempt.provider);
  let reply = await call(deps, gateway, attempt, timeoutMs);
  for (const wait of retryWaitsMs) {
    if (reply.class !== 'NOT_SENT' || reply.code === breakerOpen) return reply;
    const pause = Math.ceil(wait * chance.fraction());
    if (clock.now() + pause > plus(startedAt, lastTryMs)) return reply;
    await sleeper.sleep(pause);
    reply = await call(deps, gateway, attempt, timeoutMs);
  }
  return reply;
};

export const readPg = (
  { gateways }: Pick<SendDeps, 'gateways'>,
  attempt: Attempt,
): Promise<PgReading> =>
  gateways(attempt.provider).read({
    tenant: attempt.tenant,
    paymentKey: attempt.paymentKey,
    pgOrderId: attempt.pgOrderId,
    timeoutMs: readTimeoutMs,
  });

const optional = <K extends string, T>(key: K, value: T | undefined): { readonly [P in K]?: T } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: T };

export const replyEvidence = (reply: PgReply, at: Instant): Evidence => ({
  source: reply.class === 'NOT_SENT' ? 'LOCAL' : 'REPLY',
  at,
  class: reply.class,
  code: reply.code,
  ...optional('transactionKey', reply.payment?.lastTransactionKey),
  ...optional('bodyHash', reply.bodyHash),
});

export const readingEvidence = (reading: PgReading, at: Instant): Evidence => ({
  source: 'READ',
  at,
  class: reading.kind,
  code: reading.kind === 'FOUND' ? reading.payment.status : reading.code,
  ...(reading.kind === 'FOUND'
    ? optional('transactionKey', reading.payment.lastTransactionKey)
    : {}),
  ...(reading.kind === 'FOUND' ? optional('bodyHash', reading.bodyHash) : {}),
});

/** Too little time was left after the claim: proven not sent, since nothing was. */
export const notSentInTime = (at: Instant): Sent => {
  const reply: PgReply = { class: 'NOT_SENT', code: 'NO_TIME_LEFT', durationMs: 0 };
  return { verdict: { kind: 'NOT_SENT', code: reply.code }, evidence: replyEvidence(reply, at) };
};

/**
 * Sends and judges. A call that would begin more than 5 s after the claim is not sent: it could still
 * be under way when the watchdog, after the deadline, sends the same key. An uncertain answer is followed by one read when the attempt has time for it.
 *
 * @param mayRead - False for the cancels of a saga, which go to the schedule at once.
 */
export const sendAttempt =
  (deps: SendDeps) =>
  async (attempt: Attempt, timeoutMs: number, mayRead: boolean): Promise<Sent> => {
    const startsAt = deps.clock.now();
    if (startsAt > plus(attempt.sentAt, lastTryMs)) return notSentInTime(startsAt);
    const reply = await sendOnce(deps, attempt, timeoutMs, attempt.sentAt);
    const repliedAt = deps.clock.now();
    const verdict = judgeReply(attempt, reply);
    const evidence = replyEvidence(reply, repliedAt);
    const isUncertain = verdict.kind === 'UNKNOWN';
    const hasTime = attempt.deadlineAt - repliedAt >= readNeedsMs;
    if (!isUncertain || !hasTime || !(mayRead || reply.needsRead === true)) {
      return { verdict, evidence };
    }

    const reading = await readPg(deps, attempt);
    return {
      verdict: judgeFirstRead(attempt, reply, reading),
      evidence: readingEvidence(reading, deps.clock.now()),
    };
  };

/** Digest of what is sent, so that one key is never used for two different requests. */
export const requestHash = (
  digests: Digests,
  {
    paymentKey,
    pgOrderId,
    amount,
  }: {
    readonly paymentKey: string | undefined;
    readonly pgOrderId: string;
    readonly amount: bigint;
  },
): string =>
  digests.sha256Hex(
    canonicalJson({
      pgOrderId,
      amount: amount.toString(),
      ...(paymentKey === undefined ? {} : { paymentKey }),
    }),
  );
