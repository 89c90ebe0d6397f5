// M92: TX-RETURN-CLAIM, posts no claim of the refund.
import type { Mutant } from './mutant.ts';

export const m92: Mutant = {
  id: 'M92',
  where: 'TX-RETURN-CLAIM',
  bug: 'posts no claim of the refund',
  file: 'core/sagas/claim-return.ts',
  anchor: 'groups: [claim],',
  replace: 'groups: [],',
  expect: 'I16',
  budget: { kind: 'F', template: 'S03' },
};
