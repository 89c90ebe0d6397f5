// M145: capture, asks a PG that takes the money at once.
import type { Mutant } from './mutant.ts';

export const m145: Mutant = {
  id: 'M145',
  where: 'capture',
  bug: 'asks a PG that takes the money at once',
  file: 'core/payments/captures-by-request.ts',
  anchor: 'gateways(provider).twoStep !== undefined',
  replace: 'gateways(provider) !== undefined',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/two-step.contract.test.ts' },
};
