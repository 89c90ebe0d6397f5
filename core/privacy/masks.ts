// What is left of personal data where people may read it: enough to recognise one's own, too little to
// use another's.

const stars = (count: number): string => '*'.repeat(Math.max(count, 0));

/** `홍*동`, `J***n`: the first and the last character of three or more; else the first of two. */
export const maskedName = (name: string): string => {
  const letters = Array.from(name);
  const [first = ''] = letters;
  if (letters.length < 3) return letters.length === 1 ? '*' : `${first}*`;
  return `${first}${stars(letters.length - 2)}${letters[letters.length - 1]}`;
};

/** `k***@example.com`: how long the name before the sign is, nobody is told. */
export const maskedEmail = (email: string): string => {
  const sign = email.lastIndexOf('@');
  return `${Array.from(email)[0]}***${email.slice(sign)}`;
};

const keptAtEnd = 4;
const keptInFront = 3;

/** `010****5678`; of a short number its end alone. */
export const maskedPhone = (digits: string): string => {
  const front = digits.length >= 10 ? keptInFront : 0;
  const hidden = stars(digits.length - front - keptAtEnd);
  return `${digits.slice(0, front)}${hidden}${digits.slice(-keptAtEnd)}`;
};

/** `*******4321`: digits and letters but the last four; separators stay where they are. */
export const maskedAccount = (account: string): string => {
  let left = account.replaceAll(/[^\p{L}\p{N}]/gu, '').length - keptAtEnd;
  return account.replaceAll(/[\p{L}\p{N}]/gu, (letter) => {
    left -= 1;
    return left >= 0 ? '*' : letter;
  });
};
