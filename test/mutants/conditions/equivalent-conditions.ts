// Parts of conditions whose absence nobody can tell, each with the reason. They are not counted.

export interface Equivalent {
  readonly kind: string;
  readonly row: string;
  readonly text: string;
  /** Index of the part, as the gate prints it. */
  readonly part: number;
  readonly reason: string;
}

export const equivalentConditions: readonly Equivalent[] = [];
