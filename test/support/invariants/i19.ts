// I19: an aggregate's events are numbered 1 to n, and a change of state brings its events with it.
import { commitLog } from './commit-log.ts';
import { type DueEvent, dueEvents } from './due-events.ts';
import { maybeNumberAt } from './field-reading.ts';
import { Findings } from './findings.ts';
import { idOf, rowsOf, stepsOf } from './stories.ts';
import type { EventCopy, Invariant, Row, Step, View } from './view.ts';

const prefix = 'com.fluxpay.';

const eventsIn = ({ tables }: View, { changes }: Step): readonly EventCopy[] =>
  changes.flatMap(({ old, next }) =>
    old === undefined && next?.kind === 'OUT' ? tables.entry(next).events : [],
  );

function judgeStep(view: View, step: Step, findings: Findings): void {
  const due = step.changes.flatMap(dueEvents);
  if (due.length === 0) return;
  const events = eventsIn(view, step);
  const isThere = ({ subject, type }: DueEvent): boolean =>
    events.some((event) => event.subject === subject && event.type === prefix + type);
  for (const one of due) {
    findings.see();
    findings.expect(isThere(one), one.subject, () => `no ${one.type} in step ${step.number}`);
  }
}

/** What a row says it holds can be read from it. */
function judgeRows(view: View, rows: readonly Row[], findings: Findings): void {
  for (const row of rows) {
    const { events, groupId, n } = view.tables.entry(row);
    findings.see();
    findings.expect(n === events.length, groupId, () => `holds ${events.length} of ${n} events`);
  }
}

function judgeSequences(view: View, subjects: Iterable<string>, findings: Findings): void {
  const { sequences } = commitLog(view);
  for (const subject of subjects) {
    const told = sequences.get(subject) ?? [];
    findings.see();
    const isGapless = told.every((sequence, index) => sequence === index + 1);
    findings.expect(isGapless, subject, () => `its sequences are ${told.join(', ')}`);
  }
}

const idNames: Readonly<Partial<Record<Row['kind'], true>>> = {
  ORDER: true,
  PAYMENT: true,
  REFUND: true,
  SAGA: true,
  SVC: true,
  ITEM: true,
};

/** The id an aggregate's events have as subject. */
const subjectOf = (row: Row): string => {
  if (row.kind === 'SAGA') return idOf(row.pk).replace(/^pay_/u, 'saga_');
  return row.kind === 'REFUND' ? idOf(row.sk) : idOf(row.pk);
};

/** A row that counts its events counts those that are there. */
function judgeCounters(view: View, rows: readonly Row[], findings: Findings): void {
  const { sequences } = commitLog(view);
  for (const row of rows) {
    const seq = maybeNumberAt(row, 'seq');
    if (seq === undefined) continue;
    const told = sequences.get(`${row.tenant}|${subjectOf(row)}`)?.length ?? 0;
    findings.see();
    findings.expect(seq === told, subjectOf(row), () => `counts ${seq} events; there are ${told}`);
  }
}

const counted = Object.keys(idNames) as Row['kind'][];

export const i19: Invariant = {
  id: 'I19',
  when: 'A',
  rows: [...counted, 'OUT'],
  production: true,
  check: (view, step) => {
    const findings = new Findings();
    for (const one of stepsOf(view, step)) judgeStep(view, one, findings);
    const subjects =
      step === undefined
        ? commitLog(view).sequences.keys()
        : new Set(
            step.changes.flatMap(({ old, next }) =>
              old === undefined && next?.kind === 'OUT'
                ? view.tables.entry(next).events.map(({ subject }) => `${next.tenant}|${subject}`)
                : [],
            ),
          );
    judgeSequences(view, subjects, findings);
    judgeRows(view, rowsOf(view, step, ['OUT']), findings);
    judgeCounters(view, rowsOf(view, step, counted), findings);
    return findings;
  },
};
