// M154: resolve-attempt, sends a key again that the PG may have forgotten.
import type { Mutant } from './mutant.ts';

export const m154: Mutant = {
  id: 'M154',
  where: 'resolve-attempt',
  bug: 'sends a key again that the PG may have forgotten',
  file: 'core/payments/resolve-attempt.ts',
  anchor: '  if (!isKeyAlive(deps, read, now)) {',
  replace: '  if (!isKeyAlive(deps, read, now) && read.sentAt > now) {',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/refunds.contract.test.ts' },
};
