// Rows that no schema makes: rules over several fields, the client's own JSON, and words that mean something.
// Source: API specification, 2.3 and 6.
import type { FieldRow } from './field-row.ts';
import { detailRows, metadataRows } from './json-rows.ts';
import { ownQueryRows } from './own-query-rows.ts';
import { ownRowsOf, type Values } from './own-row.ts';

const product = { productId: 'p-1', productName: 'cup', quantity: 1, unitPrice: 5_000 };
const withLine = (over: Values): Values => ({ lineItems: [{ ...product, ...over }] });
const line = 'body.lineItems[]';

const orders = ownRowsOf('create-order', [
  {
    field: 'body.creditAmount',
    kind: 'above the amount',
    body: { amount: 5, creditAmount: 6 },
    faults: ['creditAmount too_big'],
  },
  { field: 'body.creditAmount', kind: 'the whole amount', body: { amount: 5, creditAmount: '5' } },
  {
    field: 'body.taxFreeAmount',
    kind: 'above the amount',
    body: { amount: '5', taxFreeAmount: 6, creditAmount: 7 },
    faults: ['creditAmount too_big', 'taxFreeAmount too_big'],
  },
  {
    field: `${line}.priceCode`,
    kind: 'beside a product',
    body: withLine({ priceCode: 'cup' }),
    faults: [
      'lineItems[0].productId unknown',
      'lineItems[0].productName unknown',
      'lineItems[0].unitPrice unknown',
    ],
  },
  {
    field: `${line}.baseAmount`,
    kind: 'of a product',
    body: withLine({ baseAmount: 1 }),
    faults: ['lineItems[0].baseAmount unknown'],
  },
  {
    field: `${line}.productId`,
    kind: 'nothing named',
    body: { lineItems: [{ quantity: 1 }] },
    faults: [
      'lineItems[0].productId required',
      'lineItems[0].productName required',
      'lineItems[0].unitPrice required',
    ],
  },
  {
    field: `${line}.quantity`,
    kind: 'too many of a product',
    body: withLine({ quantity: 10_000 }),
    faults: ['lineItems[0].quantity too_big'],
  },
  { field: `${line}.quantity`, kind: 'most of a product', body: withLine({ quantity: 9_999 }) },
  {
    field: line,
    kind: 'the third is wrong',
    body: { lineItems: [product, product, { ...product, quantity: 0, unitPrice: -1 }] },
    faults: ['lineItems[2].quantity too_small', 'lineItems[2].unitPrice too_small'],
  },
  // A name of somebody else's making may look like a card.
  {
    field: `${line}.productId`,
    kind: 'card number',
    body: withLine({ productId: '4111111111111111' }),
  },
  {
    field: 'body.userId',
    kind: 'the engine’s own',
    body: { userId: 'anon:buyer' },
    faults: ['userId invalid_format'],
  },
  { field: 'body.customer', kind: 'of nothing', body: { customer: {} } },
  {
    field: 'body.customer.email',
    kind: 'two signs',
    body: { customer: { email: 'a@b@example.com' } },
    faults: ['customer.email invalid_format'],
  },
  {
    field: 'body',
    kind: 'every fault at once',
    body: { ...withLine({ quantity: 1.5 }), userId: null, surprise: 1, cvc: '123', amount: '1.5' },
    faults: [
      'amount invalid_format',
      'cvc card_data',
      'lineItems[0].quantity invalid_type',
      'surprise unknown',
      'userId invalid_type',
    ],
  },
]);

/** What only the policy of a service says; no schema knows it. */
const ofPolicies = ownRowsOf('create-order', [
  {
    field: 'body.serviceId',
    kind: 'one of several',
    body: { serviceId: undefined },
    faults: ['serviceId required'],
  },
  {
    field: 'body.lineItems',
    kind: 'more than the policy sells',
    body: {
      serviceId: 'shop',
      amount: undefined,
      lineItems: Array.from({ length: 100 }, () => product),
    },
    faults: ['lineItems too_big'],
  },
  {
    field: 'body.taxFreeAmount',
    kind: 'above what the lines cost',
    body: { serviceId: 'shop', amount: undefined, lineItems: [product], taxFreeAmount: 5_001 },
    faults: ['taxFreeAmount too_big'],
  },
]);

