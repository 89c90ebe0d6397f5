// M200: field seal, binding without the object’s id.
import type { Mutant } from './mutant.ts';

export const m200: Mutant = {
  id: 'M200',
  where: 'field seal',
  bug: 'binding without the object’s id',
  file: 'adapters/crypto/kms-field-seal.ts',
  anchor: `tenantText(tenant), field, objectId]));`,
  replace: `tenantText(tenant), field]));`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/unit/adapters/crypto/kms-field-seal.test.ts' },
};
