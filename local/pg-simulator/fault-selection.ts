// Which lie, if any, an operation gets: what is still pending, then rules, then markers, then odds.
import {
  bareArgument,
  canStrike,
  type FaultArgs,
  faultCatalogue,
  type Op,
  profileDelayMs,
  profileOdds,
} from './fault-catalogue.ts';
import type { Program } from './program.ts';
import type { FaultMark, Rule } from './state.ts';

/** What a request says about itself, as far as it could be read. */
export interface Subject {
  readonly op: Op;
  /** orderId for confirm, paymentKey for cancel and read. */
  readonly objectId: string;
  /** What the odds are drawn by in its place. */
  readonly drawnAs: string | undefined;
  readonly mId: string;
  readonly orderId: string;
  readonly paymentKey: string;
  /** Major units. */
  readonly amount: number;
  /** Where text markers may stand: orderName and cancel reasons. */
  readonly texts: readonly string[];
  /** The payment's own amount: magic amounts that strike later operations read it. */
  readonly paymentAmount: number;
}

const firstMagicAmount = 990_000;

const merged = (id: string, args: FaultArgs): FaultArgs => ({
  ...faultCatalogue[id]?.args,
  ...args,
});

const asValue = (text: string): string | number => (/^\d+$/.test(text) ? Number(text) : text);

/** `lagMs=4000`, or a bare `2500` for the argument the fault is known by. */
const parseArgument = (id: string, piece: string): [string, string | number] => {
  const [name = '', value] = piece.split('=');
  return value === undefined
    ? [bareArgument[id] ?? 'value', asValue(name)]
    : [name, asValue(value)];
};

const parseArguments = (id: string, list: string): FaultArgs => {
  const pieces = list.split(',').map((piece) => piece.trim());
  return Object.fromEntries(
    pieces.filter((piece) => piece !== '').map((piece) => parseArgument(id, piece)),
  );
};

const textMarker = (text: string): [string, FaultArgs] | undefined => {
  const found = /\[LIE:(F\d\d)((?:,[^\]]*)?)\]/.exec(text);
  return found?.[1] ? [found[1], parseArguments(found[1], found[2] ?? '')] : undefined;
};

const orderMarker = (orderId: string): [string, FaultArgs] | undefined => {
  const found = /-LIE-(F\d\d)(?:-(\d+))?/.exec(orderId);
  return found?.[1] ? [found[1], parseArguments(found[1], found[2] ?? '')] : undefined;
};

const amountMarker = (amount: number): [string, FaultArgs] | undefined => {
  const number = amount - firstMagicAmount;
  if (!Number.isInteger(number) || number < 1 || number > 28) return undefined;
  return [`F${String(number).padStart(2, '0')}`, {}];
};

/** A marker of the payment strikes its confirm; cancels listen only to their reason, except F25. */
const markersOf = (subject: Subject): [string, FaultArgs][] => {
  const ofPayment = [
    amountMarker(subject.op === 'confirm' ? subject.amount : subject.paymentAmount),
    orderMarker(subject.orderId),
    ...subject.texts.map(textMarker),
  ];
  const ownReason = subject.texts.at(-1);
  const candidates =
    subject.op === 'cancel'
      ? [
          ...(ownReason === undefined ? [] : [textMarker(ownReason)]),
          ...ofPayment.filter((marker) => marker?.[0] === 'F25'),
        ]
      : subject.op === 'read'
        ? ofPayment.filter((marker) => marker?.[0] === 'F12')
        : ofPayment;
  return candidates.filter((marker) => marker !== undefined);
};

const isMatch = (rule: Rule, subject: Subject): boolean => {
  const isAsked = rule.match['op'] === subject.op;
  if (!canStrike(rule.fault, subject.op, isAsked)) return false;
  const facts: Readonly<Record<string, string | number>> = {
    op: subject.op,
    mId: subject.mId,
    orderId: subject.orderId,
    paymentKey: subject.paymentKey,
    amount: subject.amount,
  };
  return Object.entries(rule.match).every(([name, wanted]) => facts[name] === wanted);
};

type Choice = Pick<FaultMark, 'fault' | 'source' | 'ruleId' | 'args'>;

const byRule = ({ state }: Program, subject: Subject): Choice | undefined => {
  for (const entry of state.rules.values()) {
    const { rule } = entry;
    if (entry.hits >= rule.times || !isMatch(rule, subject)) continue;
    entry.matches += 1;
    if (entry.matches <= rule.after) continue;
    const args = merged(rule.fault, rule.args);
    return { fault: rule.fault, source: 'rule', ruleId: rule.ruleId, args };
  }
  return undefined;
};

/** A marker strikes once per object, so that the engine's next try can succeed; F12 always. */
const byMarker = ({ state }: Program, subject: Subject): Choice | undefined => {
  for (const [id, args] of markersOf(subject)) {
    if (!canStrike(id, subject.op, false)) continue;
    const times = Number(args['times'] ?? 1);
    const hits = state.fired.get(`${subject.op}|${subject.objectId}|${id}`) ?? 0;
    if (id !== 'F12' && hits >= times) continue;
    return { fault: id, source: 'marker', ruleId: null, args: merged(id, args) };
  }
  return undefined;
};

const byOdds = (program: Program, subject: Subject, nth: number): Choice | undefined => {
  const { draws } = program;
  const profile = program.state.profile ?? program.profile;
  const odds = profileOdds[profile][subject.op];
  if (odds.length === 0) return undefined;
  const name = subject.drawnAs ?? subject.objectId;
  const drawn = draws.uniform(subject.op, name, nth) * 100;
  let bound = 0;
  for (const [id, percent] of odds) {
    bound += percent;
    if (drawn >= bound) continue;
    const range = id === 'F04' ? profileDelayMs[profile] : undefined;
    const share = range && draws.uniform(`${subject.op}.delayMs`, name, nth);
    const args: FaultArgs =
      range && share !== undefined
        ? { delayMs: Math.round(range[0] + share * (range[1] - range[0])) }
        : {};
    return { fault: id, source: 'profile', ruleId: null, args: merged(id, args) };
  }
  return undefined;
};

/** Picks the lie for one run of an operation and counts the run. Firing is recorded by the caller. */
export const selectFault = (program: Program, subject: Subject): FaultMark | undefined => {
  const { op, objectId } = subject;
  const place = `${op}|${objectId}`;
  const { runs, pending } = program.state;
  const nth = runs.get(place) ?? 0;
  runs.set(place, nth + 1);
  const waiting = pending.get(place);
  if (waiting) return { ...waiting, nth, source: 'pending', left: waiting.left - 1 };
  const choice =
    byRule(program, subject) ?? byMarker(program, subject) ?? byOdds(program, subject, nth);
  if (!choice) return undefined;
  const calls =
    choice.fault === 'F10' || choice.fault === 'F11' ? Number(choice.args['n'] ?? 1) : 1;
  return { ...choice, op, objectId, nth, left: calls - 1 };
};
