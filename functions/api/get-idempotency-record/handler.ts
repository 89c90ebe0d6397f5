// GET /api/v1/idempotency/{key}, or with the key in the query.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { getIdempotencyRecordContract } from '#core/contracts/http/get-idempotency-record.ts';
import { lookUpKey } from '#core/idempotency/look-up.ts';
import type { IdempotencyRecords } from '#core/idempotency/records.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';

export const getIdempotencyRecordHandler =
  ({ records }: { readonly records: IdempotencyRecords }) =>
  ({
    tenant,
    path,
    query,
  }: RequestFor<
    'get-idempotency-record',
    typeof getIdempotencyRecordContract
  >): Promise<Answer> => {
    const { method, route, key = path.key ?? '' } = query;
    return lookUpKey(records)({ tenant, method, route, key });
  };
