// All read slots are used: a person is asked, and the saga that waits is told. Repeating it is harmless
// (one open item per payment and kind, one resume per token), so every later look does it again: no
// failure between its writes can leave a doubt that nobody looks after.
import { assembleCommit } from '#core/outbox/assemble-commit.ts';
import type { CommitDeps } from '#core/outbox/commit-answer.ts';
import { attemptId } from './attempt.ts';
import { type Case, engineCause } from './case.ts';
import { giveUpWaiting } from './give-up-waiting.ts';
import { paymentItemDraft } from './raise-mismatch.ts';

/** `AGAIN`: the saga moved at the same moment, and has to be looked at as it is now. */
export type HandedOver = 'HANDED_OVER' | 'ENDED' | 'AGAIN';

export const handOver =
  (deps: CommitDeps) =>
  async (kase: Case, slots: number, actor: string): Promise<HandedOver> => {
    const { attempt } = kase;
    const cause = engineCause(attempt, actor);
    const draft = paymentItemDraft(deps)(kase, {
      kind: 'IN_DOUBT_EXHAUSTED',
      suggestedActions: ['READ_AGAIN', 'RETRY'],
      evidence: [{ attempt: attemptId(attempt), slots }],
      cause,
    });
    // Somebody may end the attempt between our read and this write: then there is nothing to ask.
    const changes = [{ change: 'attempt.isOpen' as const, attempt }, ...draft.changes];
    const raised = await deps.unitOfWork.commit(
      assembleCommit({ ...draft, changes }, deps.ids, deps.source),
    );
    if (!raised.ok && raised.error.lost === 'attempt.isOpen') return 'ENDED';
    return (await giveUpWaiting(deps)(kase, cause)) ? 'HANDED_OVER' : 'AGAIN';
  };
