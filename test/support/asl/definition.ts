// The subset of the Amazon States Language that our machines use, as schemas and as types.
// Anything else throws: a field the stepper does not know would be a promise nobody tests.
// Source: https://states-language.net/spec.html

import * as z from 'zod';

const word = '[A-Za-z_][A-Za-z0-9_]*';
const dataPath = new RegExp(`^\\$(\\.${word})*$`, 'u');
const anyPath = new RegExp(`^\\$\\$?(\\.${word})*$`, 'u');

const pathText = z.string().regex(dataPath, 'not a plain $ path');

const isTemplate = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return false;
  return Object.entries(value).every(([key, member]) =>
    key.endsWith('.$') ? typeof member === 'string' && anyPath.test(member) : isTemplate(member),
  );
};

const template = z
  .record(z.string(), z.json())
  .refine(isTemplate, 'not a template of literals and plain paths');

const whole = z.number().int().nonnegative();

const retrier = z.strictObject({
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: z.optional(whole.positive()),
  BackoffRate: z.optional(z.number().min(1)),
  MaxAttempts: z.optional(whole),
  MaxDelaySeconds: z.optional(whole.positive()),
  JitterStrategy: z.optional(z.enum(['FULL', 'NONE'])),
});

const catcher = z.strictObject({
  ErrorEquals: z.array(z.string()).min(1),
  ResultPath: z.optional(pathText),
  Next: z.string(),
});

const task = z.strictObject({
  Type: z.literal('Task'),
  Comment: z.optional(z.string()),
  Resource: z.enum([
    'arn:aws:states:::lambda:invoke',
    'arn:aws:states:::lambda:invoke.waitForTaskToken',
  ]),
  Parameters: z.strictObject({ FunctionName: z.string(), Payload: template }),
  ResultSelector: z.optional(template),
  ResultPath: z.optional(pathText),
  TimeoutSeconds: z.optional(whole.positive()),
  Retry: z.optional(z.array(retrier)),
  Catch: z.optional(z.array(catcher)),
  Next: z.optional(z.string()),
  End: z.optional(z.literal(true)),
});

const choice = z.strictObject({
  Type: z.literal('Choice'),
  Comment: z.optional(z.string()),
  Choices: z
    .array(z.strictObject({ Variable: pathText, StringEquals: z.string(), Next: z.string() }))
    .min(1),
  Default: z.optional(z.string()),
});

const succeed = z.strictObject({ Type: z.literal('Succeed'), Comment: z.optional(z.string()) });

const fail = z.strictObject({
  Type: z.literal('Fail'),
  Comment: z.optional(z.string()),
  Error: z.optional(z.string()),
  Cause: z.optional(z.string()),
});

const definition = z.strictObject({
  Comment: z.optional(z.string()),
  StartAt: z.string(),
  TimeoutSeconds: z.optional(whole.positive()),
  States: z.record(z.string(), z.discriminatedUnion('Type', [task, choice, succeed, fail])),
});

export type Retrier = z.infer<typeof retrier>;
export type Catcher = z.infer<typeof catcher>;
export type TaskState = z.infer<typeof task>;
export type ChoiceState = z.infer<typeof choice>;
export type FailState = z.infer<typeof fail>;
export type Definition = z.infer<typeof definition>;
export type State = Definition['States'][string];

/** Tasks by name, in the order of the file. */
export const tasksOf = (machine: Definition): readonly (readonly [string, TaskState])[] =>
  Object.entries(machine.States).flatMap(([name, state]) =>
    state.Type === 'Task' ? [[name, state] as const] : [],
  );

/** Names of the tasks that wait until somebody sends their token back. */
export const waitingIn = (machine: Definition): ReadonlySet<string> =>
  new Set(tasksOf(machine).flatMap(([name, state]) => (waits(state) ? [name] : [])));

export const waits = (state: TaskState): boolean => state.Resource.endsWith('.waitForTaskToken');

/** Names of the states that a state may move to, in the order of the file. */
export const targetsOf = (state: State): readonly string[] => {
  if (state.Type === 'Choice') {
    const chosen = state.Choices.map((rule) => rule.Next);
    return state.Default === undefined ? chosen : [...chosen, state.Default];
  }
  if (state.Type !== 'Task') return [];
  const caught = (state.Catch ?? []).map((entry) => entry.Next);
  return state.Next === undefined ? caught : [state.Next, ...caught];
};

/** What this file has read itself needs no second reading; nobody changes it after that. */
const known = new WeakSet<object>();

const isRead = (json: unknown): json is Definition =>
  typeof json === 'object' && json !== null && known.has(json);

/**
 * Reads a definition, its placeholders replaced or not.
 *
 * @throws Error that names the place, for a field or a value outside the subset, a target that does
 * not exist, and a task with both or neither of Next and End.
 */
export const readDefinition = (json: unknown): Definition => {
  if (isRead(json)) return json;
  const read = definition.safeParse(json);
  if (!read.success) throw new Error(`outside the subset: ${z.prettifyError(read.error)}`);
  const { States: states, StartAt: start } = read.data;
  if (!Object.hasOwn(states, start)) throw new Error(`StartAt names no state: ${start}`);
  for (const [name, state] of Object.entries(states)) {
    const lost = targetsOf(state).find((target) => !Object.hasOwn(states, target));
    if (lost !== undefined) throw new Error(`${name} leads to no state: ${lost}`);
    if (state.Type === 'Task' && (state.Next === undefined) === (state.End === undefined)) {
      throw new Error(`${name} needs exactly one of Next and End`);
    }
  }
  known.add(read.data);
  return read.data;
};
