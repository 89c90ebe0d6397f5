// The package is CommonJS and ships no types, so the part of its contract that we use is here.

declare module 'asl-validator' {
  type Verdict = {
    readonly isValid: boolean;
    readonly errorsText: (separator: string) => string;
  };

  const validateAsl: (
    definition: object,
    options: { readonly checkArn: boolean; readonly checkPaths: boolean },
  ) => Verdict;

  export = validateAsl;
}
