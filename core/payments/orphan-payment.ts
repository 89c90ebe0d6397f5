// Webhooks of payments for which no call of ours was answered with money. One that we do not know yet may
// be about to be written, so it is parked; after that, and only if the PG's own answer to us shows money
// taken, a person is asked.
import { type AttentionItem, severityOf } from '#core/attention/attention-item.ts';
import { openItem } from '#core/attention/open-item.ts';
import type { WebhookRef } from '#core/contracts/queues/watch-message.ts';
import type { Environment, Tenant } from '#core/contracts/tenant.ts';
import type { WebhookOutcome } from '#core/contracts/webhook-outcome.ts';
import type { OrderId } from '#core/kernel/ids.ts';
import { type Instant, instant, plus } from '#core/kernel/instant.ts';
import { isZero, toWire } from '#core/kernel/money.ts';
import { firstVersion } from '#core/kernel/versioned.ts';
import { parsePgOrderId } from '#core/orders/order.ts';
import type { Orders } from '#core/orders/ports.ts';
import { assembleCommit, type Draft } from '#core/outbox/assemble-commit.ts';
import type { CommitDeps } from '#core/outbox/commit-answer.ts';
import type { PaymentGateway, PgPayment, PgReading } from './payment-gateway.ts';
import type { Payments, PaymentView } from './ports.ts';
import { readTimeoutMs } from './send-attempt.ts';

export interface UnclaimedDeps extends CommitDeps {
  readonly orders: Orders;
  readonly payments: Payments;
  readonly gateways: (provider: string) => PaymentGateway;
  /** Every tenant of one environment. */
  readonly tenants: (environment: Environment) => Promise<readonly Tenant[]>;
}

export interface Followed {
  readonly outcome: WebhookOutcome;
  /** Somebody must come again then. */
  readonly at?: Instant;
  readonly slot?: number;
}

const parkedMs = 900_000;
const answerWithinMs = 900_000;

/** Pauses while it is parked, and after that while the PG cannot be read: each longer than the last. */
const pausesMs = [
  5_000, 30_000, 120_000, 300_000, 450_000, 60_000, 120_000, 300_000, 900_000, 900_000,
];

/** Comes again after the pause of its slot; after the last one it is only counted. */
const later = ({ slot }: WebhookRef, now: Instant, notAfter?: Instant): Followed => {
  const pause = pausesMs[slot];
  if (pause === undefined) return { outcome: 'UNKNOWN' };
  const at = plus(now, pause);
  return {
    outcome: 'LATER',
    at: notAfter !== undefined && notAfter < at ? notAfter : at,
    slot: slot + 1,
  };
};

const holdsMoney = ({ status, balance }: PgPayment): boolean =>
  (status === 'DONE' || status === 'PARTIAL_CANCELED' || status === 'AUTHORIZED') &&
  !isZero(balance);

/** Whether another merchant of this stage, which shares the PG's account, has made this order. */
const isForeign = async (
  deps: UnclaimedDeps,
  tenant: Tenant,
  { pgOrderId }: WebhookRef,
): Promise<boolean> => {
  const orderId = parsePgOrderId(pgOrderId).orderId as OrderId;
  const others = (await deps.tenants(tenant.environment)).filter(
    ({ merchantId }) => merchantId !== tenant.merchantId,
  );
  const found = await Promise.all(
    others.map((other) => deps.orders.byId({ tenant: other, orderId })),
  );
  return found.some((order) => order !== undefined);
};

/** Known to us it is a payment's; otherwise the PG's own key is all there is to name it by. */
const subjectOf = (view: PaymentView | undefined, pg: PgPayment) =>
  view === undefined
    ? {
        kind: 'ORPHAN_PAYMENT' as const,
        objectType: 'pg-payment' as const,
        objectId: pg.paymentKey,
      }
    : {
        kind:
          view.payment.status === 'READY' ? ('ORPHAN_PAYMENT' as const) : ('LATE_SUCCESS' as const),
        objectType: 'payment' as const,
        objectId: view.payment.paymentId,
        orderId: view.payment.orderId,
        paymentId: view.payment.paymentId,
      };

