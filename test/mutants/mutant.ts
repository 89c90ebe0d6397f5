// What a seeded bug is: one line of shipped text that is made wrong, the check that must notice, and how
// much may be run until it does.

/** An invariant (I01), a rule of a run (R03), or the tests of a named file. */
export type Check = `I${number}` | `R${number}` | 'tests';

/** Only the cells (`kind|site`) that hold `near`: a part of the singles that is enough for the bug. */
interface Singles {
  readonly template: string;
  readonly near?: string;
}

/**
 * How long a bug may live. F: the fault-free run. S: every single fault. W: random worlds. L: every
 * single fault with one layer off. D: a named test file.
 */
export type Budget =
  | { readonly kind: 'F'; readonly template: string; readonly seed?: string }
  | ({ readonly kind: 'S' } & Singles)
  | { readonly kind: 'W'; readonly worlds: number }
  | ({ readonly kind: 'L'; readonly layer: string } & Singles)
  | { readonly kind: 'D'; readonly testFile: string };

/** Text to replace. The anchor occurs exactly once in the file; white space does not count. */
export interface Change {
  readonly anchor: string;
  readonly replace: string;
}

export interface Seed extends Change {
  readonly id: string;
  /** Path from the root of the repository. */
  readonly file: string;
  /** Further places of the same file, where the bug is one thought in several lines. */
  readonly also?: readonly Change[];
}

export interface Mutant extends Seed {
  /** Where the bug sits, in the words of the specification. */
  readonly where: string;
  readonly bug: string;
  readonly expect: Check;
  /** Behaviour of the payment gateway that the run needs; the template's own where it is left out. */
  readonly profile?: string;
  readonly budget: Budget;
}
