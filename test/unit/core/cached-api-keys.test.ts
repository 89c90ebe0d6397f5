import { describe, expect, it } from 'vitest';
import type { KeyId } from '#core/kernel/ids.ts';
import { cachedApiKeys } from '#core/merchants/cached-api-keys.ts';
import type { Credential } from '#core/merchants/ports.ts';
import { aMerchant, anApiKey } from '#test/support/edge/edge-world.ts';
import { secret } from '#test/support/edge/signed-event.ts';
import { freshInstance, settableClock } from '#test/support/limits/limit-world.ts';

const world = () => {
  const clock = settableClock();
  const asked: string[] = [];
  const kept = new Map<string, Credential>();
  const cached = cachedApiKeys(
    {
      byId: async (keyId) => {
        asked.push(keyId);
        return kept.get(keyId);
      },
    },
    freshInstance(),
    clock,
  );
  const credential: Credential = { key: anApiKey(), secret, merchant: aMerchant() };
  return { clock, asked, kept, cached, credential };
};

const known = 'fpk_test_A' as KeyId;

describe('cachedApiKeys', () => {
  it('asks once a minute for a known key', async () => {
    const { clock, asked, kept, cached, credential } = world();
    kept.set(known, credential);

    expect(await cached.byId(known)).toBe(credential);
    kept.clear();
    clock.advance(59_999);
    expect(await cached.byId(known)).toBe(credential);
    clock.advance(1);
    expect(await cached.byId(known)).toBeUndefined();
    expect(asked).toHaveLength(2);
  });

  it('asks again soon for a key that was unknown', async () => {
    const { clock, kept, cached, credential } = world();

    await cached.byId(known);
    kept.set(known, credential);
    clock.advance(4_999);
    expect(await cached.byId(known)).toBeUndefined();
    clock.advance(1);
    expect(await cached.byId(known)).toBe(credential);
  });

  it('keeps at most a thousand, the newest', async () => {
    const { asked, cached } = world();

    for (let index = 0; index <= 1_000; index += 1) await cached.byId(`fpk_test_${index}` as KeyId);
    await cached.byId('fpk_test_1000' as KeyId);
    await cached.byId('fpk_test_0' as KeyId);

    expect(asked).toHaveLength(1_002);
  });
});
