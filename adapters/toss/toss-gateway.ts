// The PG port over Toss Payments: map in, one call, map out. It never tries again and decides nothing
// by an HTTP status. Source: Toss specification, sections 2, 6, 12 and 16.
import type { CallLabel } from '#core/contracts/labels.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { Clock, Digests } from '#core/kernel/ports.ts';
import type { PaymentGateway, PgReading, PgReply } from '#core/payments/payment-gateway.ts';
import { cancelClasses } from './cancel-classes.ts';
import { type ClassTable, classify } from './classify.ts';
import { confirmClasses } from './confirm-classes.ts';
import type { Exchange, HttpOutcome } from './exchange.ts';
import { type Judged, judgeCancelled, judgeConfirmed } from './judge-success.ts';
import { nodeExchange } from './node-exchange.ts';
import { parsePayment } from './parse-payment.ts';
import { cancelBody, cancelPath, confirmBody, confirmPath, readPath } from './requests.ts';
import { basicAuthorization, misfitOf } from './secret-key.ts';
import { type JsonFields, parseFields, textOf } from './toss-json.ts';

export interface TossOptions {
  /** Origin of Toss, or of what stands in for it. */
  readonly baseUrl: string;
  /** Read at every call; whoever gives it caches it. */
  readonly secretKey: () => Promise<string>;
  /** Told why the key may not be used, at every call that is not sent for it: a mistake of the stage. */
  readonly onUnusableSecret?: (misfit: string, tenant: Tenant) => void;
  /** How the labelled call is run. */
  readonly calls: {
    run<T>(label: CallLabel, effect: () => Promise<T>): Promise<T>;
  };
  readonly clock: Clock;
  readonly digests: Digests;
  /** Another wire than the real one. */
  readonly exchange?: Exchange;
  readonly connectTimeoutMs?: number;
}

interface Call {
  readonly label: 'pg.confirm' | 'pg.cancel' | 'pg.read';
  readonly tenant: Tenant;
  readonly path: string | undefined;
  readonly timeoutMs: number;
  readonly post?: { readonly idempotencyKey: string; readonly body: string };
}

type Reply = Extract<HttpOutcome, { kind: 'REPLY' }>;

const messageMax = 510;

const codeForm = /^[A-Z0-9_]{1,80}$/u;

/** Code and message of an error body; a body without a code is named by its status. */
const errorOf = (status: number, fields: JsonFields | undefined) => {
  const message = textOf(fields?.['message'])?.slice(0, messageMax);
  const code = textOf(fields?.['code']) ?? '';
  return {
    code: codeForm.test(code) ? code : `HTTP_${status}`,
    ...(message !== undefined && { message }),
  };
};

const refused = (table: ClassTable, { status, body }: Reply): Omit<PgReply, 'durationMs'> => {
  const error = errorOf(status, parseFields(body));
  return { ...classify(table, status, error.code), ...error };
};

const notSent = (code: string): HttpOutcome => ({ kind: 'NOT_SENT', code });

/** Sends one call; before it nothing has left us, so what fails here is NOT_SENT. */
const sender = (options: TossOptions) => {
  const { baseUrl, secretKey, calls, clock } = options;
  const { connectTimeoutMs = 3_000 } = options;
  const exchange = options.exchange ?? nodeExchange({ baseUrl, clock, connectTimeoutMs });
  return async ({ label, tenant, path, timeoutMs, post }: Call): Promise<HttpOutcome> => {
    if (path === undefined) return notSent('INVALID_REQUEST_LOCAL');
    const startedAt = clock.now();
    const key = await secretKey().catch(() => undefined);
    if (key === undefined) return notSent('SECRET_UNAVAILABLE');
    const misfit = misfitOf(key, baseUrl, tenant.environment);
    if (misfit !== undefined) {
      options.onUnusableSecret?.(misfit, tenant);
      return notSent('SECRET_UNUSABLE');
    }
    const leftMs = timeoutMs - (clock.now() - startedAt);
    if (leftMs <= 0) return notSent('NO_TIME_LEFT');

    const authorization = basicAuthorization(key);
    const headers = { authorization, accept: 'application/json' };
    if (post === undefined) {
      return calls.run(label, () => exchange({ method: 'GET', path, headers, timeoutMs: leftMs }));
    }
    const { body, idempotencyKey } = post;
    const posted = {
      ...headers,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'idempotency-key': idempotencyKey,
    };
    return calls.run(label, () =>
      exchange({ method: 'POST', path, headers: posted, body, timeoutMs: leftMs }),
    );
  };
};

