// The named schemas of the OpenAPI document: objects, the envelope, and how callers prove themselves.
import type * as z from 'zod/mini';
import { errorTable } from '#core/contracts/error-table.ts';
import {
  apiKeyObject,
  attentionObject,
  merchantObject,
  sagaObject,
} from '#core/contracts/http/operator-object.ts';
import { orderItem, orderObject } from '#core/contracts/http/order-object.ts';
import {
  inDoubtResult,
  paymentItem,
  paymentObject,
  refundObject,
} from '#core/contracts/http/payment-object.ts';
import { type JsonSchema, jsonSchema, opened } from './json-schema.ts';

const named: Readonly<Record<string, z.ZodMiniType>> = {
  Order: orderObject,
  OrderItem: orderItem,
  Payment: paymentObject,
  PaymentItem: paymentItem,
  Refund: refundObject,
  InDoubt: inDoubtResult,
  Saga: sagaObject,
  AttentionItem: attentionObject,
  Merchant: merchantObject,
  ApiKey: apiKeyObject,
};

export const reference = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** Results are open for readers: new optional properties are no breaking change. */
export const resultSchema = (schema: z.ZodMiniType): JsonSchema => {
  const known = Object.entries(named).find(([, one]) => one === schema);
  return known === undefined ? opened(jsonSchema(schema, 'output')) : reference(known[0]);
};

const fieldErrors: JsonSchema = {
  type: 'object',
  required: ['fieldErrors'],
  properties: {
    fieldErrors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'code', 'message'],
        properties: {
          field: { type: 'string', examples: ['lineItems[0].quantity'] },
          code: {
            enum: [
              'required',
              'invalid_type',
              'invalid_format',
              'too_small',
              'too_big',
              'unknown',
              'card_data',
            ],
          },
          message: { type: 'string' },
        },
      },
    },
  },
};

export const components = (): JsonSchema => ({
  ...Object.fromEntries(
    Object.entries(named).map(([name, schema]) => [name, opened(jsonSchema(schema, 'output'))]),
  ),
  FieldErrors: fieldErrors,
  Code: { type: 'string', enum: Object.keys(errorTable) },
});

/** The four properties every answer has, in this order. */
export const envelope = (
  codes: readonly string[],
  isSuccess: boolean | undefined,
  result: JsonSchema,
) => ({
  type: 'object',
  required: ['isSuccess', 'code', 'message', 'result'],
  properties: {
    isSuccess: isSuccess === undefined ? { type: 'boolean' } : { const: isSuccess },
    code: { type: 'string', enum: [...codes] },
    message: { type: 'string' },
    result,
  },
});

export const securitySchemes: JsonSchema = {
  signature: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description:
      'FLUXPAY-HMAC-SHA256 keyId=<keyId>,signature=<64 lower-case hex>. The signature is ' +
      'HMAC-SHA256, with the secret as key, of eight parts joined by line feeds: method, content ' +
      'type, X-Timestamp, X-Nonce, canonical path, canonical query, hex SHA-256 of the body, ' +
      'Idempotency-Key. Test vectors: sdk/signing-vectors.json.',
  },
  iam: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: 'AWS Signature Version 4 of an operator; no API key opens these routes.',
    'x-amazon-apigateway-authtype': 'awsSigv4',
  },
};
