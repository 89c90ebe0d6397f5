// Amounts are integers in minor units inside; JSON numbers in major units outside.

const minorPerMajor = (currency: string): number => (currency === 'USD' ? 100 : 1);

/** @returns undefined unless the value is a finite number the currency can express exactly. */
export const toMinor = (value: unknown, currency: string): number | undefined => {
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  const scale = minorPerMajor(currency);
  const minor = Math.round(value * scale);
  return Number.isSafeInteger(minor) && minor / scale === value ? minor : undefined;
};

export const toMajor = (minor: number, currency: string): number => minor / minorPerMajor(currency);

/** One eleventh of the taxable part, rounded half up, in integers. */
export const vatOf = (amount: number, taxFree: number, taxExemption = 0): number =>
  Math.floor((2 * (amount - taxFree - taxExemption) + 11) / 22);
