// M52: handler, a promise not awaited.
import type { Mutant } from './mutant.ts';

export const m52: Mutant = {
  id: 'M52',
  where: 'handler',
  bug: 'a promise not awaited',
  file: 'functions/streams/relay-eventbridge/handler.ts',
  anchor: '...(await publishRows(deps)(rows)),',
  replace: 'published: [publishRows(deps)(rows)].length,',
  expect: 'R02',
  budget: { kind: 'F', template: 'S01' },
};
