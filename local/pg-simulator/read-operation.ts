// One run of a GET: reads never change money, but they may lie about it.

import { toMajor } from './amounts.ts';
import type { Merchant } from './basic-auth.ts';
import { type Language, statusOf } from './error-catalogue.ts';
import { faultCatalogue } from './fault-catalogue.ts';
import { type Subject, selectFault } from './fault-selection.ts';
import type { Told } from './money-operation.ts';
import type { PaymentRecord } from './payment-record.ts';
import { errorShape, inEnglish, paymentShape } from './payment-shape.ts';
import { commit, type Program } from './program.ts';
import { recordAt } from './read.ts';
import { asSeen, type Spoken, spokenReply, wireReply } from './spoiled-reply.ts';
import type { FaultMark, PaymentEntry } from './state.ts';

export interface ReadRequest {
  readonly merchant: Merchant;
  /** Undefined when an order names no payment. */
  readonly paymentKey: string | undefined;
  /** The word in the URL: names the object when there is none. */
  readonly asked: string;
  readonly language: Language;
  readonly traceId: string;
}

const subjectOf = (payment: PaymentRecord | undefined, request: ReadRequest): Subject => ({
  op: 'read',
  objectId: payment?.paymentKey ?? request.asked,
  drawnAs: payment?.drawnAs,
  mId: request.merchant.mId,
  orderId: payment?.orderId ?? request.asked,
  paymentKey: payment?.paymentKey ?? request.asked,
  amount: payment ? toMajor(payment.amount, payment.currency) : 0,
  texts: payment ? [payment.orderName, ...payment.cancels.map(({ reason }) => reason)] : [],
  paymentAmount: payment ? toMajor(payment.amount, payment.currency) : 0,
});

const refusal = (code: string, language: Language): Spoken => ({
  status: statusOf(code) ?? 400,
  payload: errorShape(code, language),
});

const answer = (
  entry: PaymentEntry | undefined,
  request: ReadRequest,
  atMs: number | undefined,
): Spoken => {
  const { merchant, language } = request;
  const seen = entry && (atMs === undefined ? entry.current : recordAt(entry, atMs));
  if (!seen) return refusal('NOT_FOUND_PAYMENT', language);
  if (seen.mId !== merchant.mId) return refusal('INVALID_API_KEY', language);
  const payload = paymentShape(seen);
  return { status: 200, payload: asSeen(language === 'en' ? inEnglish(payload) : payload, seen) };
};

/** An unknown enum value is shown to exactly one read. */
const endOneReadLie = (payment: PaymentRecord, fault: FaultMark | undefined) =>
  payment.lies.unknownEnum !== null && fault?.fault !== 'F12'
    ? { ...payment, lies: { ...payment.lies, unknownEnum: null } }
    : undefined;

export const runReadOperation = (program: Program, request: ReadRequest): Told => {
  const now = program.clock.now();
  const entry = program.state.payments.get(request.paymentKey ?? '');
  const fault = selectFault(program, subjectOf(entry?.current, request));
  const isBefore = fault !== undefined && faultCatalogue[fault.fault]?.phase === 'before';
  const staleAt = fault?.fault === 'F12' ? now - Number(fault.args['lagMs']) : undefined;
  const truth = isBefore ? { status: 0, payload: {} } : answer(entry, request, staleAt);
  const spoken = spokenReply(fault, truth, request.language);
  const payment =
    entry && truth.status === 200 && !isBefore ? endOneReadLie(entry.current, fault) : undefined;
  if (fault || payment) {
    commit(program, {
      kind: fault ? 'fault' : 'lie.ended',
      at: now,
      after: { ...(payment && { payment }), ...(fault && { fault }) },
    });
  }
  const reply = wireReply(fault, {
    status: spoken.status,
    headers: {
      'content-type': 'application/json;charset=UTF-8',
      'x-tosspayments-trace-id': request.traceId,
    },
    body: JSON.stringify(spoken.payload),
  });
  return {
    reply,
    delayMs: fault?.fault === 'F04' ? Number(fault.args['delayMs']) : 0,
    isCrash: false,
  };
};
