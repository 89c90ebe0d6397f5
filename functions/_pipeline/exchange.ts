// What travels through an HTTP pipeline, and what a handler gets at its end.
import type * as z from 'zod/mini';
import type { RouteContract } from '#core/contracts/http/route-contract.ts';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import type { RouteId, routeTable } from '#core/contracts/http/route-table.ts';
import type { Environment, Tenant } from '#core/contracts/tenant.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { Clock, Digests, Ids, Instance, Sleeper } from '#core/kernel/ports.ts';
import type { Grant } from '#core/limits/admission.ts';
import type { ApiKey } from '#core/merchants/api-key.ts';
import type { Merchant } from '#core/merchants/merchant.ts';
import type { Cause } from '#core/outbox/assemble-commit.ts';
import type { RawRequest } from './gateway-event.ts';
import type { Telemetry } from './telemetry.ts';
import type { Trace } from './trace.ts';

/** What every pipeline needs. */
export interface EdgeDeps {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly instance: Instance;
  readonly telemetry: Telemetry;
}

export interface HttpEdgeDeps extends EdgeDeps {
  readonly digests: Digests;
  readonly sleeper: Sleeper;
}

/** The signed caller. */
export interface Caller {
  readonly tenant: Tenant;
  readonly key: ApiKey;
  readonly merchant: Merchant;
}

/** The person behind an admin request. */
export interface Operator {
  readonly arn: string;
  /** The IAM user, or the pinned session name. */
  readonly person: string;
  /** Query `env`, else the stage's primary environment. */
  readonly environment: Environment;
}

/** The typed parts of a request. */
export interface Parts<Path, Query, Body> {
  readonly path: Path;
  readonly query: Query;
  readonly body: Body;
}

interface Common<Path, Query, Body> extends Parts<Path, Query, Body> {
  readonly cause: Cause;
  /** Milliseconds until the platform stops this invocation. */
  readonly remainingMs: () => number;
}

/** A request that is authenticated, within its limits, validated and typed. */
export interface ApiRequest<Path, Query, Body> extends Common<Path, Query, Body>, Caller {
  /** Absent on reads, and where an optional key was not sent. */
  readonly idempotency?: IdempotencyClaim;
}

export interface AdminRequest<Path, Query, Body> extends Common<Path, Query, Body> {
  readonly operator: Operator;
  readonly idempotency?: IdempotencyClaim;
}

export type PathOf<C extends RouteContract> = z.output<C['params']>;
export type QueryOf<C extends RouteContract> = z.output<C['query']>;
export type BodyOf<C extends RouteContract> = C['body'] extends z.ZodMiniType
  ? z.output<C['body']>
  : undefined;

type Keyed<Id extends RouteId> = Extract<
  (typeof routeTable)[number],
  { readonly id: Id }
>['key'] extends 'required' | 'made'
  ? { readonly idempotency: IdempotencyClaim }
  : unknown;

/** The request of one route; where the route requires a key, the claim is there. */
export type RequestFor<Id extends RouteId, C extends RouteContract> = ApiRequest<
  PathOf<C>,
  QueryOf<C>,
  BodyOf<C>
> &
  Keyed<Id>;

export type AdminRequestFor<Id extends RouteId, C extends RouteContract> = AdminRequest<
  PathOf<C>,
  QueryOf<C>,
  BodyOf<C>
> &
  Keyed<Id>;

/**
 * One request on its way. Each stage reads what earlier ones left and adds its own; a stage that
 * refuses returns the answer, and no later stage runs.
 */
export interface Exchange {
  readonly row: RouteRow;
  readonly raw: RawRequest;
  readonly trace: Trace;
  readonly remainingMs: () => number;
  caller?: Caller;
  operator?: Operator;
  /** What was taken from the limits, to be given back for a replayed answer. */
  grant?: Grant;
  limitHeaders?: Readonly<Record<string, string>>;
  /** The body as JSON; absent where the route takes none. */
  json?: JsonObject;
  parts?: Parts<unknown, unknown, unknown>;
  claim?: IdempotencyClaim;
}
