// What really happened, whatever the replies said: the witness that tests compare with.
import { toMajor } from './amounts.ts';
import { defaultMerchantId } from './basic-auth.ts';
import { paymentOf } from './buyer.ts';
import { tossTime } from './clock.ts';
import type { PaymentRecord } from './payment-record.ts';
import { type Payload, paymentShape } from './payment-shape.ts';
import type { Program } from './program.ts';
import { type KeyRecord, orderIndex } from './state.ts';
import type { WebhookEntry } from './transmissions.ts';

export interface EffectTruth {
  readonly kind: string;
  readonly at: string;
  readonly amount: number;
  readonly transactionKey: string | null;
  readonly cause: {
    readonly op: string;
    readonly idempotencyKey: string | null;
    readonly fault: string | null;
  };
}

export interface PaymentTruth {
  readonly payment: Payload;
  readonly status: string;
  readonly effects: readonly EffectTruth[];
  readonly authorizations: number;
  readonly approvals: number;
  readonly voids: number;
  readonly cancels: number;
  readonly lies: PaymentRecord['lies'];
  readonly webhooks: readonly WebhookEntry[];
}

const count = (payment: PaymentRecord, kind: string): number =>
  payment.effects.filter((effect) => effect.kind === kind).length;

const sumOf = (payment: PaymentRecord, kind: string): number =>
  payment.effects
    .filter((effect) => effect.kind === kind)
    .reduce((sum, { amount }) => sum + amount, 0);

const withSendings = (program: Program, entries: readonly WebhookEntry[]): WebhookEntry[] => {
  const { deliveries } = program.state;
  return entries.map((entry) => ({
    ...entry,
    sent: deliveries.filter(({ key }) => key.startsWith(`${entry.transmissionId}/`)).length,
  }));
};

const webhookTruth = (program: Program, paymentKey: string): WebhookEntry[] =>
  withSendings(program, program.state.webhooksByPayment.get(paymentKey) ?? []);

/** Every webhook with its sendings, oldest first. */
export const deliveryLog = (program: Program) =>
  withSendings(program, program.state.webhooks).map((entry) => ({
    ...entry,
    deliveries: program.state.deliveries
      .filter(({ key }) => key.startsWith(`${entry.transmissionId}/`))
      .map(({ key: _inner, at, ...delivery }) => ({ ...delivery, at: tossTime(at) })),
  }));

export const paymentTruth = (program: Program, paymentKey: string): PaymentTruth => {
  const payment = paymentOf(program, paymentKey);
  return {
    payment: paymentShape(payment),
    status: payment.status,
    effects: payment.effects.map((effect) => ({
      ...effect,
      at: tossTime(effect.at),
      amount: toMajor(effect.amount, payment.currency),
    })),
    authorizations: count(payment, 'AUTHORIZED'),
    approvals: count(payment, 'APPROVED'),
    voids: count(payment, 'VOIDED'),
    cancels: count(payment, 'CANCELED'),
    lies: payment.lies,
    webhooks: webhookTruth(program, paymentKey),
  };
};

/** Every payment of an order, with the two figures that must never be wrong. */
export const orderTruth = (program: Program, orderId: string, mId: string = defaultMerchantId) => {
  const keys = program.state.orders.get(orderIndex(mId, orderId)) ?? [];
  const records = keys.map((key) => paymentOf(program, key));
  const total = (kind: string) =>
    records.reduce((sum, record) => sum + toMajor(sumOf(record, kind), record.currency), 0);
  return {
    orderId,
    mId,
    payments: keys.map((key) => paymentTruth(program, key)),
    approvals: records.reduce((sum, record) => sum + count(record, 'APPROVED'), 0),
    cancels: records.reduce((sum, record) => sum + count(record, 'CANCELED'), 0),
    approvedAmount: total('APPROVED'),
    canceledAmount: total('CANCELED'),
  };
};

const keyShape = (program: Program, record: KeyRecord) => ({
  mId: program.state.merchants.get(record.secretKey)?.mId ?? null,
  method: record.method,
  path: record.path,
  firstAt: tossTime(record.firstAt),
  executions: record.executions,
  effects: record.effects,
  storedStatus: record.reply?.status ?? null,
});

/** How often a key executed, in all and for each place it was used in. */
export const keyTruth = (program: Program, key: string) => {
  const records = program.state.keys.get(key) ?? [];
  return {
    key,
    executions: records.reduce((sum, { executions }) => sum + executions, 0),
    effects: records.reduce((sum, { effects }) => sum + effects, 0),
    uses: records.map((record) => keyShape(program, record)),
  };
};

const addTo = (totals: Record<string, number>, name: string, amount: number): void => {
  totals[name] = (totals[name] ?? 0) + amount;
};

export const summaryTruth = (program: Program) => {
  const { payments, keys, faultCounts, webhooks } = program.state;
  const byStatus: Record<string, number> = {};
  const approvedAmount: Record<string, number> = {};
  const canceledAmount: Record<string, number> = {};
  let approvals = 0;
  let cancels = 0;
  for (const { current } of payments.values()) {
    addTo(byStatus, current.status, 1);
    approvals += count(current, 'APPROVED');
    cancels += count(current, 'CANCELED');
    const major = (kind: string) => toMajor(sumOf(current, kind), current.currency);
    addTo(approvedAmount, current.currency, major('APPROVED'));
    addTo(canceledAmount, current.currency, major('CANCELED'));
  }
  return {
    payments: payments.size,
    byStatus,
    approvals,
    cancels,
    approvedAmount,
    canceledAmount,
    keys: keys.size,
    webhooks: webhooks.length,
    faults: Object.fromEntries(faultCounts),
  };
};
