// I07: nothing is FAILED without proof. A timeout, an outage or age alone never fails a payment.
import { listAt, maybeNumberAt, numberAt, statusOf, textAt } from './field-reading.ts';
import { idOf, isApproval, perStory } from './stories.ts';
import type { Fields, Invariant, Row } from './view.ts';

const refusalsNeeded = 3;
const refusalSpanMs = 55_000;
/** What a read shows of money that was taken is no proof of a failure. */
const taken = new Set(['DONE', 'CANCELED', 'PARTIAL_CANCELED']);

function isDefinitive(evidence: Fields): boolean {
  const source = textAt(evidence, 'source');
  const word = textAt(evidence, 'class');
  if (source === 'OPERATOR' || source === 'RECON') return true;
  if (word.startsWith('DECLINED')) return source === 'REPLY' || source === 'READ';
  if (source !== 'READ') return false;
  return word === 'NOT_FOUND' || (word === 'FOUND' && !taken.has(textAt(evidence, 'code')));
}

/** Three replies of one code to replays of the key, first and last at least 55 s apart, spend it. */
function isSpent(attempt: Row, last: Fields): boolean {
  const doubtAt = maybeNumberAt(attempt, 'doubtAt') ?? Infinity;
  const refusals = (listAt(attempt, 'evidence') as readonly Fields[]).filter(
    (one) =>
      textAt(one, 'source') === 'REPLY' &&
      textAt(one, 'code') === textAt(last, 'code') &&
      numberAt(one, 'at') > doubtAt,
  );
  const [first] = refusals;
  if (first === undefined || refusals.length < refusalsNeeded) return false;
  return numberAt(last, 'at') - numberAt(first, 'at') >= refusalSpanMs;
}

function isProven(attempt: Row): boolean {
  if (textAt(attempt, 'state') !== 'DECLINED') return false;
  const last = listAt(attempt, 'evidence').at(-1) as Fields | undefined;
  return last !== undefined && (isDefinitive(last) || isSpent(attempt, last));
}

export const i07: Invariant = {
  id: 'I07',
  when: 'A',
  rows: ['PAYMENT', 'ATTEMPT'],
  production: true,
  check: perStory(({ payments }, findings) => {
    for (const { pk, payment, attempts } of payments) {
      if (payment === undefined || statusOf(payment) !== 'FAILED') continue;
      findings.see();
      const last = attempts
        .filter(isApproval)
        .toSorted(
          (a, b) => (maybeNumberAt(a, 'attemptNo') ?? 0) - (maybeNumberAt(b, 'attemptNo') ?? 0),
        )
        .at(-1);
      findings.expect(last !== undefined && isProven(last), idOf(pk), () => {
        const evidence = JSON.stringify(last && listAt(last, 'evidence').at(-1));
        return `FAILED; last attempt ${last && textAt(last, 'state')}, evidence ${evidence}`;
      });
    }
  }),
};
