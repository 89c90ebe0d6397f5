// M07: classify, timeout is DECLINED.
import type { Mutant } from './mutant.ts';

export const m07: Mutant = {
  id: 'M07',
  where: 'classify',
  bug: 'timeout is DECLINED',
  file: 'adapters/pg-http/pg-client.ts',
  anchor: `return { class: outcome.kind === 'LOST' ? 'UNKNOWN' : 'NOT_SENT', cause: 'NETWORK', code };`,
  replace: `return { class: outcome.kind === 'LOST' ? 'DECLINED_HARD' : 'NOT_SENT', cause: 'NETWORK', code };`,
  expect: 'I03',
  budget: { kind: 'S', template: 'S01', near: 'pg.confirm' },
};
