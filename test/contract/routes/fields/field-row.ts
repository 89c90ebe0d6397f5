// A row of the table of fields: one field of one route, what is wrong with it, and what the answer says.
import type { ErrorCode } from '#core/contracts/error-table.ts';
import { routeOf } from '#core/contracts/http/route-table.ts';
import type { FieldErrorCode } from '#core/contracts/messages.ts';
import type { DocumentedRoute } from '#local/generate/route-contracts.ts';
import type { Knock } from '#test/security/siege.ts';
import type { Ask } from '#test/support/world/client.ts';
import { type FullRequest, type Query, sameKey } from './full-requests.ts';

/** What a row sends beside the request itself. */
export type Sending = Partial<Pick<Knock, 'change' | 'timestamp' | 'nonce'>>;

export interface FieldRow {
  readonly route: DocumentedRoute;
  /** `body.lineItems[].unitPrice`. */
  readonly field: string;
  readonly kind: string;
  readonly request: FullRequest;
  /** In place of the key that each request has of its own; `null`: none. */
  readonly key?: string | null;
  readonly sending?: Sending;
  readonly told: Told;
  /** What becomes of the request's own name for itself. */
  readonly becomes?: 'echoed' | 'replaced';
}

export interface Told {
  readonly code: ErrorCode;
  /** Of `VAL_001`: every fault, in any order. */
  readonly faults?: readonly string[];
}

export const faultText = (field: string, code: FieldErrorCode): string => `${field} ${code}`;

/** `create-order body.userId: too long`. */
export const rowName = ({
  route,
  field,
  kind,
}: Readonly<Record<'route' | 'field' | 'kind', string>>) => `${route} ${field}: ${kind}`;

/** As it stands behind the question mark. */
export const queryText = (query: Query): string =>
  new URLSearchParams(
    Object.entries(query).flatMap(([name, values]) =>
      [values].flat().map((value) => [name, value] as [string, string]),
    ),
  ).toString();

/** The request as a client of a world sends it. @param fresh - A key that nobody has used. */
export const askOfRow = (
  { route, request, key }: Pick<FieldRow, 'route' | 'request' | 'key'>,
  fresh: string,
): Ask => {
  const { params, query, body } = request;
  const alias = body?.['idempotencyKey'];
  const sent = key === undefined ? fresh : key;
  const isKeyed = routeOf(route).key !== 'none' && sent !== null;
  return {
    route,
    ...(params === undefined ? {} : { params }),
    ...(query === undefined || Object.keys(query).length === 0 ? {} : { query: queryText(query) }),
    // The full request's own alias is the header's key, whatever that is; a row about the alias is left as it is.
    ...(body === undefined
      ? {}
      : { body: alias === sameKey ? { ...body, idempotencyKey: sent ?? undefined } : body }),
    ...(isKeyed ? { key: sent } : {}),
  };
};
