// The client's own JSON in a request: metadata and details. Returned as it came, never read by a
// rule, so only its size and what must not be in it are judged.
// Source: API specification, section 2.3.
import type * as z from 'zod/mini';
import { hasCardNumber, isCardName } from '#core/contracts/http/card-data.ts';
import { fieldOf, limitParams } from '#core/contracts/http/request-fields.ts';
import type { Fault } from '#core/contracts/http/validate.ts';
import type { Json, JsonObject } from '#core/kernel/json.ts';

const metadataLimits = { bytes: 8_192, depth: 5, keys: 50 };

const detailBytesMax = 16_384;

type Path = readonly (string | number)[];

const encoder = new TextEncoder();

const byteLength = (value: unknown): number => encoder.encode(JSON.stringify(value)).length;

const isCardText = (value: Json): boolean =>
  (typeof value === 'string' || typeof value === 'number') && hasCardNumber(String(value));

/** The first place that holds card data, or a name that would reach into an object's prototype. */
const findBad = (value: Json, path: Path): Fault | undefined => {
  if (isCardText(value)) return { fault: 'card_data', path };
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    const place = [...path, Array.isArray(value) ? Number(name) : name];
    if (name === '__proto__') return { fault: 'unknown', path: place };
    if (isCardName(name) || hasCardNumber(name)) return { fault: 'card_data', path: place };
    const bad = findBad(member, place);
    if (bad !== undefined) return bad;
  }
  return undefined;
};

/** Depth of nesting (a flat object is 1) and the number of names at every level. */
const measure = (value: Json): { readonly depth: number; readonly keys: number } => {
  if (typeof value !== 'object' || value === null) return { depth: 0, keys: 0 };
  const members = Object.values(value).map((member: Json) => measure(member));
  return {
    depth: 1 + Math.max(0, ...members.map((member) => member.depth)),
    keys: members.reduce(
      (sum, member) => sum + member.keys,
      Array.isArray(value) ? 0 : members.length,
    ),
  };
};

const tooBig = (value: JsonObject): Fault | undefined => {
  const { bytes, depth, keys } = metadataLimits;
  if (byteLength(value) > bytes) return { fault: 'too_big', params: limitParams(bytes) };
  const size = measure(value);
  if (size.depth > depth) return { fault: 'too_big', params: limitParams(depth) };
  return size.keys > keys ? { fault: 'too_big', params: limitParams(keys) } : undefined;
};

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON object of at most 8,192 bytes, depth 5 and 50 names in all, without card data. */
export const metadataInput: z.ZodMiniType<JsonObject, unknown> = fieldOf(
  (value) =>
    isObject(value)
      ? (tooBig(value) ?? findBad(value, []) ?? { value })
      : { fault: 'invalid_type' },
  { type: 'object', additionalProperties: true, maxProperties: metadataLimits.keys },
);

/** Any JSON of at most 16 KiB, without card data. */
export const detailInput: z.ZodMiniType<Json, unknown> = fieldOf(
  (value) =>
    byteLength(value) > detailBytesMax
      ? { fault: 'too_big', params: limitParams(detailBytesMax) }
      : (findBad(value as Json, []) ?? { value: value as Json }),
  { description: 'Any JSON of at most 16 KiB.' },
);
