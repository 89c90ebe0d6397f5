// POST /admin/v1/sagas/{sagaId}/resume.
import type { Desk } from '#core/attention/act-on-item.ts';
import { resumeSaga } from '#core/attention/resume-saga.ts';
import type { Answer } from '#core/contracts/http/answer.ts';
import type { resumeSagaContract } from '#core/contracts/http/desk-sagas.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';

export const resumeSagaHandler =
  (deskFor: Desk) =>
  ({
    operator,
    cause,
    idempotency,
    path,
    body,
  }: AdminRequestFor<'resume-saga', typeof resumeSagaContract>): Promise<Answer> => {
    const { idempotencyKey: _alias, ...act } = body;
    return resumeSaga(deskFor(operator.environment))({
      ...act,
      ...path,
      person: operator.person,
      cause,
      claim: idempotency,
    });
  };
