import { describe, expect, it } from 'vitest';
import { sealedCursor } from '#adapters/crypto/sealed-cursor.ts';
import { instant, plus } from '#core/kernel/instant.ts';

const now = instant(1_800_000_000_000);
const day = plus(now, 86_400_000);
const binding = 'test.M123|GET /api/v1/orders|ab12';
const seal = sealedCursor(() => Promise.resolve('a secret of the stage'));
const position = 'T#test.M123#ord_1';

describe('sealedCursor', () => {
  it('opens what it has sealed', async () => {
    const text = await seal.seal(position, binding, day);

    expect(text).toMatch(/^[A-Za-z0-9_-]+$/u);
    expect(await seal.open(text, binding, now)).toBe(position);
  });

  it('shows nothing of what is inside, and never the same twice', async () => {
    const [first, second] = [
      await seal.seal(position, binding, day),
      await seal.seal(position, binding, day),
    ];

    expect(first).not.toBe(second);
    expect(Buffer.from(first, 'base64url').toString('latin1')).not.toContain('ord_1');
  });

  it('ends at its hour', async () => {
    const text = await seal.seal(position, binding, day);

    expect(await seal.open(text, binding, plus(day, -1))).toBe(position);
    expect(await seal.open(text, binding, day)).toBeUndefined();
  });

  it.each(['test.M124|GET /api/v1/orders|ab12', 'live.M123|GET /api/v1/orders|ab12', ''])(
    'does not open for %s',
    async (other) => {
      const text = await seal.seal(position, binding, day);

      expect(await seal.open(text, other, now)).toBeUndefined();
    },
  );

  it('does not open with any one bit changed', async () => {
    const bytes = Buffer.from(await seal.seal(position, binding, day), 'base64url');

    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const altered = Buffer.from(bytes);
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await seal.open(altered.toString('base64url'), binding, now)).toBeUndefined();
    }
  });

  it.each(['', 'x', 'a'.repeat(60), '한글', '=='])('does not open %j', async (text) => {
    expect(await seal.open(text, binding, now)).toBeUndefined();
  });

  it('does not open a text whose last character says more than it needs', async () => {
    const texts = await Promise.all(
      ['p', 'pp', 'ppp'].map((each) => seal.seal(each, binding, day)),
    );
    const next = (text: string): string =>
      text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + 1);

    for (const text of texts) expect(await seal.open(next(text), binding, now)).toBeUndefined();
  });

  it('does not open under a new secret', async () => {
    const text = await seal.seal(position, binding, day);
    const renewed = sealedCursor(() => Promise.resolve('another secret'));

    expect(await renewed.open(text, binding, now)).toBeUndefined();
  });

  it('follows a secret that is replaced while it lives', async () => {
    let secret = 'old';
    const living = sealedCursor(() => Promise.resolve(secret));
    const before = await living.seal(position, binding, day);
    secret = 'new';
    const after = await living.seal(position, binding, day);

    expect(await living.open(before, binding, now)).toBeUndefined();
    expect(await living.open(after, binding, now)).toBe(position);
  });
});
