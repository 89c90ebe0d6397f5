// M66: signature, timestamp not signed.
import type { Mutant } from './mutant.ts';

export const m66: Mutant = {
  id: 'M66',
  where: 'signature',
  bug: 'timestamp not signed',
  file: 'core/contracts/http/signing.ts',
  anchor: `    request.timestamp,
    request.nonce,`,
  replace: '    request.nonce,',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/signing.contract.test.ts' },
};
