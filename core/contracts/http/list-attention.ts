// GET /admin/v1/attention: the manual queue. Source: API specification, section 6.12.
import * as z from 'zod/mini';
import { attentionObject } from '#core/contracts/http/operator-object.ts';
import { pageOf, pageQuery, repeatable } from '#core/contracts/http/page.ts';
import { environmentQuery, nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';
import { attentionKinds, attentionStatuses } from '#core/contracts/vocabulary.ts';
import { merchantId } from '#core/contracts/wire-fields.ts';

export const listAttentionContract = {
  params: nothing,
  query: z.strictObject({
    ...pageQuery,
    ...environmentQuery,
    merchantId: z.exactOptional(merchantId),
    kind: z.exactOptional(repeatable(attentionKinds)),
    status: z.exactOptional(repeatable(attentionStatuses)),
  }),
  body: undefined,
  result: pageOf(attentionObject),
};

export type ListAttentionRequest = RequestOf<typeof listAttentionContract>;
