// Lets open payments lapse and virtual accounts close. Nothing ticks: whoever looks next settles what was due before, at the
// time it was due.
import { dueAt, expired } from './payment-record.ts';
import { commit, type Program, webhookFor } from './program.ts';
import { accountClosed } from './virtual-account.ts';

export const settleExpiries = (program: Program): void => {
  const { state } = program;
  const now = program.clock.now();
  for (let entry = state.due.takeDue(now); entry; entry = state.due.takeDue(now)) {
    const payment = state.payments.get(entry.paymentKey)?.current;
    // An entry of an earlier state is stale: the payment moved on before its time.
    if (payment?.status !== entry.status || dueAt(payment) !== entry.due) continue;
    if (payment.status === 'WAITING_FOR_DEPOSIT') {
      const after = { payment: accountClosed(payment) };
      commit(program, { kind: 'account.closed', at: entry.due, before: payment, after });
      continue;
    }
    const cause = { op: 'clock', idempotencyKey: null, fault: null };
    const after = expired(payment, { at: entry.due, cause });
    commit(program, {
      kind: 'payment.expired',
      at: entry.due,
      before: payment,
      after: { payment: after, webhook: webhookFor(after, entry.due) },
    });
  }
};
