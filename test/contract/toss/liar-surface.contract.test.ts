// The simulator's control surface tells the truth; an adapter that could ask it would prove nothing.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const folder = new URL('../../../adapters/toss/', import.meta.url);
const sources = readdirSync(folder).map((name) => [
  name,
  readFileSync(new URL(name, folder), 'utf8'),
]);

describe('adapters/toss', () => {
  it.each(sources)('%s knows nothing of a control surface', (_name, text) => {
    expect(text).not.toMatch(/__|liar/iu);
  });

  it('writes every path in one file, below /v1/payments', () => {
    const withPaths = sources.flatMap(([name, text]) =>
      [...(text ?? '').matchAll(/[`'"](\/[a-z0-9_]+\/[^`'"]*)[`'"]/giu)].map((hit) => [
        name,
        hit[1],
      ]),
    );

    expect(withPaths.length).toBeGreaterThanOrEqual(4);
    for (const [name, path] of withPaths.filter(([name]) => name !== 'exchange.ts')) {
      expect([name, path?.startsWith('/v1/payments/')]).toEqual(['requests.ts', true]);
    }
  });
});
