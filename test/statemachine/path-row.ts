// What a row of the path table is, and the words that its rows are made of.

import type { Script, ScriptedTry } from '#test/support/asl/scripted-run.ts';

export type PathRow = {
  readonly name: string;
  readonly entry?: 'EXECUTE' | 'COMPENSATE' | 'RESUME';
  readonly script: Script;
  readonly entered: readonly string[];
  readonly transitions: number;
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT';
  /** Name of the error that ends a failed execution. */
  readonly error?: string;
  /** Callbacks that came after the end. */
  readonly refusals?: readonly string[];
  /** Functions called where the number of tries is the point. */
  readonly tries?: Readonly<Record<string, number>>;
};

export const answers = (outcome: string, afterMs = 0): readonly ScriptedTry[] => [
  { answers: outcome, afterMs },
];

export const down: readonly ScriptedTry[] = [{ throws: 'TransactionCanceledException' }];
export const slow: readonly ScriptedTry[] = [{ hangs: true }];

/** One outage, one timeout, then the answer: both names of Retry are used. */
export const shaky = (outcome: string): readonly ScriptedTry[] => [
  { throws: 'Lambda.TooManyRequestsException' },
  { hangs: true },
  { answers: outcome },
];

export const seconds = 1000;
export const hours = 3600 * seconds;

export const done = answers('DONE', 40);
export const undelivered = { CancelPayment: answers('RETURNED', 900), CancelOrder: done };

export const happy = ['ExecuteService', 'ServiceOutcome', 'CompleteOrder'];
export const returned = ['CancelOrder', 'Compensated'];
export const person = ['NeedsAttention', 'Attention'];
export const cancelled = ['ExecuteService', 'ServiceOutcome', 'CancelPayment', 'CancelOutcome'];
export const doubted = [...cancelled, 'AwaitCancel', 'CancelOutcome'];

export const succeeded = { status: 'SUCCEEDED' } as const;
export const attention = { status: 'FAILED', error: 'SYS_008' } as const;

export const compensated = (
  name: string,
  row: Partial<PathRow> & Pick<PathRow, 'script'>,
): PathRow => ({
  name,
  entered: [...cancelled, ...returned],
  transitions: 7,
  ...succeeded,
  ...row,
});
