// M18: external refund, not unique by PG transaction.
import type { Mutant } from './mutant.ts';

export const m18: Mutant = {
  id: 'M18',
  where: 'external refund',
  bug: 'not unique by PG transaction',
  file: 'core/payments/record-external.ts',
  anchor: 'const done = { pgTxId: cancel.transactionKey, completedAt: at };',
  replace: 'const done = { completedAt: at };',
  also: [
    {
      anchor: `{
        change: 'unique.create',
        tenant: order.tenant,
        kind: 'PGTX',
        value: cancel.transactionKey,
        owner: refund.refundId,
      },`,
      replace: '',
    },
  ],
  expect: 'I03',
  budget: { kind: 'F', template: 'S20' },
};
