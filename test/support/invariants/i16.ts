// I16: what happened is posted, and what is posted has happened.
import { maybeNumberAt, minorAt, statusOf, textAt } from './field-reading.ts';
import { Findings } from './findings.ts';
import { idOf, isApproval, rowsOf, type Story, storiesOf } from './stories.ts';
import type { Invariant, Row } from './view.ts';

/** One effect of a story: whether it happened, and the keys one of which must be posted then. */
interface Effect {
  readonly about: string;
  readonly name: string;
  readonly happened: boolean;
  readonly isPosted: boolean;
}

type Groups = Story['groups'];

const hasStart = (groups: Groups, start: string): boolean => {
  if (groups.has(start)) return true;
  for (const key of groups.keys()) if (key.startsWith(`${start}:`)) return true;
  return false;
};

function* paymentEffects({ payments, groups, order }: Story): Generator<Effect> {
  let isTaken = false;
  for (const { pk, payment } of payments) {
    if (payment === undefined) continue;
    const paymentId = idOf(pk);
    const happened = minorAt(payment, 'amounts', 'captured') > 0;
    const isPosted = hasStart(groups, `capture:${paymentId}`) || groups.has(`topup:${paymentId}`);
    isTaken ||= hasStart(groups, `capture:${paymentId}`);
    yield { about: paymentId, name: 'E9 or E5', happened, isPosted };
  }
  if (order === undefined) return;
  const about = idOf(order.pk);
  const happened = statusOf(order) === 'COMPLETED' && isTaken;
  yield { about, name: 'E10', happened, isPosted: hasStart(groups, `deliver:${about}`) };
}

function* refundEffects({ payments, groups }: Story): Generator<Effect> {
  for (const refund of payments.flatMap(({ refunds }) => refunds)) {
    const about = textAt(refund, 'refundId');
    const key = `refund:${about}`;
    const status = statusOf(refund);
    // A failed one that was found done after all has claimed twice and failed once.
    const everFailed = status === 'FAILED' || groups.has(`${key}:reclaim`);
    const isClaimed = groups.has(`${key}:claim`);
    const toCredit = textAt(refund, 'destination') === 'CREDIT';
    yield { about, name: 'E11, E12 or E26', happened: !toCredit, isPosted: isClaimed };
    const isDone = groups.has(`${key}:done`);
    yield { about, name: 'E13', happened: status === 'SUCCEEDED' && !toCredit, isPosted: isDone };
    yield { about, name: 'E14', happened: everFailed, isPosted: groups.has(`${key}:fail`) };
  }
}

function* doubtEffects({ payments, groups }: Story): Generator<Effect> {
  for (const attempt of payments.flatMap(({ attempts }) => attempts)) {
    if (!isApproval(attempt)) continue;
    const id = attempt.sk.slice('ATTEMPT#'.length);
    const about = `${idOf(attempt.pk)} ${id}`;
    const isInDoubt = statusOf(attempt) === 'IN_DOUBT';
    const everInDoubt = isInDoubt || maybeNumberAt(attempt, 'doubtAt') !== undefined;
    const [open, close] = [`doubt:${id}:open`, `doubt:${id}:close`];
    yield { about, name: 'E15 open', happened: everInDoubt, isPosted: groups.has(open) };
    const isOver = everInDoubt && !isInDoubt;
    yield { about, name: 'E15 close', happened: isOver, isPosted: groups.has(close) };
  }
}

const holdEnds = new Set(['CAPTURED', 'VOIDED', 'EXPIRED']);

function* holdEffects({ holds, groups }: Story): Generator<Effect> {
  for (const hold of holds) {
    const about = idOf(hold.pk);
    const happened = holdEnds.has(statusOf(hold));
    yield { about, name: 'E1', happened: true, isPosted: groups.has(`hold:${about}:reserve`) };
    const isEnded =
      groups.has(`hold:${about}:release`) || hasStart(groups, `hold:${about}:capture`);
    if (statusOf(hold) === 'PARTIALLY_CAPTURED') continue;
    yield { about, name: 'E2 or E3', happened, isPosted: isEnded };
  }
}

/** Groups of an object that its order does not have. */
function* strayGroups({ payments, groups, orderId, holds }: Story): Generator<string> {
  const known = new Set([orderId, ...holds.map(({ pk }) => idOf(pk))]);
  for (const { pk, refunds, attempts } of payments) {
    known.add(idOf(pk));
    for (const refund of refunds) known.add(textAt(refund, 'refundId'));
    for (const { sk } of attempts) known.add(sk.slice('ATTEMPT#'.length));
  }
  for (const key of groups.keys()) {
    const [effect = '', object = ''] = key.split(':');
    if (objectEffects.has(effect) && !known.has(object)) yield key;
  }
}

const objectEffects = new Set(['capture', 'deliver', 'refund', 'doubt', 'hold', 'topup']);

/** Every effect the chart of movements has; anything else is posted by nobody we know. */
const effects = new Set([
  ...objectEffects,
  ...['use', 'return', 'grant', 'auth', 'sub', 'fee', 'payout', 'feeback', 'expire'],
  ...['unplaced', 'writeoff', 'reversal'],
]);

function judgeStory(story: Story, findings: Findings): void {
  const all = [paymentEffects, refundEffects, doubtEffects, holdEffects];
  for (const { about, name, happened, isPosted } of all.flatMap((of) => [...of(story)])) {
    findings.see();
    findings.expect(
      happened === isPosted,
      about,
      () => `${name} ${isPosted ? 'is posted' : 'is missing'}`,
    );
  }
  for (const key of strayGroups(story)) {
    findings.expect(false, key, () => 'is posted for an object its order does not have');
  }
}

const effectOf = (group: Row): string => textAt(group, 'effectKey').split(':')[0] ?? '';

export const i16: Invariant = {
  id: 'I16',
  when: 'A',
  rows: ['ORDER', 'PAYMENT', 'ATTEMPT', 'REFUND', 'HOLD', 'GROUP'],
  production: true,
  check: (view, step) => {
    const findings = new Findings();
    for (const story of storiesOf(view, step)) judgeStory(story, findings);
    for (const group of rowsOf(view, step, ['GROUP'])) {
      const effect = effectOf(group);
      const isKnown =
        effects.has(effect) && !(objectEffects.has(effect) && group.root === undefined);
      findings.expect(isKnown, textAt(group, 'effectKey'), () => 'is an effect of no object');
    }
    return findings;
  },
};
