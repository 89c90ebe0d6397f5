// M18: external refund, not unique by PG transaction.
import type { Mutant } from './mutant.ts';

export const m18: Mutant = {
  id: 'M18',
  where: 'external refund',
  bug: 'not unique by PG transaction',
  file: 'core/payments/record-external.ts',
  anchor: `pgTxId: cancel.transactionKey,
  createdAt: at,`,
  replace: 'createdAt: at,',
  also: [
    {
      anchor: `{ ...unique, kind: 'PGTX', value: cancel.transactionKey, owner: refund.refundId },`,
      replace: '',
    },
  ],
  expect: 'I03',
  budget: { kind: 'F', template: 'S20' },
};
