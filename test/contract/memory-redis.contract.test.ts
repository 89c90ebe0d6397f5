// What the Redis twin adds to a Redis: it refuses what it does not know, counts, and goes back in time.
import { describe, expect, it } from 'vitest';
import { memoryRedis } from '#adapters/memory/redis/memory-redis.ts';
import { redisScripts } from '#adapters/redis/scripts.generated.ts';

const claim = ['test.M1:idem:a'];
const open = () => memoryRedis({ now: () => Date.UTC(2026, 2, 1) });

describe('memoryRedis', () => {
  it('throws at a script without a double', async () => {
    await expect(open().run('redis.idem-free', 'idem-forget', claim, [])).rejects.toThrow(
      'no double for the script idem-forget',
    );
  });

  it.each(Object.keys(redisScripts))('has a double of %s', async (script) => {
    const reply = await open()
      .run('redis.idem-free', script, claim, [1, 1, 1, 1])
      .catch((error: unknown) => String(error));

    expect(reply).not.toContain('no double');
  });

  it('throws at arguments that a script would not survive', async () => {
    const twin = open();

    await expect(
      twin.run('redis.idem-claim', 'idem-claim', claim, ['f', 'o', 'soon']),
    ).rejects.toThrow('not a whole number');
    await expect(
      twin.run('redis.idem-done', 'idem-done', claim, ['*', 'f', '{}', 0]),
    ).rejects.toThrow('expire');
  });

  it('throws at a key of another kind', async () => {
    const twin = open();
    await twin.run('redis.idem-claim', 'idem-claim', claim, ['f', 'o', 1_000]);

    await expect(twin.run('redis.rl-give-back', 'rl-give-back', claim, [1, 1])).rejects.toThrow(
      'WRONGTYPE',
    );
  });

  it('counts what it is asked, also while it is stopped', async () => {
    const twin = open();
    await twin.run('redis.idem-free', 'idem-free', claim, ['o']);
    twin.stop();
    await twin.run('redis.idem-free', 'idem-free', claim, ['o']).catch(() => undefined);

    expect(twin.counts()).toEqual({ 'redis.idem-free': 2 });
  });

  it('keeps its keys through a stop, and loses them by flush', async () => {
    const twin = open();
    await twin.run('redis.idem-claim', 'idem-claim', claim, ['f', 'o', 1_000]);
    twin.stop();
    twin.start();
    const kept = Object.keys(twin.dump());

    twin.flush();

    expect([kept, twin.dump()]).toEqual([claim, {}]);
  });

  it('brings an earlier state back, as a fail-over to an old replica does', async () => {
    const twin = open();
    const restore = twin.save();
    await twin.run('redis.idem-claim', 'idem-claim', claim, ['f', 'o', 1_000]);

    restore();

    expect(twin.dump()).toEqual({});
  });

  it('brings back what was overwritten, flushed and written again since, and then an older state yet', async () => {
    const twin = open();
    const restoreNothing = twin.save();
    await twin.run('redis.idem-claim', 'idem-claim', claim, ['f', 'o', 1_000]);
    const claimed = twin.dump();
    const restoreClaim = twin.save();
    await twin.run('redis.idem-done', 'idem-done', claim, ['*', 'f', '{}', 60]);
    const overwritten = twin.dump();
    const restoreDone = twin.save();
    twin.flush();
    await twin.run('redis.idem-claim', 'idem-claim', claim, ['g', 'p', 3_000]);

    restoreDone();
    const done = twin.dump();
    restoreClaim();
    const again = twin.dump();
    restoreNothing();

    expect(overwritten).not.toEqual(claimed);
    expect([done, again, twin.dump()]).toEqual([overwritten, claimed, {}]);
    expect(restoreDone).toThrow('an older state');
  });
});
