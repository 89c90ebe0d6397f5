// I24: a payment has one saga, its runs are numbered 1 to n; in the end each is over or before a person.
import { numberAt, statusOf, textAt } from './field-reading.ts';
import { Findings } from './findings.ts';
import { hasOpenItem, idOf, type PaymentStory, type Story, stepsOf, storiesOf } from './stories.ts';
import type { Change, Invariant, Row, View } from './view.ts';

const over = new Set(['COMPLETED', 'COMPENSATED']);

/** `M123-pay_01…`, from the second run on `M123-pay_01…-r2`. */
const nameOf = (saga: Row, run: number): string => {
  const merchant = saga.tenant.slice(saga.tenant.indexOf('.') + 1);
  const name = `${merchant}-${idOf(saga.pk)}`;
  return run === 1 ? name : `${name}-r${run}`;
};

function judgeChange({ old, next }: Change, findings: Findings): void {
  if (next?.kind !== 'SAGA') return;
  const before = old === undefined ? 0 : numberAt(old, 'runNo');
  const runNo = numberAt(next, 'runNo');
  const isNext = runNo === before + 1 || (old !== undefined && runNo === before);
  findings.expect(isNext, idOf(next.pk), () => `went from run ${before} to run ${runNo}`);
}

function judgeSaga(saga: Row, executions: readonly string[], findings: Findings): void {
  const runNo = numberAt(saga, 'runNo');
  const about = idOf(saga.pk);
  findings.see();
  findings.expect(
    textAt(saga, 'sagaId') === about.replace(/^pay_/u, 'saga_') &&
      textAt(saga, 'executionName') === nameOf(saga, runNo),
    about,
    () => `${textAt(saga, 'sagaId')}, run ${runNo}, is called ${textAt(saga, 'executionName')}`,
  );
  const first = nameOf(saga, 1);
  for (const name of executions) {
    if (!name.startsWith(first)) continue;
    const run = name === first ? 1 : Number(name.slice(first.length + 2));
    findings.expect(
      run >= 1 && run <= runNo,
      about,
      () => `has ${runNo} runs, and ${name} was started`,
    );
  }
}

function judgeQuiet(story: Story, one: PaymentStory, saga: Row, findings: Findings): void {
  findings.expect(
    over.has(statusOf(saga)) || hasOpenItem(story, one),
    idOf(saga.pk),
    () => `its saga is left ${statusOf(saga)}, and nobody was asked`,
  );
}

function judgeExecutions({ executions }: View, findings: Findings): void {
  for (const { name, status } of executions) {
    findings.see();
    findings.expect(status !== 'RUNNING', name, () => 'still runs');
  }
}

export const i24: Invariant = {
  id: 'I24',
  when: 'AQ',
  rows: ['SAGA', 'ITEM'],
  production: true,
  check: (view, step, isQuiet) => {
    const findings = new Findings();
    const names = view.executions.map(({ name }) => name);
    for (const { changes } of stepsOf(view, step)) {
      for (const change of changes) judgeChange(change, findings);
    }
    for (const story of storiesOf(view, step)) {
      for (const one of story.payments) {
        if (one.saga === undefined) continue;
        judgeSaga(one.saga, names, findings);
        if (isQuiet) judgeQuiet(story, one, one.saga, findings);
      }
    }
    if (isQuiet) judgeExecutions(view, findings);
    return findings;
  },
};
