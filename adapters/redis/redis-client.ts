// The real Redis behind `RedisCommands`. One connection, one try, 25 ms: whoever calls has another
// way to go on, so a failure is told at once and the connection is mended in the background.
import { createHash } from 'node:crypto';
import { Redis, type RedisOptions } from 'iovalkey';
import type { RedisCommands, RedisScript } from './redis-commands.ts';
import { redisScripts } from './scripts.generated.ts';

export interface RedisClient extends RedisCommands {
  /** Connects ahead of the first call. Never throws: a Redis that is away shows in the calls. */
  connect(): Promise<void>;
  close(): void;
}

export interface RedisClientOptions {
  /** `redis://host:port` or `rediss://` for TLS; may carry user and password. */
  readonly url: string;
  /** Longest time of one call, connecting included. */
  readonly timeoutMs?: number;
}

const options: RedisOptions = {
  lazyConnect: true,
  // No queue and no second sending: a late script would judge a request that is long answered.
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  enableReadyCheck: false,
  connectTimeout: 1_000,
  // A socket that stays silent although it was asked is dead; waiting for TCP would take minutes.
  socketTimeout: 1_000,
  retryStrategy: (tries) => Math.min(tries * 25, 500),
  // After a fail-over the old primary refuses writes: connect again, to the new one.
  reconnectOnError: (error) => error.message.startsWith('READONLY'),
};

const shas = new Map(
  Object.entries(redisScripts).map(([name, lua]) => [
    name,
    createHash('sha1').update(lua).digest('hex'),
  ]),
);

const isNoScript = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('NOSCRIPT');

/** Rejects when the time is over; the work itself is told by the signal not to begin anything new. */
const within = async <T>(
  timeoutMs: number,
  label: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      over.abort();
      reject(new Error(`${label}: no answer from Redis in ${timeoutMs} ms`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([work(over.signal), timeout]);
  } catch (error) {
    if (over.signal.aborted) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${label}: ${reason}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
};

/**
 * A Redis client that connects at its first use.
 *
 * EVALSHA first; a Redis that does not know the script yet (new, or restarted empty) gets it by EVAL.
 */
export const redisClient = ({ url, timeoutMs = 25 }: RedisClientOptions): RedisClient => {
  const redis = new Redis(url, options);
  redis.on('error', () => {
    // Each call that suffers from it throws; without a listener the library would print it.
  });
  let first: Promise<void> | undefined;
  const connect = (): Promise<void> => {
    first ??= redis.connect().then(
      () => undefined,
      () => undefined,
    );
    return first;
  };

  const evaluate = async (
    script: RedisScript,
    keys: readonly string[],
    args: readonly (string | number)[],
    signal: AbortSignal,
  ): Promise<unknown> => {
    await connect();
    try {
      return await redis.evalsha(shas.get(script) ?? '', keys.length, ...keys, ...args);
    } catch (error) {
      if (!isNoScript(error) || signal.aborted) throw error;
      return await redis.eval(redisScripts[script], keys.length, ...keys, ...args);
    }
  };

  return {
    connect,
    close: () => redis.disconnect(),
    run: (label, script, keys, args) =>
      within(timeoutMs, label, (signal) => evaluate(script, keys, args, signal)),
  };
};
