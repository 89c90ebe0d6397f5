// One run of a POST that moves money: pick the lie, decide, commit in one line, spoil the answer.

import { toMajor } from './amounts.ts';
import type { Merchant } from './basic-auth.ts';
import { cancelPayment } from './cancel.ts';
import { confirmPayment } from './confirm.ts';
import { type Language, statusOf } from './error-catalogue.ts';
import { faultCatalogue } from './fault-catalogue.ts';
import { type Subject, selectFault } from './fault-selection.ts';
import { leavesNoTrace, nextKeyRecord, replyToStore } from './idempotency.ts';
import { type Call, type Change, type Outcome, refused } from './outcome.ts';
import { aborted } from './payment-record.ts';
import { errorShape, inEnglish, type Payload, paymentShape } from './payment-shape.ts';
import { commit, type Program, webhookFor } from './program.ts';
import { asSeen, type Spoken, spokenReply, wireReply, withLiesOf } from './spoiled-reply.ts';
import type { FaultMark, KeyRecord } from './state.ts';
import type { LiarReply } from './wire.ts';

export interface MoneyRequest {
  readonly op: 'confirm' | 'cancel';
  readonly merchant: Merchant;
  readonly body: Call['body'];
  readonly paymentKey: string;
  readonly language: Language;
  readonly testCode: string | undefined;
  readonly traceId: string;
  /** Present when the caller sent an Idempotency-Key. */
  readonly identity:
    | (Pick<KeyRecord, 'key' | 'secretKey' | 'method' | 'path' | 'bodyDigest'> & {
        readonly previous: KeyRecord | undefined;
      })
    | undefined;
}

export interface Told {
  readonly reply: LiarReply;
  readonly delayMs: number;
  /** F28: the reply must never be seen. */
  readonly isCrash: boolean;
}

const subjectOf = (program: Program, request: MoneyRequest): Subject => {
  const { op, paymentKey, merchant, body } = request;
  const payment = program.state.payments.get(paymentKey)?.current;
  const orderId = op === 'confirm' ? String(body?.['orderId']) : (payment?.orderId ?? '');
  const wanted = Number(op === 'confirm' ? body?.['amount'] : body?.['cancelAmount']);
  const left = payment ? toMajor(payment.balance, payment.currency) : 0;
  const reason = op === 'cancel' ? [String(body?.['cancelReason'])] : [];
  return {
    op,
    objectId: op === 'confirm' ? orderId : paymentKey,
    drawnAs: payment?.drawnAs,
    mId: merchant.mId,
    orderId,
    paymentKey,
    amount: Number.isFinite(wanted) ? wanted : left,
    texts: [...(payment ? [payment.orderName] : []), ...reason],
    paymentAmount: payment ? toMajor(payment.amount, payment.currency) : 0,
  };
};

/** `TossPayments-Test-Code`: the call fails with that code, whatever it asked for. */
const testCodeOutcome = (call: Call, code: string): Outcome => {
  if (statusOf(code) === undefined) return refused('INVALID_TEST_CODE');
  const payment = call.program.state.payments.get(call.paymentKey)?.current;
  const isAborting = call.program.state.switches['testCode.state'] === 'aborted';
  if (!isAborting || payment?.status !== 'IN_PROGRESS') return refused(code);
  const after = aborted(payment, { at: call.now, cause: call.cause, code });
  return refused(code, { kind: 'payment.declined', before: payment, after });
};

const decide = (call: Call, request: MoneyRequest, fault: FaultMark | undefined): Outcome => {
  if (request.testCode !== undefined) return testCodeOutcome(call, request.testCode);
  return request.op === 'confirm' ? confirmPayment(call, fault) : cancelPayment(call);
};

const doesFire = (fault: FaultMark, outcome: Outcome): boolean => {
  const kind = faultCatalogue[fault.fault];
  if (kind?.phase === 'decline') {
    return outcome.kind === 'refused' && outcome.code === fault.args['code'];
  }
  return outcome.kind === 'done' || !kind?.needsEffect;
};

