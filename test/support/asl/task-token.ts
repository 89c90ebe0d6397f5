// Task tokens: readable here, opaque to everybody else, new for every try.

const prefix = 'asl-task-token';

const shape = new RegExp(`^${prefix}/([^/]+)/([1-9][0-9]*)$`, 'u');

export const tokenText = (executionName: string, number: number): string =>
  `${prefix}/${executionName}/${number}`;

export type ParsedToken = { readonly executionName: string; readonly number: number };

/** Undefined when the text was never a token of ours. */
export const parseToken = (text: string): ParsedToken | undefined => {
  const [, executionName, number] = shape.exec(text) ?? [];
  if (executionName === undefined || number === undefined) return undefined;
  return { executionName, number: Number(number) };
};
