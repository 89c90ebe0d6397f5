// M00: confirm, calls the PG twice with two keys (canary).
import type { Mutant } from './mutant.ts';

export const m00: Mutant = {
  id: 'M00',
  where: 'confirm',
  bug: 'calls the PG twice with two keys (canary)',
  file: 'core/payments/send-attempt.ts',
  anchor:
    'return gateway.confirm({ tenant, idempotencyKey, paymentKey, pgOrderId, amount, timeoutMs });',
  replace: `const request = { tenant, idempotencyKey, paymentKey, pgOrderId, amount, timeoutMs };
    const otherKey = [...idempotencyKey].reverse().join('');
    return gateway
      .confirm(request)
      .then((reply) => gateway.confirm({ ...request, idempotencyKey: otherKey }).then(() => reply));`,
  expect: 'I04',
  budget: { kind: 'F', template: 'S01' },
};
