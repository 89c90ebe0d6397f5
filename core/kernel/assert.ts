// Assertions are for bugs: a failed one stops the request and never becomes a customer's error.

export class AssertionFailed extends Error {
  override readonly name = 'AssertionFailed';
}

/** @throws AssertionFailed when the condition does not hold. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionFailed(message);
}

/** Unwraps a value that a rule says must be there. @throws AssertionFailed when it is absent. */
export const present = <T>(value: T | undefined | null, message: string): T => {
  if (value === undefined || value === null) throw new AssertionFailed(message);
  return value;
};

/** Closes a switch over a union: reached only when a case was forgotten. */
export const unreachable = (value: never): never => {
  throw new AssertionFailed(`unexpected value ${JSON.stringify(value)}`);
};
