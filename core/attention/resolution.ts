// The transactions of an item: taken in hand, noted, proposed, resolved. Resolving one carries what follows
// from it: the next run of a saga, or the reads of a doubt that begin again.
import type { AttentionAction } from '#core/contracts/vocabulary.ts';
import type { Instant } from '#core/kernel/instant.ts';
import { next } from '#core/kernel/versioned.ts';
import type { Cause, CommandDraft, Draft } from '#core/outbox/assemble-commit.ts';
import type { Change } from '#core/outbox/commit.ts';
import { armAgain, isExhausted } from '#core/payments/attempt.ts';
import { lookLater } from '#core/payments/authorization.ts';
import { voidAgainCommand, watchCommand } from '#core/payments/watch-command.ts';
import { isRefundQueued } from '#core/refunds/refund.ts';
import { resumeRun } from '#core/sagas/resume-run.ts';
import type { Saga } from '#core/sagas/saga.ts';
import {
  type AttentionItem,
  attentionKey,
  type Resolution,
  resolveItem,
} from './attention-item.ts';
import { heldAtPg, heldSaga, type Matter, openAttempt } from './matter.ts';

/** Rows and commands beside the item. */
export interface Beside {
  readonly changes: readonly Change[];
  readonly commands: readonly CommandDraft[];
}

export const nothingBeside: Beside = { changes: [], commands: [] };

/** A doubt whose reads were used up is read again from its first slot. */
const readsAgain = (matter: Matter, at: Instant): Beside => {
  const before = openAttempt(matter);
  if (before === undefined || !isExhausted(before)) return nothingBeside;
  const after = armAgain(before, at);
  return {
    changes: [{ change: 'attempt.advance', before, after }],
    commands: [watchCommand(after, after.slot, after.nextReadAt)],
  };
};

export interface Resuming {
  readonly entry: 'RESUME' | 'COMPENSATE';
  readonly from?: string | undefined;
  readonly at: Instant;
}

/** The saga goes on, with the reads of its own refund where those had ended. */
export const resumed = (matter: Matter, { entry, from, at }: Resuming): Beside => {
  const saga = heldSaga(matter);
  const reads = readsAgain(matter, at);
  if (saga === undefined) return reads;
  const { deadlineAt } = matter;
  const run = resumeRun(saga, {
    entry,
    at,
    ...(from === undefined ? {} : { from }),
    ...(deadlineAt === undefined ? {} : { deadlineAt }),
  });
  return {
    changes: [run.change, ...reads.changes],
    commands: [run.command, ...reads.commands],
  };
};

/** What a command that failed was to do: reads begin again, a void or a queued refund is asked for. */
export const wokenUp = (matter: Matter, at: Instant): Beside => {
  const reads = readsAgain(matter, at);
  const { view } = matter;
  const before = heldAtPg(matter);
  if (view !== undefined && before !== undefined) {
    // The sweep leaves it alone until the void has been asked for.
    const after = lookLater(before, at);
    return {
      changes: [{ change: 'payment.advance', before, after }],
      commands: [voidAgainCommand(before.paymentId, view.attempts)],
    };
  }
  if (view === undefined || !isRefundQueued(view.refunds)) return reads;
  const { paymentId } = view.payment;
  const send: CommandDraft = { objectId: paymentId, body: { kind: 'SEND_REFUND', paymentId } };
  return { ...reads, commands: [...reads.commands, send] };
};

interface Acting {
  readonly matter: Matter;
  readonly after: AttentionItem;
  readonly action: string;
  readonly reason: string;
  readonly at: Instant;
  readonly cause: Cause;
}

/** One write of the item, with its audit record and no event. */
export const itemDraft = ({
  matter: { item, view },
  after,
  action,
  reason,
  at,
  cause,
}: Acting): Omit<Draft, 'idempotency'> => ({
  name: 'TX-RESOLVE',
  tenant: item.tenant,
  ...(view === undefined ? {} : { userId: view.payment.userId }),
  rootId: item.orderId ?? item.attentionId,
  at,
  cause,
  changes: [{ change: 'attention.advance', before: item, after }],
  audit: {
    action,
    object: item.attentionId,
    statusBefore: item.status,
    statusAfter: after.status,
    reason,
  },
});

/** The saga whose stream tells of its items: its row takes part, moved by the way or not. */
const tellingSaga = (matter: Matter, { changes }: Beside): readonly Change[] => {
  const saga: Saga | undefined = matter.view?.saga;
  const isThere = changes.some(({ change }) => change === 'saga.advance');
  if (matter.item.objectType !== 'saga' || saga === undefined || isThere) return [];
  return [{ change: 'saga.advance', before: saga, after: next(saga, {}) }];
};

const eventOf = ({ item, view }: Matter, { action, by, approvedBy }: Resolution) => {
  const sagaId = item.objectType === 'saga' ? view?.saga?.sagaId : undefined;
  return {
    type: 'saga.attention_resolved' as const,
    of: sagaId ?? item.attentionId,
    data: {
      attentionId: item.attentionId,
      ...(sagaId === undefined ? {} : { sagaId }),
      kind: item.kind,
      action,
      actor: by,
      ...(approvedBy === undefined ? {} : { approvedBy }),
    },
  };
};

export interface Resolving {
  readonly matter: Matter;
  readonly resolution: Resolution;
  readonly beside: Beside;
  readonly cause: Cause;
}

/** `attention.retry`, `attention.propose-close`. */
export const actionName = (
  action: AttentionAction,
  step: '' | 'propose-' | 'approve-' = '',
): string => `attention.${step}${action.toLowerCase().replaceAll('_', '-')}`;

/** TX-RESOLVE: the item is over, its place is free, and what follows from it has begun. */
export const resolveDraft = ({
  matter,
  resolution,
  beside,
  cause,
}: Resolving): { readonly after: AttentionItem; readonly draft: Omit<Draft, 'idempotency'> } => {
  const { item } = matter;
  const after = resolveItem(item, resolution);
  const { action, reason, at } = resolution;
  const base = itemDraft({ matter, after, action: actionName(action), reason, at, cause });
  return {
    after,
    draft: {
      ...base,
      changes: [
        ...base.changes,
        {
          change: 'unique.delete',
          tenant: item.tenant,
          kind: 'ATTN',
          value: attentionKey(item),
          owner: item.attentionId,
        },
        ...tellingSaga(matter, beside),
        ...beside.changes,
      ],
      events: [eventOf(matter, resolution)],
      commands: beside.commands,
    },
  };
};
