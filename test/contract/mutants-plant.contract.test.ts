// Every seeded bug still finds its line, and the way bugs are planted does what it says.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { canaries } from '#test/mutants/canaries.ts';
import { mutants } from '#test/mutants/list.ts';
import { planted } from '#test/mutants/plant.ts';
import { waiting } from '#test/mutants/waiting.ts';
import { count } from '#test/support/counters.ts';

const read = (file: string): string =>
  readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

describe('a seeded bug', () => {
  it.each(mutants)('$id can be planted in $file', (mutant) => {
    expect(planted(read(mutant.file), mutant)).not.toBe(read(mutant.file));
    count('planted bugs');
  });

  it.each(canaries)('$id is refused with its id and file', (canary) => {
    expect(() => planted(read(canary.file), canary)).toThrow(canary.says);
  });

  it('is planted or waits, under a number of its own', () => {
    const ids = [...mutants, ...waiting].map(({ id }) => id);

    expect(new Set(ids).size).toBe(ids.length);
    expect(mutants[0]?.id).toBe('M00');
    for (let number = 0; number <= 86; number += 1) {
      expect(ids).toContain(`M${String(number).padStart(2, '0')}`);
    }
  });
});

describe('planting', () => {
  const seed = { id: 'M', file: 'a.ts', anchor: 'b(1, 2)', replace: 'c()' };

  it('finds its anchor however the line is broken, and changes nothing else', () => {
    expect(planted('a( 0 );\nb(\n  1,\n  2)  ;\n', seed)).toBe('a( 0 );\nc()  ;\n');
  });

  it('changes several places of one thought', () => {
    const both = { ...seed, also: [{ anchor: 'd', replace: 'e' }] };

    expect(planted('b(1, 2); d;', both)).toBe('c(); e;');
  });

  it('reads what it made, by the kind of file', () => {
    const json = { id: 'M', file: 'a.json', anchor: '1', replace: '' };

    expect(() => planted('{"a": 1}', json)).toThrow('does not parse');
    expect(() => planted('b(1, 2)', { ...seed, file: 'a.lua' })).toThrow('nobody parses .lua');
  });
});