/** Everything of a PG call but the wire: classes, hash, trace and duration. */
const toReply = (
  outcome: HttpOutcome,
  table: ClassTable,
  digests: Digests,
  judge: (fields: JsonFields | undefined) => Judged,
): Omit<PgReply, 'durationMs'> => {
  if (outcome.kind !== 'REPLY') {
    const { code } = outcome;
    return { class: outcome.kind === 'LOST' ? 'UNKNOWN' : 'NOT_SENT', cause: 'NETWORK', code };
  }
  const traceId = textOf(outcome.headers['x-tosspayments-trace-id']);
  return {
    ...(outcome.status === 200 ? judge(parseFields(outcome.body)) : refused(table, outcome)),
    bodyHash: digests.sha256Hex(outcome.body),
    ...(traceId !== undefined && { traceId }),
  };
};

const toReading = (outcome: HttpOutcome, digests: Digests): PgReading => {
  if (outcome.kind !== 'REPLY') return { kind: 'FAILED', code: outcome.code };
  const { status, body } = outcome;
  const fields = parseFields(body);
  if (status !== 200) {
    const { code } = errorOf(status, fields);
    const isAbsent = status === 404 && (code === 'NOT_FOUND_PAYMENT' || code === 'NOT_FOUND');
    return { kind: isAbsent ? 'NOT_FOUND' : 'FAILED', code };
  }
  const payment = parsePayment(fields);
  if (payment === undefined) return { kind: 'FAILED', code: 'UNREADABLE_REPLY' };
  return { kind: 'FOUND', payment, bodyHash: digests.sha256Hex(body) };
};

/**
 * Toss Payments as the engine's PG. A key that does not belong to this base URL or to the tenant's
 * environment is not used: calls are NOT_SENT and reads FAILED, as when the key cannot be read.
 */
export const tossGateway = (options: TossOptions): PaymentGateway => {
  const { clock, digests } = options;
  const send = sender(options);

  const money = async (
    call: Call,
    table: ClassTable,
    judge: (fields: JsonFields | undefined) => Judged,
  ): Promise<PgReply> => {
    const startedAt = clock.now();
    const reply = toReply(await send(call), table, digests, judge);
    return { ...reply, durationMs: clock.now() - startedAt };
  };

  return {
    capabilities: {
      partialCancel: true,
      netCancel: false,
      billing: true,
      webhooks: 'unsigned',
      replayWindowDays: 14,
    },
    confirm: (request) => {
      const { tenant, timeoutMs, idempotencyKey } = request;
      const post = { idempotencyKey, body: confirmBody(request) };
      return money(
        { label: 'pg.confirm', tenant, path: confirmPath, timeoutMs, post },
        confirmClasses,
        (fields) => judgeConfirmed(request, parsePayment(fields)),
      );
    },
    cancel: (request) => {
      const { tenant, timeoutMs, idempotencyKey, paymentKey } = request;
      const post = { idempotencyKey, body: cancelBody(request) };
      return money(
        { label: 'pg.cancel', tenant, path: cancelPath(paymentKey), timeoutMs, post },
        cancelClasses,
        (fields) => judgeCancelled(request, parsePayment(fields)),
      );
    },
    read: async (request) => {
      const { tenant, timeoutMs } = request;
      const path = readPath(request);
      return toReading(await send({ label: 'pg.read', tenant, path, timeoutMs }), digests);
    },
  };
};
