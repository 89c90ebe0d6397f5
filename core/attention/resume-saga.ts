// RETRY by the saga's id: its next run begins, and the item that held it up is over.
import { type Answer, accepted, refusal } from '#core/contracts/http/answer.ts';
import { derivedSagaPayment, type SagaId } from '#core/kernel/ids.ts';
import { commitAnswer, type Ended, refuse } from '#core/outbox/commit-answer.ts';
import type { PaymentView } from '#core/payments/ports.ts';
import type { Saga } from '#core/sagas/saga.ts';
import { sagaObject } from '#core/sagas/saga-object.ts';
import type { ActDeps, ActOnItem } from './act-on-item.ts';
import { heldSaga, type Matter, matterOf } from './matter.ts';
import { resolveDraft, resumed } from './resolution.ts';

export interface ResumeSaga extends Omit<ActOnItem, 'attentionId'> {
  readonly sagaId: SagaId;
  /** A hint; the rows win. */
  readonly from?: string;
}

/** Under whatever tenant it is. */
const findView = async (deps: ActDeps, sagaId: SagaId): Promise<PaymentView | undefined> => {
  const paymentId = derivedSagaPayment(sagaId);
  for (const tenant of await deps.tenants()) {
    const view = await deps.payments.byId({ tenant, paymentId });
    if (view?.saga !== undefined) return view;
  }
  return undefined;
};

const matterOfSaga = async (deps: ActDeps, saga: Saga): Promise<Matter | undefined> => {
  const [item] = await deps.items.openOf({ tenant: saga.tenant, objectId: saga.sagaId });
  return item === undefined || item.status === 'PROPOSED' ? undefined : matterOf(deps, item);
};

const sagaNow = (deps: ActDeps, sagaId: SagaId) => async () => {
  const view = await findView(deps, sagaId);
  return view?.saga === undefined ? null : sagaObject(view.saga);
};

const resumeOnce = async (
  deps: ActDeps,
  command: ResumeSaga,
  matter: Matter,
  saga: Saga,
): Promise<Ended> => {
  const { person, reason, cause, claim, from } = command;
  const at = deps.clock.now();
  const beside = resumed(matter, { entry: 'RESUME', from, at });
  const { draft } = resolveDraft({
    matter,
    resolution: { action: 'RETRY', by: person, at, reason },
    beside,
    cause,
  });
  const moved = beside.changes.find((change) => change.change === 'saga.advance');
  const after = moved?.change === 'saga.advance' ? moved.after : saga;
  return commitAnswer(deps)({
    claim,
    answer: accepted(sagaObject(after)),
    draft,
    resource: { type: 'saga', id: saga.sagaId },
    present: sagaNow(deps, saga.sagaId),
  });
};

/** By its key, so that a repeat of what was done finds its answer and not its own effect. */
const refused = (deps: ActDeps, { cause, claim, sagaId }: ResumeSaga, saga: Saga) =>
  refuse(deps)({
    tenant: saga.tenant,
    cause,
    claim,
    answer: refusal('SYS_006', sagaObject(saga)),
    action: 'attention.retry',
    rootId: saga.orderId,
    userId: saga.userId,
    present: sagaNow(deps, sagaId),
  });

const roundsMax = 3;

/** @returns 202 with the saga, 404 SYS_005, 409 SYS_006 unless a person has it and nothing is proposed. */
export const resumeSaga =
  (deps: ActDeps) =>
  async (command: ResumeSaga): Promise<Answer> => {
    for (let round = 0; round < roundsMax; round += 1) {
      const saga = (await findView(deps, command.sagaId))?.saga;
      if (saga === undefined) return refusal('SYS_005');
      const matter = await matterOfSaga(deps, saga);
      if (matter === undefined || heldSaga(matter) === undefined) {
        return refused(deps, command, saga);
      }
      const ended = await resumeOnce(deps, command, matter, saga);
      if (ended.kind === 'ANSWER') return ended.answer;
    }
    return refusal('SYS_006');
  };
