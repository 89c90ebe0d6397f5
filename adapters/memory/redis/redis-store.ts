// The keys of a Redis in memory: strings and hashes with their expiry, by a clock that is given.
import { assert } from '#core/kernel/assert.ts';

type Value = string | ReadonlyMap<string, string>;

interface Entry {
  readonly value: Value;
  /** Milliseconds since 1970; the key lives through that millisecond. Absent: for ever. */
  readonly expiresAt?: number;
}

/** One key as a test compares it: hashes as records, and how long it still lives. */
export interface DumpedKey {
  readonly value: string | Readonly<Record<string, string>>;
  readonly leftMs?: number;
}

export interface RedisStore {
  /** What `TIME` answers inside a script, as microseconds. */
  nowMicros(): number;
  get(key: string): string | undefined;
  set(key: string, value: string, lifeMs?: number): void;
  hash(key: string): ReadonlyMap<string, string> | undefined;
  /** Replaces the whole hash; all our hashes are written whole and live for a time. */
  setHash(key: string, value: Readonly<Record<string, string>>, lifeMs: number): void;
  delete(key: string): boolean;
  flush(): void;
  dump(): Record<string, DumpedKey>;
  /** @returns What brings every key back as it is now; refused once an older one has been used. */
  save(): () => void;
}

export const redisStore = (now: () => number): RedisStore => {
  const entries = new Map<string, Entry>();
  /** What each change has overwritten, oldest first: a copy of all keys at each save costs more than the rest of a run. */
  const undo: { readonly key: string; readonly before: Entry | undefined }[] = [];
  let isSaved = false;
  const nowMicros = (): number => Math.round(now() * 1000);
  const nowMs = (): number => Math.floor(nowMicros() / 1000);

  const put = (key: string, entry: Entry | undefined): void => {
    if (isSaved) undo.push({ key, before: entries.get(key) });
    if (entry === undefined) entries.delete(key);
    else entries.set(key, entry);
  };
  const alive = (key: string): Value | undefined => {
    const entry = entries.get(key);
    if (entry?.expiresAt !== undefined && nowMs() > entry.expiresAt) {
      put(key, undefined);
      return undefined;
    }
    return entry?.value;
  };
  const write = (key: string, value: Value, lifeMs?: number): void => {
    assert(
      lifeMs === undefined || (Number.isSafeInteger(lifeMs) && lifeMs > 0),
      'ERR invalid expire time',
    );
    put(key, { value, ...(lifeMs === undefined ? {} : { expiresAt: nowMs() + lifeMs }) });
  };

  return {
    nowMicros,
    get: (key) => {
      const value = alive(key);
      assert(value === undefined || typeof value === 'string', 'WRONGTYPE not a string');
      return value;
    },
    set: write,
    hash: (key) => {
      const value = alive(key);
      assert(typeof value !== 'string', 'WRONGTYPE not a hash');
      return value;
    },
    setHash: (key, value, lifeMs) => write(key, new Map(Object.entries(value)), lifeMs),
    delete: (key) => {
      if (alive(key) === undefined) return false;
      put(key, undefined);
      return true;
    },
    flush: () => {
      for (const key of [...entries.keys()]) put(key, undefined);
    },
    dump: () => {
      const keys = [...entries.keys()].filter((key) => alive(key) !== undefined).sort();
      return Object.fromEntries(keys.map((key) => [key, dumped(entries.get(key), nowMs())]));
    },
    save: () => {
      isSaved = true;
      const kept = undo.length;
      return () => {
        assert(kept <= undo.length, 'an older state has been brought back since');
        for (const { key, before } of undo.splice(kept).reverse()) {
          if (before === undefined) entries.delete(key);
          else entries.set(key, before);
        }
      };
    },
  };
};

const dumped = (entry: Entry | undefined, nowMs: number): DumpedKey => {
  assert(entry !== undefined, 'only living keys are dumped');
  const { value, expiresAt } = entry;
  return {
    value: typeof value === 'string' ? value : Object.fromEntries(value),
    ...(expiresAt === undefined ? {} : { leftMs: expiresAt - nowMs }),
  };
};
