// Counts what the twin is asked for and what DynamoDB would bill. Units are whole: a write costs
// one per started KB of the larger image, twice that in a transaction; index entries cost their
// own size once; a read costs one per started 4 KB, half if eventual, twice in a transaction.
// Source: Developer Guide, "DynamoDB read and write operations" and "transactions".

import type { Replaced } from './memory-table.ts';
import type { PreparedWrite } from './prepared-write.ts';
import { type RoundTrips, roundTrips } from './round-trips.ts';

/** What one table (`name`) or index (`name/index`) did. */
export type PlaceUse = {
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly ru: number;
  readonly wu: number;
};

export type MeterSnapshot = {
  /** Sends by command name, without the suffix `Command`. */
  readonly commands: Readonly<Record<string, number>>;
  /** Sends by table; a transaction over three tables counts in each. */
  readonly commandsByTable: Readonly<Record<string, number>>;
  readonly sends: number;
  /** The longest chain of sends in which each began after another had ended. */
  readonly roundTrips: number;
  readonly places: Readonly<Record<string, PlaceUse>>;
  /** Rows and units over all places; rows of indexes are not rows. */
  readonly total: PlaceUse;
};

export type PageRead = {
  readonly table: string;
  readonly index?: string | undefined;
  readonly rows: number;
  readonly bytes: number;
  readonly isConsistent: boolean;
  readonly isTransaction?: boolean;
};

/** The side the commands write to. */
export type MeterEntry = {
  readonly sent: (command: string, tables: Iterable<string>) => void;
  readonly wrote: (write: PreparedWrite, replaced: Replaced, isTransaction: boolean) => void;
  /** A condition that failed or was only checked is billed for the row it looked at. */
  readonly refused: (write: PreparedWrite, isTransaction: boolean) => void;
  readonly read: (page: PageRead) => void;
};

/** The side tests read. */
export type Meter = {
  readonly roundTrips: () => number;
  readonly snapshot: () => MeterSnapshot;
  readonly reset: () => void;
};

const writeUnitBytes = 1024;
const readUnitBytes = 4096;

const writeUnits = (bytes: number) => Math.max(1, Math.ceil(bytes / writeUnitBytes));
const noUse: PlaceUse = {
  rowsRead: 0,
  rowsWritten: 0,
  bytesRead: 0,
  bytesWritten: 0,
  ru: 0,
  wu: 0,
};
const fields = Object.keys(noUse) as (keyof PlaceUse)[];

function sum(uses: readonly PlaceUse[]): PlaceUse {
  const total: Record<keyof PlaceUse, number> = { ...noUse };
  for (const use of uses) for (const field of fields) total[field] += use[field];
  return total;
}

type Books = {
  readonly commands: Map<string, number>;
  readonly byTable: Map<string, number>;
  readonly places: Map<string, Record<keyof PlaceUse, number>>;
};

function increase(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function add({ places }: Books, place: string, use: Partial<PlaceUse>): void {
  const known = places.get(place) ?? { ...noUse };
  places.set(place, known);
  for (const field in use) {
    known[field as keyof PlaceUse] += use[field as keyof PlaceUse] ?? 0;
  }
}

function entryOf(books: Books): MeterEntry {
  return {
    sent: (command, tables) => {
      increase(books.commands, command);
      for (const table of tables) increase(books.byTable, table);
    },
    wrote: ({ table }, { oldBytes, nextBytes, entries }, isTransaction) => {
      const { name } = table.definition;
      const wu = writeUnits(Math.max(oldBytes, nextBytes)) * (isTransaction ? 2 : 1);
      add(books, name, { rowsWritten: 1, bytesWritten: nextBytes, wu });
      for (const { index, bytes } of entries) {
        for (const size of bytes) {
          add(books, `${name}/${index}`, {
            rowsWritten: 1,
            bytesWritten: size,
            wu: writeUnits(size),
          });
        }
      }
    },
    refused: ({ table, key }, isTransaction) => {
      const bytes = table.row(key)?.bytes ?? 0;
      add(books, table.definition.name, { wu: writeUnits(bytes) * (isTransaction ? 2 : 1) });
    },
    read: ({ table, index, rows, bytes, isConsistent, isTransaction }) => {
      const whole = Math.max(1, Math.ceil(bytes / readUnitBytes));
      const factor = isTransaction === true ? 2 : isConsistent ? 1 : 0.5;
      const place = index === undefined ? table : `${table}/${index}`;
      add(books, place, { rowsRead: rows, bytesRead: bytes, ru: whole * factor });
    },
  };
}

function snapshotOf(books: Books, trips: RoundTrips): MeterSnapshot {
  const places = Object.fromEntries([...books.places].map(([name, use]) => [name, { ...use }]));
  const all = sum([...books.places.values()]);
  const rowsOnly = sum(
    [...books.places].filter(([name]) => !name.includes('/')).map(([, use]) => use),
  );
  return {
    commands: Object.fromEntries(books.commands),
    commandsByTable: Object.fromEntries(books.byTable),
    sends: [...books.commands.values()].reduce((one, two) => one + two, 0),
    roundTrips: trips.count(),
    places,
    total: { ...rowsOnly, ru: all.ru, wu: all.wu },
  };
}

export function meter(): { entry: MeterEntry; trips: RoundTrips; reader: Meter } {
  const books: Books = { commands: new Map(), byTable: new Map(), places: new Map() };
  const trips = roundTrips();
  return {
    entry: entryOf(books),
    trips,
    reader: {
      roundTrips: trips.count,
      snapshot: () => snapshotOf(books, trips),
      reset: () => {
        for (const counts of Object.values(books)) counts.clear();
        trips.reset();
      },
    },
  };
}
