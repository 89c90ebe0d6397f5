// What a verdict on the void of a waiting deposit writes, and what the request that asked for it is told:
// voided, refused or overtaken by the deposit (TX-OP-FAIL), or not known yet.
import { openItem } from '#core/attention/open-item.ts';
import { type Answer, accepted, done, refusal } from '#core/contracts/http/answer.ts';
import { toIso } from '#core/kernel/instant.ts';
import type { Order, PendingOrder } from '#core/orders/order.ts';
import { orderObject } from '#core/orders/order-object.ts';
import type { ApplyDeps, Recording, RecordVerdict } from './apply-evidence.ts';
import { move } from './attempt.ts';
import { type Case, doubtResolved } from './case.ts';
import { keepWaiting } from './deposit-moves.ts';
import { soonLook } from './deposit-schedule.ts';
import type { Verdict } from './judge-state.ts';
import type { Payment } from './payment.ts';
import { paymentItem } from './raise-mismatch.ts';
import { inDoubtAnswer } from './record-approval-verdict.ts';
import { type Ending, recordDoubt } from './record-decline.ts';
import { recordEndOfWait } from './record-end.ts';
import { watchPayment } from './watch-command.ts';

type NotVoided = Extract<Verdict, { kind: 'NOT_VOIDED' }>;

const isCancelNoted = ({ order }: Case): boolean =>
  (order as PendingOrder).cancelRequestedAt !== undefined;

const orderAnswer = (kase: Case, order: Order, payments: readonly Payment[], at: Ending['at']) =>
  orderObject({ order, payments: [...payments, ...(kase.earlier ?? [])] }, at);

const voided = (ending: Ending, deps: ApplyDeps): Recording => {
  const { case: kase, at } = ending;
  const { draft, order, payment, next } = recordEndOfWait(ending, 'VOIDED', deps.ids);
  const payments = next === undefined ? [payment] : [next, payment];
  return { draft, outcome: 'VOIDED', answer: done(orderAnswer(kase, order, payments, at)) };
};

/** A client's cancel that the PG will not do is a person's work; one the deposit overtook is the saga's. */
const itemOf = (ending: Ending, { failure, payment }: NotVoided, deps: ApplyDeps) => {
  const { case: kase, at } = ending;
  if (payment !== undefined || !isCancelNoted(kase)) return [];
  const { pgCode, pgMessage } = failure;
  return openItem(
    paymentItem({ ids: deps.ids, at }, kase, {
      kind: 'CANCEL_REFUSED',
      suggestedActions: ['READ_AGAIN', 'RETRY'],
      evidence: [{ operation: 'VOID', pgCode, pgMessage }],
    }),
  );
};

/** The deposit overtook the void: it is found by the look that this asks for, and compensated. */
const notVoided = (ending: Ending, verdict: NotVoided, deps: ApplyDeps): Recording => {
  const { case: kase, evidence, cause, at } = ending;
  const { order } = kase;
  const isOvertaken = verdict.payment !== undefined;
  const payment = keepWaiting(kase.payment, soonLook(at));
  const by = evidence.source === 'REPLY' ? ('REPLY' as const) : ('READ' as const);
  const answer: Answer =
    isOvertaken && isCancelNoted(kase)
      ? accepted(orderAnswer(kase, order, [payment], at))
      : refusal('PAY_004', null, isOvertaken ? 1 : undefined);
  return {
    outcome: 'REFUSED',
    answer,
    draft: {
      name: 'TX-OP-FAIL',
      tenant: order.tenant,
      userId: order.userId,
      rootId: order.orderId,
      at,
      cause,
      changes: [
        {
          change: 'attempt.advance',
          before: kase.attempt,
          after: move(kase.attempt, 'DECLINED', [evidence]),
        },
        { change: 'payment.advance', before: kase.payment, after: payment },
        ...itemOf(ending, verdict, deps),
      ],
      events: doubtResolved(kase, payment.status, by, at),
      commands: isOvertaken ? [watchPayment(payment.paymentId, at)] : [],
      audit: {
        action: 'payment.void',
        object: payment.paymentId,
        code: verdict.failure.pgCode,
        reason: `not voided at ${toIso(at)}`,
      },
    },
  };
};

export const recordVoidVerdict: RecordVerdict = (applying, deps) => {
  const { case: kase, verdict, evidence, cause, doubtAt } = applying;
  const ending = { case: kase, evidence, cause, at: deps.clock.now() };
  switch (verdict.kind) {
    case 'VOIDED':
      return voided(ending, deps);
    case 'NOT_VOIDED':
      return notVoided(ending, verdict, deps);
    default: {
      const { draft, payment } = recordDoubt(ending, doubtAt);
      const { nextCheckAt } = payment.doubt;
      const answer = inDoubtAnswer(payment, doubtAt, nextCheckAt, 'VOID');
      return { draft, outcome: 'IN_DOUBT', answer };
    }
  }
};
