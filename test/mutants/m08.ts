// M08: classify, by HTTP status instead of code.
import type { Mutant } from './mutant.ts';

export const m08: Mutant = {
  id: 'M08',
  where: 'classify',
  bug: 'by HTTP status instead of code',
  file: 'adapters/pg-http/classify.ts',
  anchor: 'if (row === undefined) return unknownBy(status);',
  replace: `if (row === undefined) return { ...unknownBy(status), class: 'DECLINED_HARD' };`,
  expect: 'I03',
  budget: { kind: 'S', template: 'S01', near: 'pg.confirm' },
};
