// Every edge of a definition by name, so that a test can say which ones no path has taken.

import type { Definition, State } from './definition.ts';

/** An entry of Retry has one edge per error name, since each name is a promise of its own. */
export const retryEdge = (index: number, errorName: string): string =>
  `Retry[${index}]:${errorName}`;

export const catchEdge = (index: number): string => `Catch[${index}]`;

export const choiceEdge = (index: number): string => `Choices[${index}]`;

const edgesOfState = (state: State): readonly string[] => {
  if (state.Type === 'Choice') {
    const rules = state.Choices.map((_, index) => choiceEdge(index));
    return state.Default === undefined ? rules : [...rules, 'Default'];
  }
  if (state.Type !== 'Task') return ['End'];
  const retries = (state.Retry ?? []).flatMap((entry, index) =>
    entry.ErrorEquals.map((errorName) => retryEdge(index, errorName)),
  );
  const catches = (state.Catch ?? []).map((_, index) => catchEdge(index));
  return [state.Next === undefined ? 'End' : 'Next', ...retries, ...catches];
};

/** `State/edge` for every state, in the order of the file. */
export const edgesOf = (definition: Definition): readonly string[] =>
  Object.entries(definition.States).flatMap(([name, state]) =>
    edgesOfState(state).map((edge) => `${name}/${edge}`),
  );
