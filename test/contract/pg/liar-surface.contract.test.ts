// The simulator's control surface tells the truth; an adapter that could ask it would prove nothing.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const rooms = ['pg-http', 'toss', 'sandbox'];

const sources = rooms.flatMap((room) => {
  const folder = new URL(`../../../adapters/${room}/`, import.meta.url);
  return readdirSync(folder).map((name) => [
    `${room}/${name}`,
    readFileSync(new URL(name, folder), 'utf8'),
  ]);
});

const pathsOf = (text: string): string[] =>
  [...text.matchAll(/[`'"](\/[^`'" ]+)[`'"]/gu)].map((hit) => hit[1] ?? '');

describe('the adapters of PGs', () => {
  it.each(sources)('%s knows nothing of a control surface', (_name, text) => {
    expect(text).not.toMatch(/__|liar/iu);
  });

  it('name the root of each protocol, and beside it only what requests.ts puts below one', () => {
    const found = sources.flatMap(([name = '', text = '']) =>
      pathsOf(text)
        .filter(() => name !== 'pg-http/requests.ts' && name !== 'pg-http/exchange.ts')
        .map((path) => `${name} ${path}`),
    );

    expect(new Set(found)).toEqual(
      new Set([
        'pg-http/pg-client.ts /v1/payments',
        'pg-http/pg-client.ts /sandbox/v1/payments',
        'toss/toss-gateway.ts /v1/payments',
        'sandbox/sandbox-gateway.ts /sandbox/v1/payments',
      ]),
    );
  });
});
