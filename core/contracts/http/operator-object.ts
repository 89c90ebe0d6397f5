// Saga, attention item, merchant and API key as operators see them.
// Source: API specification, sections 4.3 and 6.12.
import * as z from 'zod/mini';
import { paymentItem, paymentObject } from '#core/contracts/http/payment-object.ts';
import {
  attentionActions,
  attentionKinds,
  attentionStatuses,
  evidenceSources,
  paymentOperations,
  sagaEntries,
  sagaStatuses,
  scopes,
  twoPersonActions,
} from '#core/contracts/vocabulary.ts';
import {
  attentionId,
  count,
  environment,
  instantText,
  merchantId,
  orderId,
  paymentId,
  sagaId,
  serviceRequestId,
  slug,
  unit,
  wireMoney,
} from '#core/contracts/wire-fields.ts';

export const sagaObject = z.strictObject({
  sagaId,
  paymentId,
  orderId,
  serviceRequestId: z.optional(serviceRequestId),
  status: z.enum(sagaStatuses),
  entry: z.enum(sagaEntries),
  step: z.string(),
  steps: z.record(
    z.string(),
    z.strictObject({
      state: z.string(),
      attempts: count,
      lastError: z.optional(z.string()),
      at: instantText,
    }),
  ),
  executionName: z.string(),
  runNo: count,
  approvedAt: instantText,
  reason: z.optional(z.string()),
});

export type SagaObject = z.infer<typeof sagaObject>;

/** What a person saw in the PG's own books. */
const proofObject = z.strictObject({
  transactionKey: z.string(),
  at: instantText,
  code: z.optional(z.string()),
  approvalNumber: z.optional(z.string()),
  note: z.optional(z.string()),
});

export const attentionObject = z.strictObject({
  attentionId,
  merchantId,
  objectType: z.string(),
  objectId: z.string(),
  orderId: z.optional(orderId),
  paymentId: z.optional(paymentId),
  kind: z.enum(attentionKinds),
  severity: z.enum(['P1', 'P2']),
  moneyAtRisk: z.optional(wireMoney),
  currency: z.optional(unit),
  step: z.optional(z.string()),
  evidence: z.array(z.record(z.string(), z.unknown())),
  suggestedActions: z.array(z.string()),
  status: z.enum(attentionStatuses),
  acknowledgedBy: z.optional(z.string()),
  acknowledgedAt: z.optional(instantText),
  /** Waits for a second person. */
  proposal: z.optional(
    z.strictObject({
      action: z.enum(twoPersonActions),
      by: z.string(),
      at: instantText,
      reason: z.string(),
      evidence: z.optional(proofObject),
    }),
  ),
  resolution: z.optional(
    z.strictObject({
      action: z.enum(attentionActions),
      by: z.string(),
      approvedBy: z.optional(z.string()),
      at: instantText,
      reason: z.string(),
    }),
  ),
  openedAt: instantText,
  dueAt: instantText,
});

export type AttentionObject = z.infer<typeof attentionObject>;

/** Public settings of a PG for one environment; its secret is one per stage, never here. */
export const providerSettings = z.strictObject({
  toss: z.optional(z.strictObject({ clientKey: z.string() })),
  sandbox: z.optional(z.strictObject({ clientKey: z.string() })),
});

/** The sandbox takes no real money, and is there only where the stage has one. */
const liveWebhookUrls = z.strictObject({ toss: z.string() });
const testWebhookUrls = z.strictObject({ toss: z.string(), sandbox: z.optional(z.string()) });

export const merchantObject = z.strictObject({
  merchantId,
  name: z.string(),
  services: z.array(slug),
  providers: z.strictObject({
    live: z.optional(providerSettings),
    test: z.optional(providerSettings),
  }),
  status: z.enum(['ACTIVE', 'SUSPENDED']),
  /** Where to point the PG's webhooks, relative to the public API. Secret: whoever knows it may send. */
  webhookUrls: z.strictObject({ live: liveWebhookUrls, test: testWebhookUrls }),
  createdAt: instantText,
});

export type MerchantObject = z.infer<typeof merchantObject>;

export const apiKeyObject = z.strictObject({
  keyId: z.string().check(z.regex(/^fpk_(?:test|live)_[A-Za-z0-9_-]{1,48}$/u)),
  merchantId,
  environment,
  scopes: z.array(z.enum(scopes)),
  label: z.optional(z.string()),
  state: z.enum(['ACTIVE', 'RETIRING', 'REVOKED']),
  createdAt: instantText,
  lastUsedAt: z.optional(instantText),
  expiresAt: z.optional(instantText),
});

export type ApiKeyObject = z.infer<typeof apiKeyObject>;

/** One PG call of a payment, and what was ever heard of it. */
export const attemptObject = z.strictObject({
  attemptId: z.string(),
  operation: z.string(),
  objectId: z.string(),
  state: z.enum(['SENT', 'NOT_SENT', 'IN_DOUBT', 'SUCCEEDED', 'DECLINED']),
  amount: wireMoney,
  currency: unit,
  paymentKey: z.string(),
  sentAt: instantText,
  deadlineAt: instantText,
  doubtAt: z.optional(instantText),
  /** 1 to 10: the read that is due next. */
  slot: z.optional(count),
  nextReadAt: z.optional(instantText),
  evidence: z.array(
    z.strictObject({
      source: z.enum(evidenceSources),
      at: instantText,
      class: z.string(),
      code: z.string(),
      transactionKey: z.optional(z.string()),
      bodyHash: z.optional(z.string()),
    }),
  ),
});

const doubtfulCall = z.strictObject({
  operation: z.enum([...paymentOperations, 'REFUND']),
  since: instantText,
  /** In a list of doubts and in details: past while the read is on its way, absent where a person decides. */
  nextCheckAt: z.optional(instantText),
});

/** In a list of doubts with the call that is in doubt: a refund's too, beside which its payment keeps its status. */
export const deskPaymentItem = z.strictObject({
  merchantId,
  ...paymentItem.shape,
  inDoubt: z.optional(doubtfulCall),
});

/** A payment with everything that was asked of the PG for it. */
export const deskPaymentObject = z.strictObject({
  merchantId,
  ...paymentObject.shape,
  inDoubt: z.optional(doubtfulCall),
  sagaId: z.optional(sagaId),
  attempts: z.array(attemptObject),
});