const confirms = ownRowsOf('confirm-payment', [
  {
    field: 'body.orderId',
    kind: 'of its second payment',
    body: { orderId: 'ord_01KJPBG54TEGFV0XS2T709NSFK-2' },
  },
  {
    field: 'body.orderId',
    kind: 'of payment nought',
    body: { orderId: 'ord_01KJPBG54TEGFV0XS2T709NSFK-0' },
    faults: ['orderId invalid_format'],
  },
]);

const refunds = (['request-refund', 'refund-as-operator'] as const).flatMap((route) =>
  ownRowsOf(route, [
    {
      field: 'body.taxFreeAmount',
      kind: 'above the amount',
      body: { amount: 5, taxFreeAmount: '6' },
      faults: ['taxFreeAmount too_big'],
    },
    {
      field: 'body.taxFreeAmount',
      kind: 'the whole amount',
      body: { amount: '5', taxFreeAmount: 5 },
    },
    {
      field: 'body.taxFreeAmount',
      kind: 'of everything',
      body: { amount: undefined, taxFreeAmount: 5 },
    },
  ]),
);

const callbacks = (['complete-service', 'fail-service'] as const).flatMap((route) =>
  ownRowsOf(route, [
    {
      field: 'body.serviceRequestId',
      kind: 'nobody named',
      body: { serviceRequestId: undefined },
      faults: ['serviceRequestId required'],
    },
    {
      field: 'body.orderId',
      kind: 'beside a service request',
      body: { orderId: 'ord_01KJPBG54TEGFV0XS2T709NSFK' },
      faults: ['orderId unknown'],
    },
  ]),
);

const measures = ownRowsOf('complete-service', [
  {
    field: 'body.usage',
    kind: 'beside an amount',
    body: { usage: [{ priceCode: 'image', quantity: 1 }] },
    faults: ['usage unknown'],
  },
]);

const evidence = { transactionKey: 'tx-1', at: '2026-03-01T00:00:00Z' };

const acts = [
  ...ownRowsOf('resolve-attention', [
    ...(['ADOPT_SUCCESS', 'ADOPT_FAILURE', 'MANUAL_REFUND_DONE'] as const).map((action) => ({
      field: 'body.evidence',
      kind: `none for ${action}`,
      body: { action, evidence: undefined },
      faults: ['evidence required'],
    })),
    ...(['READ_AGAIN', 'RETRY', 'REFUND', 'CLOSE'] as const).map((action) => ({
      field: 'body.evidence',
      kind: `for ${action}`,
      body: { action, evidence },
      faults: ['evidence unknown'],
    })),
    {
      field: 'body.from',
      kind: 'where nothing is tried again',
      body: { action: 'CLOSE', evidence: undefined, from: 'CancelPayment' },
      faults: ['from unknown'],
    },
  ]),
  ...ownRowsOf('approve-attention', [
    {
      field: 'body.action',
      kind: 'of one person',
      body: { action: 'READ_AGAIN' },
      faults: ['action invalid_format'],
    },
  ]),
  ...ownRowsOf('create-merchant', [
    {
      field: 'body.merchantId',
      kind: 'the engine’s own',
      body: { merchantId: 'sys' },
      faults: ['merchantId invalid_format'],
    },
    {
      field: 'body.providers.live',
      kind: 'a PG without real money',
      body: { providers: { live: { sandbox: { clientKey: 'ck_1' } } } },
      faults: ['providers.live.sandbox unknown'],
    },
  ]),
  ...ownRowsOf('change-merchant', [
    {
      field: 'body',
      kind: 'nothing changed',
      body: { name: undefined, services: undefined, providers: undefined, status: undefined },
      faults: ['name required'],
    },
  ]),
];

export const ownRows: readonly FieldRow[] = [
  ...orders,
  ...ofPolicies,
  ...confirms,
  ...refunds,
  ...callbacks,
  ...measures,
  ...acts,
  ...ownQueryRows,
  ...(['create-order', 'authorize-payment'] as const).flatMap(metadataRows),
  ...(['complete-service', 'fail-service'] as const).flatMap(detailRows),
];
