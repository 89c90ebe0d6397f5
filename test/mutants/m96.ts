// M96: TX-OUTCOME, event left out.
import type { Mutant } from './mutant.ts';

export const m96: Mutant = {
  id: 'M96',
  where: 'TX-OUTCOME',
  bug: 'event left out',
  file: 'core/fulfilment/record-outcome.ts',
  anchor: 'events: [outcomeEvent(after, command)],',
  replace: `events: outcomeEvent(after, command).of === '' ? [outcomeEvent(after, command)] : [],`,
  expect: 'I19',
  budget: { kind: 'F', template: 'S01' },
};
