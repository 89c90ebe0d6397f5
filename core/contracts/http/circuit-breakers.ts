// Breakers as operators see and move them: /admin/v1/circuit-breakers. Source: API specification,
// section 6.12; saga specification, section 8.3.
import * as z from 'zod/mini';
import { actBody } from '#core/contracts/http/act-on-attention.ts';
import { environmentQuery, nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';
import { breakerActions, breakerStates } from '#core/contracts/vocabulary.ts';
import { count, instantText } from '#core/contracts/wire-fields.ts';

/** `44.00%`, or `-1.00%` while there are too few calls to say. */
const rate = z.string().check(z.regex(/^(?:-1\.00|[0-9]{1,3}\.[0-9]{2})%$/u));

export const breakerObject = z.strictObject({
  name: z.string(),
  state: z.enum(breakerStates),
  /** 0 to 5, in the order of the states. */
  stateValue: z.number(),
  numberOfSuccessfulCalls: count,
  numberOfFailedCalls: count,
  numberOfSlowCalls: count,
  numberOfSlowSuccessfulCalls: count,
  numberOfSlowFailedCalls: count,
  numberOfBufferedCalls: count,
  numberOfNotPermittedCalls: count,
  slowCallRate: rate,
  failureRate: rate,
  stateSince: instantText,
  /** When an override falls back by itself. */
  until: z.optional(instantText),
});

const named = {
  params: z.strictObject({ name: z.string().check(z.regex(/^[a-z][a-z-]{0,40}$/u)) }),
  query: z.strictObject(environmentQuery),
};

export const listBreakersContract = {
  params: nothing,
  query: z.strictObject(environmentQuery),
  body: undefined,
  result: z.strictObject({ items: z.array(breakerObject) }),
};
export type ListBreakersRequest = RequestOf<typeof listBreakersContract>;

export const getBreakerContract = { ...named, body: undefined, result: breakerObject };
export type GetBreakerRequest = RequestOf<typeof getBreakerContract>;

export const changeBreakerContract = {
  ...named,
  body: z.strictObject({
    action: z.enum(breakerActions),
    /** The end of an override; without it only RESET ends one. */
    forSeconds: z.exactOptional(z.number().check(z.int(), z.gte(60), z.lte(86_400))),
    ...actBody,
  }),
  result: breakerObject,
};
export type ChangeBreakerRequest = RequestOf<typeof changeBreakerContract>;
