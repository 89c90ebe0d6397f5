// One call to a PG that speaks Toss's JSON over HTTP: send once, classify, measure. It never tries
// again and decides nothing by an HTTP status. Source: Toss specification, sections 2, 6 and 12.
import type { CallLabel } from '#core/contracts/labels.ts';
import type { Environment, Tenant } from '#core/contracts/tenant.ts';
import type { Clock, Digests } from '#core/kernel/ports.ts';
import type {
  PgCapabilities,
  PgPayment,
  PgReading,
  PgReply,
} from '#core/payments/payment-gateway.ts';
import { type ClassTable, classify } from './classify.ts';
import type { Exchange, HttpOutcome } from './exchange.ts';
import { type JsonFields, parseFields, textOf } from './json-fields.ts';
import type { Judged } from './judge-success.ts';
import { nodeExchange } from './node-exchange.ts';
import { parsePayment } from './parse-payment.ts';

/** What one PG of this family does its own way. */
export interface PgProtocol {
  /** Every path lies below it. */
  readonly root: '/v1/payments' | '/sandbox/v1/payments';
  readonly capabilities: PgCapabilities;
  /** Whether a payment may be reserved before it is taken. */
  readonly hasAuthorizations: boolean;
  /** @returns Why this key may not be used here, without the key; undefined when it may. */
  misfitOf(key: string, baseUrl: string, environment: Environment): string | undefined;
}

export interface HttpGatewayOptions {
  /** Origin of the PG, or of what stands in for it; empty where the stage has no such PG. */
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

export interface PgCall {
  readonly label: Extract<CallLabel, `pg.${string}`>;
  readonly tenant: Tenant;
  /** Below the root of the protocol; undefined for an id that cannot be in a path. */
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

/** The password is empty; the colon is required. */
export const basicAuthorization = (key: string): string =>
  `Basic ${Buffer.from(`${key}:`, 'utf8').toString('base64')}`;

/** Sends one call; before it nothing has left us, so what fails here is NOT_SENT. */
const sender = (protocol: PgProtocol, options: HttpGatewayOptions) => {
  const { baseUrl, secretKey, calls, clock } = options;
  if (baseUrl === '') return async () => notSent('NO_SUCH_PROVIDER');
  const { connectTimeoutMs = 3_000 } = options;
  const exchange = options.exchange ?? nodeExchange({ baseUrl, clock, connectTimeoutMs });
  return async (call: PgCall): Promise<HttpOutcome> => {
    const { label, tenant, timeoutMs, post } = call;
    if (call.path === undefined) return notSent('INVALID_REQUEST_LOCAL');
    const path = `${protocol.root}${call.path}`;
    const startedAt = clock.now();
    const key = await secretKey().catch(() => undefined);
    if (key === undefined) return notSent('SECRET_UNAVAILABLE');
    const misfit = protocol.misfitOf(key, baseUrl, tenant.environment);
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
  {
    digests,
    hasAuthorizations,
  }: { readonly digests: Digests; readonly hasAuthorizations: boolean },
  judge: (payment: PgPayment | undefined) => Judged,
): Omit<PgReply, 'durationMs'> => {
  if (outcome.kind !== 'REPLY') {
    const { code } = outcome;
    return { class: outcome.kind === 'LOST' ? 'UNKNOWN' : 'NOT_SENT', cause: 'NETWORK', code };
  }
  const traceId = textOf(outcome.headers['x-tosspayments-trace-id']);
  return {
    ...(outcome.status === 200
      ? judge(parsePayment(parseFields(outcome.body), hasAuthorizations))
      : refused(table, outcome)),
    bodyHash: digests.sha256Hex(outcome.body),
    ...(traceId !== undefined && { traceId }),
  };
};

const toReading = (
  outcome: HttpOutcome,
  { hasAuthorizations }: PgProtocol,
  digests: Digests,
): PgReading => {
  if (outcome.kind !== 'REPLY') return { kind: 'FAILED', code: outcome.code };
  const { status, body } = outcome;
  const fields = parseFields(body);
  if (status !== 200) {
    const { code } = errorOf(status, fields);
    const isAbsent = status === 404 && (code === 'NOT_FOUND_PAYMENT' || code === 'NOT_FOUND');
    return { kind: isAbsent ? 'NOT_FOUND' : 'FAILED', code };
  }
  const payment = parsePayment(fields, hasAuthorizations);
  if (payment === undefined) return { kind: 'FAILED', code: 'UNREADABLE_REPLY' };
  return { kind: 'FOUND', payment, bodyHash: digests.sha256Hex(body) };
};

export interface PgClient {
  /** A call that can move money. */
  money(
    call: PgCall,
    table: ClassTable,
    judge: (payment: PgPayment | undefined) => Judged,
  ): Promise<PgReply>;
  read(call: PgCall): Promise<PgReading>;
}

/**
 * A key that does not belong to this base URL or to the tenant's environment is not used: calls are
 * NOT_SENT and reads FAILED, as when the key cannot be read.
 */
export const pgClient = (protocol: PgProtocol, options: HttpGatewayOptions): PgClient => {
  const { clock, digests } = options;
  const { hasAuthorizations } = protocol;
  const send = sender(protocol, options);
  return {
    money: async (call, table, judge) => {
      const startedAt = clock.now();
      const reply = toReply(await send(call), table, { digests, hasAuthorizations }, judge);
      return { ...reply, durationMs: clock.now() - startedAt };
    },
    read: async (call) => toReading(await send(call), protocol, digests),
  };
};
