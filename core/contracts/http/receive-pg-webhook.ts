// POST /api/v1/webhooks/pg/{provider}/{endpointId}: the PG's side of the contract is the PG's.
// Source: API specification, section 6.9; Toss specification, section 15.
import * as z from 'zod/mini';
import { nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';
import { pgProviders } from '#core/contracts/vocabulary.ts';

export const receivePgWebhookContract = {
  params: z.strictObject({
    provider: z.enum(pgProviders),
    endpointId: z.string().check(z.regex(/^[0-9a-f]{32}$/u)),
  }),
  query: nothing,
  /** As the PG writes it; what we do not know is ignored. */
  body: z.looseObject({}),
  result: z.strictObject({ accepted: z.literal(true) }),
};

export type ReceivePgWebhookRequest = RequestOf<typeof receivePgWebhookContract>;
