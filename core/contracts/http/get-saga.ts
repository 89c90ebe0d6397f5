// GET /admin/v1/sagas/{sagaId}. Source: API specification, section 6.12.
import * as z from 'zod/mini';
import { sagaObject } from '#core/contracts/http/operator-object.ts';
import { environmentQuery, type RequestOf } from '#core/contracts/http/route-contract.ts';
import { sagaId } from '#core/contracts/wire-fields.ts';

export const getSagaContract = {
  params: z.strictObject({ sagaId }),
  query: z.strictObject(environmentQuery),
  body: undefined,
  result: sagaObject,
};

export type GetSagaRequest = RequestOf<typeof getSagaContract>;
