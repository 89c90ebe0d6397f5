// I13: a hold is what its allocations say, and it ends with its order.
import { fieldsAt, statusOf, textAt } from './field-reading.ts';
import { Findings } from './findings.ts';
import { idOf, rowsOf, type Story, storiesOf } from './stories.ts';
import type { Invariant, Row } from './view.ts';
import { allocationsOf, unitsAt } from './wallets.ts';

function judgeAmount(hold: Row, findings: Findings): void {
  findings.see();
  const amount = unitsAt(hold, 'amount');
  const allocated = allocationsOf(hold).reduce((sum, one) => sum + unitsAt(one, 'amount'), 0);
  findings.expect(
    allocated === amount,
    idOf(hold.pk),
    () => `holds ${amount}, and ${allocated} are allocated`,
  );
}

function fits(order: Row, hold: Row, isUnderWay: boolean): boolean {
  const status = statusOf(hold);
  if (statusOf(order) === 'COMPLETED') return status === 'CAPTURED';
  if (statusOf(order) === 'CANCELLED') return status === 'VOIDED' || status === 'EXPIRED';
  return !isUnderWay || status === 'ACTIVE';
}

function judgeOrder({ order, payments, holds }: Story, findings: Findings): void {
  if (order === undefined) return;
  const isUnderWay = payments.some(
    ({ payment }) =>
      payment !== undefined &&
      fieldsAt(payment, 'openAttempt') !== undefined &&
      textAt(payment, 'openAttempt', 'op') !== 'REFUND',
  );
  for (const hold of holds) {
    findings.expect(
      fits(order, hold, isUnderWay),
      idOf(hold.pk),
      () => `is ${statusOf(hold)}, its order ${statusOf(order)}`,
    );
  }
}

export const i13: Invariant = {
  id: 'I13',
  when: 'A',
  rows: ['HOLD', 'ORDER', 'PAYMENT'],
  production: true,
  check: (view, step) => {
    const findings = new Findings();
    for (const hold of rowsOf(view, step, ['HOLD'])) judgeAmount(hold, findings);
    for (const story of storiesOf(view, step)) judgeOrder(story, findings);
    return findings;
  },
};
