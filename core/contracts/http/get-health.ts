// GET /health: says only that the API answers. Source: API specification, section 6.10.
import * as z from 'zod/mini';
import { nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';
import { instantText } from '#core/contracts/wire-fields.ts';

export const getHealthContract = {
  params: nothing,
  query: nothing,
  body: undefined,
  result: z.strictObject({
    status: z.literal('UP'),
    service: z.literal('FluxPay Engine'),
    version: z.string(),
    time: instantText,
  }),
};

export type GetHealthRequest = RequestOf<typeof getHealthContract>;
