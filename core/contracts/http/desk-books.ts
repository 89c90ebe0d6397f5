// The trial balance and the policies, as operators read them. Source: API specification, section 6.12; saga
// specification, section 10.
import * as z from 'zod/mini';
import { pageOf, pageQuery } from '#core/contracts/http/page.ts';
import { slugInput } from '#core/contracts/http/request-fields.ts';
import { environmentQuery, nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';
import { fulfilmentModes } from '#core/contracts/vocabulary.ts';
import { count, merchantId, slug, textOf, unit, wireMoney } from '#core/contracts/wire-fields.ts';

/** Sums may pass what a JSON number holds, and fall below zero. */
const sum = textOf(/^-?(?:0|[1-9][0-9]*)$/u);

export const getTrialBalanceContract = {
  params: nothing,
  query: z.strictObject({ ...pageQuery, ...environmentQuery, merchantId }),
  body: undefined,
  result: z.strictObject({
    /** Payments of this page, newest first; their groups are what is summed. */
    payments: count,
    groups: count,
    isBalanced: z.boolean(),
    accounts: z.array(
      z.strictObject({
        account: z.string(),
        currency: unit,
        debit: sum,
        credit: sum,
        balance: sum,
      }),
    ),
    currencies: z.array(z.strictObject({ currency: unit, sum })),
    nextCursor: z.exactOptional(z.string()),
  }),
};
export type GetTrialBalanceRequest = RequestOf<typeof getTrialBalanceContract>;

const policyObject = z.strictObject({
  serviceId: slug,
  version: count,
  merchants: z.array(z.string()),
  provider: z.string(),
  currency: unit,
  amountMin: wireMoney,
  amountMax: wireMoney,
  attemptsMax: count,
  lineItemsMax: count,
  expiresInSeconds: count,
  canCancelWhilePaid: z.boolean(),
  fulfilment: z.enum(fulfilmentModes),
  timeoutSeconds: count,
  refundWindowDays: z.optional(count),
  refundPartialsMax: z.optional(count),
  /** SHA-256 of the policy as this stage runs it. */
  hash: textOf(/^[0-9a-f]{64}$/u),
});

export const listPoliciesContract = {
  params: nothing,
  query: z.strictObject(environmentQuery),
  body: undefined,
  result: pageOf(policyObject),
};
export type ListPoliciesRequest = RequestOf<typeof listPoliciesContract>;

export const getPolicyContract = {
  params: z.strictObject({ serviceId: slugInput }),
  query: z.strictObject({
    ...environmentQuery,
    /** Refused unless it is the one that is loaded. */
    version: z.exactOptional(z.string().check(z.regex(/^[0-9]{1,6}$/u))),
  }),
  body: undefined,
  result: policyObject,
};
export type GetPolicyRequest = RequestOf<typeof getPolicyContract>;
