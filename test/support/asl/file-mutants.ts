// Copies of a definition that each lack one part: a Retry or one of its names, a Catch, a branch, a
// default, a timeout, the shaping of a result. Tests and lint together must tell each from the file.

import type { Definition, State } from './definition.ts';

export type FileMutant = { readonly lacks: string; readonly definition: Definition };

type Cut = { readonly lacks: string; readonly cut: (state: State) => void };

const removable = ['Retry', 'Catch', 'TimeoutSeconds', 'ResultSelector', 'ResultPath'] as const;

const cutsOf = (state: State): readonly Cut[] => {
  if (state.Type === 'Choice') {
    const rules = state.Choices.map(
      (_, index): Cut => ({
        lacks: `Choices[${index}]`,
        cut: (copy) => {
          if (copy.Type === 'Choice') copy.Choices.splice(index, 1);
        },
      }),
    );
    const cutDefault: Cut = {
      lacks: 'Default',
      cut: (copy) => {
        if (copy.Type === 'Choice') delete copy.Default;
      },
    };
    return [...rules, cutDefault];
  }
  if (state.Type !== 'Task') return [];
  const fields = removable
    .filter((field) => state[field] !== undefined)
    .map(
      (field): Cut => ({
        lacks: field,
        cut: (copy) => {
          if (copy.Type === 'Task') delete copy[field];
        },
      }),
    );
  const names = (state.Retry?.[0]?.ErrorEquals ?? []).map(
    (name): Cut => ({
      lacks: `Retry of ${name}`,
      cut: (copy) => {
        const entry = copy.Type === 'Task' ? copy.Retry?.[0] : undefined;
        if (entry !== undefined)
          entry.ErrorEquals = entry.ErrorEquals.filter((each) => each !== name);
      },
    }),
  );
  return [...fields, ...(names.length > 1 ? names : [])];
};

const withoutTimeout = (definition: Definition): FileMutant => {
  const { TimeoutSeconds: _, ...rest } = structuredClone(definition);
  return { lacks: 'TimeoutSeconds of the machine', definition: rest };
};

/** Every mutant of a definition, in the order of the file. */
export const fileMutants = (definition: Definition): readonly FileMutant[] => [
  withoutTimeout(definition),
  ...Object.entries(definition.States).flatMap(([name, state]) =>
    cutsOf(state).map(({ lacks, cut }) => {
      const copy = structuredClone(definition);
      const target = copy.States[name];
      if (target !== undefined) cut(target);
      return { lacks: `${lacks} of ${name}`, definition: copy };
    }),
  ),
];
