// Size, content type and JSON of a body, before anybody looks at its fields.
// Source: API specification, sections 2.3 and 2.4.
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import { parseJsonBody } from '#core/contracts/http/json-body.ts';
import type { Exchange } from './exchange.ts';
import type { RawRequest } from './gateway-event.ts';

const bytesMax = 65_536;

/** A PG tells the whole payment. */
export const webhookBytesMax = 262_144;

/** The first check of all: a body too large is not even hashed. */
export const refuseTooLarge = (
  { raw }: { readonly raw: RawRequest },
  max = bytesMax,
): Answer | undefined => (raw.bytes.length > max ? refusal('VAL_004') : undefined);

/** `application/json`, with no charset or UTF-8. */
export const isJson = (contentType: string): boolean => {
  const [media = '', ...parameters] = contentType.toLowerCase().split(';');
  if (media.trim() !== 'application/json') return false;
  return parameters
    .map((each) => each.trim())
    .filter((each) => each.startsWith('charset='))
    .every((each) => /^charset="?utf-?8"?$/u.test(each));
};

/** @returns The refusal; else nothing, and the exchange has its JSON. */
export const readBody = (exchange: Exchange): Answer | undefined => {
  const { bytes, headers } = exchange.raw;
  if (bytes.length > 0 && !isJson(headers['content-type'] ?? '')) return refusal('VAL_003');
  const parsed = parseJsonBody(bytes);
  if (!parsed.ok) return refusal('VAL_002');
  exchange.json = parsed.value;
  return undefined;
};
