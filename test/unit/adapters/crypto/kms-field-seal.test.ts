import { describe, expect, it } from 'vitest';
import { openKms } from '#adapters/crypto/kms-client.ts';
import { kmsFieldSeal } from '#adapters/crypto/kms-field-seal.ts';
import { memoryKms } from '#adapters/memory/aws/memory-kms.ts';
import { processInstance } from '#adapters/system/process-instance.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { SealBroken } from '#core/kernel/faults.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import type { SealedPlace } from '#core/privacy/ports.ts';
import { testClock } from '#test/support/engine/engine.ts';

const keyArn = 'arn:aws:kms:ap-northeast-2:000000000000:key/1';
const tenant: Tenant = { environment: 'test', merchantId: 'M123' as MerchantId };
const place: SealedPlace = { tenant, objectId: 'ord_1', field: 'customer' };
const text = '{"name":"김보라","phone":"01012345678"}';

const elsewhere: readonly (readonly [string, SealedPlace])[] = [
  ['another merchant', { ...place, tenant: { ...tenant, merchantId: 'M777' as MerchantId } }],
  ['another environment', { ...place, tenant: { ...tenant, environment: 'live' } }],
  ['another object', { ...place, objectId: 'ord_2' }],
  ['another field', { ...place, field: 'refundAccount' }],
];

/** One process after the other over one KMS, counting what KMS is asked. */
const sealing = () => {
  const kms = memoryKms([keyArn]);
  const asked: string[] = [];
  const clock = testClock();
  let drawn = 0;
  const calls = {
    run: <T>(label: string, effect: () => Promise<T>): Promise<T> => {
      asked.push(label);
      return effect();
    },
  };
  const bytes = (count: number): Uint8Array => {
    drawn += 1;
    return new Uint8Array(count).fill(drawn);
  };
  const processOf = () =>
    kmsFieldSeal({
      kms: openKms({ keyArn, calls }, kms),
      clock,
      instance: processInstance(),
      entropy: { bytes },
    });
  return { processOf, asked, clock };
};

describe('kmsFieldSeal', () => {
  it('opens in another process what one has sealed, and shows nothing of it', async () => {
    const { processOf } = sealing();

    const sealed = await processOf().seal(place, text);

    await expect(processOf().open(place, sealed)).resolves.toBe(text);
    expect(sealed).toMatch(/^[A-Za-z0-9_-]+$/u);
    expect(Buffer.from(sealed, 'base64url').toString()).not.toContain('01012345678');
  });

  it.each(elsewhere)('does not open for %s, not even from memory', async (_name, other) => {
    const { processOf } = sealing();
    const seal = processOf();
    const sealed = await seal.seal(place, text);
    await seal.open(place, sealed);
    await seal.seal(other, 'of another place');

    await expect(seal.open(other, sealed)).rejects.toBeInstanceOf(SealBroken);
    await expect(processOf().open(other, sealed)).rejects.toBeInstanceOf(SealBroken);
  });

  it('does not open with any one bit changed, or cut anywhere', async () => {
    const { processOf } = sealing();
    const sealed = await processOf().seal(place, text);
    const bytes = Buffer.from(sealed, 'base64url');
    const seal = processOf();

    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ (1 << (at % 8)), at);
      const faulty = seal.open(place, changed.toString('base64url'));
      await expect(faulty, `byte ${at}`).rejects.toBeInstanceOf(SealBroken);
    }
    for (const cut of ['', sealed.slice(0, 80), sealed.slice(0, -1), `${sealed}A`, `${sealed}=`]) {
      await expect(seal.open(place, cut)).rejects.toBeInstanceOf(SealBroken);
    }
  });

  it('asks KMS for a key once for many texts, and never draws a nonce twice', async () => {
    const { processOf, asked } = sealing();
    const seal = processOf();

    const sealed = [await seal.seal(place, text), await seal.seal(place, text)];

    expect(asked).toEqual(['data-key.make']);
    expect(new Set(sealed).size).toBe(2);
  });

  it.each([
    ['five minutes', 1, 300_000],
    ['a thousand texts', 1_000, 0],
  ])('takes a new key after %s', async (_name, texts, ms) => {
    const { processOf, asked, clock } = sealing();
    const seal = processOf();
    for (let sealed = 0; sealed < texts; sealed += 1) await seal.seal(place, 'a');

    clock.advance(ms);
    await seal.seal(place, 'a');

    expect(asked).toEqual(['data-key.make', 'data-key.make']);
  });

  it('opens a key once, and again after five minutes', async () => {
    const { processOf, asked, clock } = sealing();
    const sealed = await processOf().seal(place, text);
    const seal = processOf();

    await seal.open(place, sealed);
    await seal.open(place, sealed);
    clock.advance(300_000);
    await seal.open(place, sealed);

    expect(asked).toEqual(['data-key.make', 'data-key.open', 'data-key.open']);
  });

  it('hands an outage of KMS through', async () => {
    const away = () => Promise.reject(new Error('away'));
    const seal = kmsFieldSeal({
      kms: { makeDataKey: away, openDataKey: away },
      clock: testClock(),
      instance: processInstance(),
      entropy: { bytes: (count) => new Uint8Array(count) },
    });
    const { processOf } = sealing();
    const sealed = await processOf().seal(place, text);

    await expect(seal.seal(place, text)).rejects.toThrow('away');
    await expect(seal.open(place, sealed)).rejects.toThrow('away');
  });
});
