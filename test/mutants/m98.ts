// M98: SAGA, no `due` entry.
import type { Mutant } from './mutant.ts';

export const m98: Mutant = {
  id: 'M98',
  where: 'SAGA',
  bug: 'no `due` entry',
  file: 'core/payments/start-fulfilment.ts',
  anchor: 'dueAt: plus(service?.deadlineAt ?? at, sweepAfterMs),',
  replace: '',
  expect: 'I29',
  budget: { kind: 'F', template: 'S01' },
};
