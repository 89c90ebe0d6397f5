// M69: cipher, context without the object’s id.
import type { Mutant } from './mutant.ts';

export const m69: Mutant = {
  id: 'M69',
  where: 'cipher',
  bug: 'context without the object’s id',
  file: 'adapters/crypto/kms-secrets.ts',
  anchor: `tenant: tenantText(tenant),
  keyId,
});`,
  replace: `tenant: tenantText(tenant),
  keyId: keyId.slice(0, 4),
});`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/unit/adapters/crypto/kms-secrets.test.ts' },
};
