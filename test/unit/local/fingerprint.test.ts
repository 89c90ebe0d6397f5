import { describe, expect, it } from 'vitest';
import { fingerprint } from '#local/cloud/fingerprint.ts';

const file = (name: string, content: string) => ({ name, content });

describe('fingerprint', () => {
  it('does not depend on the order in which files are found', () => {
    const a = file('lib/a.ts', '1');
    const b = file('lib/b.ts', '2');

    expect(fingerprint([a, b])).toBe(fingerprint([b, a]));
  });

  it.each([
    ['a content', [file('a', '1'), file('b', '3')]],
    ['a name', [file('a', '1'), file('c', '2')]],
    ['the number of files', [file('a', '1')]],
    ['what belongs to which name', [file('a', '2'), file('b', '1')]],
    ['where a name ends', [file('a\nb', '1'), file('', '2')]],
  ])('changes with %s', (_, changed) => {
    expect(fingerprint(changed)).not.toBe(fingerprint([file('a', '1'), file('b', '2')]));
  });
});
