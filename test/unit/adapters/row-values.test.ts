// What no row can hold is refused before it is sent, not stored as something else.
import { describe, expect, it } from 'vitest';
import { type Row, toAttributes } from '#adapters/dynamo/row-values.ts';

const unstorable: readonly (readonly [what: string, value: unknown])[] = [
  ['null', null],
  ['null inside a member', { Error: 'States.Timeout', Cause: null }],
  ['null in a list', ['a', null]],
  ['nothing in a list', ['a', undefined]],
  ['a fraction', 0.5],
];

describe('the wire form of a row', () => {
  it.each(unstorable)('refuses %s', (_what, value) => {
    expect(() => toAttributes({ evidence: value } as Row)).toThrow();
  });

  it('keeps null in what is the JSON of a client', () => {
    const stored = toAttributes({ metadata: { gift: null } } as unknown as Row);
    expect(Buffer.from(stored['metadata']?.B ?? []).toString()).toBe('{"gift":null}');
  });

  it('leaves out what is absent', () => {
    expect(toAttributes({ a: undefined, b: 1 })).toEqual({ b: { N: '1' } });
  });
});
