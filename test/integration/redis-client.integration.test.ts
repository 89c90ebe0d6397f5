// What the real client does when its Redis is away, frozen, or back without its scripts.
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RedisClient, redisClient } from '#adapters/redis/redis-client.ts';
import { type RedisServer, startRedisServer } from '#test/support/redis/redis-server.ts';

const timeoutMs = 25;
/** The time of a call that fails, with room for a machine that is busy with other tests. */
const failsWithinMs = 60;

const claim = (client: RedisClient): Promise<unknown> =>
  client.run('redis.idem-claim', 'idem-claim', ['test.M1:idem:a'], ['f', 'o', 30_000]);

const millisecondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work().catch(() => undefined);
  return performance.now() - start;
};

/** The fastest of five: one slow turn of the machine says nothing about the client. */
const fastest = async (work: () => Promise<unknown>): Promise<number> => {
  const times: number[] = [];
  for (let turn = 0; turn < 5; turn += 1) times.push(await millisecondsOf(work));
  return Math.min(...times);
};

describe('redisClient', () => {
  let server: RedisServer;
  let client: RedisClient;

  beforeEach(async () => {
    server = await startRedisServer();
    client = redisClient({ url: server.url, timeoutMs });
  });
  afterEach(async () => {
    client.close();
    server.thaw();
    await server.stop();
  });

  it('connects at its first call and teaches an empty Redis its scripts', async () => {
    await expect.poll(() => claim(client).catch(String)).toEqual(['BUSY', expect.any(Number)]);
  });

  it('throws fast while Redis is stopped, and works again after a restart, by itself', async () => {
    await client.connect();
    await claim(client);
    await server.stop();

    await expect(claim(client)).rejects.toThrow('redis.idem-claim: ');
    expect(await fastest(() => claim(client))).toBeLessThan(failsWithinMs);
    await server.start();

    await expect.poll(() => claim(client).catch(() => 'away')).toEqual(['NEW']);
  });

  it('throws fast when Redis was never there, and works once it is', async () => {
    await server.stop();
    const early = redisClient({ url: server.url, timeoutMs });
    await early.connect();

    await expect(claim(early)).rejects.toThrow();
    expect(await fastest(() => claim(early))).toBeLessThan(failsWithinMs);
    await server.start();

    await expect.poll(() => claim(early).catch(() => 'away')).toEqual(['NEW']);
    early.close();
  });

  it('gives a frozen Redis 25 ms, and asks again when it moves', async () => {
    await client.connect();
    await claim(client);
    server.freeze();

    await expect(claim(client)).rejects.toThrow('redis.idem-claim: no answer from Redis in 25 ms');
    const milliseconds = await fastest(() => claim(client));
    server.thaw();

    expect(milliseconds).toBeGreaterThanOrEqual(timeoutMs - 2);
    expect(milliseconds).toBeLessThan(failsWithinMs);
    await expect
      .poll(() => claim(client).catch(() => 'away'))
      .toEqual(['BUSY', expect.any(Number)]);
  });

  it('leaves a silent connection for a new one', async () => {
    let connections = 0;
    const mute = createServer(() => {
      connections += 1;
    }).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const { port } = mute.address() as AddressInfo;
    const patient = redisClient({ url: `redis://127.0.0.1:${port}`, timeoutMs });

    await expect(claim(patient)).rejects.toThrow();

    await expect.poll(() => connections, { timeout: 10_000 }).toBeGreaterThan(1);
    patient.close();
    mute.close();
  });

  it('throws after close', async () => {
    await client.connect();
    client.close();

    await expect(claim(client)).rejects.toThrow();
  });
});
