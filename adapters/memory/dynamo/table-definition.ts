// A table as data: what the twin has to know of it. Keys are texts in every FluxPay table.

export type IndexDefinition = {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey?: string;
  /** A list means INCLUDE: the keys and these attributes. */
  readonly projection: 'KEYS_ONLY' | 'ALL' | readonly string[];
};

export type TableDefinition = {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey?: string;
  /** Global secondary indexes. A row without one of an index's key attributes is not in it. */
  readonly indexes: readonly IndexDefinition[];
  /** True: one NEW_IMAGE record per changed row. */
  readonly stream?: boolean;
  /** Holds epoch seconds; only `expire` looks at it. */
  readonly ttlAttribute?: string;
};

export type KeyNames = { readonly partitionKey: string; readonly sortKey?: string };

export function keyNames(keys: KeyNames): string[] {
  return keys.sortKey === undefined ? [keys.partitionKey] : [keys.partitionKey, keys.sortKey];
}
