import { describe, expect, it } from 'vitest';
import { cachedSecrets } from '#adapters/secrets/secrets-manager.ts';
import { processInstance } from '#adapters/system/process-instance.ts';
import { instant } from '#core/kernel/instant.ts';

const world = () => {
  const state = { now: 0, reads: 0, isDown: false };
  const read = (arn: string) => {
    state.reads += 1;
    return state.isDown
      ? Promise.reject(new Error('down'))
      : Promise.resolve(`${arn} ${state.reads}`);
  };
  const clock = { now: () => instant(state.now) };
  return { state, secret: cachedSecrets(read, { clock, instance: processInstance() }) };
};

describe('cachedSecrets', () => {
  it('reads once in five minutes, each secret for itself', async () => {
    const { state, secret } = world();

    const texts = [await secret('a'), await secret('a'), await secret('b')];
    state.now = 299_999;
    texts.push(await secret('a'));
    state.now = 300_000;
    texts.push(await secret('a'));

    expect(texts).toEqual(['a 1', 'a 1', 'b 2', 'a 1', 'a 3']);
  });

  it('goes on with the old one while the source is down', async () => {
    const { state, secret } = world();
    await secret('a');
    state.now = 900_000;
    state.isDown = true;

    expect(await secret('a')).toBe('a 1');
    await expect(secret('b')).rejects.toThrow('down');
  });
});
