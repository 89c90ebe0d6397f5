// M32: request-service, stores its token without looking at the outcome.
import type { Mutant } from './mutant.ts';

export const m32: Mutant = {
  id: 'M32',
  where: 'request-service',
  bug: 'stores its token without looking at the outcome',
  file: 'core/sagas/request-service.ts',
  anchor: 'const outcome = known(rows, input);',
  replace: 'const outcome = rows.service === undefined ? known(rows, input) : undefined;',
  expect: 'R05',
  budget: { kind: 'F', template: 'S04' },
};
