// I16: what happened is posted, and what is posted has happened.
import { maybeNumberAt, minorAt, statusOf, textAt, textsAt } from './field-reading.ts';
import { Findings } from './findings.ts';
import { idOf, isApproval, rowsOf, type Story, storiesOf } from './stories.ts';
import type { Invariant, Row } from './view.ts';

type Groups = Story['groups'];

const hasStart = (groups: Groups, start: string): boolean => {
  if (groups.has(start)) return true;
  for (const key of groups.keys()) if (key.startsWith(`${start}:`)) return true;
  return false;
};

/** What happened is posted, and nothing else is. */
function expectPosted(
  findings: Findings,
  effect: { readonly about: string; readonly name: string },
  happened: boolean,
  isPosted: boolean,
): void {
  findings.see();
  if (happened === isPosted) return;
  const says = `${effect.name} ${isPosted ? 'is posted' : 'is missing'}`;
  findings.breaches.push({ about: effect.about, says });
}

/** What was ever reserved was posted so, and let go of when it was taken, voided or had lapsed. */
function judgeReserved(payment: Row, groups: Groups, findings: Findings): void {
  const about = idOf(payment.pk);
  const everReserved = textsAt(payment, 'history').some((entry) => entry.startsWith('AUTHORIZED@'));
  const isReserved = ['AUTHORIZED', 'IN_DOUBT'].includes(statusOf(payment));
  const [opened, closed] = ['open', 'close'].map((step) => groups.has(`auth:${about}:${step}`));
  expectPosted(findings, { about, name: 'E7' }, everReserved, opened === true);
  expectPosted(findings, { about, name: 'E8' }, everReserved && !isReserved, closed === true);
}

function judgePayments({ payments, groups, order }: Story, findings: Findings): void {
  let isTaken = false;
  for (const { pk, payment } of payments) {
    if (payment === undefined) continue;
    const about = idOf(pk);
    const isCaptured = hasStart(groups, `capture:${about}`);
    isTaken ||= isCaptured;
    // What the bank took back was captured once: both effects stay posted.
    const wasReversed = textsAt(payment, 'reversals').length > 0;
    const happened = minorAt(payment, 'amounts', 'captured') > 0 || wasReversed;
    const isPosted = isCaptured || groups.has(`topup:${about}`);
    expectPosted(findings, { about, name: 'E9 or E5' }, happened, isPosted);
    judgeReserved(payment, groups, findings);
  }
  if (order === undefined) return;
  const about = idOf(order.pk);
  const happened = statusOf(order) === 'COMPLETED' && isTaken;
  const isPosted = hasStart(groups, `deliver:${about}`);
  expectPosted(findings, { about, name: 'E10' }, happened, isPosted);
}

function judgeRefund(refund: Row, groups: Groups, findings: Findings): void {
  const about = textAt(refund, 'refundId');
  const key = `refund:${about}`;
  const status = statusOf(refund);
  // A failed one that was found done after all has claimed twice and failed once.
  const everFailed = status === 'FAILED' || groups.has(`${key}:reclaim`);
  const isMoney = textAt(refund, 'destination') !== 'CREDIT';
  const isDone = status === 'SUCCEEDED' && isMoney;
  expectPosted(findings, { about, name: 'E11, E12 or E26' }, isMoney, groups.has(`${key}:claim`));
  expectPosted(findings, { about, name: 'E13' }, isDone, groups.has(`${key}:done`));
  expectPosted(findings, { about, name: 'E14' }, everFailed, groups.has(`${key}:fail`));
}

function judgeDoubt(attempt: Row, groups: Groups, findings: Findings): void {
  const id = attempt.sk.slice('ATTEMPT#'.length);
  const about = id;
  const isInDoubt = statusOf(attempt) === 'IN_DOUBT';
  const everInDoubt = isInDoubt || maybeNumberAt(attempt, 'doubtAt') !== undefined;
  const isOpened = groups.has(`doubt:${id}:open`);
  expectPosted(findings, { about, name: 'E15 open' }, everInDoubt, isOpened);
  const isClosed = groups.has(`doubt:${id}:close`);
  expectPosted(findings, { about, name: 'E15 close' }, everInDoubt && !isInDoubt, isClosed);
}

const holdEnds = new Set(['CAPTURED', 'VOIDED', 'EXPIRED']);

function judgeHold(hold: Row, groups: Groups, findings: Findings): void {
  const about = idOf(hold.pk);
  const status = statusOf(hold);
  expectPosted(findings, { about, name: 'E1' }, true, groups.has(`hold:${about}:reserve`));
  if (status === 'PARTIALLY_CAPTURED') return;
  const isEnded = groups.has(`hold:${about}:release`) || hasStart(groups, `hold:${about}:capture`);
  expectPosted(findings, { about, name: 'E2 or E3' }, holdEnds.has(status), isEnded);
}

/** Groups of an object that its order does not have. */
function judgeStrays({ payments, groups, orderId, holds }: Story, findings: Findings): void {
  if (groups.size === 0) return;
  const known = new Set([orderId, ...holds.map(({ pk }) => idOf(pk))]);
  for (const { pk, refunds, attempts } of payments) {
    known.add(idOf(pk));
    for (const refund of refunds) known.add(textAt(refund, 'refundId'));
    for (const { sk } of attempts) known.add(sk.slice('ATTEMPT#'.length));
  }
  for (const key of groups.keys()) {
    const [effect = '', object = ''] = key.split(':');
    if (!objectEffects.has(effect) || known.has(object)) continue;
    findings.breaches.push({ about: key, says: 'is posted for an object its order does not have' });
  }
}

const objectEffects = new Set(['auth', 'capture', 'deliver', 'refund', 'doubt', 'hold', 'topup']);

/** Every effect the chart of movements has; anything else is posted by nobody we know. */
const effects = new Set([
  ...objectEffects,
  ...['use', 'return', 'grant', 'sub', 'fee', 'payout', 'feeback', 'expire'],
  ...['unplaced', 'writeoff', 'reversal'],
]);

function judgeStory(story: Story, findings: Findings): void {
  const { payments, holds, groups } = story;
  judgePayments(story, findings);
  for (const { refunds, attempts } of payments) {
    for (const refund of refunds) judgeRefund(refund, groups, findings);
    for (const attempt of attempts) {
      if (isApproval(attempt)) judgeDoubt(attempt, groups, findings);
    }
  }
  for (const hold of holds) judgeHold(hold, groups, findings);
  judgeStrays(story, findings);
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
