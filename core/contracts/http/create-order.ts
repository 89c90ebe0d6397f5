// POST /api/v1/orders. Credit parts are in the schema already; until credits are built the engine
// answers them with CRD_005. `customer` is refused as unknown until it can be stored encrypted.
// Source: API specification, section 6.2.
import * as z from 'zod/mini';
import { metadataInput } from '#core/contracts/http/client-json.ts';
import { orderObject } from '#core/contracts/http/order-object.ts';
import {
  crossFieldCheck,
  emailInput,
  type Fields,
  freeText,
  id64,
  id100,
  idempotencyKeyField,
  moneyInput,
  phoneInput,
  slugInput,
  unitInput,
  userIdInput,
  wholeNumber,
} from '#core/contracts/http/request-fields.ts';
import { nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';
import type { Fault } from '#core/contracts/http/validate.ts';

const productQuantityMax = 9_999;

const productFields = ['productId', 'productName', 'unitPrice'] as const;

/** A line names a product with its price, or a price code that the policy prices; never both. */
const lineRules = (line: Fields): readonly Fault[] => {
  if (line.priceCode !== undefined) {
    return productFields
      .filter((name) => line[name] !== undefined)
      .map((name) => ({ fault: 'unknown', path: [name] }));
  }
  const missing = productFields
    .filter((name) => line[name] === undefined)
    .map((name): Fault => ({ fault: 'required', path: [name] }));
  const isTooMany = typeof line.quantity === 'number' && line.quantity > productQuantityMax;
  return [
    ...missing,
    ...(line.baseAmount === undefined ? [] : [{ fault: 'unknown', path: ['baseAmount'] } as const]),
    ...(isTooMany
      ? [
          {
            fault: 'too_big',
            path: ['quantity'],
            params: { maximum: String(productQuantityMax) },
          } as const,
        ]
      : []),
  ];
};

const lineItem = z
  .strictObject({
    productId: z.exactOptional(id100),
    productName: z.exactOptional(freeText(255)),
    unitPrice: z.exactOptional(moneyInput()),
    priceCode: z.exactOptional(slugInput),
    baseAmount: z.exactOptional(moneyInput()),
    /** 1 to 9,999 of a product, to 1,000,000,000 of a price code. */
    quantity: wholeNumber(1, 1_000_000_000),
  })
  .check(crossFieldCheck(lineRules))
  .register(z.globalRegistry, {
    oneOf: [{ required: [...productFields] }, { required: ['priceCode'] }],
  } as never);

/** Sealed before it is stored, and masked in every answer. */
const customer = z.strictObject({
  name: z.exactOptional(freeText(60)),
  email: z.exactOptional(emailInput),
  phone: z.exactOptional(phoneInput),
});

/** Where the client names the amount, no part may exceed it; else the engine judges by the lines. */
const partsFit = ({ amount, ...parts }: Fields): readonly Fault[] =>
  (['creditAmount', 'taxFreeAmount'] as const).flatMap((name): Fault[] => {
    const part = parts[name];
    return typeof amount === 'bigint' && typeof part === 'bigint' && part > amount
      ? [{ fault: 'too_big', path: [name], params: { maximum: String(amount) } }]
      : [];
  });

export const createOrderBody = z
  .strictObject({
    userId: userIdInput,
    serviceId: z.exactOptional(slugInput),
    merchantOrderId: z.exactOptional(id64),
    currency: z.exactOptional(unitInput),
    lineItems: z.array(lineItem).check(z.minLength(1), z.maxLength(100)),
    amount: z.exactOptional(moneyInput(1n)),
    creditAmount: z.exactOptional(moneyInput()),
    orderName: z.exactOptional(freeText(100)),
    taxFreeAmount: z.exactOptional(moneyInput()),
    customer: z.exactOptional(customer),
    metadata: z.exactOptional(metadataInput),
    expiresInSeconds: z.exactOptional(wholeNumber(60, 86_400)),
    ...idempotencyKeyField,
  })
  .check(crossFieldCheck(partsFit));

export const createOrderContract = {
  params: nothing,
  query: nothing,
  body: createOrderBody,
  result: orderObject,
};

export type CreateOrderRequest = RequestOf<typeof createOrderContract>;
