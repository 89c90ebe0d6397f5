// M00: confirm, calls the PG twice with two keys (canary).
import type { Mutant } from './mutant.ts';

export const m00: Mutant = {
  id: 'M00',
  where: 'confirm',
  bug: 'calls the PG twice with two keys (canary)',
  file: 'core/payments/send-attempt.ts',
  anchor: 'return gateway.confirm(request);',
  replace: `return gateway
      .confirm(request)
      .then((reply) => gateway.confirm({ ...request, idempotencyKey: [...idempotencyKey].reverse().join('') }).then(() => reply));`,
  expect: 'I04',
  budget: { kind: 'F', template: 'S01' },
};
