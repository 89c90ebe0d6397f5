// M202: audit sealer, index written before the head.
import type { Mutant } from './mutant.ts';

export const m202: Mutant = {
  id: 'M202',
  where: 'audit sealer',
  bug: 'index written before the head',
  file: 'core/audit/seal-audit.ts',
  anchor: `  const committed = await written(deps, {`,
  replace: `  await deps.index.add(tenant, entries);
  const committed = await written(deps, {`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/audit.contract.test.ts' },
};
