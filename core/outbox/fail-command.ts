// A command that fails for what it is, not for an outage: counted, and after three tries put on the shelf
// and before a person. The marker leaves the row last, so whoever dies on the way is repeated.
import { type AttentionItem, severityOf } from '#core/attention/attention-item.ts';
import { openItem } from '#core/attention/open-item.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import { plus } from '#core/kernel/instant.ts';
import { toWire } from '#core/kernel/money.ts';
import { firstVersion } from '#core/kernel/versioned.ts';
import type { Payments, PaymentView } from '#core/payments/ports.ts';
import { isEnded, moveSaga, type Saga } from '#core/sagas/saga.ts';
import { assembleCommit, type Draft } from './assemble-commit.ts';
import type { Command } from './command.ts';
import type { CommitDeps } from './commit-answer.ts';
import type { DeadLetters } from './queues.ts';

export interface CommandMarks {
  /** Removes the pending marker. */
  done(command: Command): Promise<void>;
  /** Counts a failure that is the command's own. @returns How many there are now. */
  failed(command: Command, reason: string): Promise<number>;
}

export interface FailDeps extends Omit<CommitDeps, 'records'> {
  readonly commandMarks: CommandMarks;
  readonly deadLetters: DeadLetters;
  readonly payments: Payments;
}

const triesMax = 3;
const answerWithinMs = 900_000;

const reasonOf = (fault: unknown): string =>
  fault instanceof Error ? `${fault.name}: ${fault.message}` : 'not an error';

/** What a person may read: a task token never leaves the engine. */
const letterOf = ({ body, ...row }: Command): string => {
  const { token: _secret, ...rest } = body as Command['body'] & { readonly token?: string };
  return JSON.stringify({ ...row, body: rest });
};

/** The saga that waits for this command and cannot go on. A lost look is no such thing: the sweep looks. */
const heldUp = ({ body }: Command, { saga }: PaymentView): Saga | undefined =>
  saga === undefined ||
  body.kind === 'WATCHDOG' ||
  isEnded(saga) ||
  saga.status === 'NEEDS_ATTENTION'
    ? undefined
    : saga;

const stuckItem = (
  deps: FailDeps,
  { commandId, body }: Command,
  { payment }: PaymentView,
  reason: string,
): AttentionItem => {
  const at = deps.clock.now();
  return {
    ...firstVersion,
    tenant: payment.tenant,
    attentionId: deps.ids.next('attn'),
    kind: 'SAGA_STUCK',
    objectType: 'payment',
    objectId: payment.paymentId,
    orderId: payment.orderId,
    paymentId: payment.paymentId,
    moneyAtRisk: payment.amount,
    evidence: [{ command: commandId, kind: body.kind, tries: triesMax, reason }],
    suggestedActions: ['RETRY'],
    severity: severityOf('SAGA_STUCK'),
    status: 'OPEN',
    openedAt: at,
    dueAt: plus(at, answerWithinMs),
  };
};

/** The saga leaves the `due` index with it: another run would meet the same command. */
const ofSaga = (item: AttentionItem, saga: Saga): AttentionItem => ({
  ...item,
  objectType: 'saga',
  objectId: saga.sagaId,
  step: saga.step,
});

const stuckDraft = (
  item: AttentionItem,
  { payment }: PaymentView,
  saga: Saga | undefined,
): Draft => ({
  name: 'TX-ATTENTION',
  tenant: item.tenant,
  userId: payment.userId,
  rootId: payment.orderId,
  at: item.openedAt,
  cause: { requestId: saga?.requestId ?? item.attentionId, actor: 'engine:dispatcher' },
  changes: [
    ...openItem(item),
    ...(saga === undefined
      ? []
      : [
          {
            change: 'saga.advance' as const,
            before: saga,
            after: moveSaga(saga, 'NEEDS_ATTENTION', 'NeedsAttention', item.openedAt),
          },
        ]),
  ],
  events: [
    {
      type: 'saga.needs_attention',
      of: saga?.sagaId ?? item.attentionId,
      data: {
        attentionId: item.attentionId,
        ...(saga === undefined ? {} : { sagaId: saga.sagaId, step: saga.step }),
        kind: item.kind,
        amount: toWire(payment.amount.minor),
        currency: payment.amount.currency,
      },
    },
  ],
  audit: { action: 'attention.open', object: item.attentionId, statusAfter: 'OPEN' },
});

/** Opens the item, once for an object. @throws DependencyUnavailable when the saga moved meanwhile. */
const askPerson = async (deps: FailDeps, command: Command, reason: string): Promise<void> => {
  const paymentId = command.objectId as PaymentId;
  const view = await deps.payments.byId({ tenant: command.tenant, paymentId });
  // Nothing to hang an item on: the letter on the shelf raises the alarm.
  if (view === undefined) return;
  const saga = heldUp(command, view);
  const bare = stuckItem(deps, command, view, reason);
  const draft = stuckDraft(saga === undefined ? bare : ofSaga(bare, saga), view, saga);
  const committed = await deps.unitOfWork.commit(assembleCommit(draft, deps.ids, deps.source));
  if (committed.ok || committed.error.lost === 'unique.create') return;
  throw new DependencyUnavailable(`the item of a command (${committed.error.lost} was first)`);
};

/**
 * Counts one try.
 *
 * @returns true when it was the last: the command is on the shelf and nobody tries it again.
 */
export type FailCommand = (command: Command, fault: unknown) => Promise<boolean>;

export const failCommand =
  (deps: FailDeps): FailCommand =>
  async (command, fault) => {
    const reason = reasonOf(fault);
    const tries = await deps.commandMarks.failed(command, reason);
    if (tries < triesMax) return false;
    await deps.deadLetters.put({ source: 'dispatch-commands', reason, body: letterOf(command) });
    await askPerson(deps, command, reason);
    await deps.commandMarks.done(command);
    return true;
  };
