// I06: states move only along the edges of the specification, and a row with a state never leaves.
import { statusOf, textAt, textsAt } from './field-reading.ts';
import { Findings } from './findings.ts';
import { edges, isEdge, isPath } from './legal-edges.ts';
import { idOf, isApproval, rowsOf, stepsOf } from './stories.ts';
import type { Change, Invariant, Row } from './view.ts';

/** An order may pass PAID in the write that completes it; it keeps no history of its own. */
function mayMove(next: Row, from: string, to: string): boolean {
  if (isEdge(next.kind, from, to)) return true;
  if (next.kind === 'PAYMENT') return isPath('PAYMENT', from, to);
  const isOneWrite = next.kind === 'ORDER' && textAt(next, 'terms', 'fulfilment') === 'none';
  return isOneWrite && from === 'PENDING' && to === 'COMPLETED';
}

function judgeChange({ old, next }: Change, findings: Findings): void {
  const row = next ?? old;
  if (row === undefined || edges[row.kind] === undefined) return;
  findings.see();
  const about = `${row.kind} ${idOf(row.pk)}`;
  if (next === undefined) {
    findings.expect(false, about, () => 'was deleted');
    return;
  }
  const from = old === undefined ? '' : statusOf(old);
  const to = statusOf(next);
  const isMove = old === undefined || from !== to;
  findings.expect(!isMove || mayMove(next, from, to), about, () => `went from ${from} to ${to}`);
  if (next.kind !== 'ATTEMPT' || to !== 'NOT_SENT') return;
  findings.expect(isApproval(next), about, () => `a ${textAt(next, 'op')} was called not sent`);
}

/** A payment lists every state it passed, several in one transaction too. */
function judgeHistory(payment: Row, findings: Findings): void {
  const passed = textsAt(payment, 'history').map((entry) => entry.split('@')[0] ?? '');
  const about = idOf(payment.pk);
  findings.see();
  let from = '';
  for (const to of passed) {
    findings.expect(isEdge('PAYMENT', from, to), about, () => `passed from ${from} to ${to}`);
    from = to;
  }
  findings.expect(
    from === statusOf(payment),
    about,
    () => `is ${statusOf(payment)}, and its history ends with ${from}`,
  );
}

export const i06: Invariant = {
  id: 'I06',
  when: 'A',
  rows: ['ORDER', 'PAYMENT', 'ATTEMPT', 'REFUND', 'SAGA', 'SVC', 'HOLD', 'ITEM'],
  production: true,
  check: (view, step) => {
    const findings = new Findings();
    for (const { changes } of stepsOf(view, step)) {
      for (const change of changes) judgeChange(change, findings);
    }
    for (const payment of rowsOf(view, step, ['PAYMENT'])) judgeHistory(payment, findings);
    return findings;
  },
};
