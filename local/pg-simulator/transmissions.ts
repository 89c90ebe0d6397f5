// What goes out for a change of status: one transmission is one id with its retries. A receiver that does
// not answer 200 within 10 s is asked again after 1, 4, 16, 64, 256, 1024 and 4096 minutes.
// Source: Toss, "Webhooks".
import { toMajor } from './amounts.ts';
import { webhookTime } from './clock.ts';
import type { PaymentRecord, Surface } from './payment-record.ts';
import { type Payload, paymentShape } from './payment-shape.ts';

/** One webhook that a change of status causes, whether or not anybody is there to hear it. */
export interface WebhookEntry {
  readonly transmissionId: string;
  readonly eventType: 'PAYMENT_STATUS_CHANGED' | 'DEPOSIT_CALLBACK';
  /** Of a deposit callback, which has no event type on the wire. */
  readonly secret?: string;
  readonly transactionKey?: string | null;
  readonly createdAt: string;
  readonly paymentKey: string;
  readonly orderId: string;
  readonly status: string;
  /** Sendings of it, copies and retries included. */
  readonly sent: number;
}

export interface Endpoint {
  readonly mId: string;
  readonly url: string;
  readonly secrets: readonly string[];
  /** Hears of the payments of this one alone; without it, of all. */
  readonly surface?: Surface;
}

/** What is on its way, as a part of everything the PG knows. */
export interface Outgoing {
  /** By merchant. */
  readonly endpoints: Map<string, Endpoint[]>;
  /** Not accepted yet, and not given up. */
  readonly transmissions: Map<string, Transmission>;
  readonly deliveries: Delivery[];
  /** What a minute of the PG's retries is divided by. */
  readonly timeScale: number;
}

interface Lie {
  readonly fault: string;
  readonly args: Readonly<Record<string, string | number>>;
}

export interface Transmission {
  readonly key: string;
  readonly transmissionId: string;
  readonly endpoint: Endpoint;
  readonly paymentKey: string;
  readonly body: string;
  /** The first sending; retries are counted from here. */
  readonly firstAt: number;
  readonly isEarly: boolean;
  dueAt: number;
  retried: number;
  /** Waits for the next webhook of its payment, which goes first (F18). */
  isHeld: boolean;
}

/** One sending, as the journal keeps it. */
export interface Delivery {
  readonly key: string;
  readonly transmissionId: string;
  readonly url: string;
  readonly at: number;
  readonly retried: number;
  /** Null where no answer came within 10 s. */
  readonly status: number | null;
  readonly isAccepted: boolean;
}

const minuteMs = 60_000;

/** Minutes after the first sending: pauses of 1, 4, 16 … added up. */
const minutesAfterFirst = [0, 1, 5, 21, 85, 341, 1_365, 5_461];

const bodyOf = (payload: Payload, at: number): string =>
  JSON.stringify({
    eventType: 'PAYMENT_STATUS_CHANGED',
    createdAt: webhookTime(at),
    data: payload,
  });

/** What a stranger writes who knows the address and saw a webhook once (F20). */
const forgedBody = (record: PaymentRecord, at: number, form: unknown): string => {
  const shape = paymentShape(record);
  if (form === 'unknown') {
    return bodyOf({ ...shape, paymentKey: 'tliarforged', orderId: 'forged-order-0001' }, at);
  }
  if (form === 'secret') {
    const { orderId } = record;
    const callback = { secret: 'ps_forged', status: 'DONE', transactionKey: 'txrd_forged' };
    return JSON.stringify({ createdAt: webhookTime(at), ...callback, orderId });
  }
  const totalAmount = toMajor(record.amount, record.currency) + 1;
  return bodyOf({ ...shape, status: 'DONE', totalAmount, balanceAmount: totalAmount }, at);
};

/** The moves of a virtual account are told by the flat callback that carries its secret. */
const sentBody = (record: PaymentRecord, entry: WebhookEntry, at: number): string => {
  const { eventType, secret, status, transactionKey, orderId } = entry;
  if (eventType === 'PAYMENT_STATUS_CHANGED') return bodyOf(paymentShape(record), at);
  return JSON.stringify({ createdAt: webhookTime(at), secret, status, transactionKey, orderId });
};

interface Planned {
  readonly record: PaymentRecord;
  readonly entry: WebhookEntry;
  readonly at: number;
  readonly fault: Lie | undefined;
}

const copiesOf = (fault: Lie | undefined): number =>
  fault?.fault === 'F16' ? Number(fault.args['n']) : 1;

const plannedFor = (endpoint: Endpoint, { record, entry, at, fault }: Planned): Transmission[] => {
  const base = {
    endpoint,
    paymentKey: record.paymentKey,
    firstAt: fault?.fault === 'F17' ? at + Number(fault.args['delayMs']) : at,
    isEarly: fault?.fault === 'F19',
    retried: 0,
    isHeld: fault?.fault === 'F18',
  };
  const made = (name: string, transmissionId: string, body: string): Transmission => ({
    ...base,
    key: `${entry.transmissionId}/${endpoint.url}/${name}`,
    transmissionId,
    body,
    dueAt: base.isHeld ? at + Number(fault?.args['delayMs']) : base.firstAt,
  });
  const body = sentBody(record, entry, at);
  const copies = Array.from({ length: copiesOf(fault) }, (_, nth) => {
    const isNew = nth > 0 && fault?.args['newIds'] !== undefined;
    return made(String(nth), `${entry.transmissionId}${isNew ? `-${nth}` : ''}`, body);
  });
  return fault?.fault === 'F20'
    ? [
        made('forged', `${entry.transmissionId}-x`, forgedBody(record, at, fault.args['form'])),
        ...copies,
      ]
    : copies;
};

/** The second of two swapped ones goes first. */
const releaseHeld = (state: Outgoing, paymentKey: string, at: number): void => {
  for (const held of state.transmissions.values()) {
    if (held.paymentKey !== paymentKey || !held.isHeld) continue;
    held.isHeld = false;
    held.dueAt = at + 1;
  }
};

/** Part of applying a line: what the webhook of a change makes due. */
export const planWebhook = (
  state: Outgoing,
  record: PaymentRecord,
  entry: WebhookEntry,
  at: number,
  fault: Lie | undefined,
): void => {
  if (fault?.fault === 'F15') return;
  const mine = record.surface ?? 'toss';
  const endpoints = (state.endpoints.get(record.mId) ?? []).filter(
    ({ surface = mine }) => surface === mine,
  );
  if (endpoints.length === 0) return;
  releaseHeld(state, record.paymentKey, at);
  for (const endpoint of endpoints) {
    for (const one of plannedFor(endpoint, { record, entry, at, fault })) {
      state.transmissions.set(one.key, one);
    }
  }
};

/** Part of applying a line: a sending ends its transmission, or makes the next one due. */
export const noteDelivery = (state: Outgoing, delivery: Delivery, timeScale: number): void => {
  state.deliveries.push(delivery);
  const one = state.transmissions.get(delivery.key);
  if (!one) return;
  const next = minutesAfterFirst[delivery.retried + 1];
  if (delivery.isAccepted || next === undefined) {
    state.transmissions.delete(delivery.key);
    return;
  }
  one.retried = delivery.retried + 1;
  one.dueAt = one.firstAt + (next * minuteMs) / timeScale;
};
