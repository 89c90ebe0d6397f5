// What a rule of the lint is given and what it gives back.

import type { ChoiceState, Definition, State } from './definition.ts';

export type LintContext = {
  /** Outcomes that each task may give. */
  readonly outcomes: Readonly<Record<string, readonly string[]>>;
  /** Where a Catch may lead. */
  readonly catchTargets: readonly string[];
  /** Where a Choice goes with an outcome it does not know. */
  readonly person: string;
};

export type LintRule = {
  readonly name: string;
  readonly check: (definition: Definition, context: LintContext) => readonly string[];
};

type Named<S extends State> = readonly [string, S];

export const choicesOf = (definition: Definition): readonly Named<ChoiceState>[] =>
  Object.entries(definition.States).filter(
    (entry): entry is [string, ChoiceState] => entry[1].Type === 'Choice',
  );
