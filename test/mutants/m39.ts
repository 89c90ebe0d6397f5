// M39: OUT, row without its audit record.
import type { Mutant } from './mutant.ts';

export const m39: Mutant = {
  id: 'M39',
  where: 'OUT',
  bug: 'row without its audit record',
  file: 'adapters/dynamo/outbox-items.ts',
  anchor: 'audit: { ...row.audit } as Row,',
  replace: '',
  expect: 'I30',
  budget: { kind: 'F', template: 'S01' },
};
