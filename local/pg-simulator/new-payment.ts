// A payment before anything happened to it, opened by the window or by an authorization without one.
import type { PaymentRecord } from './payment-record.ts';
import type { Program } from './program.ts';
import { orderIndex } from './state.ts';
import { defaultValidHours } from './virtual-account.ts';

const unusedKey = (program: Program, mId: string, orderId: string, now: number): string => {
  const nth = program.state.orders.get(orderIndex(mId, orderId))?.length ?? 0;
  // Five characters under one second of one seed can meet; the next draw of the name decides.
  for (let attempt = nth; ; attempt += 1) {
    const key = program.draws.paymentKey(now, orderId, attempt);
    if (!program.state.payments.has(key)) return key;
  }
};

type Given = Pick<
  PaymentRecord,
  'mId' | 'orderId' | 'orderName' | 'method' | 'currency' | 'amount' | 'taxFree' | 'taxExemption'
> &
  Partial<Pick<PaymentRecord, 'successUrl' | 'failUrl' | 'metadata' | 'validMs'>>;

export const newPayment = (program: Program, given: Given): PaymentRecord => {
  const requestedAt = program.clock.now();
  const paymentKey = unusedKey(program, given.mId, given.orderId, requestedAt);
  return {
    ...given,
    balance: given.amount,
    paymentKey,
    surface: null,
    status: 'READY',
    requestedAt,
    authenticatedAt: null,
    authorizedAt: null,
    approvedAt: null,
    virtualAccount: null,
    validMs: given.validMs ?? defaultValidHours * 3_600_000,
    secret: program.draws.secret(paymentKey),
    approveNo: program.draws.approveNo(paymentKey),
    lastTransactionKey: null,
    cancels: [],
    failure: null,
    successUrl: given.successUrl ?? null,
    failUrl: given.failUrl ?? null,
    metadata: given.metadata ?? null,
    effects: [],
    lies: { integrity: null, unknownEnum: null },
  };
};
