// AwaitCancel: waits for our own refund on one token, and before it for the account it goes to. When its attempt has ended meanwhile, the step
// resumes itself with the truth.
import type { SagaInput } from '#core/contracts/steps/saga-input.ts';
import { isOpen } from '#core/payments/attempt.ts';
import { waitWith } from './saga.ts';
import { commitStep, readStep, type StepDeps, stepBase } from './step.ts';

const state = 'AwaitCancel';

export const awaitCancel =
  (deps: StepDeps) =>
  async (input: SagaInput, token: string): Promise<void> => {
    const rows = await readStep(deps)(input);
    const base = stepBase(rows, input, state, deps.clock.now());
    const { saga, view } = rows;
    const refund = view.refunds.find(({ refundId }) => refundId === saga.refundId);
    const attempt = view.attempts.findLast(({ objectId }) => objectId === refund?.refundId);
    if (refund?.status === 'PENDING_ACCOUNT') {
      await commitStep(deps)({
        ...base,
        name: 'TX-AWAIT-CANCEL',
        changes: [
          { change: 'refund.isPendingAccount', refund },
          { change: 'saga.advance', before: saga, after: waitWith(saga, token) },
        ],
      });
      return;
    }
    if (attempt !== undefined && isOpen(attempt)) {
      await commitStep(deps)({
        ...base,
        name: 'TX-AWAIT-CANCEL',
        changes: [
          { change: 'attempt.isOpen', attempt },
          { change: 'saga.advance', before: saga, after: waitWith(saga, token) },
        ],
      });
      return;
    }

    const isReturned = refund?.status === 'SUCCEEDED' || view.payment.status === 'CANCELLED';
    await commitStep(deps)({
      ...base,
      name: 'TX-AWAIT-CANCEL',
      changes: [],
      commands: [
        {
          objectId: input.paymentId,
          body: {
            kind: 'RESUME_SAGA',
            paymentId: input.paymentId,
            token,
            outcome: isReturned ? 'RETURNED' : 'REFUSED',
          },
        },
      ],
    });
  };
