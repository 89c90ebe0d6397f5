// M152: webhook worker, a callback of another secret is followed.
import type { Mutant } from './mutant.ts';

export const m152: Mutant = {
  id: 'M152',
  where: 'webhook worker',
  bug: 'a callback of another secret is followed',
  file: 'core/payments/apply-webhook.ts',
  anchor:
    '(secretDigest === undefined || hasOurSecret(deps, secretDigest, payment.callbackSecret));',
  replace: 'true;',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/webhooks.contract.test.ts' },
};
