// The PG tells another amount, currency or order: nothing is applied, and a person is asked at once.
import { type AttentionItem, severityOf } from '#core/attention/attention-item.ts';
import { openItem } from '#core/attention/open-item.ts';
import type { Instant } from '#core/kernel/instant.ts';
import { plus } from '#core/kernel/instant.ts';
import { type Money, toWire } from '#core/kernel/money.ts';
import type { Ids } from '#core/kernel/ports.ts';
import { firstVersion } from '#core/kernel/versioned.ts';
import { isCancelNoted } from '#core/orders/order.ts';
import {
  assembleCommit,
  type Cause,
  type Draft,
  type EventDraft,
} from '#core/outbox/assemble-commit.ts';
import type { CommitDeps } from '#core/outbox/commit-answer.ts';
import { attemptId } from './attempt.ts';
import { isPastLimit } from './authorization.ts';
import type { Case } from './case.ts';
import type { PgPayment } from './payment-gateway.ts';

const answerWithinMs = 900_000;

interface Raising {
  readonly kind: AttentionItem['kind'];
  readonly suggestedActions: readonly string[];
  readonly evidence: AttentionItem['evidence'];
  readonly cause: Cause;
}

/** The item itself, for a transaction that does more than ask a person. */
export const paymentItem = (
  { ids, at }: { readonly ids: Ids; readonly at: Instant },
  { order, payment }: Pick<Case, 'order' | 'payment'>,
  raising: Omit<Raising, 'cause'>,
): AttentionItem => ({
  ...firstVersion,
  tenant: order.tenant,
  attentionId: ids.next('attn'),
  kind: raising.kind,
  objectType: 'payment',
  objectId: payment.paymentId,
  orderId: order.orderId,
  paymentId: payment.paymentId,
  moneyAtRisk: payment.amount,
  evidence: raising.evidence,
  suggestedActions: raising.suggestedActions,
  severity: severityOf(raising.kind),
  status: 'OPEN',
  openedAt: at,
  dueAt: plus(at, answerWithinMs),
});

/** Goes with every item that is opened, whatever else its transaction does. */
export const paymentItemEvent = (item: AttentionItem, amount: Money): EventDraft => ({
  type: 'saga.needs_attention',
  of: item.attentionId,
  data: {
    attentionId: item.attentionId,
    kind: item.kind,
    amount: toWire(amount.minor),
    currency: amount.currency,
  },
});

/** One open item per payment and kind: a second finding of the same loses, and changes nothing. */
export const paymentItemDraft =
  (deps: CommitDeps) =>
  (kase: Pick<Case, 'order' | 'payment'>, raising: Raising): Draft => {
    const { order, payment } = kase;
    const at: Instant = deps.clock.now();
    const item = paymentItem({ ids: deps.ids, at }, kase, raising);
    return {
      name: 'TX-ATTENTION',
      tenant: order.tenant,
      userId: order.userId,
      rootId: order.orderId,
      at,
      cause: raising.cause,
      changes: [...openItem(item)],
      events: [paymentItemEvent(item, payment.amount)],
      audit: { action: 'attention.open', object: item.attentionId, statusAfter: 'OPEN' },
    };
  };

/**
 * A void that the PG refuses, of a noted cancel or at the end of its time: the money stays reserved until a person
 * has looked. Whoever asked for any other void is told.
 */
export const raiseRefusedVoid =
  (deps: CommitDeps) =>
  async (kase: Case, cause: Cause): Promise<void> => {
    const isAwaited = isCancelNoted(kase.order) || isPastLimit(kase.payment, deps.clock.now());
    if (kase.attempt.op !== 'VOID' || !isAwaited) return;
    const draft = paymentItemDraft(deps)(kase, {
      kind: 'CANCEL_REFUSED',
      suggestedActions: ['READ_AGAIN', 'RETRY'],
      evidence: [{ attempt: attemptId(kase.attempt) }],
      cause,
    });
    await deps.unitOfWork.commit(assembleCommit(draft, deps.ids, deps.source));
  };

export const raiseMismatch =
  (deps: CommitDeps) =>
  async (kase: Pick<Case, 'order' | 'payment'>, pg: PgPayment, cause: Cause): Promise<void> => {
    const draft = paymentItemDraft(deps)(kase, {
      kind: 'INTEGRITY_MISMATCH',
      suggestedActions: ['READ_AGAIN'],
      evidence: [
        {
          paymentKey: pg.paymentKey,
          pgOrderId: pg.pgOrderId,
          status: pg.status,
          total: toWire(pg.total.minor),
          currency: pg.total.currency,
        },
      ],
      cause,
    });
    await deps.unitOfWork.commit(assembleCommit(draft, deps.ids, deps.source));
  };
