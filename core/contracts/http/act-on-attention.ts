// One item of the manual queue: read, taken in hand, acted upon, approved by a second person.
// Source: API specification, sections 4.3 and 6.12.
import * as z from 'zod/mini';
import { attentionObject } from '#core/contracts/http/operator-object.ts';
import {
  crossFieldCheck,
  type Fields,
  foreignText,
  freeText,
  idempotencyKeyField,
  instantInput,
} from '#core/contracts/http/request-fields.ts';
import { environmentQuery, type RequestOf } from '#core/contracts/http/route-contract.ts';
import type { Fault } from '#core/contracts/http/validate.ts';
import { attentionActions, twoPersonActions } from '#core/contracts/vocabulary.ts';
import { attentionId } from '#core/contracts/wire-fields.ts';

const item = { params: z.strictObject({ attentionId }), query: z.strictObject(environmentQuery) };

/** Every act of an operator says why. */
export const actBody = { reason: freeText(500), ...idempotencyKeyField };

export const getAttentionContract = { ...item, body: undefined, result: attentionObject };
export type GetAttentionRequest = RequestOf<typeof getAttentionContract>;

export const acknowledgeAttentionContract = {
  ...item,
  body: z.strictObject(actBody),
  result: attentionObject,
};
export type AcknowledgeAttentionRequest = RequestOf<typeof acknowledgeAttentionContract>;

const proof = z.strictObject({
  /** The PG's own key of the transaction. */
  transactionKey: foreignText(200),
  /** When the PG says it happened. */
  at: instantInput,
  code: z.exactOptional(foreignText(100)),
  approvalNumber: z.exactOptional(foreignText(50)),
  note: z.exactOptional(freeText(500)),
});

const knownActions: ReadonlySet<unknown> = new Set(attentionActions);

const needsProof: ReadonlySet<unknown> = new Set([
  'ADOPT_SUCCESS',
  'ADOPT_FAILURE',
  'MANUAL_REFUND_DONE',
]);

/** What changes money by two persons' word is shown from the PG's books; nothing else takes evidence. */
const proofFits = ({ action, evidence, from }: Fields): readonly Fault[] => {
  // What an action takes, only a known one says.
  if (!knownActions.has(action)) return [];
  return [
    ...(needsProof.has(action) && evidence === undefined
      ? [{ fault: 'required' as const, path: ['evidence'] }]
      : []),
    ...(!needsProof.has(action) && evidence !== undefined
      ? [{ fault: 'unknown' as const, path: ['evidence'] }]
      : []),
    ...(action !== 'RETRY' && from !== undefined
      ? [{ fault: 'unknown' as const, path: ['from'] }]
      : []),
  ];
};

export const resolveAttentionContract = {
  ...item,
  body: z
    .strictObject({
      action: z.enum(attentionActions),
      evidence: z.exactOptional(proof),
      /** RETRY: the step to go on from; a hint, the rows win. */
      from: z.exactOptional(z.string().check(z.regex(/^[A-Za-z]{1,40}$/u))),
      ...actBody,
    })
    .check(crossFieldCheck(proofFits)),
  result: attentionObject,
};
export type ResolveAttentionRequest = RequestOf<typeof resolveAttentionContract>;

export const approveAttentionContract = {
  ...item,
  body: z.strictObject({
    /** What was seen proposed: another proposal is not approved by mistake. */
    action: z.enum(twoPersonActions),
    ...actBody,
  }),
  result: attentionObject,
};
export type ApproveAttentionRequest = RequestOf<typeof approveAttentionContract>;
