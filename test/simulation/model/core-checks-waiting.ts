// Asks the engine whether its record of a refund is void when the saga began to wait after the case was
// loaded, as the specification of events and sagas, section 1.2, has it: RETURN-OK needs SAGA (no `waiting`).
import { firstVersion } from '#core/kernel/versioned.ts';
import type { Case } from '#core/payments/case.ts';
import type { PgCancel } from '#core/payments/payment-gateway.ts';
import { recordReturn } from '#core/payments/record-return.ts';

const won = (minor: bigint) => ({ minor, currency: 'KRW' });
const tenant = { merchantId: 'M1', environment: 'test' };
const ids = { tenant, orderId: 'ord', paymentId: 'pay', ...firstVersion };

/** A refund in doubt whose saga does not wait yet, as far as a record reads it. */
const kase = {
  order: { ...ids, status: 'PAID' },
  payment: {
    ...ids,
    status: 'APPROVED',
    provider: 'toss',
    amount: won(100n),
    amounts: {
      captured: won(100n),
      refundable: won(0n),
      refunding: won(100n),
      refunded: won(0n),
    },
  },
  attempt: { ...ids, op: 'REFUND', objectId: 'rf', state: 'IN_DOUBT', fence: 1, evidence: [] },
  refund: { ...ids, refundId: 'rf', status: 'IN_DOUBT', amount: won(100n), origin: 'COMPENSATION' },
  saga: { ...ids, sagaId: 'saga', status: 'COMPENSATING', reason: 'service_failed' },
} as unknown as Case;

const at = 0 as never;
const evidence = { source: 'READ', at, class: 'FOUND', code: 'CANCELED' } as const;
const cancel = { transactionKey: 't', amount: won(100n) } as unknown as PgCancel;

/** @returns True when the transaction has a condition on the saga, or moves it. */
export const coreChecksWaiting = (): boolean => {
  const cause = { requestId: 'req', actor: 'engine:watchdog' };
  const { draft } = recordReturn({ case: kase, evidence, cause, at }, cancel);
  return draft.changes.some(({ change }) => change.startsWith('saga.'));
};
