// The pipeline of operators' routes: the same order as for clients, with the IAM principal in place of
// the signature. Always by tier 2 alone: an answer may hold a secret that no cache may keep.

import { type AdminRouteId, adminRouteOf } from '#core/contracts/http/admin-routes.ts';
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import type { RouteContract } from '#core/contracts/http/route-contract.ts';
import type { Environment, Tenant } from '#core/contracts/tenant.ts';
import { directEdge } from '#core/idempotency/edge.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import { present } from '#core/kernel/assert.ts';
import type { KeyId, MerchantId } from '#core/kernel/ids.ts';
import type { Digests } from '#core/kernel/ports.ts';
import type {
  AdminRequest,
  AdminRequestFor,
  Exchange,
  HttpEdgeDeps,
  Operator,
} from './exchange.ts';
import { restApiRequest } from './gateway-event.ts';
import { causeOf, type HttpHandler, type Stage, stackOf, tell } from './http.ts';
import { type IdempotencySettings, readIdempotencyKey } from './idempotency-key.ts';
import { type LimitDeps, limitRate } from './limit-rate.ts';
import { personOf } from './operator.ts';
import { readBody, refuseTooLarge } from './read-body.ts';
import { runRequest } from './request-shell.ts';
import { validateRequest } from './validate-request.ts';

export interface AdminDeps extends HttpEdgeDeps, LimitDeps {
  readonly primaryEnvironment: Environment;
  /** Names of roles whose trust policy pins the session name to a person. */
  readonly pinnedRoles: readonly string[];
  readonly settings: IdempotencySettings;
}

export interface AdminRoute<Id extends AdminRouteId, C extends RouteContract> {
  readonly route: Id;
  readonly contract: C;
  readonly deps: AdminDeps;
  readonly handler: (request: AdminRequestFor<Id, C>) => Promise<Answer>;
}

type AnyHandler = (request: AdminRequest<unknown, unknown, unknown>) => Promise<Answer>;

const environmentOf = ({ raw }: Exchange, primary: Environment): Environment => {
  const asked = raw.query['env'];
  return asked === 'live' || asked === 'test' ? asked : primary;
};

const identify =
  (deps: AdminDeps): Stage =>
  (exchange) => {
    const person = personOf(exchange.raw.callerArn, deps.pinnedRoles);
    if (person === undefined) return refusal('SYS_007');
    const environment = environmentOf(exchange, deps.primaryEnvironment);
    exchange.operator = { ...person, environment };
    return undefined;
  };

/** A principal's own allowance, under a name that no merchant can have: it is longer than theirs. */
const limitNameOf = (arn: string, digests: Digests): MerchantId =>
  `operator-${digests.sha256Hex(arn).slice(0, 32)}` as MerchantId;

const limitOperator = (deps: AdminDeps): Stage => {
  const limit = limitRate(deps);
  return (exchange) => {
    const { arn } = present(exchange.operator, 'limits come after the principal');
    const name = limitNameOf(arn, deps.digests);
    return limit(exchange, {
      tenant: { environment: deps.primaryEnvironment, merchantId: name },
      keyId: `${name}` as unknown as KeyId,
      // SigV4 has judged repeats; the gateway's id only makes each request one of a kind.
      nonce: exchange.raw.gatewayRequestId ?? deps.ids.uuid(),
      isWrite: false,
    });
  };
};

const requestOf = (
  exchange: Exchange,
  operator: Operator,
  claim: IdempotencyClaim | undefined,
): AdminRequest<unknown, unknown, unknown> => ({
  operator,
  ...present(exchange.parts, 'a validated request has its parts'),
  cause: causeOf(exchange, operator.arn),
  ...(claim === undefined ? {} : { idempotency: claim }),
  remainingMs: exchange.remainingMs,
});

const nobody: Tenant['merchantId'] = 'operators' as MerchantId;

/** The use case names the tenant of its record itself; this edge only guards the outage. */
const workOf = (deps: AdminDeps, handler: AnyHandler) => (exchange: Exchange) => {
  const operator = present(exchange.operator, 'an admin request has its operator');
  const { claim } = exchange;
  if (claim === undefined) return handler(requestOf(exchange, operator, undefined));
  const tenant = { environment: operator.environment, merchantId: nobody };
  return directEdge.run({ tenant, claim, owner: deps.ids.uuid() }, (held) =>
    handler(requestOf(exchange, operator, held)),
  );
};

/** The Lambda handler of one admin route: a REST API event in, one enveloped answer out. */
export const adminPipeline = <Id extends AdminRouteId, C extends RouteContract>({
  route,
  contract,
  deps,
  handler,
}: AdminRoute<Id, C>): HttpHandler => {
  const row = adminRouteOf(route);
  const run = stackOf(
    [
      refuseTooLarge,
      identify(deps),
      limitOperator(deps),
      ...(contract.body === undefined ? [] : [readBody]),
      validateRequest(contract),
      readIdempotencyKey(deps.digests, deps.settings, 'admin '),
    ],
    workOf(deps, handler as unknown as AnyHandler),
  );
  return (event, context) => {
    const raw = restApiRequest(event);
    return runRequest(deps, { name: `admin.${route}`, raw }, async (trace, findings) => {
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