const truthOf = (outcome: Outcome, language: Language): Spoken => {
  if (outcome.kind === 'refused') {
    return { status: outcome.status, payload: errorShape(outcome.code, language) };
  }
  const payload = paymentShape(outcome.payment);
  return { status: 200, payload: language === 'en' ? inEnglish(payload) : payload };
};

interface Written {
  readonly request: MoneyRequest;
  readonly now: number;
  readonly fault: FaultMark | undefined;
  readonly change: Change | undefined;
  readonly truth: { readonly status: number; readonly body: string };
  readonly told: { readonly status: number; readonly body: string };
  readonly ran: boolean;
  /** A throttle stands before the key: the repeat with the same key must execute. */
  readonly isKeyUnseen: boolean;
}

const write = (program: Program, written: Written): void => {
  const { request, now, fault, change, ran } = written;
  const { switches } = program.state;
  const after = change && withLiesOf(change.after, fault);
  const { previous, ...identity } = request.identity ?? { previous: undefined };
  const key =
    request.identity && !written.isKeyUnseen
      ? nextKeyRecord(previous, {
          ...(identity as Omit<NonNullable<MoneyRequest['identity']>, 'previous'>),
          reply: replyToStore(fault, { truth: written.truth, told: written.told, switches }),
          traceId: request.traceId,
          now,
          ran,
          hadEffect: change !== undefined,
        })
      : undefined;
  if (!change && !fault && !key) return;
  commit(program, {
    kind: change?.kind ?? (fault ? 'fault' : 'key.stored'),
    at: now,
    ...(change && { before: change.before }),
    after: {
      ...(after && { payment: after, webhook: webhookFor(after, now) }),
      ...(fault && { fault }),
    },
    ...(key && { key }),
  });
};

const plain = (status: number, body: string, traceId: string) => ({
  status,
  headers: {
    'content-type': 'application/json;charset=UTF-8',
    'x-tosspayments-trace-id': traceId,
  },
  body,
});

/** What the caller would be shown if the wire were honest: standing lies included. */
const shownPayload = (truth: Payload, change: Change | undefined, fault: FaultMark | undefined) =>
  change && fault ? asSeen(truth, withLiesOf(change.after, fault)) : truth;

/** Runs the operation now and at once: nothing awaits between the decision and its commit. */
export const runMoneyOperation = (program: Program, request: MoneyRequest): Told => {
  const now = program.clock.now();
  const selected = selectFault(program, subjectOf(program, request));
  const isBefore = selected !== undefined && faultCatalogue[selected.fault]?.phase === 'before';
  const cause = {
    op: request.op,
    idempotencyKey: request.identity?.key ?? null,
    fault: selected?.fault ?? null,
  };
  const { merchant, body, paymentKey } = request;
  const call: Call = { program, merchant, now, cause, body, paymentKey };
  const outcome = isBefore ? undefined : decide(call, request, selected);
  const fault = selected && (!outcome || doesFire(selected, outcome)) ? selected : undefined;
  const truth = outcome ? truthOf(outcome, request.language) : { status: 0, payload: {} };
  const shown =
    outcome?.kind === 'done'
      ? { ...truth, payload: shownPayload(truth.payload, outcome.change, fault) }
      : truth;
  const spoken = spokenReply(fault, shown, request.language);
  const truthBody = JSON.stringify(truth.payload);
  // Most replies are true: writing the same object out twice would be half the cost of a confirm.
  const toldBody = spoken.payload === truth.payload ? truthBody : JSON.stringify(spoken.payload);
  const told = plain(spoken.status, toldBody, request.traceId);
  const isThrottled =
    outcome?.kind === 'refused' && outcome.code === 'FORBIDDEN_CONSECUTIVE_REQUEST';
  write(program, {
    request,
    now,
    fault,
    change: outcome?.change,
    truth: { status: truth.status, body: truthBody },
    told,
    ran: outcome !== undefined,
    isKeyUnseen: isThrottled || (fault !== undefined && leavesNoTrace(fault)),
  });
  return {
    reply: wireReply(fault, told),
    delayMs: fault?.fault === 'F04' ? Number(fault.args['delayMs']) : 0,
    isCrash: fault?.fault === 'F28',
  };
};
