// What is written, read back from the tables: events in commit order, ledger effects by the numbers
// of the specification, states, audit records and open work.
import { attentionItem, ledgerItem } from '#adapters/dynamo/aggregate-items.ts';
import { decodeCommand, decodeOutboxRow } from '#adapters/dynamo/outbox-items.ts';
import { type Attributes, fromAttributes } from '#adapters/dynamo/row-values.ts';
import type { AttentionItem } from '#core/attention/attention-item.ts';
import type { CloudEvent } from '#core/contracts/events/cloud-event.ts';
import { present } from '#core/kernel/assert.ts';
import type { LedgerGroup } from '#core/ledger/ledger-group.ts';
import type { Command } from '#core/outbox/command.ts';
import type { AuditRecord } from '#core/outbox/outbox-row.ts';
import type { PaymentView } from '#core/payments/ports.ts';
import { tenant } from './engine.ts';
import type { Sale } from './sale.ts';
import type { World } from './world.ts';

type Tables = Pick<World, 'dynamo'>;

const rows = ({ dynamo }: Tables, table: string): Attributes[] =>
  dynamo.dump(table) as unknown as Attributes[];

/** Outbox rows as the stream tells of them: in the order they were committed. */
const outboxRows = ({ dynamo }: Tables): Attributes[] =>
  dynamo
    .streamRecords('outbox')
    .filter(({ eventName }) => eventName === 'INSERT')
    .map(({ newImage }) => newImage as Attributes);

/** Every event of the outbox in commit order. */
export const eventsOf = (at: Tables): CloudEvent[] =>
  outboxRows(at).flatMap((row) => [...decodeOutboxRow(row).events]);

/** `payment.approved`, … in commit order. */
export const eventNames = (at: Tables): string[] =>
  eventsOf(at).map(({ type }) => type.replace('com.fluxpay.', ''));

/** The audit record of every outbox row, in commit order. */
export const auditsOf = (at: Tables): AuditRecord[] =>
  outboxRows(at).map(
    (row) => (fromAttributes(row) as unknown as { readonly audit: AuditRecord }).audit,
  );

export const groupsOf = (at: Tables): LedgerGroup[] =>
  rows(at, 'engine')
    .filter(({ sk }) => sk?.S === 'GROUP')
    .map(ledgerItem.decode);

/** By effect key: the number of the movement in the specification, in the order they can happen. */
const movements: readonly (readonly [RegExp, string])[] = [
  [/^doubt:.*:open$/u, 'E15 open'],
  [/^doubt:.*:close$/u, 'E15 close'],
  [/^auth:.*:open$/u, 'E7'],
  [/^auth:.*:close$/u, 'E8'],
  [/^capture:/u, 'E9'],
  [/^deliver:/u, 'E10'],
  [/^reversal:/u, 'E25'],
  [/^refund:.*:claim$/u, 'E11'],
  [/^refund:.*:fail$/u, 'E14'],
  [/^refund:.*:done$/u, 'E13'],
];

const movementOf = ({ effectKey, lines }: LedgerGroup): string => {
  const name = present(
    movements.find(([shape]) => shape.test(effectKey)),
    effectKey,
  )[1];
  const isAfterDelivery = lines.some(({ account }) => account === 'sales_refund');
  return name === 'E11' && isAfterDelivery ? 'E12' : name;
};

const place = (group: LedgerGroup): number =>
  movements.findIndex(([shape]) => shape.test(group.effectKey));

/** Ledger effects as they were posted: `E9`, `E10`, … */
export const effectsOf = (at: Tables): string[] =>
  groupsOf(at)
    .toSorted((a, b) => a.recordedAt - b.recordedAt || place(a) - place(b))
    .map(movementOf);

/** What every account holds: debits less credits. Accounts at zero are left out. */
export const balancesOf = (at: Tables): Record<string, bigint> => {
  const sums = new Map<string, bigint>();
  for (const { account, side, amount } of groupsOf(at).flatMap(({ lines }) => lines)) {
    sums.set(account, (sums.get(account) ?? 0n) + (side === 'D' ? amount : -amount));
  }
  return Object.fromEntries([...sums].filter(([, sum]) => sum !== 0n));
};

/** Every command that was ever written, done or not, in commit order. */
export const commandsOf = ({ dynamo }: Tables): Command[] =>
  dynamo
    .streamRecords('commands')
    .filter(({ eventName }) => eventName === 'INSERT')
    .map(({ newImage }) => decodeCommand(newImage as Attributes));

export const attentionOf = (at: Tables): AttentionItem[] =>
  rows(at, 'engine')
    .filter(({ sk }) => sk?.S === 'ITEM')
    .map(attentionItem.decode);

export const viewOf = async (at: World, sale: Sale): Promise<PaymentView> =>
  present(
    await at.deps.payments.byId({ tenant, paymentId: sale.paymentId }),
    'the sale has a payment',
  );

export interface States {
  readonly order: string;
  readonly payment: string;
  readonly attempts: readonly string[];
  readonly refunds?: readonly string[];
  readonly saga?: string;
}

/** Where everything of a sale stands. */
export const statesOf = async (at: World, sale: Sale): Promise<States> => {
  const order = await at.deps.orders.byId({ tenant, orderId: sale.orderId });
  const view = await viewOf(at, sale);
  return {
    order: present(order, 'the sale has an order').status,
    payment: view.payment.status,
    attempts: view.attempts.map(({ op, state }) => `${op} ${state}`),
    ...(view.refunds.length === 0 ? {} : { refunds: view.refunds.map(({ status }) => status) }),
    ...(view.saga === undefined ? {} : { saga: view.saga.status }),
  };
};

/** What really happened at the PG: how often it took the money and gave it back, and how much. */
export const truthOf = ({ pg }: Pick<World, 'pg'>, sale: Sale) => {
  const { approvals, cancels, approvedAmount, canceledAmount } = pg.control.truth.order(
    sale.pgOrderId,
  );
  return { approvals, cancels, kept: approvedAmount - canceledAmount };
};

/** The idempotency row of a scope, as stored. */
export const recordOf = (at: World, scope: string) => at.deps.records.byScope({ tenant, scope });
