// M73: mapping, without a failure destination.
import type { Mutant } from './mutant.ts';

export const m73: Mutant = {
  id: 'M73',
  where: 'mapping',
  bug: 'without a failure destination',
  file: 'lib/constructs/event-sources.ts',
  anchor: '    onFailure: { bind: () => ({ destination: source.onFailure.queueArn }) },',
  replace: '',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/infrastructure/messages.test.ts' },
};
