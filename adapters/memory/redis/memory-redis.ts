// A Redis in memory, cut where our adapters speak to it: one double per Lua script. It is believed
// because random programs run the same on it and on a real server.
import type { RedisLabel } from '#core/contracts/labels.ts';
import { assert } from '#core/kernel/assert.ts';
import { idemClaim, idemDone, idemFree } from './idempotency-doubles.ts';
import { rlGiveBack, rlTake } from './limit-doubles.ts';
import { type DumpedKey, redisStore } from './redis-store.ts';
import type { ScriptDouble } from './script-double.ts';

export type ScriptDoubles = Readonly<Record<string, ScriptDouble>>;

/** One double per script of `adapters/redis/scripts`. */
export const scriptDoubles: ScriptDoubles = {
  'rl-take': rlTake,
  'rl-give-back': rlGiveBack,
  'idem-claim': idemClaim,
  'idem-done': idemDone,
  'idem-free': idemFree,
};

export interface MemoryRedis {
  run(
    label: RedisLabel,
    script: string,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown>;
  /** Drops every key, as a Redis does that restarts without persistence. */
  flush(): void;
  /** From now on every call throws; the keys stay. */
  stop(): void;
  start(): void;
  /** Every living key, sorted by name. */
  dump(): Readonly<Record<string, DumpedKey>>;
  /**
   * Remembers the keys.
   *
   * @returns What brings them back: a fail-over that lost the latest writes. Refused once an older one has been used.
   */
  save(): () => void;
  /** How often each label was asked, failed calls included. */
  counts(): Readonly<Record<string, number>>;
}

/**
 * @param now - Milliseconds since 1970, fractions being microseconds; drives `TIME` and expiry.
 * @param doubles - Only for a test that plants a fault in one.
 */
export const memoryRedis = (
  { now }: { readonly now: () => number },
  doubles: ScriptDoubles = scriptDoubles,
): MemoryRedis => {
  const store = redisStore(now);
  const asked = new Map<string, number>();
  let isRunning = true;

  return {
    run: async (label, script, keys, args) => {
      asked.set(label, (asked.get(label) ?? 0) + 1);
      if (!isRunning) throw new Error(`${label}: the connection to Redis is closed`);
      const double = doubles[script];
      assert(double !== undefined, `no double for the script ${script}`);
      const reply = double(store, keys, args.map(String));
      // Never the caller's own array: what a protocol hands over is a copy.
      return typeof reply === 'object' ? [...reply] : reply;
    },
    flush: () => store.flush(),
    stop: () => {
      isRunning = false;
    },
    start: () => {
      isRunning = true;
    },
    dump: () => store.dump(),
    save: () => store.save(),
    counts: () => Object.fromEntries(asked),
  };
};
