// M117: send, a call that begins too late is sent all the same.
import type { Mutant } from './mutant.ts';

export const m117: Mutant = {
  id: 'M117',
  where: 'send',
  bug: 'a call that begins too late is sent all the same',
  file: 'core/payments/send-attempt.ts',
  anchor: 'if (startsAt > plus(attempt.sentAt, lastTryMs)) return notSentInTime(startsAt);',
  replace: '',
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/confirm-edges.contract.test.ts' },
};
