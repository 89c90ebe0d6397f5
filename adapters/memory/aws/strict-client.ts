// What all clients of the SDK have in common: one `send`, told apart by the class of the command. An
// unknown command or field throws, so that no adapter relies on what a twin would ignore.
import { UnknownRequestError } from './sdk-error.ts';

/** One command of a service: the fields it takes, and what it does. */
export interface Operation {
  readonly required: readonly string[];
  readonly optional?: readonly string[];
  readonly run: (input: never) => object | Promise<object>;
}

/** @param run - Gets the input once it is known to hold nothing but known fields. */
export const operation = <Input>(
  required: readonly (keyof Input & string)[],
  run: (input: Input) => object | Promise<object>,
  optional: readonly (keyof Input & string)[] = [],
): Operation => ({ required, optional, run });

export type StrictSend = (command: { readonly input: object }) => Promise<object>;

export interface StrictClient {
  readonly send: StrictSend;
  /** Requests outside the subset: an adapter may have swallowed what was thrown, so a run looks here. */
  readonly unknownRequests: readonly string[];
}

/** What is wrong with the fields of an input; undefined when nothing is. */
const faultOf = (input: object, { required, optional = [] }: Operation): string | undefined => {
  const names = Object.keys(input).filter(
    (name) => input[name as keyof typeof input] !== undefined,
  );
  const surplus = names.find((name) => !required.includes(name) && !optional.includes(name));
  if (surplus !== undefined) return `the field ${surplus}`;
  const missing = required.find((name) => !names.includes(name));
  return missing === undefined ? undefined : `a request without ${missing}`;
};

const short = (className: string): string => className.replace(/Command$/u, '');

/** @param service - For messages: `SQS`. @param operations - By name without suffix: `SendMessage`. */
export const strictClient = (
  service: string,
  operations: Readonly<Record<string, Operation>>,
): StrictClient => {
  const unknownRequests: string[] = [];
  const byClass = new Map(
    Object.entries(operations).map(([name, known]) => [`${name}Command`, known]),
  );
  const answer = async (command: { readonly input: object }): Promise<object> => {
    const { name } = command.constructor;
    const known = byClass.get(name);
    if (known === undefined) throw new UnknownRequestError(service, `the command ${short(name)}`);
    const fault = faultOf(command.input, known);
    if (fault !== undefined) throw new UnknownRequestError(service, `${fault} of ${short(name)}`);
    const output = await known.run(command.input as never);
    return { $metadata: { httpStatusCode: 200 }, ...output };
  };
  const send: StrictSend = async (command) => {
    try {
      return await answer(command);
    } catch (thrown) {
      if (thrown instanceof UnknownRequestError) unknownRequests.push(thrown.message);
      throw thrown;
    }
  };
  return { send, unknownRequests };
};
