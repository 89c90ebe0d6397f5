// Judges a world together with its uninvited guests: the forger by R10, the one with secrets by R11.
import { r10, r11 } from '#test/support/oracle/leak-rules.ts';
import type { Rule, RunRecord } from '#test/support/oracle/run-record.ts';
import { type JudgeOptions, judge, recordOf, type Verdict } from './judge-run.ts';
import type { Ran } from './run-world.ts';

const guestsOf = ({ guests, world }: Ran): Partial<RunRecord> => {
  const { forgeries, canaries } = guests;
  // A world that sold nothing has no line to find again.
  const hasSold = world.watch.tables.ofKind('ORDER').length > 0;
  return {
    ...(forgeries === undefined ? {} : { forged: forgeries.works, letIn: forgeries.letIn }),
    ...(canaries === undefined || !hasSold ? {} : { plantings: canaries.plantings() }),
  };
};

/** As `judge`, with what the guests of this run have tried. */
export const judgeWithGuests = (ran: Ran, options: JudgeOptions): Verdict => {
  const verdict = judge(ran, options);
  const found = guestsOf(ran);
  if (Object.keys(found).length === 0) return verdict;
  const record = { ...recordOf(ran, options), ...found };
  const looked = new Map(verdict.looked);
  const violations = [...verdict.violations];
  const add = ({ id, check }: Rule): void => {
    const judged = check(record);
    looked.set(id, (looked.get(id) ?? 0) + judged.looked);
    violations.push(...judged.breaches.map((breach) => ({ ...breach, id, at: ran.endedAt })));
  };
  add(r10);
  add(r11);
  return { violations, looked };
};
