// Which routes take an id, and where: read from the contracts and the route table, so that a new route or
// field appears here before anybody thinks of it.
import type { RouteContract } from '#core/contracts/http/route-contract.ts';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import { routeTable } from '#core/contracts/http/route-table.ts';
import { routeContracts } from '#local/generate/route-contracts.ts';

export interface IdField {
  readonly route: RouteRow['id'];
  /** `path.orderId`, `query.key`, `body.refundId`, `header.Idempotency-Key`. */
  readonly field: string;
}

interface SchemaDef {
  readonly type: string;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly innerType?: Schema;
  readonly element?: Schema;
  readonly options?: readonly Schema[];
}

export interface Schema {
  readonly _zod: { readonly def: SchemaDef };
}

/** Names that end like an id. `name` is how a breaker is called. */
const idName = /(?:Id|Key|^key|^cursor|^name)$/u;

/** Fields named like ids that name nothing another tenant owns, each with the reason. */
export const namesNothing: Readonly<Record<string, string>> = {
  'body.idempotencyKey': 'the same key as the header, which has its rows',
  'body.lineItems.productId': 'the shop’s own word for its goods; no row is found by it',
  'body.serviceId': 'names a policy of the stage',
  'path.serviceId': 'names a policy of the stage',
  'query.serviceId': 'a filter on the caller’s own list by a policy of the stage',
  'body.userId': 'the shop’s own word for its buyer; no row is found by it',
  'body.paymentKey': 'the PG’s word: what a stranger’s brings is looked at by itself',
  'query.paymentKey': 'operators look under every merchant',
  'body.evidence.transactionKey': 'the PG’s word, written down as evidence',
  'path.endpointId':
    'whoever knows the address may knock: the table of webhooks has what comes of it',
  'path.name': 'a breaker belongs to the stage',
  'body.name': 'what a merchant is called',
  'body.customer.name': 'what a customer is called',
  'body.providers.live.toss.clientKey': 'public, and the PG’s word',
  'body.providers.test.toss.clientKey': 'public, and the PG’s word',
  'body.providers.test.sandbox.clientKey': 'public, and the PG’s word',
};

/** Operators see every merchant: only what is of one environment, or of two objects at once, can be foreign. */
export const ofEveryMerchant: ReadonlySet<string> = new Set([
  'path.merchantId',
  'query.merchantId',
  'body.merchantId',
  'query.merchantOrderId',
  'query.userId',
]);

const inside = (schema: Schema): readonly Schema[] => {
  const { innerType, element, options } = schema._zod.def;
  return [innerType, element, ...(options ?? [])].filter((each) => each !== undefined);
};

/** Every field of a schema, as `a.b`. */
export const fieldsOf = (schema: Schema, path: string): readonly string[] => {
  const { shape } = schema._zod.def;
  if (shape === undefined) return inside(schema).flatMap((each) => fieldsOf(each, path));
  return Object.entries(shape).flatMap(([name, field]) => {
    const own = `${path}.${name}`;
    return [own, ...fieldsOf(field, own)];
  });
};

const nameOf = (field: string): string => field.slice(field.lastIndexOf('.') + 1);

const contractOf = (id: string): RouteContract | undefined =>
  (routeContracts as Readonly<Record<string, RouteContract>>)[id];

const fieldsOfRoute = (row: RouteRow): readonly string[] => {
  const contract = contractOf(row.id);
  if (contract === undefined) return [];
  const { params, query, body } = contract;
  const parts = [
    ['path', params],
    ['query', query],
    ...(body === undefined ? [] : [['body', body] as const]),
  ] as const;
  const named = parts.flatMap(([place, schema]) => fieldsOf(schema as unknown as Schema, place));
  const header = row.key === 'none' ? [] : ['header.Idempotency-Key'];
  return [...new Set(named.filter((field) => idName.test(nameOf(field)))), ...header];
};

const rows: readonly RouteRow[] = routeTable;

/** Every place of every route where an id may stand. @param only - Which routes. */
export const idFields = (only: (row: RouteRow) => boolean = () => true): readonly IdField[] =>
  rows.filter(only).flatMap((row) =>
    fieldsOfRoute(row)
      .filter((field) => namesNothing[field] === undefined)
      .filter((field) => row.scope !== 'iam' || !ofEveryMerchant.has(field))
      .map((field) => ({ route: row.id, field })),
  );

/** Reasons that no contract needs any more. */
export const needlessReasons = (): readonly string[] => {
  const met = new Set(rows.flatMap(fieldsOfRoute));
  return Object.keys(namesNothing).filter((field) => !met.has(field));
};
