// The rules of a run beside the invariants, in the order of their numbers (proof specification, section 2.7).
import type { Breach } from '#test/support/invariants/view.ts';
import { r10, r11 } from './leak-rules.ts';
import type { Rule, RunRecord } from './run-record.ts';
import { r01, r02, r07, r08, r12 } from './run-rules.ts';
import { r03, r04, r06 } from './time-rules.ts';
import { r09 } from './told-rules.ts';
import { r05, r13 } from './truth-rules.ts';

export const rules: readonly Rule[] = [
  r01,
  r02,
  r03,
  r04,
  r05,
  r06,
  r07,
  r08,
  r09,
  r10,
  r11,
  r12,
  r13,
];

export interface RuleVerdict {
  readonly id: string;
  readonly looked: number;
  readonly breaches: readonly Breach[];
}

/** Judges a finished run by every rule. */
export const judgeRun = (run: RunRecord): readonly RuleVerdict[] =>
  rules.map(({ id, check }) => ({ id, ...check(run) }));
