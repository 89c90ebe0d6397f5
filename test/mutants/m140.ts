// M140: capture, is sent to the PG twice, with two keys.
import type { Mutant } from './mutant.ts';

export const m140: Mutant = {
  id: 'M140',
  where: 'capture',
  bug: 'is sent to the PG twice, with two keys',
  file: 'core/payments/send-attempt.ts',
  anchor: 'return twoStepOf(gateway).capture(request);',
  replace: `return twoStepOf(gateway)
        .capture(request)
        .then((reply) =>
          twoStepOf(gateway)
            .capture({ ...request, idempotencyKey: [...idempotencyKey].reverse().join('') })
            .then(() => reply),
        );`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/engine/two-step.contract.test.ts' },
};
