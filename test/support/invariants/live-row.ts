// One row as the invariants see it: it keeps its stored form, decodes what is asked for, and decodes what it
// shares with an older form only once.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { fieldsOf, type Item, inflatedEvents } from './unmarshal.ts';
import type { EventCopy, Fields, OutboxEntry, Row, RowKind, TableName } from './view.ts';

const kindByWord: Readonly<Record<string, RowKind>> = {
  ORDER: 'ORDER',
  PAYMENT: 'PAYMENT',
  SAGA: 'SAGA',
  SVC: 'SVC',
  U: 'UNIQ',
  GROUP: 'GROUP',
  ITEM: 'ITEM',
  MERCHANT: 'MERCHANT',
  KEY: 'KEY',
  IDEM: 'IDEM',
  RESPONSE: 'RESPONSE',
  NONCE: 'NONCE',
  WALLET: 'WALLET',
  HOLD: 'HOLD',
  CTX: 'CTX',
};

/** A row that makes no sense is somebody's garbage: it is kept, and no invariant is told of it. */
function kindOf(table: TableName, sk: string): RowKind {
  if (table === 'outbox') return 'OUT';
  if (table === 'commands') return 'CMD';
  const kind = kindByWord[sk];
  if (kind !== undefined) return kind;
  if (sk.startsWith('ATTEMPT#')) return 'ATTEMPT';
  if (sk.startsWith('REFUND#')) return 'REFUND';
  if (sk.startsWith('LOT#')) return 'LOT';
  return 'OTHER';
}

/** A row that remembers its stored form; what it shares with an older form is decoded once. */
export class LiveRow implements Row {
  readonly table: TableName;
  readonly kind: RowKind;
  readonly pk: string;
  readonly sk: string;
  readonly tenant: string;
  readonly root: string | undefined;
  readonly item: Item;
  outboxEntry: OutboxEntry | undefined;
  #fields: Fields | undefined;
  #near: LiveRow | undefined;
  #events: readonly EventCopy[] | undefined;

  constructor(table: TableName, item: Item, near: LiveRow | undefined) {
    this.table = table;
    this.item = item;
    this.pk = near?.pk ?? textOf(item['pk']);
    this.sk = near?.sk ?? textOf(item['sk']);
    this.kind = near?.kind ?? kindOf(table, this.sk);
    this.tenant = near?.tenant ?? this.pk.slice(0, this.pk.indexOf('#'));
    this.root = this.#rootOf();
    this.#near = near?.nearest();
    if (near !== undefined && near.item['events'] === item['events']) {
      this.#events = near.#events;
    }
  }

  #rootOf(): string | undefined {
    if (this.table !== 'engine') return undefined;
    const { orderId = this.item['refs']?.M?.['orderId'] } = this.item;
    return orderId?.S === undefined ? undefined : `${this.tenant}|${orderId.S}`;
  }

  get fields(): Fields {
    if (this.#fields !== undefined) return this.#fields;
    const near = this.#near;
    this.#fields = fieldsOf(this.item, near && { item: near.item, fields: near.fields });
    this.#near = undefined;
    return this.#fields;
  }

  /** Events of an outbox row; a form that only lost its marker holds the same bytes. */
  events(): readonly EventCopy[] {
    const bytes = this.item['events']?.B;
    this.#events ??= bytes === undefined ? [] : inflatedEvents(bytes);
    return this.#events;
  }

  /** The youngest form of this row that is decoded already, so that no chain of forms is kept. */
  nearest(): LiveRow | undefined {
    return this.#fields === undefined ? this.#near : this;
  }
}

export function textOf(value: AttributeValue | undefined): string {
  if (value?.S === undefined) throw new Error('a stored key is a text');
  return value.S;
}

export function numberOf(value: AttributeValue | undefined): number {
  return Number(value?.N);
}

class LiveEntry implements OutboxEntry {
  readonly row: LiveRow;
  constructor(row: LiveRow) {
    this.row = row;
  }
  get userKey(): string {
    return this.row.pk;
  }
  get groupId(): string {
    return this.row.sk;
  }
  get rootId(): string {
    return textOf(this.row.item['rootId']);
  }
  get createdAt(): number {
    return numberOf(this.row.item['createdAt']);
  }
  get events(): readonly EventCopy[] {
    return this.row.events();
  }
  get n(): number {
    return numberOf(this.row.item['n'] ?? { N: '0' });
  }
  get audit(): Fields {
    return this.row.fields['audit'] as Fields;
  }
  get isBusPending(): boolean {
    return this.row.item['bp'] !== undefined;
  }
}

/** @throws Error for a row that is none of the outbox. */
export function entryOf(row: Row): OutboxEntry {
  if (!(row instanceof LiveRow) || row.kind !== 'OUT') throw new Error('no row of the outbox');
  row.outboxEntry ??= new LiveEntry(row);
  return row.outboxEntry;
}
