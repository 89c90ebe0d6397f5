// Types of what clients may send: limits, formats and refusals of single fields. Money becomes
// bigint, instants become milliseconds. Source: API specification, sections 2.3, 6 and 8.2.
import * as z from 'zod/mini';
import { hasCardNumber } from '#core/contracts/http/card-data.ts';
import { type Fault, faultIssue } from '#core/contracts/http/validate.ts';
import type { FieldErrorParams } from '#core/contracts/messages.ts';
import { textOf } from '#core/contracts/wire-fields.ts';
import type { RefundId } from '#core/kernel/ids.ts';
import { type Instant, parseInstant } from '#core/kernel/instant.ts';
import { amountMax } from '#core/kernel/money.ts';

/** What a generator of documents is told of a field that zod alone cannot describe. */
type FieldSchema = Readonly<Record<string, unknown>>;

/** A field read by a function: its value, or a fault. `undefined` never reaches the function. */
export const fieldOf = <T>(
  read: (value: unknown) => { readonly value: T } | Fault,
  schema: FieldSchema,
): z.ZodMiniType<T, unknown> =>
  z
    .pipe(
      z.any(),
      z.transform((value: unknown, context): T => {
        const result = value === undefined ? { fault: 'required' as const } : read(value);
        if ('value' in result) return result.value;
        context.issues.push(faultIssue(value, result));
        return z.NEVER;
      }),
    )
    .register(z.globalRegistry, schema as never) as unknown as z.ZodMiniType<T, unknown>;

const bounded = (minor: bigint, min: bigint, max: bigint): { readonly value: bigint } | Fault => {
  if (minor < min) return { fault: 'too_small', params: { minimum: String(min) } };
  return minor > max ? { fault: 'too_big', params: { maximum: String(max) } } : { value: minor };
};

const wholeDigits = /^(?:0|[1-9][0-9]{0,39})$/u;

const readMinor = (value: unknown): bigint | Fault => {
  if (typeof value === 'string') {
    return wholeDigits.test(value) ? BigInt(value) : { fault: 'invalid_format' };
  }
  if (typeof value !== 'number') return { fault: 'invalid_type' };
  if (Object.is(value, -0) || !Number.isInteger(value)) return { fault: 'invalid_format' };
  return BigInt(value);
};

/**
 * Money as clients send it: a JSON number or a text of digits, in minor units. A fraction, a sign
 * and leading zeros are refused.
 */
export const moneyInput = (min = 0n, max = amountMax): z.ZodMiniType<bigint, unknown> =>
  fieldOf(
    (value) => {
      const minor = readMinor(value);
      return typeof minor === 'bigint' ? bounded(minor, min, max) : minor;
    },
    {
      anyOf: [
        { type: 'integer', minimum: Number(min), maximum: Number(max) },
        { type: 'string', pattern: min === 0n ? '^(0|[1-9][0-9]{0,14})$' : '^[1-9][0-9]{0,14}$' },
      ],
    },
  );

/** RFC 3339 with any offset. */
export const instantInput: z.ZodMiniType<Instant, unknown> = fieldOf(
  (value) => {
    if (typeof value !== 'string') return { fault: 'invalid_type' };
    const at = parseInstant(value);
    return at === undefined ? { fault: 'invalid_format' } : { value: at };
  },
  { type: 'string', format: 'date-time' },
);

/** Issues a fault without ending the check of anything else. */
export const faultCheck = <T>(find: (value: T) => Fault | undefined) =>
  z.check<T>((context) => {
    const fault = find(context.value);
    if (fault !== undefined) context.issues.push(faultIssue(context.value, fault));
  });

/** A JSON number without a fraction. Not by zod's own check, which would end that of the others. */
export const wholeNumber = (min: number, max: number) =>
  z
    .number()
    .check(
      faultCheck((value) => (Number.isInteger(value) ? undefined : { fault: 'invalid_type' })),
      z.gte(min),
      z.lte(max),
    )
    .register(z.globalRegistry, { type: 'integer' } as never);

/** The fields of an object as they came out of their own checks, right or wrong. */
export type Fields = Readonly<Record<string, unknown>>;

