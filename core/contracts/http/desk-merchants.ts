// Merchants and their keys as operators list, change and end them. Source: API specification, 4.3 and 6.12.
import * as z from 'zod/mini';
import { actBody } from '#core/contracts/http/act-on-attention.ts';
import { providersInput } from '#core/contracts/http/create-merchant.ts';
import { apiKeyObject, merchantObject } from '#core/contracts/http/operator-object.ts';
import { pageOf, pageQuery } from '#core/contracts/http/page.ts';
import {
  crossFieldCheck,
  type Fields,
  freeText,
  instantInput,
  slugInput,
} from '#core/contracts/http/request-fields.ts';
import { environmentQuery, nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';
import type { Fault } from '#core/contracts/http/validate.ts';
import { merchantId, textOf } from '#core/contracts/wire-fields.ts';
import type { KeyId } from '#core/kernel/ids.ts';

export const listMerchantsContract = {
  params: nothing,
  query: z.strictObject({ ...pageQuery, ...environmentQuery }),
  body: undefined,
  result: pageOf(merchantObject),
};
export type ListMerchantsRequest = RequestOf<typeof listMerchantsContract>;

const one = { params: z.strictObject({ merchantId }), query: z.strictObject(environmentQuery) };

export const getMerchantContract = { ...one, body: undefined, result: merchantObject };
export type GetMerchantRequest = RequestOf<typeof getMerchantContract>;

const changesSomething = ({ name, services, providers, status }: Fields): readonly Fault[] =>
  [name, services, providers, status].every((field) => field === undefined)
    ? [{ fault: 'required', path: ['name'] }]
    : [];

export const changeMerchantContract = {
  ...one,
  /** What is left out stays as it is; a list and an environment's providers are replaced whole. */
  body: z
    .strictObject({
      name: z.exactOptional(freeText(100)),
      services: z.exactOptional(z.array(slugInput).check(z.maxLength(100))),
      providers: z.exactOptional(providersInput),
      status: z.exactOptional(z.enum(['ACTIVE', 'SUSPENDED'])),
      ...actBody,
    })
    .check(crossFieldCheck(changesSomething)),
  result: merchantObject,
};
export type ChangeMerchantRequest = RequestOf<typeof changeMerchantContract>;

/** Of both environments: a merchant has four usable keys at most. */
export const listApiKeysContract = {
  ...one,
  body: undefined,
  result: z.strictObject({ items: z.array(apiKeyObject) }),
};
export type ListApiKeysRequest = RequestOf<typeof listApiKeysContract>;

const key = {
  params: z.strictObject({
    merchantId,
    keyId: textOf<KeyId>(/^fpk_(?:test|live)_[A-Za-z0-9_-]{1,48}$/u),
  }),
  query: z.strictObject(environmentQuery),
};

export const retireApiKeyContract = {
  ...key,
  body: z.strictObject({
    /** Until when it still works; default seven days from now, at most ninety. */
    expiresAt: z.exactOptional(instantInput),
    ...actBody,
  }),
  result: apiKeyObject,
};
export type RetireApiKeyRequest = RequestOf<typeof retireApiKeyContract>;

export const revokeApiKeyContract = { ...key, body: z.strictObject(actBody), result: apiKeyObject };
export type RevokeApiKeyRequest = RequestOf<typeof revokeApiKeyContract>;
