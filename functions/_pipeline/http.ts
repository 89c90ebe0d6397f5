// The pipeline of signed routes. Its order is the security: telemetry, normalise, authenticate, rate
// limit, content type and JSON, fields, merchant, idempotency, handler, reply.
// Sources: house guide, section 7; API specification, section 2.3, "Order of checks".
import middy from '@middy/core';
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import type { RouteContract } from '#core/contracts/http/route-contract.ts';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import { type ApiRouteId, apiRouteOf } from '#core/contracts/http/route-table.ts';
import type { IdempotencyEdge } from '#core/idempotency/edge.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import { present } from '#core/kernel/assert.ts';
import type { Cause } from '#core/outbox/assemble-commit.ts';
import { type AuthenticateDeps, authenticate } from './authenticate.ts';
import type { HttpResponse } from './envelope.ts';
import type { ApiRequest, Exchange, HttpEdgeDeps, RequestFor } from './exchange.ts';
import { httpApiRequest } from './gateway-event.ts';
import { type IdempotencySettings, readIdempotencyKey } from './idempotency-key.ts';
import { type LimitDeps, limitRate } from './limit-rate.ts';
import { loggedIds } from './logged-ids.ts';
import { readBody, refuseTooLarge } from './read-body.ts';
import { type Findings, type LambdaContext, runRequest } from './request-shell.ts';
import { validateRequest } from './validate-request.ts';

export interface HttpDeps extends HttpEdgeDeps, AuthenticateDeps, LimitDeps {
  /** Absent where every route of the function reads. */
  readonly idempotency?: IdempotencyEdge & { readonly settings: IdempotencySettings };
}

export interface HttpRoute<Id extends ApiRouteId, C extends RouteContract> {
  readonly route: Id;
  readonly contract: C;
  readonly deps: HttpDeps;
  readonly handler: (request: RequestFor<Id, C>) => Promise<Answer>;
}

export type HttpHandler = (event: unknown, context?: LambdaContext) => Promise<HttpResponse>;

/** Refuses with an answer, or leaves its part in the exchange and says nothing. */
export type Stage = (exchange: Exchange) => Answer | undefined | Promise<Answer | undefined>;

type AnyHandler = (request: ApiRequest<unknown, unknown, unknown>) => Promise<Answer>;

/**
 * A middy stack of stages around the work. A stage that answers ends the stack, and middy then skips
 * every `after`; so envelope, headers and log line are not hooks but the shell around it.
 */
export const stackOf = (
  stages: readonly Stage[],
  work: (exchange: Exchange) => Promise<Answer>,
) => {
  // No early timeout: a use case looks at the time left itself, and a lost race would hide a payment.
  const stack = middy<Exchange, Answer>({ timeoutEarlyInMillis: 0 }).handler(work);
  for (const stage of stages) stack.before(({ event }) => stage(event));
  return (exchange: Exchange): Promise<Answer> => stack(exchange, {} as never) as Promise<Answer>;
};

const giveBackWithinMs = 5;

/** A stored answer costs no quota. Best effort, and never waited for longer than 5 ms. */
export const giveBackReplayed = async (
  { gate, sleeper }: Pick<HttpDeps, 'gate' | 'sleeper'>,
  { grant }: Exchange,
  answer: Answer,
): Promise<void> => {
  if (answer.isReplayed !== true || grant === undefined) return;
  await Promise.race([gate.giveBack(grant), sleeper.sleep(giveBackWithinMs)]);
};

export const causeOf = ({ trace, raw }: Exchange, actor: string): Cause => ({
  requestId: trace.requestId,
  traceparent: trace.traceparent,
  actor,
  ...(raw.ip === undefined ? {} : { ip: raw.ip }),
});

const requestOf = (
  exchange: Exchange,
  claim: IdempotencyClaim | undefined,
): ApiRequest<unknown, unknown, unknown> => {
  const caller = present(exchange.caller, 'an authenticated request has its caller');
  return {
    ...caller,
    ...present(exchange.parts, 'a validated request has its parts'),
    cause: causeOf(exchange, caller.key.keyId),
    ...(claim === undefined ? {} : { idempotency: claim }),
    remainingMs: exchange.remainingMs,
  };
};

/** Idempotency wraps the handler; without a key the handler runs bare. */
const workOf = (deps: HttpDeps, handler: AnyHandler) => async (exchange: Exchange) => {
  const { claim, caller } = exchange;
  if (claim === undefined) return handler(requestOf(exchange, undefined));
  const { tenant } = present(caller, 'an authenticated request has its caller');
  const edge = present(deps.idempotency, `${exchange.row.id} needs idempotency`);
  const answer = await edge.run({ tenant, claim, owner: deps.ids.uuid() }, (held) =>
    handler(requestOf(exchange, held)),
  );
  await giveBackReplayed(deps, exchange, answer);
  return answer;
};

const limitCaller = (deps: HttpDeps): Stage => {
  const limit = limitRate(deps);
  return (exchange) => {
    const { tenant, key } = present(exchange.caller, 'limits come after authentication');
    return limit(exchange, {
      tenant,
      keyId: key.keyId,
      nonce: exchange.raw.headers['x-nonce'] ?? '',
      isWrite: exchange.row.method !== 'GET',
    });
  };
};

/** A body that names a merchant names its caller's. */
const refuseOtherMerchant: Stage = ({ parts, caller }) => {
  const { merchantId } = (parts?.body ?? {}) as { readonly merchantId?: string };
  const isOwn = merchantId === undefined || merchantId === caller?.tenant.merchantId;
  return isOwn ? undefined : refusal('AUTH_007');
};

const keyStage = (deps: HttpDeps, row: RouteRow): Stage[] =>
  row.key === 'none'
    ? []
    : [
        readIdempotencyKey(
          deps.digests,
          present(deps.idempotency, `${row.id} needs idempotency`).settings,
        ),
      ];

export const tell = (exchange: Exchange, findings: Findings): void => {
  findings.headers = exchange.limitHeaders;
  findings.fields = {
    route: exchange.row.path,
    ...(exchange.caller === undefined
      ? {}
      : {
          merchantId: exchange.caller.tenant.merchantId,
          env: exchange.caller.tenant.environment,
        }),
    ...(exchange.operator === undefined ? {} : { actor: exchange.operator.person }),
    // What it asked about: many refusals say nothing of it.
    ...loggedIds(exchange.parts?.body, exchange.parts?.path),
  };
};

/** The Lambda handler of one signed route: an HTTP API event in, one enveloped answer out. */
export const httpPipeline = <Id extends ApiRouteId, C extends RouteContract>({
  route,
  contract,
  deps,
  handler,
}: HttpRoute<Id, C>): HttpHandler => {
  const row = apiRouteOf(route);
  const run = stackOf(
    [
      refuseTooLarge,
      authenticate(deps),
      limitCaller(deps),
      ...(contract.body === undefined ? [] : [readBody]),
      validateRequest(contract),
      refuseOtherMerchant,
      ...keyStage(deps, row),
    ],
    // The stages above made exactly what the contract's types say.
    workOf(deps, handler as unknown as AnyHandler),
  );
  return (event, context) => {
    const raw = httpApiRequest(event);
    return runRequest(deps, { name: route, raw }, async (trace, findings) => {
      const remainingMs = () => context?.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY;
      const exchange: Exchange = { row, raw, trace, remainingMs };
      try {
        return await run(exchange);
      } finally {
        tell(exchange, findings);
      }
    });
  };
};
