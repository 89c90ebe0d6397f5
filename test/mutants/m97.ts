// M97: TX-OUTCOME, no command that resumes the saga.
import type { Mutant } from './mutant.ts';

export const m97: Mutant = {
  id: 'M97',
  where: 'TX-OUTCOME',
  bug: 'no command that resumes the saga',
  file: 'core/fulfilment/resume-command.ts',
  anchor: 'if (before.token === undefined || outcome === undefined) return [];',
  replace: 'if (before.token !== undefined || outcome === undefined) return [];',
  also: [{ anchor: 'token: before.token, outcome }', replace: `token: '', outcome }` }],
  expect: 'R04',
  budget: { kind: 'F', template: 'S01' },
};
