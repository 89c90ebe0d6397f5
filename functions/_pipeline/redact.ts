// The second fence before a log line: what must never be read there is taken out by name and by form.
// The first fence is that pipelines log a closed list of fields. Source: operations specification, 5.1.

const taken = '[redacted]';

const secretNames =
  /authori[sz]ation|signature|secret|token|cookie|password|credential|api.?key$|billing.?key|auth.?key|card|^pan$|cvc|cvv|expiry|^body$|raw.?body|^payload$|phone|mobile|e.?mail|birth|account(?!.?type)|customer|holder/iu;

const forms: readonly (readonly [RegExp, string])[] = [
  [/FLUXPAY-HMAC-SHA256[^\n"]*/gu, taken],
  [/fps_(?:test|live)_[A-Za-z0-9_-]*/gu, taken],
  [/(?:Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+/giu, taken],
  [/(?:test|live)_g?sk_[A-Za-z0-9]+/gu, taken],
  [/eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/gu, taken],
  [/(?<!\d)01[016789][ .-]?\d{3,4}[ .-]?\d{4}(?!\d)/gu, taken],
];

const mailForm = /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}/gu;
const digitRun = /\d+(?:[ .-]\d+)*/gu;

/** Mod 10 check of ISO/IEC 7812-1, annex B. */
const passesLuhn = (digits: string): boolean => {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const value = index % 2 === 1 ? digit * 2 : digit;
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
};

/** Every span of neighbouring groups is tried, so a number before or behind hides nothing. */
const hasCard = (groups: readonly string[]): boolean =>
  groups.some((_group, start) => {
    let digits = '';
    for (let end = start; end < groups.length && digits.length < 19; end += 1) {
      digits += groups[end];
      if (digits.length >= 13 && digits.length <= 19 && passesLuhn(digits)) return true;
    }
    return false;
  });

const withoutCards = (text: string): string =>
  text.replace(digitRun, (run) => (run.length >= 13 && hasCard(run.split(/\D/u)) ? taken : run));

/** Text without what looks like a secret, a card number, an e-mail address or a telephone number. */
export const redactText = (text: string): string => {
  const bare = forms.reduce((rest, [form, instead]) => rest.replace(form, instead), text);
  const unmailed = bare.includes('@') ? bare.replace(mailForm, taken) : bare;
  return withoutCards(unmailed);
};

const depthMax = 6;
const textMax = 2_000;

const errorParts = (error: Error): Record<string, unknown> => ({
  name: error.name,
  message: error.message,
  stack: error.stack,
  ...(error.cause === undefined ? {} : { cause: error.cause }),
});

const redactMembers = (value: object, depth: number): unknown => {
  if (depth >= depthMax) return taken;
  if (Array.isArray(value)) return value.slice(0, 50).map((each) => redactAt(each, depth + 1));
  const members = value instanceof Error ? errorParts(value) : value;
  return Object.fromEntries(
    Object.entries(members).map(([name, member]) => [
      redactText(name),
      secretNames.test(name) ? taken : redactAt(member, depth + 1),
    ]),
  );
};

const redactAt = (value: unknown, depth: number): unknown => {
  if (typeof value === 'string') return redactText(value.slice(0, textMax));
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return redactText(String(value)) === taken ? taken : value;
  if (typeof value !== 'object' || value === null) return value;
  return redactMembers(value, depth);
};

/** A copy that may be logged. Deep things are cut, so that a log line stays a line. */
export const redact = (value: unknown): unknown => redactAt(value, 0);
