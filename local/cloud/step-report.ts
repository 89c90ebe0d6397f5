// Progress for people: one line per step with what it found and how long it took.
export type StepReport = {
  readonly steps: { readonly name: string; readonly text: string; readonly ms: number }[];
  /** Runs the step and prints its line; `describe` sees the result. A failure is passed on. */
  step<T>(name: string, run: () => Promise<T>, describe: (result: T) => string): Promise<T>;
};

/** @param write - Where lines go; a terminal or nowhere. */
export function stepReport(write: (line: string) => void): StepReport {
  const steps: StepReport['steps'] = [];
  return {
    steps,
    async step(name, run, describe) {
      const startedAt = performance.now();
      const result = await run();
      const ms = Math.round(performance.now() - startedAt);
      const text = describe(result);
      steps.push({ name, text, ms });
      write(stepLine(name, text, ms));
      return result;
    },
  };
}

/** Times stand in one column as long as the text is not wider than the line. */
export const stepLine = (name: string, text: string, ms: number): string =>
  ` ${name.padEnd(13)} ${text.padEnd(64)} ${(ms / 1000).toFixed(1).padStart(6)} s`;
