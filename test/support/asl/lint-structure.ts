// Rules about the shape of a machine as a whole: its size, its ends, and what its history keeps.

import { type Definition, type State, type TaskState, targetsOf, tasksOf } from './definition.ts';
import { choicesOf, type LintRule } from './lint-rule.ts';

const happyPath = (definition: Definition): readonly string[] => {
  const path: string[] = [];
  let name: string | undefined = definition.StartAt;
  while (name !== undefined && !path.includes(name)) {
    path.push(name);
    const state: State | undefined = definition.States[name];
    name = state === undefined ? undefined : happyNext(state);
  }
  return path;
};

const happyNext = (state: State): string | undefined => {
  if (state.Type === 'Choice') return state.Choices[0]?.Next;
  return state.Type === 'Task' ? state.Next : undefined;
};

const transitionsMax = 4;
const statesMax = 25;

export const size: LintRule = {
  name: 'size',
  check: (definition) => {
    const transitions = happyPath(definition).length + 1;
    const states = Object.keys(definition.States).length;
    return [
      ...(transitions > transitionsMax ? [`the happy path costs ${transitions} transitions`] : []),
      ...(states > statesMax ? [`${states} states are a child machine too many`] : []),
    ];
  },
};

export const reachable: LintRule = {
  name: 'reachable',
  check: (definition) => {
    const seen = new Set<string>();
    const open = [definition.StartAt];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      const state = definition.States[name];
      if (state === undefined || seen.has(name)) continue;
      seen.add(name);
      open.push(...targetsOf(state));
    }
    return Object.keys(definition.States)
      .filter((name) => !seen.has(name))
      .map((name) => `${name} is never reached`);
  },
};

export const ends: LintRule = {
  name: 'named end',
  check: (definition) =>
    Object.entries(definition.States).flatMap(([name, state]) =>
      state.Type === 'Fail' && (state.Error === undefined || state.Cause === undefined)
        ? [`${name} fails without a name or a cause`]
        : [],
    ),
};

const secretWord =
  /secret|password|passphrase|token|card|cvc|cvv|\bpan\b|\bpin\b|apikey|privatekey|billingkey|credential|authorization|accountnumber|signature/iu;

/** The one token a machine must hand on, so that somebody can resume it. */
const tokenField = 'taskToken.$=$$.Task.Token';

const fieldsOf = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    typeof member === 'string' ? [`${key}=${member}`] : [key, ...fieldsOf(member)],
  );
};

const pathsOf = (task: TaskState): readonly string[] => [
  ...fieldsOf(task.Parameters.Payload),
  ...fieldsOf(task.ResultSelector),
  ...[task.ResultPath ?? '', ...(task.Catch ?? []).map((entry) => entry.ResultPath ?? '')],
];

export const secrets: LintRule = {
  name: 'secret',
  check: (definition) => [
    ...tasksOf(definition).flatMap(([name, task]) =>
      pathsOf(task)
        .filter((field) => field !== tokenField && secretWord.test(field))
        .map((field) => `${name} writes ${field} into the history`),
    ),
    ...choicesOf(definition).flatMap(([name, state]) =>
      state.Choices.filter((rule) => secretWord.test(rule.Variable)).map(
        (rule) => `${name} tests ${rule.Variable}`,
      ),
    ),
  ],
};
