// M203: audit head, fence not asked for.
import type { Mutant } from './mutant.ts';

export const m203: Mutant = {
  id: 'M203',
  where: 'audit head',
  bug: 'fence not asked for',
  file: 'adapters/dynamo/dynamo-audit.ts',
  anchor: `ConditionExpression: '#version = :isVersion',`,
  replace: `ConditionExpression: '#version >= :isVersion',`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/audit.contract.test.ts' },
};
