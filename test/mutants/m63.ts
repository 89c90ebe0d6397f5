// M63: breaker, half-open permits per instance.
import type { Mutant } from './mutant.ts';

export const m63: Mutant = {
  id: 'M63',
  where: 'breaker',
  bug: 'half-open permits per instance',
  file: 'core/breakers/guarded-gateway.ts',
  anchor: 'breakers.takeTrial(row, clock.now())',
  replace: `breakers
              .takeTrial(row, clock.now())
              .then(() => instance.memory(\`\${name}.\${row.version}\`, () => ({ taken: 0 })).taken++ < 5)`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/breakers.contract.test.ts' },
};
