// M35: NeedsAttention, item not written.
import type { Mutant } from './mutant.ts';

export const m35: Mutant = {
  id: 'M35',
  where: 'NeedsAttention',
  bug: 'item not written',
  file: 'core/sagas/raise-attention.ts',
  anchor: '...openItem(item),',
  replace: '',
  expect: 'I24',
  budget: { kind: 'F', template: 'S10-refused' },
};
