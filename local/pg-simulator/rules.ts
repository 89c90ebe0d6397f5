// Rules tell the simulator when to lie. They are checked when they are added: a rule that could
// never strike is a mistake of the test, not a quiet day.
import { statusOf } from './error-catalogue.ts';
import { canStrike, type FaultArgs, faultCatalogue, type Op, ops } from './fault-catalogue.ts';
import { commit, type Program } from './program.ts';
import type { Rule } from './state.ts';
import { ControlRefusal } from './wire.ts';

export interface WantedRule {
  readonly fault: string;
  readonly match?: Readonly<Record<string, string | number>>;
  /** How many matching runs pass before the first strike. */
  readonly after?: number;
  readonly times?: number;
  readonly args?: FaultArgs;
}

const matchable = ['op', 'mId', 'orderId', 'paymentKey', 'amount'];

const must = (condition: boolean, message: string): void => {
  if (!condition) throw new ControlRefusal(400, message);
};

const checkRule = (wanted: WantedRule): void => {
  const { fault, match = {}, after = 0, times = 1, args = {} } = wanted;
  must(Object.hasOwn(faultCatalogue, fault), `no fault ${fault}`);
  for (const name of Object.keys(match)) {
    must(matchable.includes(name), `match takes ${matchable.join(', ')}, not ${name}`);
  }
  const op = match['op'];
  must(op === undefined || ops.includes(op as Op), `match.op is one of ${ops.join(', ')}`);
  must(op === undefined || canStrike(fault, op as Op, true), `${fault} cannot strike ${op}`);
  must(Number.isInteger(after) && after >= 0, 'after is a whole number of runs');
  must(Number.isInteger(times) && times > 0, 'times is a positive whole number');
  const code = args['code'] ?? faultCatalogue[fault]?.args['code'];
  must(fault !== 'DECLINE' || statusOf(String(code)) !== undefined, `no code ${code}`);
};

export const addRule = (program: Program, wanted: WantedRule): { ruleId: string } => {
  checkRule(wanted);
  const { fault, match = {}, after = 0, times = 1, args = {} } = wanted;
  const ruleId = `rule-${program.lastLine + 1}`;
  const rule: Rule = { ruleId, fault, match, after, times, args };
  commit(program, { kind: 'rule.added', after: { rule } });
  return { ruleId };
};

/** Removes one rule, or all of them. */
export const removeRules = (program: Program, ruleId?: string): { removed: number } => {
  const { rules } = program.state;
  if (ruleId !== undefined && !rules.has(ruleId)) {
    throw new ControlRefusal(404, `no rule ${ruleId}`);
  }
  const rulesRemoved = ruleId === undefined ? [...rules.keys()] : [ruleId];
  commit(program, { kind: 'rule.removed', after: { rulesRemoved } });
  return { removed: rulesRemoved.length };
};

export const listRules = (program: Program) =>
  [...program.state.rules.values()].map(({ rule, hits }) => ({ ...rule, hits }));
