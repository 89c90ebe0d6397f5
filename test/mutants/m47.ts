// M47: relay, outage counted as poison.
import type { Mutant } from './mutant.ts';

export const m47: Mutant = {
  id: 'M47',
  where: 'relay',
  bug: 'outage counted as poison',
  file: 'adapters/eventbridge/event-bridge-publisher.ts',
  anchor: 'if (code === undefined || isBusFault(code)) throw down(',
  replace: 'if (code === undefined) throw down(',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/unit/adapters/eventbridge/event-bridge-publisher.test.ts' },
};
