// Lists: what they take and give. No totals, no page numbers; newest first.
// Source: API specification, sections 2.3 and 6.
import * as z from 'zod/mini';
import { fieldOf, instantInput } from '#core/contracts/http/request-fields.ts';

export const pageSizeDefault = 20;

const sizeMax = 100;

const readSize = (value: unknown) => {
  if (typeof value !== 'string' || !/^[0-9]+$/u.test(value)) {
    return { fault: 'invalid_type' as const };
  }
  const size = Number(value);
  if (size < 1) return { fault: 'too_small' as const, params: { minimum: '1' } };
  if (size > sizeMax) return { fault: 'too_big' as const, params: { maximum: String(sizeMax) } };
  return { value: size };
};

/** Query parameters of every list. The cursor is sealed; its form is judged where it is opened. */
export const pageQuery = {
  limit: z.exactOptional(
    fieldOf<number>(readSize, {
      type: 'integer',
      minimum: 1,
      maximum: sizeMax,
      default: pageSizeDefault,
    }),
  ),
  cursor: z.exactOptional(z.string().check(z.minLength(1), z.maxLength(2048))),
  /** On `createdAt`. One call over time looks back at most 31 days; its cursor goes on. */
  from: z.exactOptional(instantInput),
  /** Exclusive. */
  to: z.exactOptional(instantInput),
};

/** A filter that may be repeated: `status=PAID&status=COMPLETED`. */
export const repeatable = <const W extends readonly string[]>(words: W) => {
  const known: ReadonlySet<string> = new Set(words);
  return fieldOf<W[number][]>(
    (value) => {
      const asked: unknown[] = Array.isArray(value) ? value : [value];
      return asked.every((word) => typeof word === 'string' && known.has(word))
        ? { value: asked as W[number][] }
        : { fault: 'invalid_format' };
    },
    { type: 'array', items: { type: 'string', enum: [...words] } },
  );
};

export const pageOf = <S extends z.ZodMiniType>(item: S) =>
  z.strictObject({ items: z.array(item), nextCursor: z.exactOptional(z.string()) });

/**
 * Reads a raw query string into the form contracts take: a text per name, a list where a name is
 * repeated. A bad escape stays as it is; nothing throws.
 */
export const readQuery = (rawQuery: string): Record<string, string | string[]> => {
  const values = new Map<string, string | string[]>();
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    const before = values.get(name);
    values.set(name, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(values);
};
