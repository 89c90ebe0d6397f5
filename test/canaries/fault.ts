// What a planted fault is, and the two ways to plant one.

import { type Files, textOf } from './fixture.ts';

export type Fault = { checker: string; name: string; files: Files; says: RegExp };

export const core = 'core/kernel/amount.ts';
export const entry = 'functions/api/grow-amount';

export const after = (path: string, more: string): Files => ({ [path]: `${textOf(path)}${more}` });

export const inCore = (more: string): Files => after(core, `\n${more}\n`);

export const instead = (path: string, from: string, to: string): Files => {
  const text = textOf(path);
  if (!text.includes(from)) throw new Error(`canary is out of date: ${path} has no ${from}`);
  return { [path]: text.replace(from, to) };
};
