// M124: request shell, bodies stand in the log.
import type { Mutant } from './mutant.ts';

export const m124: Mutant = {
  id: 'M124',
  where: 'request shell',
  bug: 'bodies stand in the log',
  file: 'functions/_pipeline/request-shell.ts',
  anchor: '      code: answer.code,\n      status: answer.status,',
  replace:
    '      code: answer.code,\n      body: Buffer.from(raw.bytes).toString(),\n      status: answer.status,',
  expect: 'R11',
  budget: { kind: 'W', worlds: 12 },
};
