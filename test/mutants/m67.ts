// M67: signature, compared with ===.
import type { Mutant } from './mutant.ts';

export const m67: Mutant = {
  id: 'M67',
  where: 'signature',
  bug: 'compared with ===',
  file: 'functions/_pipeline/authenticate.ts',
  anchor:
    'return digests.constantTimeEquals(digests.hmacHex(secret, text), authorization.signature);',
  replace: 'return digests.hmacHex(secret, text) === authorization.signature;',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/mutants-edge.contract.test.ts' },
};
