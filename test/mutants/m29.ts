// M29: RETURN-OK, `waiting` removed, saga not resumed.
import type { Mutant } from './mutant.ts';

export const m29: Mutant = {
  id: 'M29',
  where: 'RETURN-OK',
  bug: '`waiting` removed, saga not resumed',
  file: 'core/payments/record-return.ts',
  anchor: `commands: resume.commands,
    audit: { action: actionOf(refund), object: refund.refundId, statusAfter: 'SUCCEEDED' },`,
  replace: `commands: [],
    audit: { action: actionOf(refund), object: refund.refundId, statusAfter: 'SUCCEEDED' },`,
  expect: 'R04',
  budget: {
    kind: 'S',
    template: 'S03',
    near: 'crash-after|steps/cancel-payment#c1/TX-RETURN-CLAIM',
  },
};
