// M120: cursor, not bound to its list.
import type { Mutant } from './mutant.ts';

export const m120: Mutant = {
  id: 'M120',
  where: 'cursor',
  bug: 'not bound to its list',
  file: 'adapters/crypto/sealed-cursor.ts',
  anchor: `decipher.setAAD(Buffer.from(binding, 'utf8'));`,
  replace: `decipher.setAAD(Buffer.from(binding.slice(0, 0), 'utf8'));`,
  also: [
    {
      anchor: `cipher.setAAD(Buffer.from(binding, 'utf8'));
      const text`,
      replace: `cipher.setAAD(Buffer.from('', 'utf8'));
      const text`,
    },
  ],
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/unit/adapters/crypto/sealed-cursor.test.ts' },
};
