// I26: a service request gets one outcome and keeps it, and only a delivered one completes its order.
import { equalPlain, maybeNumberAt, statusOf, textAt } from './field-reading.ts';
import { Findings } from './findings.ts';
import { idOf, type Story, stepsOf, storiesOf } from './stories.ts';
import type { Change, Invariant } from './view.ts';

function judgeChange({ old, next }: Change, findings: Findings): void {
  if (old?.kind !== 'SVC' || next === undefined || statusOf(old) === 'OPEN') return;
  const keeps =
    statusOf(old) === statusOf(next) &&
    maybeNumberAt(old, 'recordedAt') === maybeNumberAt(next, 'recordedAt') &&
    equalPlain(old.fields['result'], next.fields['result']);
  findings.expect(keeps, idOf(next.pk), () => `its outcome ${statusOf(old)} was written again`);
}

function judgeStory({ order, orderId, services }: Story, findings: Findings): void {
  if (order === undefined) return;
  findings.see();
  const isCompleted = statusOf(order) === 'COMPLETED';
  if (textAt(order, 'terms', 'fulfilment') !== 'callback') {
    findings.expect(services.length === 0, orderId, () => 'needs no service, and one was asked');
    return;
  }
  findings.expect(services.length <= 1, orderId, () => `asked ${services.length} services`);
  findings.expect(
    !isCompleted || services.some((service) => statusOf(service) === 'COMPLETED'),
    orderId,
    () => `is COMPLETED; its service ${services.map(statusOf).join(', ') || 'was never asked'}`,
  );
}

export const i26: Invariant = {
  id: 'I26',
  when: 'A',
  rows: ['SVC', 'ORDER'],
  production: true,
  check: (view, step) => {
    const findings = new Findings();
    for (const { changes } of stepsOf(view, step)) {
      for (const change of changes) judgeChange(change, findings);
    }
    for (const story of storiesOf(view, step)) judgeStory(story, findings);
    return findings;
  },
};
