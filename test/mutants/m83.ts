// M83: request-service, token stored without `version`.
import type { Mutant } from './mutant.ts';

export const m83: Mutant = {
  id: 'M83',
  where: 'request-service',
  bug: 'token stored without `version`',
  file: 'core/sagas/request-service.ts',
  anchor: `changes: [{ change: 'service.advance', before, after: storeToken(before, token) }],`,
  replace: `changes: [
        {
          change: 'service.advance',
          before,
          after: { ...storeToken(before, token), version: before.version },
        },
      ],`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/mutants-token.contract.test.ts' },
};
