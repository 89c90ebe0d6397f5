// I27: a key is one request: one effect, one final answer, nothing for another payload, and what is not
// known is never stored as final.
import { equalPlain, numberAt, statusOf, textAt } from './field-reading.ts';
import { everyKind, Findings } from './findings.ts';
import { perEntry } from './growing-log.ts';
import { isOpenAttempt, stepsOf } from './stories.ts';
import type { Change, Invariant, Row, Step, Told, View } from './view.ts';

/** Answers that an operation decides by itself and keeps. */
const decided = new Set([402, 409, 410, 422]);
const keptMs = 86_400_000;

const hasRetryAfter = ({ headers }: Told): boolean =>
  Object.keys(headers).some((name) => name.toLowerCase() === 'retry-after');

/** Said once and for all, by the table of what is stored (API 5.4). */
const isFinal = (told: Told): boolean => {
  if (told.code === 'PAY_005' || told.code.startsWith('IDEM_') || hasRetryAfter(told)) return false;
  if (told.code === 'PAY_014') return true;
  return (told.status >= 200 && told.status < 300) || decided.has(told.status);
};

const tellsOf = perEntry(
  ({ told }) => told,
  () => {
    const first = new Map<string, Told>();
    return {
      take: (told, _view, findings) => {
        if (told.key === undefined || told.status === 0 || !isFinal(told)) return;
        findings.see();
        const name = `${told.client} ${told.route} ${told.key}`;
        const before = first.get(name);
        if (before === undefined) first.set(name, told);
        // After a day the answer is gone, and the object itself is told.
        if (before === undefined || told.at - before.at >= keptMs) return;
        findings.expect(
          before.payload === told.payload,
          name,
          () => `answered ${told.status} ${told.code} to another payload`,
        );
        findings.expect(
          before.status === told.status &&
            before.code === told.code &&
            equalPlain(before.result, told.result),
          name,
          () => `was answered ${before.status} ${before.code}, then ${told.status} ${told.code}`,
        );
      },
    };
  },
);

function judgeRecord(record: Row, findings: Findings): void {
  findings.see();
  if (statusOf(record) !== 'COMPLETED') return;
  const status = numberAt(record, 'httpStatus');
  const code = textAt(record, 'code');
  const isKnown =
    code === 'PAY_014' ||
    ((status < 300 || decided.has(status)) && code !== 'PAY_005' && !code.startsWith('IDEM_'));
  findings.expect(isKnown, record.pk, () => `is stored as final with ${status} ${code}`);
}

const same = (old: Row, next: Row, name: string): boolean =>
  textAt(old, name) === textAt(next, name);

function judgeChange({ old, next }: Change, findings: Findings): void {
  if (old?.kind !== 'IDEM') return;
  const about = old.pk;
  if (next === undefined) {
    findings.expect(false, about, () => 'was deleted: its key could act again');
    return;
  }
  const climb = numberAt(next, 'fence') - numberAt(old, 'fence');
  findings.expect(
    same(old, next, 'fingerprint') && same(old, next, 'scope') && (climb === 0 || climb === 1),
    about,
    () => 'changed its payload, or its fence did not rise by one',
  );
  const hasEffect = textAt(old, 'recoveryPoint') !== 'NONE' && textAt(old, 'resourceId') !== '';
  findings.expect(
    !hasEffect || same(old, next, 'resourceId'),
    about,
    () => `acted on ${textAt(old, 'resourceId')} and on ${textAt(next, 'resourceId')}`,
  );
  findings.expect(
    statusOf(old) !== 'COMPLETED' ||
      (statusOf(next) === 'COMPLETED' && same(old, next, 'code') && climb === 0),
    about,
    () => `was COMPLETED ${textAt(old, 'code')} and became ${statusOf(next)}`,
  );
}

/** The payment a key acts on: its own, or that of its refund. */
function paymentOf({ tables }: Pick<View, 'tables'>, record: Row): string {
  const id = textAt(record, 'resourceId');
  if (textAt(record, 'resourceType') !== 'refund') return id;
  const unique = tables.row('engine', `${record.tenant}#UNIQ#REFUND#${id}`, 'U');
  return unique === undefined ? id : textAt(unique, 'owner');
}

/** Open attempts that a step may have cut off from the key that waits for them. */
function openAttempts({ tables }: View, step: Step | undefined): readonly Row[] {
  if (step === undefined) return tables.ofKind('ATTEMPT').filter(isOpenAttempt);
  const rows = step.changes.flatMap(({ old, next }) => {
    if (next?.kind === 'ATTEMPT') return [next];
    if (next?.kind !== 'IDEM' || old === undefined) return [];
    if (textAt(old, 'resourceType') === 'order') {
      const orderId = textAt(old, 'resourceId');
      return tables.ofKind('ATTEMPT').filter((row) => textAt(row, 'orderId') === orderId);
    }
    return tables.partition(`${old.tenant}#PAY#${paymentOf({ tables }, old)}`);
  });
  return rows.filter((row) => row.kind === 'ATTEMPT' && isOpenAttempt(row));
}

/** The cancel of an order is noted for good, whatever becomes of the void that it asked for: 202 says no more. */
const isNoted = (attempt: Row, record: Row): boolean =>
  textAt(attempt, 'op') === 'VOID' && numberAt(record, 'httpStatus') === 202;

/** While nobody knows how an attempt ends, its key has no final answer. */
function judgeOpen(view: View, attempt: Row, findings: Findings): void {
  const scope = textAt(attempt, 'idempotency', 'scope');
  if (scope === '') return;
  const record = view.tables.row('idempotency', `${attempt.tenant}#IDEM#${scope}`, 'IDEM');
  findings.see();
  findings.expect(
    record === undefined || statusOf(record) !== 'COMPLETED' || isNoted(attempt, record),
    record?.pk ?? scope,
    () => `is final with ${record && textAt(record, 'code')}, and its attempt is not known`,
  );
}

export const i27: Invariant = {
  id: 'I27',
  when: 'A',
  rows: everyKind,
  production: false,
  check: (view, step, isQuiet) => {
    const findings = new Findings();
    for (const { changes } of stepsOf(view, step)) {
      for (const change of changes) {
        judgeChange(change, findings);
        if (change.next?.kind === 'IDEM') judgeRecord(change.next, findings);
      }
    }
    for (const attempt of openAttempts(view, step)) judgeOpen(view, attempt, findings);
    const told = tellsOf(view, step, isQuiet);
    return {
      looked: findings.looked + told.looked,
      breaches: [...findings.breaches, ...told.breaches],
    };
  },
};
