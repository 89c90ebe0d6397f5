// M54: logger, request body logged on the error path.
import type { Mutant } from './mutant.ts';

export const m54: Mutant = {
  id: 'M54',
  where: 'logger',
  bug: 'request body logged on the error path',
  file: 'functions/_pipeline/request-shell.ts',
  anchor: '...idsOf(answer),',
  replace: `...idsOf(answer),
      ...(error === undefined ? {} : { request: Buffer.from(raw.bytes).toString('utf8') }),`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/mutants-edge.contract.test.ts' },
};
