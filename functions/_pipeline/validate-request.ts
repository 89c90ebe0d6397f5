// Path, query and body against the route's contract; all faults at once.
import type { ErrorCode } from '#core/contracts/error-table.ts';
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import type { RouteContract } from '#core/contracts/http/route-contract.ts';
import { validate } from '#core/contracts/http/validate.ts';
import type { FieldError } from '#core/contracts/messages.ts';
import { ok } from '#core/kernel/result.ts';
import type { Exchange } from './exchange.ts';

type Refusable = Exclude<ErrorCode, 'COMMON_000' | 'COMMON_001'>;

/** `VAL_001` with one entry per fault; each gets its text where the answer is sent. */
export const fieldsRefused = (errors: readonly FieldError[]): Answer =>
  refusal('VAL_001', {
    fieldErrors: errors.map(({ field, code, params }) => ({ field, code, params: { ...params } })),
  });

/** @returns The refusal; else nothing, and the exchange has its typed parts. */
export const validateRequest =
  (contract: RouteContract) =>
  (exchange: Exchange): Answer | undefined => {
    const { raw, row, json } = exchange;
    const path = validate(contract.params, raw.pathParameters);
    if (!path.ok) return refusal((row.notFound ?? 'VAL_006') as Refusable);

    const query = validate(contract.query, raw.query);
    const body = contract.body === undefined ? ok(undefined) : validate(contract.body, json);
    if (query.ok && body.ok) {
      exchange.parts = { path: path.value, query: query.value, body: body.value };
      return undefined;
    }
    const errors = [...(query.ok ? [] : query.error), ...(body.ok ? [] : body.error)];
    return fieldsRefused(errors);
  };
