// The tables as plain data: the in-memory twin, the tests and the infrastructure read this one list.
// An index only finds candidates; a consistent read of the base row decides.

/** Every base row, in every table, is addressed by these two string attributes. */
export const baseKey = { partitionKey: 'pk', sortKey: 'sk' } as const;

export type IndexShape = {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** Attributes carried beside the keys; empty means KEYS_ONLY. */
  readonly included: readonly string[];
};

export type TableShape = {
  /** The last part of the physical name, `fluxpay-<stage>-<name>`. */
  readonly name: string;
  readonly indexes: readonly IndexShape[];
  /** Attribute that holds the expiry in whole epoch seconds; `null` means that rows never expire. */
  readonly ttlAttribute: string | null;
  /** Whether the table has a stream of NEW_IMAGE records. */
  readonly hasStream: boolean;
};

const keysOnly = (name: string): IndexShape => ({
  name,
  partitionKey: `${name}Pk`,
  sortKey: `${name}Sk`,
  included: [],
});

/** A sparse index of rows that still wait for an acknowledgement; it carries what a sweeper must know. */
const pending = (name: string, marker: string, included: readonly string[]): IndexShape => ({
  name,
  partitionKey: marker,
  sortKey: 'pendingSk',
  included,
});

export const tables = {
  engine: {
    name: 'engine',
    indexes: [keysOnly('byUser'), keysOnly('byTime'), keysOnly('due')],
    ttlAttribute: null,
    hasStream: false,
  },
  idempotency: {
    name: 'idempotency',
    indexes: [],
    ttlAttribute: 'expiresAt',
    hasStream: false,
  },
  outbox: {
    name: 'outbox',
    indexes: [keysOnly('byTime'), pending('busPending', 'bp', ['n', 'createdAt'])],
    ttlAttribute: 'expiresAt',
    hasStream: true,
  },
  commands: {
    name: 'commands',
    indexes: [pending('commandPending', 'cp', ['createdAt'])],
    ttlAttribute: 'expiresAt',
    hasStream: true,
  },
  readModel: {
    name: 'read-model',
    indexes: [],
    ttlAttribute: null,
    hasStream: false,
  },
} as const satisfies Record<string, TableShape>;

export type TableId = keyof typeof tables;
