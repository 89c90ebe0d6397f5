// GET /admin/v1/audit and GET /admin/v1/audit/{auditId}/proof.
// Source: API specification, section 6.12; data model specification, section 12.
import * as z from 'zod/mini';
import { pageOf, pageQuery } from '#core/contracts/http/page.ts';
import { foreignText } from '#core/contracts/http/request-fields.ts';
import { environmentQuery, nothing } from '#core/contracts/http/route-contract.ts';
import {
  auditId,
  count,
  instantText,
  merchantId,
  storedObject,
  textOf,
} from '#core/contracts/wire-fields.ts';

const digest = textOf(/^[0-9a-f]{64}$/u);
const tenant = textOf(/^(?:live|test)\.[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/u);

const auditRecord = z.strictObject({
  auditId,
  tenant,
  rootId: z.string(),
  actor: z.string(),
  action: z.string(),
  object: z.string(),
  statusBefore: z.optional(z.string()),
  statusAfter: z.optional(z.string()),
  /** Settings before and after, where an operator changed them. */
  before: z.optional(storedObject),
  after: z.optional(storedObject),
  code: z.optional(z.string()),
  requestId: z.string(),
  traceparent: z.optional(z.string()),
  ip: z.optional(z.string()),
  reason: z.optional(z.string()),
  at: instantText,
  seq: count,
  prevHash: digest,
  hash: digest,
});

export const listAuditContract = {
  params: nothing,
  query: z.strictObject({
    ...pageQuery,
    ...environmentQuery,
    merchantId,
    actor: z.exactOptional(foreignText(300)),
    object: z.exactOptional(foreignText(100)),
    action: z.exactOptional(foreignText(100)),
  }),
  body: undefined,
  result: pageOf(auditRecord),
};

export const getAuditProofContract = {
  params: z.strictObject({ auditId }),
  query: z.strictObject(environmentQuery),
  body: undefined,
  /** Path, anchor and public key are there once an anchor is over the record. */
  result: z.strictObject({
    record: auditRecord,
    isAnchored: z.boolean(),
    path: z.optional(z.array(z.strictObject({ side: z.enum(['left', 'right']), hash: digest }))),
    anchor: z.optional(
      z.strictObject({
        statement: z.strictObject({
          tenant,
          from: count,
          to: count,
          root: digest,
          lastHash: digest,
          at: instantText,
        }),
        signature: z.string(),
        keyArn: z.string(),
        algorithm: z.literal('ECDSA_SHA_256'),
      }),
    ),
    publicKey: z.optional(z.string()),
  }),
};
