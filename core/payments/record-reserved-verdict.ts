// What a verdict on a capture or a void writes, and what its request is told. A void is asked for by those
// who then show what has become of their object: its request is only released.
import { type Answer, done, refusal } from '#core/contracts/http/answer.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { LedgerGroup } from '#core/ledger/ledger-group.ts';
import { isCancelNoted } from '#core/orders/order.ts';
import type { Recording, RecordVerdict } from './apply-evidence.ts';
import { isPastLimit } from './authorization.ts';
import type { Ending } from './ending.ts';
import { inDoubtAnswer } from './in-doubt-answer.ts';
import { alreadyCaptured } from './judge-state.ts';
import type { Failure, Payment } from './payment.ts';
import { paymentObject } from './payment-object.ts';
import { recordApproval } from './record-approval.ts';
import { recordDoubt } from './record-doubt.ts';
import { type LetGo, recordLetGo, recordNotDone } from './record-let-go.ts';
import { twoStepObject } from './two-step-object.ts';

/** The memo of a doubt is the engine's own. */
const shownGroups = (groups: readonly LedgerGroup[]): readonly LedgerGroup[] =>
  groups.filter(({ effectKey }) => !effectKey.startsWith('doubt:'));

/** A void has no answer of its own. */
const told = ({ case: { attempt } }: Ending, answer: Answer): { readonly answer?: Answer } =>
  attempt.op === 'VOID' ? {} : { answer };

const refusedCapture = (payment: Payment, { type }: Failure, { at }: Ending): Answer =>
  refusal(type === 'CONFIG' ? 'PAY_014' : 'PAY_002', { payment: paymentObject(payment, [], at) });

const lapsed = (payment: Payment, { at }: Ending): Answer =>
  refusal('PAY_011', { payment: paymentObject(payment, [], at) });

const voided = (payment: Payment, { at }: Ending): Answer =>
  refusal('PAY_010', { payment: paymentObject(payment, [], at) });

const notDone = (ending: Ending, failure: Failure): Recording => {
  const { draft, payment } = recordNotDone(ending, failure);
  const outcome = failure.pgCode === alreadyCaptured ? 'OVERTAKEN' : 'NOT_DONE';
  return { draft, outcome, ...told(ending, refusedCapture(payment, failure, ending)) };
};

/** Nobody asked for the void that the engine sends when the time is over: it is the lapse. */
const voidedAs = ({ case: { order, payment, attempt }, at }: Ending): LetGo => {
  if (attempt.op !== 'VOID') return 'EXTERNAL';
  const isAsked = attempt.idempotency !== undefined || isCancelNoted(order);
  return isAsked || !isPastLimit(payment, at) ? 'VOIDED' : 'LAPSED';
};

const unknown = (ending: Ending, doubtAt: Instant): Recording => {
  const { draft, payment, nextCheckAt } = recordDoubt(ending, doubtAt);
  const { attempt } = ending.case;
  const answer = inDoubtAnswer(payment, attempt, doubtAt, nextCheckAt);
  return { draft, outcome: 'IN_DOUBT', answer };
};

export const recordReservedVerdict: RecordVerdict = (applying, deps) => {
  const { case: kase, verdict, evidence, cause, doubtAt } = applying;
  const { op } = kase.attempt;
  const at = deps.clock.now();
  const ending: Ending = { case: kase, evidence, cause, at };
  switch (verdict.kind) {
    case 'APPROVED': {
      const { draft, payment } = recordApproval({ ...ending, pg: verdict.payment }, deps.ids);
      const answer = done(twoStepObject(payment, shownGroups(draft.groups), at));
      return { draft, outcome: 'APPROVED', answer };
    }
    case 'VOIDED': {
      const state = op === 'VOID' ? 'SUCCEEDED' : 'DECLINED';
      const { draft, payment } = recordLetGo(ending, voidedAs(ending), deps.ids, state);
      return { draft, outcome: 'ENDED', ...told(ending, voided(payment, ending)) };
    }
    case 'LAPSED': {
      const { draft, payment } = recordLetGo(ending, 'LAPSED', deps.ids);
      return { draft, outcome: 'ENDED', ...told(ending, lapsed(payment, ending)) };
    }
    case 'DECLINED':
      return notDone(ending, verdict.failure);
    default:
      return unknown(ending, doubtAt);
  }
};
