// M32: request-service, stores its token without looking at the outcome.
import type { Mutant } from './mutant.ts';

export const m32: Mutant = {
  id: 'M32',
  where: 'request-service',
  bug: 'stores its token without looking at the outcome',
  file: 'core/sagas/request-service.ts',
  anchor: 'const outcome = known(rows, input);',
  replace: 'const outcome = rows.service === undefined ? known(rows, input) : undefined;',
  also: [
    {
      anchor: 'after: storeToken(before, token)',
      replace: 'after: { ...before, token, version: before.version + 1 }',
    },
  ],
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/crashes.contract.test.ts' },
};
