// M34: callback, outcome accepted after TIMED_OUT.
import type { Mutant } from './mutant.ts';

export const m34: Mutant = {
  id: 'M34',
  where: 'callback',
  bug: 'outcome accepted after TIMED_OUT',
  file: 'core/fulfilment/record-outcome.ts',
  anchor: `if (service.state !== 'OPEN') return reject(deps, command, service);`,
  replace: `if (service.state !== 'OPEN' && service.state !== 'TIMED_OUT')
        return reject(deps, command, service);`,
  also: [
    {
      anchor: 'const after = closeService(before, command.outcome, at, command.result);',
      replace: `const open = { ...before, state: 'OPEN' as const };
  const after = closeService(open, command.outcome, at, command.result);`,
    },
  ],
  expect: 'I26',
  budget: { kind: 'F', template: 'S04' },
};
