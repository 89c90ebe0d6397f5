// Judges a run together with what stood beside it: the forger by R10, the one with secrets by R11, the same run
// with Redis off and flushed by R08.
import { r10, r11 } from '#test/support/oracle/leak-rules.ts';
import type { Rule, RunRecord } from '#test/support/oracle/run-record.ts';
import { r08 } from '#test/support/oracle/run-rules.ts';
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

/**
 * Where clients race on purpose Redis may let another one win: with other answers, and the same money but for those
 * whose race decides about it.
 */
const isRaceIn = ({ casts }: JudgeOptions): boolean =>
  casts.some(({ template }) => template.isTimed || template.isRace === true);

/** Variants are played of one template alone, so its clients have their own names. */
const racingIn = ({ casts }: JudgeOptions): ReadonlySet<string> =>
  new Set(casts.flatMap(({ template }) => template.racing ?? []));

/** As `judge`, with what the guests of this run have tried, and its variants. */
export const judgeWithGuests = (ran: Ran, options: JudgeOptions): Verdict => {
  const { variants, ...alone } = options;
  const verdict = judge(ran, alone);
  const guests = guestsOf(ran);
  if (variants === undefined && Object.keys(guests).length === 0) return verdict;
  const racing = racingIn(options);
  const record = { ...recordOf(ran, options), ...guests, isRace: isRaceIn(options), racing };
  const looked = new Map(verdict.looked);
  const violations = [...verdict.violations];
  const add = ({ id, check }: Rule): void => {
    const judged = check(record);
    looked.set(id, (looked.get(id) ?? 0) + judged.looked);
    violations.push(...judged.breaches.map((breach) => ({ ...breach, id, at: ran.endedAt })));
  };
  for (const rule of [r08, r10, r11]) add(rule);
  return { violations, looked };
};
