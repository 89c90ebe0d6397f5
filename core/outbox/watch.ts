// What a watchdog message does: ends an unanswered call, runs the read slot that is due, closes an
// overdue service, reads cancels, sends the refund whose
// turn it is, looks at a payment that is reserved or waits for money; a message that comes early, or has a next slot, sends itself on.
import type { WatchMessage, WebhookRef } from '#core/contracts/queues/watch-message.ts';
import { parseTenant, type Tenant } from '#core/contracts/tenant.ts';
import { assert, present } from '#core/kernel/assert.ts';
import { isOutage } from '#core/kernel/faults.ts';
import type { PaymentId, ServiceRequestId } from '#core/kernel/ids.ts';
import { plus } from '#core/kernel/instant.ts';
import type { Clock } from '#core/kernel/ports.ts';
import type { Looked, WatchOutcome, WatchQueue } from './queues.ts';

export interface WatchQueueDeps {
  readonly watchQueue: WatchQueue;
  readonly clock: Clock;
}

export interface WatchDeps extends WatchQueueDeps {
  /** Closes a service request at its deadline. */
  readonly watchService: (key: {
    readonly tenant: Tenant;
    readonly serviceRequestId: ServiceRequestId;
  }) => Promise<Looked>;
  /** Ends an open PG call, or runs its read slot. */
  readonly resolveAttempt: (key: {
    readonly tenant: Tenant;
    readonly paymentId: PaymentId;
    readonly attemptId: string;
  }) => Promise<Looked>;
  /** Brings cancels made at the PG into our books. */
  readonly readCancels: (key: {
    readonly tenant: Tenant;
    readonly paymentId: PaymentId;
    readonly slot: number;
  }) => Promise<Looked>;
  /** Sends the refund that has waited longest, where no PG operation is open any more. */
  readonly sendQueuedRefund: (key: {
    readonly tenant: Tenant;
    readonly paymentId: PaymentId;
  }) => Promise<Looked>;
  /** Looks at what is reserved or waits for money: a noted cancel, its time, what the PG says. */
  readonly lookAtPayment: (key: {
    readonly tenant: Tenant;
    readonly paymentId: PaymentId;
    readonly afterRefusals?: number;
  }) => Promise<Looked>;
  /** Follows the hint of a webhook that had to wait. */
  readonly applyWebhook: ApplyWebhook;
}

export type ApplyWebhook = (webhook: {
  readonly tenant: Tenant;
  readonly ref: WebhookRef;
}) => Promise<Looked>;

const tenantOf = ({ tenant }: WatchMessage): Tenant =>
  present(parseTenant(tenant), 'a watchdog message names its tenant');

const look = (deps: WatchDeps, message: WatchMessage): Promise<Looked> => {
  const tenant = tenantOf(message);
  const { ref } = message;
  if (ref.kind === 'WEBHOOK') return deps.applyWebhook({ tenant, ref });
  if (ref.kind === 'SERVICE') {
    const serviceRequestId = ref.serviceRequestId as ServiceRequestId;
    return deps.watchService({ tenant, serviceRequestId });
  }
  if (ref.kind === 'CANCELS') {
    return deps.readCancels({ tenant, paymentId: ref.paymentId as PaymentId, slot: ref.slot });
  }
  if (ref.kind === 'REFUND') {
    return deps.sendQueuedRefund({ tenant, paymentId: ref.paymentId as PaymentId });
  }
  if (ref.kind === 'VOID') {
    const { afterRefusals } = ref;
    const paymentId = ref.paymentId as PaymentId;
    return deps.lookAtPayment({
      tenant,
      paymentId,
      ...(afterRefusals === undefined ? {} : { afterRefusals }),
    });
  }
  const { paymentId, attemptId } = ref;
  return deps.resolveAttempt({ tenant, paymentId: paymentId as PaymentId, attemptId });
};

const triesMax = 8;
const pauseMaxMs = 16_000;

/**
 * A message that fails is hidden by its queue for minutes, and the sweep comes a minute late: both too
 * long for an outage of seconds. So it is sent again, 1, 2, 4, 8, 16 s later, and only then left to them.
 */
const tryAgain = async (
  deps: WatchQueueDeps,
  message: WatchMessage,
  fault: unknown,
): Promise<void> => {
  const tries = (message.tries ?? 0) + 1;
  if (!isOutage(fault) || tries > triesMax) throw fault;
  const pauseMs = Math.min(pauseMaxMs, 500 * 2 ** tries);
  await deps.watchQueue.send({ ...message, tries }, plus(deps.clock.now(), pauseMs));
};

const watching =
  (deps: WatchQueueDeps, lookAt: (message: WatchMessage) => Promise<Looked>) =>
  async (message: WatchMessage): Promise<WatchOutcome> => {
    let looked: Looked;
    try {
      looked = await lookAt(message);
    } catch (fault) {
      await tryAgain(deps, message, fault);
      return 'LATER';
    }
    const { kind, at, slot } = looked;
    if (at === undefined) return kind;
    const { tenant, ref } = message;
    const next = 'slot' in ref && slot !== undefined ? { ...ref, slot } : ref;
    await deps.watchQueue.send({ tenant, ref: next }, at);
    return kind;
  };

export const watch = (deps: WatchDeps) => watching(deps, (message) => look(deps, message));

/** A webhook as the PG's queue brings it; what has to wait goes on in the watchdog's, which can wait. */
export const watchWebhooks = (deps: WatchQueueDeps & Pick<WatchDeps, 'applyWebhook'>) =>
  watching(deps, (message) => {
    const { ref } = message;
    assert(ref.kind === 'WEBHOOK', "the PG's queue holds webhooks");
    return deps.applyWebhook({ tenant: tenantOf(message), ref });
  });
