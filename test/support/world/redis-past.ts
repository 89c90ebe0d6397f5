// A Redis that remembers its last two seconds: what a fail-over to a replica that was behind brings back.
import type { MemoryRedis } from '#adapters/memory/redis/memory-redis.ts';

export interface RedisWithPast extends MemoryRedis {
  /** Every key is as it was 2 s ago. */
  setBack(): void;
}

const behindMs = 2_000;

/** @param now - Milliseconds, as the Redis behind it has them. */
export const redisWithPast = (redis: MemoryRedis, now: () => number): RedisWithPast => {
  /** Before each call of the last two seconds, oldest first. */
  let past: { readonly at: number; readonly restore: () => void }[] = [];
  const forget = (): void => {
    past = past.filter(({ at }) => at > now() - behindMs);
  };
  return {
    ...redis,
    run: (label, script, keys, args) => {
      forget();
      past.push({ at: now(), restore: redis.save() });
      return redis.run(label, script, keys, args);
    },
    setBack: () => {
      forget();
      past[0]?.restore();
      past = [];
    },
  };
};