/** A rule over several fields; it runs although single fields are at fault. */
export const crossFieldCheck = <T extends object>(find: (fields: Fields) => readonly Fault[]) =>
  z.check<T>(
    (context) => {
      for (const fault of find(context.value as Fields)) {
        context.issues.push(faultIssue(context.value, fault));
      }
    },
    {
      // A list has fields too, and they are nobody's.
      when: ({ value }: { value: unknown }) =>
        typeof value === 'object' && value !== null && !Array.isArray(value),
    } as never,
  );

// No control characters but line feed; a carriage return would forge a second log line.
const plainText = /^[\P{Cc}\n]*$/u;

/** The same for readers of documents, many of whom know no \p{Cc}. */
const plainForm = { pattern: '^[^\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f]*$' } as never;

const isPlain = (value: string): Fault | undefined =>
  plainText.test(value) ? undefined : { fault: 'invalid_format' };

/** Free text of 1 to n characters: no control characters but line feed, no card number. */
export const freeText = (maximum: number) =>
  z
    .string()
    .check(
      z.minLength(1),
      z.maxLength(maximum),
      faultCheck(isPlain),
      faultCheck((value) => (hasCardNumber(value) ? { fault: 'card_data' } : undefined)),
    )
    .register(z.globalRegistry, plainForm);

/** An identifier of somebody else's: as free text, but not scanned for card numbers. */
export const foreignText = (maximum: number) =>
  z
    .string()
    .check(z.minLength(1), z.maxLength(maximum), faultCheck(isPlain))
    .register(z.globalRegistry, plainForm);

/**
 * An address as far as a form tells; whether it is read by anybody, only a letter would. The form stands in
 * documents, many of whose readers know no \p{Cc}: control characters are refused beside it.
 */
export const emailInput = z
  .string()
  .check(z.maxLength(254), z.regex(/^[^\s@]{1,64}@[^\s@]{1,253}$/u), faultCheck(isPlain));

export const phoneInput = z.string().check(z.regex(/^[0-9]{8,15}$/u));

export const id100 = z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,100}$/u));

export const id64 = z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,64}$/u));

export const ref64 = z.string().check(z.regex(/^[A-Za-z0-9_-]{6,64}$/u));

/** `anon:` is the engine's own name for a buyer it was not told. */
export const userIdInput = z.string().check(z.regex(/^(?!anon:)[A-Za-z0-9._:-]{1,100}$/u));

export const slugInput = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,62}$/u));

/** ISO 4217 code or credit unit; which ones are known, the policy says. */
export const unitInput = z.string().check(z.regex(/^[A-Z]{3,8}$/u));

/** Of the key's own merchant, or of one that an operator names. */
export const merchantIdInput = z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/u));

export const orderIdInput = z.string().check(z.regex(/^ord_[0-7][0-9A-HJKMNP-TV-Z]{25}$/u));

/** Server-made `rf_…`, or the caller's own. */
export const refundIdInput = textOf<RefundId>(/^[A-Za-z0-9_-]{6,64}$/u);

export const paymentIdInput = z.string().check(z.regex(/^pay_[0-7][0-9A-HJKMNP-TV-Z]{25}$/u));

export const serviceRequestIdInput = z
  .string()
  .check(z.regex(/^svc_[0-7][0-9A-HJKMNP-TV-Z]{25}$/u));

/** Where a deposit goes back to; whether the bank knows it, the PG says. */
export const refundAccountInput = z.strictObject({
  bankCode: z.string().check(z.regex(/^[0-9A-Z]{2,3}$/u)),
  accountNumber: z.string().check(z.regex(/^[0-9]{5,20}$/u)),
  holderName: freeText(60),
});

/** Form of an idempotency key for documents: visible ASCII, bare or in quotes. */
export const keyForm = '^(?:"[!-~]{1,255}"|[!-~]{1,255})$';

/** Alias of the header `Idempotency-Key`; its form is judged with the header's (IDEM_004). */
export const idempotencyKeyField = {
  idempotencyKey: z.exactOptional(
    z.string().register(z.globalRegistry, { pattern: keyForm } as never),
  ),
};

export const limitParams = (maximum: number): FieldErrorParams => ({ maximum: String(maximum) });
