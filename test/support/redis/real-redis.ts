// A real redis-server as a world: the same scripts, with its keys moved in time instead of its clock.
import { Redis } from 'iovalkey';
import { redisClient } from '#adapters/redis/redis-client.ts';
import { startRedisServer } from './redis-server.ts';
import { keyFacts, type RedisDump, type RedisWorld } from './redis-world.ts';

// A real server's clock is not ours to move. Its keys are: with every stored instant and every
// expiry set back, all that a script can see is as if that time had passed.
const advanceLua = `
for _, key in ipairs(redis.call('KEYS', '*')) do
  local left = redis.call('PTTL', key)
  if left >= 0 and left <= tonumber(ARGV[1]) then
    redis.call('DEL', key)
  else
    if redis.call('TYPE', key).ok == 'hash' then
      local leaseEnd = redis.call('HGET', key, 'leaseEnd')
      if leaseEnd then redis.call('HSET', key, 'leaseEnd', string.format('%.0f', leaseEnd - ARGV[1])) end
    elseif string.find(key, ':rl:', 1, true) then
      redis.call('SET', key, string.format('%.0f', redis.call('GET', key) - ARGV[1] * 1000), 'KEEPTTL')
    end
    if left >= 0 then redis.call('PEXPIRE', key, left - ARGV[1]) end
  end
end
`;

const dumpLua = `
local keys = {}
for _, key in ipairs(redis.call('KEYS', '*')) do
  local isHash = redis.call('TYPE', key).ok == 'hash'
  local value = isHash and redis.call('HGETALL', key) or redis.call('GET', key)
  keys[#keys + 1] = {key, redis.call('PTTL', key), value}
end
return {redis.call('TIME'), keys}
`;

type RawKey = readonly [string, number, string | readonly string[]];

const pairs = (flat: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? '']] : [])),
  );

const milliseconds = (time: readonly [string | number, string | number]): number =>
  Number(time[0]) * 1000 + Number(time[1]) / 1000;

const dumpOf = async (raw: Redis): Promise<RedisDump> => {
  const [time, keys] = (await raw.eval(dumpLua, 0)) as [[string, string], RawKey[]];
  const nowMs = milliseconds(time);
  return Object.fromEntries(
    keys
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, left, value]) => [
        key,
        {
          value: keyFacts(key, typeof value === 'string' ? value : pairs(value), nowMs),
          leftMs: left < 0 ? undefined : left,
        },
      ]),
  );
};

/** A redis-server of its own. Calls may take a second here: the machine of a test is often busy. */
export const realWorld = async (): Promise<RedisWorld> => {
  const server = await startRedisServer();
  const client = redisClient({ url: server.url, timeoutMs: 1_000 });
  const raw = new Redis(server.url, { retryStrategy: () => 20 });
  raw.on('error', () => {
    // Stopping the server is part of the tests.
  });
  return {
    commands: client,
    advance: async (ms) => {
      await raw.eval(advanceLua, 0, ms);
    },
    flush: async () => {
      await raw.flushall();
    },
    stop: () => server.stop(),
    start: async () => {
      await server.start();
      await raw.ping();
    },
    dump: () => dumpOf(raw),
    time: async () => milliseconds((await raw.time()) as unknown as [number, number]),
    close: async () => {
      client.close();
      raw.disconnect();
      await server.stop();
    },
  };
};
