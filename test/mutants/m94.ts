// M94: TX-APPROVED, the ledger books less than was taken.
import type { Mutant } from './mutant.ts';

export const m94: Mutant = {
  id: 'M94',
  where: 'TX-APPROVED',
  bug: 'the ledger books less than was taken',
  file: 'core/ledger/movements.ts',
  anchor: `{ account: pgReceivable(payment.provider), side: 'D', amount: payment.amount },
    { account: 'order_deferred', side: 'C', amount: payment.amount },`,
  replace: `{
      account: pgReceivable(payment.provider),
      side: 'D',
      amount: { ...payment.amount, minor: payment.amount.minor - 1n },
    },
    {
      account: 'order_deferred',
      side: 'C',
      amount: { ...payment.amount, minor: payment.amount.minor - 1n },
    },`,
  expect: 'I18',
  budget: { kind: 'F', template: 'S01' },
};
