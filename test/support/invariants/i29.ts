// I29: whatever messages are lost, everything open is written down where somebody looks for it.
import { fieldsAt, maybeNumberAt, statusOf, textAt } from './field-reading.ts';
import { Findings } from './findings.ts';
import {
  hasOpenItem,
  idOf,
  isOpenAttempt,
  type PaymentStory,
  rowsOf,
  type Story,
  storiesOf,
} from './stories.ts';
import type { Invariant, Row, View } from './view.ts';

const isDue = (row: Row): boolean => textAt(row, 'duePk') !== '' && textAt(row, 'dueSk') !== '';

function judgeAttempts(story: Story, one: PaymentStory, findings: Findings): void {
  for (const attempt of one.attempts.filter(isOpenAttempt)) {
    findings.see();
    findings.expect(
      isDue(attempt) || hasOpenItem(story, one),
      `${idOf(attempt.pk)} ${attempt.sk}`,
      () => `is ${statusOf(attempt)}, has no due entry and no open item`,
    );
  }
}

function judgeSaga(story: Story, one: PaymentStory, saga: Row, findings: Findings): void {
  const status = statusOf(saga);
  if (status === 'COMPLETED' || status === 'COMPENSATED') return;
  findings.see();
  const isLookedAfter = status === 'NEEDS_ATTENTION' ? hasOpenItem(story, one) : isDue(saga);
  findings.expect(isLookedAfter, idOf(saga.pk), () => `its saga is ${status}, and nobody looks`);
}

function judgeServices({ services, payments }: Story, findings: Findings): void {
  for (const service of services) {
    if (statusOf(service) !== 'OPEN') continue;
    findings.see();
    const paymentId = textAt(service, 'paymentId');
    const saga = payments.find(({ pk }) => idOf(pk) === paymentId)?.saga;
    const status = saga === undefined ? 'none' : statusOf(saga);
    const isOver = saga === undefined || status === 'COMPLETED' || status === 'COMPENSATED';
    findings.expect(!isOver, idOf(service.pk), () => `is OPEN, its saga ${status}`);
  }
}

const isPendingCommand = (view: View, one: PaymentStory, kind: string): boolean =>
  view.tables
    .ofKind('CMD')
    .some(
      (command) =>
        textAt(command, 'kind') === kind &&
        textAt(command, 'objectId') === idOf(one.pk) &&
        command.fields['cp'] !== undefined,
    );

const queued = new Set(['REQUESTED']);

function judgeQueued(view: View, one: PaymentStory, findings: Findings): void {
  const isOpen = one.payment !== undefined && fieldsAt(one.payment, 'openAttempt') !== undefined;
  for (const refund of one.refunds) {
    if (!queued.has(statusOf(refund))) continue;
    findings.see();
    findings.expect(
      isOpen || isDue(refund) || isPendingCommand(view, one, 'SEND_REFUND'),
      textAt(refund, 'refundId'),
      () => 'is queued, and nothing will send it',
    );
  }
}

const reserved = new Set(['AUTHORIZED', 'WAITING_FOR_DEPOSIT']);

function judgeNotedCancel(
  view: View,
  { order }: Story,
  one: PaymentStory,
  findings: Findings,
): void {
  const { payment } = one;
  if (order === undefined || payment === undefined || !reserved.has(statusOf(payment))) return;
  if (maybeNumberAt(order, 'cancelRequestedAt') === undefined) return;
  findings.see();
  findings.expect(
    fieldsAt(payment, 'openAttempt') !== undefined ||
      isDue(payment) ||
      isPendingCommand(view, one, 'VOID'),
    idOf(one.pk),
    () => 'its cancel is noted, and nothing will void it',
  );
}

function judgeCommand(command: Row, findings: Findings): void {
  findings.see();
  const isDone = maybeNumberAt(command, 'doneAt') !== undefined;
  findings.expect(
    isDone || (command.fields['cp'] !== undefined && textAt(command, 'pendingSk') !== ''),
    `${command.pk} ${command.sk}`,
    () => `${textAt(command, 'kind')} is not done and has no marker`,
  );
}

export const i29: Invariant = {
  id: 'I29',
  when: 'A',
  rows: ['ATTEMPT', 'SAGA', 'SVC', 'REFUND', 'ITEM', 'ORDER', 'PAYMENT', 'CMD'],
  production: true,
  check: (view, step) => {
    const findings = new Findings();
    for (const story of storiesOf(view, step)) {
      for (const one of story.payments) {
        judgeAttempts(story, one, findings);
        if (one.saga !== undefined) judgeSaga(story, one, one.saga, findings);
        judgeQueued(view, one, findings);
        judgeNotedCancel(view, story, one, findings);
      }
      judgeServices(story, findings);
    }
    for (const command of rowsOf(view, step, ['CMD'])) judgeCommand(command, findings);
    return findings;
  },
};
