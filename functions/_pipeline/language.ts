// Which of our two languages a reader prefers. Korean unless English is preferred to it.
// Source: RFC 9110, section 12.5.4 (Accept-Language).
import type { Language } from '#core/contracts/messages.ts';

const readMax = 256;

/** The weight of one range; 1 when it has none or a bad one. */
const weight = (parameters: readonly string[]): number => {
  const found = parameters.map((each) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/iu.exec(each)?.[1]);
  return Number(found.find((each) => each !== undefined) ?? 1);
};

/** @param header - `Accept-Language` as sent; bad parts of it are passed over. */
export const languageOf = (header: string | undefined): Language => {
  let best: { readonly language: Language; readonly q: number } = { language: 'ko', q: 0 };
  for (const part of (header ?? '').slice(0, readMax).split(',')) {
    const [range = '', ...parameters] = part.split(';');
    const language = range.trim().toLowerCase().split('-', 1)[0];
    if (language !== 'en' && language !== 'ko') continue;
    const q = weight(parameters);
    if (q > best.q) best = { language, q };
  }
  return best.language;
};
