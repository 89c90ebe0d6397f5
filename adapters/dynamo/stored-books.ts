// Sorts stored rows into the books of their tenants, for a recount. A row that no recount knows is left
// out; one that should be known and cannot be read is told.
import type { AuditEntry } from '#core/audit/audit-entry.ts';
import { auditIdOf } from '#core/audit/audit-entry.ts';
import { type Tenant, tenantText } from '#core/contracts/tenant.ts';
import { assert } from '#core/kernel/assert.ts';
import { base32Time, type Uuid } from '#core/kernel/ids.ts';
import type {
  AttemptRow,
  Books,
  CommandRow,
  CountedRow,
  GroupRow,
  OrderRow,
  OutboxRecord,
  PaymentRow,
  RefundRow,
} from '#core/verification/books.ts';
import { attemptItem, ledgerItem, orderItem, paymentItem, refundItem } from './aggregate-items.ts';
import { decodeEntry, decodeHead } from './audit-items.ts';
import { tenantOfKey } from './keys.ts';
import { decodeCommand, decodeOutboxRow } from './outbox-items.ts';
import { type Attributes, fromAttributes } from './row-values.ts';

export type Shelf = 'engine' | 'outbox' | 'readModel' | 'commands';

interface Open {
  readonly tenant: string;
  readonly orders: OrderRow[];
  readonly payments: PaymentRow[];
  readonly attempts: AttemptRow[];
  readonly refunds: RefundRow[];
  readonly counted: CountedRow[];
  readonly groups: GroupRow[];
  readonly outbox: OutboxRecord[];
  readonly commands: CommandRow[];
  readonly audit: AuditEntry[];
  head?: { readonly seq: number; readonly hash: string };
}

const opened = (tenant: string): Open => ({
  tenant,
  orders: [],
  payments: [],
  attempts: [],
  refunds: [],
  counted: [],
  groups: [],
  outbox: [],
  commands: [],
  audit: [],
});

/** Aggregates that are recounted for their events alone, by sort key: the name of their id. */
const counted: Readonly<Record<string, string>> = {
  SAGA: 'sagaId',
  SVC: 'serviceRequestId',
  ITEM: 'attentionId',
};

const countedRow = (item: Attributes, idName: string): CountedRow => {
  const { [idName]: id, seq = 0 } = fromAttributes(item);
  assert(typeof id === 'string', `a stored row has ${idName}`);
  return { id, seq: Number(seq), createdAt: base32Time(id) };
};

const outboxRecord = (item: Attributes): OutboxRecord => {
  const row = fromAttributes(item) as unknown as OutboxRecord & { readonly sk: Uuid };
  const { events, busAt } = decodeOutboxRow(item);
  return {
    groupId: row.sk,
    auditId: auditIdOf(row.sk),
    createdAt: row.createdAt,
    n: row.n,
    events: events.map(({ id, subject, sequence }) => ({
      id,
      subject,
      sequence: Number(sequence),
    })),
    isPending: item['bp'] !== undefined,
    isPublished: busAt !== undefined,
    audit: row.audit,
  };
};

const commandRow = (item: Attributes): CommandRow => {
  const { commandId, objectId, createdAt } = decodeCommand(item);
  return { commandId, objectId, createdAt, isPending: item['cp'] !== undefined };
};

const putEngineRow = (books: Open, tenant: Tenant, item: Attributes, sk: string): void => {
  const kind = sk.split('#')[0] ?? '';
  if (kind === 'ORDER') books.orders.push(orderItem.decode(item));
  if (kind === 'PAYMENT') books.payments.push(paymentItem.decode(item));
  if (kind === 'REFUND') books.refunds.push(refundItem.decode(item));
  if (kind === 'ATTEMPT') {
    books.attempts.push({ ...attemptItem.decode(item), attemptId: sk.slice('ATTEMPT#'.length) });
  }
  if (kind === 'GROUP') {
    const pk = item['pk']?.S ?? '';
    const keyedAs = pk.slice(pk.indexOf('#LEDGER#') + '#LEDGER#'.length);
    books.groups.push({ ...ledgerItem.decode(item), keyedAs });
  }
  if (kind === 'HEAD') books.head = decodeHead(tenant, item);
  const idName = counted[kind];
  if (idName !== undefined) books.counted.push(countedRow(item, idName));
};

export interface Shelves {
  put(shelf: Shelf, item: Attributes): void;
  /** One per tenant that has a row, in the order of their names. */
  books(): readonly Books[];
  readonly unreadable: readonly string[];
}

export const shelves = (): Shelves => {
  const byTenant = new Map<string, Open>();
  const unreadable: string[] = [];
  const booksOf = (tenant: Tenant): Open => {
    const name = tenantText(tenant);
    const known = byTenant.get(name) ?? opened(name);
    byTenant.set(name, known);
    return known;
  };
  const sort = (shelf: Shelf, item: Attributes, pk: string, sk: string): void => {
    const tenant = tenantOfKey(pk);
    const books = booksOf(tenant);
    if (shelf === 'outbox') books.outbox.push(outboxRecord(item));
    else if (shelf === 'commands') books.commands.push(commandRow(item));
    else if (shelf === 'engine') putEngineRow(books, tenant, item, sk);
    else if (sk.startsWith('aud_')) books.audit.push(decodeEntry(item));
  };
  return {
    put: (shelf, item) => {
      const [pk, sk] = [item['pk']?.S ?? '', item['sk']?.S ?? ''];
      if (pk.startsWith('sys.engine')) return;
      try {
        sort(shelf, item, pk, sk);
      } catch (fault) {
        unreadable.push(`${pk} ${sk}: ${(fault as Error).message}`);
      }
    },
    books: () =>
      [...byTenant.values()]
        .map((books) => ({ ...books, audit: books.audit.toSorted((a, b) => a.seq - b.seq) }))
        .sort((a, b) => (a.tenant < b.tenant ? -1 : 1)),
    unreadable,
  };
};
