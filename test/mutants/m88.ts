// M88: TX-CLAIM, payment key not unique.
import type { Mutant } from './mutant.ts';

export const m88: Mutant = {
  id: 'M88',
  where: 'TX-CLAIM',
  bug: 'payment key not unique',
  file: 'core/payments/claim-approval.ts',
  anchor: `{
          change: 'unique.create',
          tenant,
          kind: 'PGKEY',
          value: \`\${provider}:\${paymentKey}\`,
          owner: paymentId,
          isSharedByOwner: true,
        },`,
  replace: '',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/concurrency.contract.test.ts' },
};
