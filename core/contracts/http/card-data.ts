// Finds card data where it must never be: 14 to 19 digits, grouped or not, with the prefix of a card
// issuer and a valid check digit, and properties named like card fields.
// Source: API specification, section 2.3; prefixes: ISO/IEC 7812 issuer ranges, and 94 to 97 for
// Korean domestic cards.

const issuerPrefix =
  /^(?:4|5[0-8]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|3(?:0[0-59]|[4-9])|6|81|9[4-7])/u;

/** Mod 10 check of ISO/IEC 7812-1, annex B. */
const hasCheckDigit = (digits: string): boolean => {
  const total = digits
    .split('')
    .reverse()
    .reduce((sum, digit, place) => {
      const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
      return sum + (value > 9 ? value - 9 : value);
    }, 0);
  return total % 10 === 0;
};

const isCardNumber = (digits: string): boolean =>
  digits.length >= 14 && digits.length <= 19 && issuerPrefix.test(digits) && hasCheckDigit(digits);

/** Digit groups that a single separator joins: `4111 1111-1111.1111`. */
const groupedDigits = /\d+(?:[ .\-\u00a0]\d+)*/gu;

/** Every span of neighbouring groups is tried, so a number before or behind hides nothing. */
const spansHaveCard = (groups: readonly string[]): boolean => {
  for (let start = 0; start < groups.length; start += 1) {
    let digits = '';
    for (let end = start; end < groups.length && digits.length < 19; end += 1) {
      digits += groups[end];
      if (isCardNumber(digits)) return true;
    }
  }
  return false;
};

const wideDigits = /[\uff10-\uff19]/u;

/** True when the text holds what looks like a card number. A 13-digit time in milliseconds does not. */
export const hasCardNumber = (text: string): boolean => {
  const plain = wideDigits.test(text) ? text.normalize('NFKC') : text;
  for (const [run] of plain.matchAll(groupedDigits)) {
    if (run.length >= 14 && spansHaveCard(run.split(/[^0-9]/u))) return true;
  }
  return false;
};

const cardNames: ReadonlySet<string> = new Set(['cardnumber', 'cardno', 'pan', 'cvc', 'cvv']);

/** True for `cardNumber`, `card_number`, `PAN`, `cvc2` and the like. */
export const isCardName = (name: string): boolean =>
  cardNames.has(name.toLowerCase().replaceAll(/[^a-z]/gu, ''));

/** A property name that may be shown again: digits are masked when they look like a card number. */
export const withoutCardNumber = (text: string): string =>
  hasCardNumber(text) ? text.replaceAll(/\d/gu, '*') : text;
