// Lists and papers of the Toss surface: transactions, settlements, cash receipts, billing keys. None of them moves money, so
// none of them lies; charges of a billing key do, and stand with the payments.
import { authenticate, type Merchant } from './basic-auth.ts';
import { issueBillingKey, removeBillingKey } from './billing-keys.ts';
import { cancelCashReceipt, issueCashReceipt, listCashReceipts } from './cash-receipts.ts';
import { type Language, statusOf } from './error-catalogue.ts';
import { bodyDigest, keyLengthMax, nextKeyRecord, replayOf } from './idempotency.ts';
import { jsonBody } from './json-body.ts';
import { errorShape, type Payload } from './payment-shape.ts';
import { commit, type Program } from './program.ts';
import type { Body, Paper } from './record.ts';
import { type Route, routeFor } from './route.ts';
import { listSettlements } from './settlements.ts';
import { findKey, type KeyRecord } from './state.ts';
import { listTransactions } from './transactions.ts';
import { header, type LiarReply, type LiarRequest } from './wire.ts';

interface Asked {
  readonly program: Program;
  readonly request: LiarRequest;
  readonly merchant: Merchant;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly language: Language;
  readonly traceId: string;
  /** What stands in the path where the pattern has a star. */
  readonly word: string;
}

const replyOf = ({ traceId }: Pick<Asked, 'traceId'>, status: number, body: string): LiarReply => ({
  kind: 'reply',
  status,
  headers: {
    ...(body !== '' && { 'content-type': 'application/json;charset=UTF-8' }),
    'x-tosspayments-trace-id': traceId,
  },
  body,
});

const refusal = (asked: Pick<Asked, 'traceId' | 'language'>, code: string): LiarReply =>
  replyOf(asked, statusOf(code) ?? 400, JSON.stringify(errorShape(code, asked.language)));

const list =
  (
    read: (
      state: Program['state'],
      mId: string,
      query: URLSearchParams,
    ) => Payload | Payload[] | string,
  ) =>
  (asked: Asked): LiarReply => {
    const found = read(asked.program.state, asked.merchant.mId, asked.query);
    return typeof found === 'string'
      ? refusal(asked, found)
      : replyOf(asked, 200, JSON.stringify(found));
  };

type Make = (
  program: Program,
  merchant: Merchant,
  asked: { readonly body: Body; readonly word: string },
) => Paper | string;

/** What the call came to, before anything is stored. */
const decided = (asked: Asked, make: Make): Paper | string => {
  const testCode = header(asked.request, 'tosspayments-test-code');
  if (testCode === undefined) {
    const body = jsonBody(asked.request.body);
    return make(asked.program, asked.merchant, { body, word: asked.word });
  }
  return statusOf(testCode) === undefined ? 'INVALID_TEST_CODE' : testCode;
};

/** Runs the call, and commits its change and what its key will answer from now on in one line. */
const runOnce = (asked: Asked, make: Make, keyed: Keyed | undefined): LiarReply => {
  const { program, language, traceId } = asked;
  const made = decided(asked, make);
  const isRefused = typeof made === 'string';
  const status = isRefused ? (statusOf(made) ?? 400) : 200;
  const body = JSON.stringify(isRefused ? errorShape(made, language) : made.payload);
  const { previous, ...identity } = keyed ?? { previous: undefined };
  const now = program.clock.now();
  const key =
    keyed &&
    nextKeyRecord(previous, {
      ...(identity as Omit<Keyed, 'previous'>),
      ...{ reply: { status, body }, traceId, now, ran: true, hadEffect: !isRefused },
    });
  if (!isRefused) commit(program, { kind: made.kind, after: made.after, ...(key && { key }) });
  else if (key) commit(program, { kind: 'key.stored', after: {}, key });
  return replyOf(asked, status, body);
};

type Keyed = Pick<KeyRecord, 'key' | 'secretKey' | 'method' | 'path' | 'bodyDigest'> & {
  readonly previous: KeyRecord | undefined;
};

const keyedOf = ({ program, request, merchant, path }: Asked, key: string): Keyed => {
  const identity = { key, secretKey: merchant.secretKey, method: request.method, path };
  const bodyHash = bodyDigest(request.body);
  return { ...identity, bodyDigest: bodyHash, previous: findKey(program.state, identity) };
};

/** A POST runs once per Idempotency-Key. */
const once =
  (make: Make) =>
  (asked: Asked): LiarReply => {
    const { program, request, traceId } = asked;
    const key = header(request, 'idempotency-key');
    if (key === undefined) return runOnce(asked, make, undefined);
    if (key.length > keyLengthMax) return refusal(asked, 'INVALID_IDEMPOTENCY_KEY');
    const keyed = keyedOf(asked, key);
    const replay = replayOf(keyed.previous, {
      now: program.clock.now(),
      digest: keyed.bodyDigest,
      switches: program.state.switches,
    });
    if (!replay) return runOnce(asked, make, keyed);
    const both = { traceId: `${keyed.previous?.traceId},${traceId}` };
    return replyOf(both, replay.status, replay.body);
  };

const removeKey = (asked: Asked): LiarReply => {
  const { program, merchant, word } = asked;
  const removed = removeBillingKey(program, merchant, word);
  if (typeof removed === 'string') return refusal(asked, removed);
  commit(program, { kind: removed.kind, after: removed.after });
  // Documented: the body of a removal is empty.
  return replyOf(asked, 200, '');
};

const routes: readonly Route<(asked: Asked) => LiarReply>[] = [
  ['GET', /^\/v1\/transactions$/, list(listTransactions)],
  ['GET', /^\/v1\/settlements$/, list(listSettlements)],
  ['POST', /^\/v1\/billing\/authorizations\/issue$/, once(issueBillingKey)],
  ['GET', /^\/v1\/cash-receipts$/, list(listCashReceipts)],
  ['POST', /^\/v1\/cash-receipts$/, once(issueCashReceipt)],
  ['POST', /^\/v1\/cash-receipts\/([^/]+)\/cancel$/, once(cancelCashReceipt)],
  ['DELETE', /^\/v1\/billing\/([^/]+)$/, removeKey],
];

const languageOf = (request: LiarRequest): Language =>
  /^en\b/i.test(header(request, 'accept-language') ?? '') ? 'en' : 'ko';

/** @returns undefined for a request that belongs to another surface. */
export const recordSurface =
  (program: Program) =>
  (request: LiarRequest): LiarReply | undefined => {
    const routed = routeFor(routes, request);
    if (!routed) return undefined;
    program.requests += 1;
    const traceId = `liar${String(program.requests).padStart(12, '0')}`;
    const language = languageOf(request);
    const { merchants, switches } = program.state;
    const authorization = header(request, 'authorization');
    const merchant = authenticate(authorization, merchants, switches['auth.missing']);
    if (typeof merchant === 'string') return refusal({ traceId, language }, merchant);
    const { answer, ...place } = routed;
    return answer({ program, request, merchant, language, traceId, ...place });
  };
