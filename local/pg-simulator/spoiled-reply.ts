// How each fault looks to the caller. The decision has been made (or was never asked for); only the
// answer is spoiled here.

import { type Language, statusOf } from './error-catalogue.ts';
import type { PaymentRecord } from './payment-record.ts';
import { drifted, errorShape, type Payload, withStandingLies } from './payment-shape.ts';
import type { FaultMark } from './state.ts';
import type { LiarReply, PlainReply } from './wire.ts';

const codeByFault: Readonly<Record<string, string>> = {
  F05: 'FAILED_INTERNAL_SYSTEM_PROCESSING',
  F06: 'FAILED_INTERNAL_SYSTEM_PROCESSING',
  F07: 'PROVIDER_ERROR',
  F08: 'PROVIDER_ERROR',
  F10: 'IDEMPOTENT_REQUEST_PROCESSING',
  F11: 'TOO_MANY_REQUESTS',
  F25: 'FORBIDDEN_CONSECUTIVE_REQUEST',
  F26: 'INVALID_REQUEST',
};

export interface Spoken {
  readonly status: number;
  readonly payload: Payload;
}

/** The answer in words, wire faults aside; equals the truth for a fault of the wire. */
export const spokenReply = (
  fault: FaultMark | undefined,
  truth: Spoken,
  language: Language,
): Spoken => {
  const code = fault && codeByFault[fault.fault];
  if (code) return { status: statusOf(code) ?? 500, payload: errorShape(code, language) };
  if (fault?.fault !== 'F14') return truth;
  const isPayment = 'paymentKey' in truth.payload;
  return {
    ...truth,
    payload: isPayment ? drifted(truth.payload) : { ...truth.payload, traceHint: { band: 'B' } },
  };
};

const html = '<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>';

const garbage = (fault: FaultMark, plain: PlainReply): LiarReply => {
  const isCut = fault.args['form'] === 'cut';
  return {
    kind: 'garbage',
    status: 200,
    headers: { ...plain.headers, ...(isCut ? {} : { 'content-type': 'text/html' }) },
    body: isCut ? plain.body.slice(0, Math.floor(plain.body.length / 2)) : html,
  };
};

/** The reply as it meets the wire. */
export const wireReply = (fault: FaultMark | undefined, plain: PlainReply): LiarReply => {
  switch (fault?.fault) {
    case 'F01':
      return { kind: 'hold-then-close', holdMs: Number(fault.args['holdMs']) };
    case 'F02': {
      const sentBytes = Math.floor(Buffer.byteLength(plain.body) / 2);
      return { kind: 'reset-mid', sentBytes, ...plain };
    }
    case 'F03':
      return { kind: 'reset-before' };
    case 'F09':
      return garbage(fault, plain);
    default:
      return { kind: 'reply', ...plain };
  }
};

/** F13 and F27 outlive the reply, so they are written into the record that is committed. */
export const withLiesOf = (payment: PaymentRecord, fault: FaultMark | undefined): PaymentRecord => {
  const field = String(fault?.args['field'] ?? '');
  if (fault?.fault === 'F13') {
    const unknownEnum = field === 'method' || field === 'cardType' ? field : 'status';
    return { ...payment, lies: { ...payment.lies, unknownEnum } };
  }
  if (fault?.fault === 'F27') {
    const integrity = field === 'orderId' ? field : 'totalAmount';
    return { ...payment, lies: { ...payment.lies, integrity } };
  }
  return payment;
};

export const asSeen = (payload: Payload, payment: PaymentRecord): Payload =>
  withStandingLies(payload, payment.lies);
