// What can go wrong inside a state, and which entry of Retry or Catch it meets.
// Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html

/** A failure inside a state, under the name that Retry and Catch compare. */
export class StateFailure extends Error {
  override readonly name: string;
  override readonly cause: string;

  constructor(name: string, cause: string) {
    super(`${name}: ${cause}`);
    this.name = name;
    this.cause = cause;
  }
}

/** A refusal of the service's own API, named as the SDK names it. */
export class ServiceRefusal extends Error {
  override readonly name: string;

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** Neither retried nor caught, whatever a machine says. */
const fatal: ReadonlySet<string> = new Set(['States.Runtime', 'States.DataLimitExceeded']);

/** True when an entry of Retry or Catch with these names is for that failure. */
export const meets = (names: readonly string[], failure: string): boolean => {
  if (fatal.has(failure)) return false;
  return names.some(
    (name) =>
      name === failure ||
      name === 'States.ALL' ||
      (name === 'States.TaskFailed' && failure !== 'States.Timeout'),
  );
};

/** The entry's own word for a failure; tests count it as an edge of the file. */
export const metBy = (names: readonly string[], failure: string): string =>
  names.find((name) => meets([name], failure)) ?? failure;
