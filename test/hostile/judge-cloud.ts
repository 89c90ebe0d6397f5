// What must hold of real tables and the PG's own truth once everything is quiet.
import { judge } from '#test/support/invariants/all.ts';
import { numberAt, statusOf, textAt } from '#test/support/invariants/field-reading.ts';
import { approvalsAt, pgPaymentsOf } from '#test/support/invariants/pg-truth.ts';
import { idOf, storiesOf } from '#test/support/invariants/stories.ts';
import type { View } from '#test/support/invariants/view.ts';

/** Of these the rows and the PG alone are witness enough; the others look at what only a simulation notes. */
export const witnessed = [
  'I01',
  'I02',
  'I03',
  'I07',
  'I08',
  'I09',
  'I10',
  'I11',
  'I14',
  'I15',
  'I16',
  'I18',
  'I19',
  'I24',
  'I29',
] as const;

export interface Judged {
  readonly passed: readonly string[];
  readonly findings: readonly string[];
}

const inDoubt = new Set(['IN_DOUBT', 'SENT']);

const leftOpen = ({ tables }: View): readonly string[] => [
  ...(['PAYMENT', 'ATTEMPT', 'REFUND'] as const).flatMap((kind) =>
    tables
      .ofKind(kind)
      .filter((row) => inDoubt.has(statusOf(row)))
      .map((row) => `${idOf(row.pk)} ${row.sk} is left ${statusOf(row)}`),
  ),
  ...tables
    .outbox()
    .filter(({ isBusPending }) => isBusPending)
    .map(({ groupId, userKey }) => `${userKey} ${groupId} was never published`),
];

/** A payment that was told failed took no money, and the PG has told why. */
const falseFailures = (view: View): readonly string[] =>
  storiesOf(view, undefined).flatMap(({ orderId, payments }) =>
    payments.flatMap(({ payment }) => {
      if (payment === undefined || textAt(payment, 'status') !== 'FAILED') return [];
      const own = pgPaymentsOf(view, orderId, numberAt(payment, 'number'));
      const taken = own.filter((one) => approvalsAt(one) > 0);
      return taken.map(() => `${idOf(payment.pk)} is FAILED, and the PG took money for it`);
    }),
  );

const unbalanced = ({ tables }: View): readonly string[] => {
  const sums = new Map<string, number>();
  for (const [name, balance] of tables.balances) {
    const [tenant = '', , currency = ''] = name.split('|');
    const place = `${tenant} ${currency}`;
    sums.set(place, (sums.get(place) ?? 0) + balance);
  }
  return [...sums]
    .filter(([, sum]) => sum !== 0)
    .map(([place, sum]) => `the trial balance of ${place} is ${sum}`);
};

/**
 * Each check is one line; one that looked at nothing is a finding.
 *
 * @param ids - The invariants that have a witness in this view.
 */
export const judgeCloud = (view: View, ids: readonly string[] = witnessed): Judged => {
  const { breaches, looked } = judge(view, undefined, true);
  const own = breaches.filter(({ id }) => ids.includes(id));
  const hasFailures = view.tables.ofKind('PAYMENT').some((row) => statusOf(row) === 'FAILED');
  const unseen = ids.filter((id) => (looked[id] ?? 0) === 0 && (id !== 'I07' || hasFailures));
  const more = [
    { name: 'nothing in doubt or unpublished', found: leftOpen(view) },
    { name: 'no false failure', found: falseFailures(view) },
    { name: 'trial balance zero', found: unbalanced(view) },
  ];
  const broken = new Set<string>([...own.map(({ id }) => id), ...unseen]);
  return {
    passed: [
      ...ids.filter((id) => !broken.has(id)).map((id) => `${id} (${looked[id]})`),
      ...more.filter(({ found }) => found.length === 0).map(({ name }) => name),
    ],
    findings: [
      ...own.map(({ id, about, says }) => `${id} ${about} ${says}`),
      ...unseen.map((id) => `${id} looked at nothing`),
      ...more.flatMap(({ name, found }) => found.map((each) => `${name}: ${each}`)),
    ],
  };
};