const itemDraft = (
  deps: UnclaimedDeps,
  tenant: Tenant,
  { requestId }: WebhookRef,
  view: PaymentView | undefined,
  pg: PgPayment,
): Draft => {
  const at = deps.clock.now();
  const subject = subjectOf(view, pg);
  const item: AttentionItem = {
    ...firstVersion,
    ...subject,
    tenant,
    attentionId: deps.ids.next('attn'),
    moneyAtRisk: pg.balance,
    evidence: [
      {
        paymentKey: pg.paymentKey,
        pgOrderId: pg.pgOrderId,
        status: pg.status,
        total: toWire(pg.total.minor),
        currency: pg.total.currency,
      },
    ],
    suggestedActions: ['READ_AGAIN', 'REFUND'],
    severity: severityOf(subject.kind),
    status: 'OPEN',
    openedAt: at,
    dueAt: plus(at, answerWithinMs),
  };
  const { attentionId, kind } = item;
  const { minor, currency } = pg.balance;
  return {
    name: 'TX-ATTENTION',
    tenant,
    ...(view === undefined ? {} : { userId: view.payment.userId }),
    rootId: view?.payment.orderId ?? attentionId,
    at,
    cause: { requestId, actor: 'engine:webhook' },
    changes: openItem(item),
    events: [
      {
        type: 'saga.needs_attention',
        of: attentionId,
        data: { attentionId, kind, amount: toWire(minor), currency },
      },
    ],
    audit: { action: 'attention.open', object: attentionId, statusAfter: 'OPEN' },
  };
};

const judge = async (
  deps: UnclaimedDeps,
  tenant: Tenant,
  ref: WebhookRef,
  view: PaymentView | undefined,
  reading: PgReading,
): Promise<Followed> => {
  if (reading.kind === 'FAILED') return later(ref, deps.clock.now());
  if (reading.kind === 'NOT_FOUND' || !holdsMoney(reading.payment)) return { outcome: 'UNKNOWN' };
  if (view === undefined && (await isForeign(deps, tenant, ref))) return { outcome: 'FOREIGN' };
  if (view !== undefined) {
    // A call may have begun while the PG was read: then the money is its, and the call tells of it.
    const { paymentId, version } = view.payment;
    const again = await deps.payments.byId({ tenant, paymentId });
    if (again?.payment.version !== version) return later(ref, deps.clock.now());
  }
  const draft = itemDraft(deps, tenant, ref, view, reading.payment);
  // One open item per object and kind: a second webhook about the same money loses here.
  await deps.unitOfWork.commit(assembleCommit(draft, deps.ids, deps.source));
  return { outcome: 'ORPHAN' };
};

/** The PG says that it took money, or has some of it still. */
export const speaksOfMoney = ({ status }: WebhookRef): boolean =>
  status === 'DONE' || status === 'PARTIAL_CANCELED';

/** @param view - The payment without an answered call; undefined where we have none by that number. */
export const followUnclaimed = async (
  deps: UnclaimedDeps,
  tenant: Tenant,
  ref: WebhookRef,
  view: PaymentView | undefined,
): Promise<Followed> => {
  // Windows that lapse or fail without a call of ours cost nothing, and change nothing here.
  if (view !== undefined && !speaksOfMoney(ref)) return { outcome: 'KNOWN' };
  const now = deps.clock.now();
  const parkedUntil = plus(instant(ref.receivedAt), parkedMs);
  if (view === undefined && now < parkedUntil) return later(ref, now, parkedUntil);
  const reading = await deps.gateways(ref.provider).read({
    tenant,
    paymentKey: undefined,
    pgOrderId: ref.pgOrderId,
    timeoutMs: readTimeoutMs,
  });
  return judge(deps, tenant, ref, view, reading);
};
