// M80: confirm, claim of unknown outcome answered 503.
import type { Mutant } from './mutant.ts';

export const m80: Mutant = {
  id: 'M80',
  where: 'confirm',
  bug: 'claim of unknown outcome answered 503',
  file: 'core/payments/keyed-call.ts',
  anchor: 'if (fault instanceof OutcomeUnknown) return afterLostReply(deps, claiming);',
  replace: '',
  expect: 'R09',
  budget: { kind: 'S', template: 'S01', near: 'TX-CLAIM' },
};
