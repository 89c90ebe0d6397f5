// One Redis as tests see it: the commands of our adapters, and a hand on its time and life. Here
// the twin behind it; `real-redis.ts` has the same with a server.

import {
  memoryRedis,
  type ScriptDoubles,
  scriptDoubles,
} from '#adapters/memory/redis/memory-redis.ts';
import type { RedisCommands } from '#adapters/redis/redis-commands.ts';

/** A key without its distance from 1970: times are told from now on, in milliseconds. */
export interface KeyFacts {
  readonly value: Readonly<Record<string, string | number>>;
  readonly leftMs: number | undefined;
}

export type RedisDump = Readonly<Record<string, KeyFacts>>;

export interface RedisWorld {
  readonly commands: RedisCommands;
  /** Lets that much time pass for every key. */
  advance(ms: number): Promise<void>;
  flush(): Promise<void>;
  /** The server is gone, and its keys with it. */
  stop(): Promise<void>;
  start(): Promise<void>;
  dump(): Promise<RedisDump>;
  /** The server's own time in milliseconds, with microseconds behind the point. */
  time(): Promise<number>;
  close(): Promise<void>;
}

/** Tells apart what a key holds by its name: instants in microseconds, a claim, or plain text. */
export const keyFacts = (
  key: string,
  value: string | Readonly<Record<string, string>>,
  nowMs: number,
): KeyFacts['value'] => {
  if (typeof value === 'string') {
    return key.includes(':rl:') ? { inMs: Number(value) / 1000 - nowMs } : { text: value };
  }
  const { leaseEnd, ...rest } = value;
  return leaseEnd === undefined ? rest : { ...rest, inMs: Number(leaseEnd) - nowMs };
};

/** A start of time for worlds without a server. */
const epochMs = Date.UTC(2026, 2, 1);

export interface TwinWorld extends RedisWorld {
  /** Sets the clock to what another world's clock says. */
  setTime(ms: number): void;
}

export const twinWorld = (doubles: ScriptDoubles = scriptDoubles): TwinWorld => {
  let nowMs = epochMs;
  const twin = memoryRedis({ now: () => nowMs }, doubles);
  return {
    commands: twin,
    setTime: (ms) => {
      nowMs = ms;
    },
    advance: async (ms) => {
      nowMs += ms;
    },
    flush: async () => twin.flush(),
    stop: async () => {
      twin.stop();
      twin.flush();
    },
    start: async () => twin.start(),
    dump: async () =>
      Object.fromEntries(
        Object.entries(twin.dump()).map(([key, { value, leftMs }]) => [
          key,
          { value: keyFacts(key, value, nowMs), leftMs },
        ]),
      ),
    time: async () => nowMs,
    close: async () => twin.flush(),
  };
};
