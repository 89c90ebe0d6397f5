// M19: webhook worker, body applied without reading the PG.
import type { Mutant } from './mutant.ts';

export const m19: Mutant = {
  id: 'M19',
  where: 'webhook worker',
  bug: 'body applied without reading the PG',
  file: 'core/payments/apply-webhook.ts',
  anchor: "return kase?.attempt.state === 'IN_DOUBT' ? readNow(deps, kase) : { outcome: 'KNOWN' };",
  replace:
    "return kase?.attempt.state === 'IN_DOUBT' ? readNow({ ...deps, gateways: () => ({ read: () => Promise.resolve({ kind: 'FOUND', payment: { paymentKey: attempt.paymentKey, pgOrderId: attempt.pgOrderId, status: ref.status, total: attempt.amount, balance: attempt.amount, cancels: [], lastTransactionKey: 'told' } }) }) as never }, kase) : { outcome: 'KNOWN' };",
  expect: 'I08',
  budget: { kind: 'F', template: 'S06-webhook' },
};
