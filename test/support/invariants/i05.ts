// I05: a PG key stands for one request of one attempt, and a next attempt follows only a proven no.
import { hash } from 'node:crypto';
import { listAt, numberAt, textAt } from './field-reading.ts';
import { everyKind, type Findings } from './findings.ts';
import { perEntry } from './growing-log.ts';
import { idOf, type PaymentStory, perStory } from './stories.ts';
import type { Invariant, Row } from './view.ts';

const keys = new Map<string, string>();
const keysMax = 20_000;

/** base64url(SHA-256("v1:" op ":" env "." merchant ":" objectId ":" attemptNo)). */
function keyOf(attempt: Row): string {
  const text = `v1:${textAt(attempt, 'op')}:${attempt.tenant}:${textAt(attempt, 'objectId')}:${numberAt(attempt, 'attemptNo')}`;
  const known = keys.get(text);
  if (known !== undefined) return known;
  if (keys.size >= keysMax) keys.clear();
  const made = hash('sha256', text, 'base64url');
  keys.set(text, made);
  return made;
}

function judgeAttempt({ attempts }: PaymentStory, attempt: Row, findings: Findings): void {
  const op = textAt(attempt, 'op');
  const objectId = textAt(attempt, 'objectId');
  const attemptNo = numberAt(attempt, 'attemptNo');
  const about = `${idOf(attempt.pk)} ${attempt.sk}`;
  const nnn = String(attemptNo).padStart(3, '0');
  findings.see();
  findings.expect(
    attempt.sk === `ATTEMPT#${op}#${objectId}#${nnn}`,
    about,
    () => `holds ${op} ${objectId} ${attemptNo}`,
  );
  findings.expect(
    textAt(attempt, 'pgKey') === keyOf(attempt),
    about,
    () => `has the PG key ${textAt(attempt, 'pgKey')}, not ${keyOf(attempt)}`,
  );
  if (attemptNo === 1) return;
  const before = attempts.find(
    (other) =>
      textAt(other, 'op') === op &&
      textAt(other, 'objectId') === objectId &&
      numberAt(other, 'attemptNo') === attemptNo - 1,
  );
  const isProven =
    before !== undefined &&
    textAt(before, 'state') === 'DECLINED' &&
    listAt(before, 'evidence').length > 0;
  findings.expect(isProven, about, () => 'follows an attempt that is not DECLINED with evidence');
}

const attemptsHold = perStory(({ payments }, findings) => {
  for (const one of payments) {
    for (const attempt of one.attempts) judgeAttempt(one, attempt, findings);
  }
});

const callsHold = perEntry(
  ({ pgCalls }) => pgCalls,
  () => {
    const hashes = new Map<string, string>();
    return {
      take: (call, _view, findings) => {
        const before = hashes.get(call.idempotencyKey);
        if (before === undefined) hashes.set(call.idempotencyKey, call.requestHash);
        findings.see();
        findings.expect(
          before === undefined || before === call.requestHash,
          call.idempotencyKey,
          () => `was sent with two requests: ${before} and ${call.requestHash}`,
        );
      },
    };
  },
);

export const i05: Invariant = {
  id: 'I05',
  when: 'A',
  rows: everyKind,
  production: true,
  check: (view, step, isQuiet) => {
    const touchesNone =
      step !== undefined && !step.changes.some(({ next }) => next?.kind === 'ATTEMPT');
    const attempts = touchesNone ? { looked: 0, breaches: [] } : attemptsHold(view, step, isQuiet);
    const calls = callsHold(view, step, isQuiet);
    return {
      looked: attempts.looked + calls.looked,
      breaches: [...attempts.breaches, ...calls.breaches],
    };
  },
};
