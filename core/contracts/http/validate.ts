// Judges a request against its contract and lists every fault at once, so that a client corrects
// all of them in one go. Source: API specification, sections 2.1 and 2.4.
import * as z from 'zod/mini';
import { isCardName, withoutCardNumber } from '#core/contracts/http/card-data.ts';
import type { FieldError, FieldErrorCode, FieldErrorParams } from '#core/contracts/messages.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';

type Path = readonly PropertyKey[];

/** What our own checks say of a field; carried by zod as a custom issue. */
export interface Fault {
  readonly fault: FieldErrorCode;
  readonly path?: Path;
  readonly params?: FieldErrorParams;
}

/**
 * A zod issue of our own. It never aborts: rules over several fields still run, and every fault is
 * listed.
 */
export const faultIssue = (value: unknown, { fault, path, params }: Fault) => ({
  code: 'custom' as const,
  input: value,
  path: [...(path ?? [])],
  params: { fault, ...(params === undefined ? {} : { params }) },
  continue: true,
  message: fault,
});

/** `lineItems[0].quantity`; digits of a name that looks like a card number are masked. */
const fieldText = (path: Path): string =>
  withoutCardNumber(
    path
      .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
      .join('')
      .replace(/^\./u, '')
      .slice(0, 200),
  );

const valueAt = (input: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, part) => (Object(value) as Record<PropertyKey, unknown>)[part],
    input,
  );

type Issue = z.core.$ZodIssue;

const codesOfFormat: ReadonlySet<string> = new Set(['invalid_format', 'invalid_value']);

const builtInFault = (issue: Issue, input: unknown): Omit<FieldError, 'field'> => {
  if (issue.code === 'too_small') {
    return { code: issue.code, params: { minimum: String(issue.minimum) } };
  }
  if (issue.code === 'too_big') {
    return { code: issue.code, params: { maximum: String(issue.maximum) } };
  }
  if (valueAt(input, issue.path) === undefined) return { code: 'required' };
  return { code: codesOfFormat.has(issue.code) ? 'invalid_format' : 'invalid_type' };
};

const customFault = (params: Record<string, unknown> | undefined): Omit<FieldError, 'field'> => {
  const { fault, params: sizes } = params as unknown as Fault;
  return sizes === undefined ? { code: fault } : { code: fault, params: sizes };
};

const errorsOf = (issue: Issue, input: unknown): FieldError[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: fieldText([...issue.path, key]),
      code: isCardName(key) ? 'card_data' : 'unknown',
    }));
  }
  const fault = issue.code === 'custom' ? customFault(issue.params) : builtInFault(issue, input);
  return [{ field: fieldText(issue.path), ...fault }];
};

/**
 * Checks one part of a request.
 *
 * @param schema - Of path parameters, query or body. @param input - As received, JSON already read.
 * @returns The typed value (money as bigint, instants as milliseconds), or every fault found.
 */
export const validate = <S extends z.ZodMiniType>(
  schema: S,
  input: unknown,
): Result<z.output<S>, FieldError[]> => {
  const parsed = z.safeParse(schema, input);
  if (parsed.success) return ok(parsed.data);
  return err(parsed.error.issues.flatMap((issue) => errorsOf(issue, input)));
};
