// Surprises a caller must tell apart: what is certainly not done, and what nobody knows.

/** A dependency is down or overloaded, and what was asked of it has certainly not happened. */
export class DependencyUnavailable extends Error {
  override readonly name = 'DependencyUnavailable';
  readonly dependency: string;

  constructor(dependency: string, cause?: unknown) {
    super(`${dependency} is not available`, { cause });
    this.dependency = dependency;
  }
}

/** The answer was lost: the write may or may not have happened. Reading, never repeating blindly, decides. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';

  constructor(what: string, cause?: unknown) {
    super(`the outcome of ${what} is not known`, { cause });
  }
}

/** A sealed text does not open here: it was altered, or it belongs to another place. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';

  constructor(where: string, cause?: unknown) {
    super(`a sealed text does not open, by ${where}`, { cause });
  }
}

/** An outage says nothing about what was asked: the same may be asked again. */
export const isOutage = (fault: unknown): boolean =>
  fault instanceof DependencyUnavailable || fault instanceof OutcomeUnknown;
