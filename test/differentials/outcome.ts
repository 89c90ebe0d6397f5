// What a differential leaves behind, and what must be true of it: no difference that nobody explains,
// a generator that reached everything, and neither all answers good nor all refused.

export type DifferentialName = 'dynamodb' | 'redis' | 'asl' | 'pg';

/** A difference that is listed with the page that decides; our side follows that page. */
export type KnownRow = {
  readonly name: string;
  readonly why: string;
  readonly page: string;
  /** How often programs met it; none where the comparison leaves it out instead. */
  readonly met?: number;
};

export type Batch = { readonly programs: number; readonly differences: readonly string[] };

export type Outcome = {
  readonly name: DifferentialName;
  readonly seed: number;
  readonly programs: number;
  readonly commands: number;
  /** Answers of our side; what an answer is, each differential says itself. */
  readonly succeeded: number;
  readonly refused: number;
  /** How often each operator, function, clause and refusal occurred. */
  readonly seen: ReadonlyMap<string, number>;
  /** What has to occur at least once. */
  readonly expected: readonly string[];
  readonly known: readonly KnownRow[];
  readonly batches: readonly Batch[];
  /** What the generator lacks by another measure than `expected`. */
  readonly gaps: readonly string[];
};

export type RunOptions = {
  readonly programs: number;
  readonly seed: number;
  readonly onProgram?: (done: number) => void;
};

/** One of the four, ready to be run. */
export type Differential = {
  readonly name: DifferentialName;
  /** Programs of a run of CI. */
  readonly programs: number;
  readonly run: (options: RunOptions) => Promise<Outcome>;
};

/** Sums of one run while it goes on. */
export const openTally = () => {
  const seen = new Map<string, number>();
  const sums = { commands: 0, succeeded: 0, refused: 0 };
  return {
    seen,
    sums,
    note: (label: string): void => {
      seen.set(label, (seen.get(label) ?? 0) + 1);
    },
    answered: (isRefused: boolean): void => {
      sums[isRefused ? 'refused' : 'succeeded'] += 1;
    },
  };
};

export type Tally = ReturnType<typeof openTally>;

/** Cuts so many programs into batches: each of them counts one test. */
export const batchSizes = (programs: number, size: number): readonly number[] =>
  Array.from({ length: Math.ceil(programs / size) }, (_, at) =>
    Math.min(size, programs - at * size),
  );

const fewest = 0.2;

/** What the generator lacks: less was compared than the numbers say. */
export const generatorFaults = (outcome: Outcome): readonly string[] => {
  const { expected, seen, known, succeeded, refused, gaps } = outcome;
  const answers = succeeded + refused;
  return [
    ...gaps,
    ...(expected.length === 0 ? ['nothing was expected to occur'] : []),
    ...expected.filter((label) => !seen.has(label)).map((label) => `never occurred: ${label}`),
    ...known
      .filter(({ met }) => met === 0)
      .map(({ name }) => `a known difference that nothing needs: ${name}`),
    ...(succeeded >= answers * fewest ? [] : [`only ${succeeded} of ${answers} succeed`]),
    ...(refused >= answers * fewest ? [] : [`only ${refused} of ${answers} are refused`]),
  ];
};

export type Verdict = {
  readonly passed: number;
  readonly failed: number;
  readonly faults: readonly string[];
};

/**
 * Each batch counts one, and the generator one. A run of fewer programs than CI's repeats a batch, so
 * its generator is not judged.
 */
export const verdictOf = (outcome: Outcome, programsOfCi: number): Verdict => {
  const isWhole = outcome.programs >= programsOfCi;
  const isEmpty = outcome.programs === 0 || outcome.succeeded + outcome.refused === 0;
  const lacks = isEmpty ? ['no program ran'] : isWhole ? generatorFaults(outcome) : [];
  const unequal = outcome.batches.filter(({ differences }) => differences.length > 0);
  const generator = isEmpty || lacks.length > 0 ? 'failed' : isWhole ? 'passed' : 'not judged';
  return {
    passed: outcome.batches.length - unequal.length + (generator === 'passed' ? 1 : 0),
    failed: unequal.length + (generator === 'failed' ? 1 : 0),
    faults: [...unequal.flatMap(({ differences }) => differences), ...lacks],
  };
};
