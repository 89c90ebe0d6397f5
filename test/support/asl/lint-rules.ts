// The rules of the house for every machine, each a function from a definition to its findings.
// Source: house guide, section 8; saga specification, section 4.1.

import validateAsl from 'asl-validator';
import { type Definition, readDefinition, type TaskState, tasksOf } from './definition.ts';
import { choicesOf, type LintContext, type LintRule } from './lint-rule.ts';
import { ends, reachable, secrets, size } from './lint-structure.ts';

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
