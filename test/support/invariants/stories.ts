// An order with everything that belongs to it: most invariants are told of one such story. What a step
// touched is gathered once and shared by all of them.
import { textAt } from './field-reading.ts';
import { Findings } from './findings.ts';
import type { Invariant, Row, Step, Tables, View } from './view.ts';

export interface PaymentStory {
  readonly pk: string;
  /** Undefined where rows lie under a payment that is not there. */
  readonly payment: Row | undefined;
  readonly attempts: readonly Row[];
  readonly refunds: readonly Row[];
  readonly saga: Row | undefined;
}

export interface Story {
  readonly root: string;
  readonly orderId: string;
  readonly order: Row | undefined;
  readonly payments: readonly PaymentStory[];
  readonly services: readonly Row[];
  readonly items: readonly Row[];
  readonly holds: readonly Row[];
  /** By effect key. */
  readonly groups: ReadonlyMap<string, Row>;
}

interface PaymentParts {
  pk: string;
  payment: Row | undefined;
  attempts: Row[];
  refunds: Row[];
  saga: Row | undefined;
}

const paymentAt = (payments: Map<string, PaymentParts>, pk: string): PaymentParts => {
  let parts = payments.get(pk);
  if (parts === undefined) {
    parts = { pk, payment: undefined, attempts: [], refunds: [], saga: undefined };
    payments.set(pk, parts);
  }
  return parts;
};

const byAttempt = (a: Row, b: Row): number => (a.sk < b.sk ? -1 : 1);

function placePaymentRow(parts: PaymentParts, row: Row): void {
  if (row.kind === 'PAYMENT') parts.payment = row;
  else if (row.kind === 'SAGA') parts.saga = row;
  else if (row.kind === 'ATTEMPT') parts.attempts.push(row);
  else parts.refunds.push(row);
}

function storyOf(tables: Tables, root: string): Story {
  const payments = new Map<string, PaymentParts>();
  const beside = { SVC: [] as Row[], ITEM: [] as Row[], HOLD: [] as Row[] };
  const groups = new Map<string, Row>();
  let order: Row | undefined;
  for (const row of tables.ofRoot(root)) {
    switch (row.kind) {
      case 'ORDER':
        order = row;
        break;
      case 'GROUP':
        groups.set(textAt(row, 'effectKey'), row);
        break;
      case 'SVC':
      case 'ITEM':
      case 'HOLD':
        beside[row.kind].push(row);
        break;
      case 'PAYMENT':
      case 'SAGA':
      case 'ATTEMPT':
      case 'REFUND':
        placePaymentRow(paymentAt(payments, row.pk), row);
        break;
      default:
    }
  }
  for (const { attempts } of payments.values()) if (attempts.length > 1) attempts.sort(byAttempt);
  return {
    root,
    orderId: root.slice(root.indexOf('|') + 1),
    order,
    payments: [...payments.values()],
    services: beside.SVC,
    items: beside.ITEM,
    holds: beside.HOLD,
    groups,
  };
}

/** A command belongs to the order of its payment. */
const rootOfRow = (tables: Tables, row: Row): string | undefined =>
  row.kind === 'CMD'
    ? tables.row('engine', `${row.tenant}#PAY#${idOf(row.pk)}`, 'PAYMENT')?.root
    : row.root;

function touchedRoots(tables: Tables, step: Step): Set<string> {
  const roots = new Set<string>();
  for (const { old, next } of step.changes) {
    for (const row of [old, next]) {
      const root = row && rootOfRow(tables, row);
      if (root !== undefined) roots.add(root);
    }
  }
  return roots;
}

interface Gathered {
  readonly revision: number;
  readonly stories: readonly Story[];
}

const ofSteps = new WeakMap<Step, Gathered>();
const ofTables = new WeakMap<Tables, Gathered>();

const keep = <K extends object>(
  kept: WeakMap<K, Gathered>,
  key: K,
  tables: Tables,
  make: () => Iterable<string>,
) => {
  const { revision } = tables;
  const before = kept.get(key);
  if (before?.revision === revision) return before.stories;
  const stories = [...make()].map((root) => storyOf(tables, root));
  kept.set(key, { revision, stories });
  return stories;
};

/** The stories a step touched, as they are now; without a step all of them. */
export const storiesOf = ({ tables }: View, step: Step | undefined): readonly Story[] =>
  step === undefined
    ? keep(ofTables, tables, tables, () => tables.roots())
    : keep(ofSteps, step, tables, () => touchedRoots(tables, step));

/** An invariant that can be told of one story at a time. */
export const perStory =
  (judge: (story: Story, findings: Findings, view: View) => void): Invariant['check'] =>
  (view, step) => {
    const findings = new Findings();
    for (const story of storiesOf(view, step)) judge(story, findings, view);
    return findings;
  };

/** The rows of some kinds that a step left behind; without a step all there are. */
export function rowsOf(
  { tables }: View,
  step: Step | undefined,
  kinds: readonly Row['kind'][],
): readonly Row[] {
  if (step === undefined) return kinds.flatMap((kind) => tables.ofKind(kind));
  return step.changes.flatMap(({ next }) =>
    next !== undefined && kinds.includes(next.kind) ? [next] : [],
  );
}

/** What `step` changed; without a step everything that was ever changed. */
export const stepsOf = (view: View, step: Step | undefined): readonly Step[] =>
  step === undefined ? view.steps : [step];

export const isOpenItem = (item: Row): boolean => textAt(item, 'status') !== 'RESOLVED';

/** Whether a person was asked about a payment, its saga or one of its refunds. */
export const hasOpenItem = ({ items }: Story, { pk, saga }: PaymentStory): boolean => {
  const paymentId = pk.slice(pk.lastIndexOf('#') + 1);
  const sagaId = saga === undefined ? '' : textAt(saga, 'sagaId');
  return items.some(
    (item) =>
      isOpenItem(item) &&
      (textAt(item, 'paymentId') === paymentId || textAt(item, 'objectId') === sagaId),
  );
};

export const idOf = (pk: string): string => pk.slice(pk.lastIndexOf('#') + 1);

const approvals = new Set(['CONFIRM', 'AUTHORIZE', 'BILLING']);

/** Operations that ask for a buyer's money. */
export const isApproval = (attempt: Row): boolean => approvals.has(textAt(attempt, 'op'));

export const isOpenAttempt = (attempt: Row): boolean => {
  const state = textAt(attempt, 'state');
  return state === 'SENT' || state === 'IN_DOUBT';
};
