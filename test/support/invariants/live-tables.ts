// The tables as the invariants see them, kept up to date write by write. It runs on every write of every
// simulated payment, so a row is decoded only when somebody asks for what it holds.
import { entryOf, LiveRow, numberOf, textOf } from './live-row.ts';
import type { Item } from './unmarshal.ts';
import type { Change, OutboxEntry, Row, RowKind, TableName, Tables } from './view.ts';

export type { Item } from './unmarshal.ts';

export interface RawChange {
  readonly table: TableName;
  readonly old: Item | undefined;
  readonly next: Item | undefined;
}

export interface LiveTables {
  readonly tables: Tables;
  /** Takes over one committed write. @returns Its changes, ready for a `Step`. */
  apply(raw: readonly RawChange[]): readonly Change[];
  /** Forgets everything: the next world begins. */
  reset(): void;
}

/** Rows of one table by partition and sort key, in order of their first write. */
type Partitions = Map<string, Map<string, LiveRow>>;

const tableNames: readonly TableName[] = [
  'engine',
  'idempotency',
  'outbox',
  'commands',
  'read-model',
];

/** Lists that are made when asked for and kept until a row of theirs changes. */
class Lists<T> {
  readonly #made = new Map<string, readonly T[]>();
  of(name: string, make: () => readonly T[]): readonly T[] {
    const made = this.#made.get(name) ?? make();
    this.#made.set(name, made);
    return made;
  }
  forget(name: string): void {
    this.#made.delete(name);
  }
  clear(): void {
    this.#made.clear();
  }
}

/** Debits less credits per account, moved by every group that comes, goes or changes. */
class Balances {
  readonly sums = new Map<string, number>();
  move(row: LiveRow, direction: 1 | -1): void {
    const currency = textOf(row.item['currency']);
    for (const { M: line } of row.item['lines']?.L ?? []) {
      const name = `${row.tenant}|${textOf(line?.['account'])}|${currency}`;
      const sign = line?.['side']?.S === 'D' ? direction : -direction;
      this.sums.set(name, (this.sums.get(name) ?? 0) + sign * numberOf(line?.['amount']));
    }
  }
}

class Live implements LiveTables {
  readonly #partitions: Record<TableName, Partitions>;
  readonly #kinds = new Map<RowKind, Map<string, LiveRow>>();
  readonly #roots = new Map<string, Map<string, LiveRow>>();
  #revision = 0;
  readonly #balances = new Balances();
  readonly #partitionLists = new Lists<Row>();
  readonly #kindLists = new Lists<Row>();
  readonly #rootLists = new Lists<Row>();
  readonly #outboxLists = new Lists<OutboxEntry>();
  readonly tables: Tables;

  constructor() {
    const none = tableNames.map((name) => [name, new Map()] as const);
    this.#partitions = Object.fromEntries(none) as Record<TableName, Partitions>;
    const partitions = this.#partitions;
    const revision = () => this.#revision;
    this.tables = {
      get revision() {
        return revision();
      },
      roots: () => [...this.#roots.keys()],
      ofRoot: (root) =>
        this.#rootLists.of(root, () => [...(this.#roots.get(root)?.values() ?? [])]),
      row: (table, pk, sk) => partitions[table].get(pk)?.get(sk),
      ofKind: (kind) =>
        this.#kindLists.of(kind, () => [...(this.#kinds.get(kind)?.values() ?? [])]),
      partition: (pk) =>
        this.#partitionLists.of(pk, () => [...(partitions.engine.get(pk)?.values() ?? [])]),
      outbox: (userKey) => this.#outboxLists.of(userKey ?? '', () => this.#entries(userKey)),
      entry: entryOf,
      balances: this.#balances.sums,
    };
  }

  #entries(userKey: string | undefined): readonly OutboxEntry[] {
    const rows =
      userKey === undefined ? this.#kinds.get('OUT') : this.#partitions.outbox.get(userKey);
    return [...(rows?.values() ?? [])].map(entryOf);
  }

  apply(raw: readonly RawChange[]): readonly Change[] {
    this.#revision += 1;
    return raw.map((change) => this.#take(change));
  }

  #take({ table, old, next }: RawChange): Change {
    const source = next ?? old;
    if (source === undefined) throw new Error('a change has a row before or after it');
    const pk = textOf(source['pk']);
    const sk = textOf(source['sk']);
    const partitions = this.#partitions[table];
    const rows = partitions.get(pk) ?? new Map<string, LiveRow>();
    const before = rows.get(sk);
    if (before?.item !== old) throw new Error(`a change of ${pk} ${sk} was not told`);
    const after = next === undefined ? undefined : new LiveRow(table, next, before);
    if (after === undefined) rows.delete(sk);
    else rows.set(sk, after);
    if (rows.size === 0) partitions.delete(pk);
    else partitions.set(pk, rows);
    this.#index((after ?? before) as LiveRow, before, after);
    return { old: before, next: after };
  }

  #index(row: LiveRow, before: LiveRow | undefined, after: LiveRow | undefined): void {
    const { kind } = row;
    let rows = this.#kinds.get(kind);
    if (rows === undefined) {
      rows = new Map();
      this.#kinds.set(kind, rows);
    }
    const name = `${row.pk}|${row.sk}`;
    if (after === undefined) rows.delete(name);
    else rows.set(name, after);
    this.#kindLists.forget(kind);
    if (row.table === 'engine') this.#partitionLists.forget(row.pk);
    if (before?.root !== undefined) this.#moveRoot(before.root, name, undefined);
    if (after?.root !== undefined) this.#moveRoot(after.root, name, after);
    if (kind === 'OUT') {
      this.#outboxLists.forget('');
      this.#outboxLists.forget(row.pk);
    }
    if (kind === 'GROUP') {
      if (before !== undefined) this.#balances.move(before, -1);
      if (after !== undefined) this.#balances.move(after, 1);
    }
  }

  #moveRoot(root: string, name: string, row: LiveRow | undefined): void {
    const rows = this.#roots.get(root) ?? new Map<string, LiveRow>();
    if (row === undefined) rows.delete(name);
    else rows.set(name, row);
    if (rows.size === 0) this.#roots.delete(root);
    else this.#roots.set(root, rows);
    this.#rootLists.forget(root);
  }

  reset(): void {
    this.#revision += 1;
    this.#roots.clear();
    this.#rootLists.clear();
    for (const name of tableNames) this.#partitions[name].clear();
    this.#kinds.clear();
    this.#balances.sums.clear();
    for (const lists of [this.#partitionLists, this.#kindLists, this.#outboxLists]) lists.clear();
  }
}

export function liveTables(): LiveTables {
  return new Live();
}
