// The rules of the house for every machine, each a function from a definition to its findings.
// Source: house guide, section 8; saga specification, section 4.1.

import { createRequire } from 'node:module';
import type { ChoiceState, Definition, State, TaskState } from './definition.ts';
import { readDefinition, targetsOf } from './definition.ts';

type Verdict = { readonly isValid: boolean; readonly errorsText: (separator: string) => string };

/** The package is CommonJS without types, so its contract is written down here. */
const validateAsl = createRequire(import.meta.url)('asl-validator') as (
  definition: object,
  options: { readonly checkArn: boolean; readonly checkPaths: boolean },
) => Verdict;

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

const tasksOf = (definition: Definition): readonly Named<TaskState>[] =>
  Object.entries(definition.States).filter(
    (entry): entry is [string, TaskState] => entry[1].Type === 'Task',
  );

const choicesOf = (definition: Definition): readonly Named<ChoiceState>[] =>
  Object.entries(definition.States).filter(
    (entry): entry is [string, ChoiceState] => entry[1].Type === 'Choice',
  );

const subset: LintRule = {
  name: 'subset',
  check: (definition) => {
    try {
      readDefinition(definition);
      return [];
    } catch (thrown) {
      return [thrown instanceof Error ? thrown.message : String(thrown)];
    }
  },
};

const validator: LintRule = {
  name: 'asl-validator',
  check: (definition) => {
    // A deep copy: the validator writes a QueryLanguage into every state.
    const verdict = validateAsl(structuredClone(definition), { checkArn: true, checkPaths: true });
    return verdict.isValid ? [] : [verdict.errorsText('; ')];
  },
};

const timeouts: LintRule = {
  name: 'timeout',
  check: (definition) =>
    tasksOf(definition).flatMap(([name, task]) =>
      task.TimeoutSeconds === undefined ? [`${name} may wait for ever`] : [],
    ),
};

const retryNames = new Set(['States.TaskFailed', 'States.Timeout']);

const retryFaults = (task: TaskState): readonly string[] =>
  (task.Retry ?? []).flatMap((entry) => [
    ...entry.ErrorEquals.filter((name) => !retryNames.has(name)).map((name) => `retries ${name}`),
    ...(['MaxAttempts', 'MaxDelaySeconds', 'IntervalSeconds', 'BackoffRate'] as const)
      .filter((field) => entry[field] === undefined)
      .map((field) => `retries without ${field}`),
    ...(entry.JitterStrategy === 'FULL' ? [] : ['retries without full jitter']),
  ]);

const retries: LintRule = {
  name: 'retry',
  check: (definition) =>
    tasksOf(definition).flatMap(([name, task]) => [
      ...retryFaults(task).map((fault) => `${name} ${fault}`),
      ...(task.Retry?.length === 1 ? [] : [`${name} needs exactly one entry of Retry`]),
    ]),
};

/** The step that raises a person's attention ends in a Fail and has nobody left to hand over to. */
const isLast = (definition: Definition, task: TaskState): boolean =>
  task.Next !== undefined && definition.States[task.Next]?.Type === 'Fail';

const catchFault = (task: TaskState, targets: readonly string[]): string | undefined => {
  const [entry, ...more] = task.Catch ?? [];
  if (entry === undefined || more.length > 0) return 'needs exactly one Catch';
  if (entry.ErrorEquals.join() !== 'States.ALL') return 'must catch States.ALL';
  if (entry.ResultPath !== '$.error') return 'must keep its input and put the error at $.error';
  return targets.includes(entry.Next) ? undefined : `is caught into ${entry.Next}`;
};

const catches: LintRule = {
  name: 'catch',
  check: (definition, { catchTargets }) =>
    tasksOf(definition).flatMap(([name, task]) => {
      if (isLast(definition, task)) return task.Catch === undefined ? [] : [`${name} is the last`];
      const fault = catchFault(task, catchTargets);
      return fault === undefined ? [] : [`${name} ${fault}`];
    }),
};

const branchFaults = (
  definition: Definition,
  task: TaskState,
  known: readonly string[],
): readonly string[] => {
  const next = task.Next === undefined ? undefined : definition.States[task.Next];
  if (known.length === 1) return next?.Type === 'Choice' ? ['is asked for its only outcome'] : [];
  if (next?.Type !== 'Choice') return ['knows several outcomes and no Choice follows'];
  const branches = next.Choices.map((rule) => rule.StringEquals);
  return known
    .filter((outcome) => !branches.includes(outcome))
    .map((outcome) => `has no branch for ${outcome}`);
};

const outcomes: LintRule = {
  name: 'outcome',
  check: (definition, { outcomes: knownBy }) =>
    tasksOf(definition).flatMap(([name, task]) => {
      const known = knownBy[name];
      if (known === undefined) return [`${name} has no list of outcomes`];
      return branchFaults(definition, task, known).map((fault) => `${name} ${fault}`);
    }),
};

const choices: LintRule = {
  name: 'choice',
  check: (definition, { person }) =>
    choicesOf(definition).flatMap(([name, state]) => [
      ...(state.Default === person ? [] : [`${name} does not end with a person`]),
      ...state.Choices.filter((rule) => rule.Variable !== '$.step.outcome').map(
        (rule) => `${name} tests ${rule.Variable}`,
      ),
      ...(new Set(state.Choices.map((rule) => rule.StringEquals)).size === state.Choices.length
        ? []
        : [`${name} has two branches for one outcome`]),
    ]),
};

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

const size: LintRule = {
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

const reachable: LintRule = {
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

const ends: LintRule = {
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

const secrets: LintRule = {
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

export const lintRules: readonly LintRule[] = [
  subset,
  validator,
  timeouts,
  retries,
  catches,
  outcomes,
  choices,
  size,
  reachable,
  ends,
  secrets,
];

/** Findings of all rules, as `rule: finding`. */
export const lint = (definition: Definition, context: LintContext): readonly string[] =>
  lintRules.flatMap((rule) =>
    rule.check(definition, context).map((finding) => `${rule.name}: ${finding}`),
  );
