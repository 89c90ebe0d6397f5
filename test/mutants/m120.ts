// M120: cursor, not bound to its list.
import type { Mutant } from './mutant.ts';

export const m120: Mutant = {
  id: 'M120',
  where: 'cursor',
  bug: 'not bound to its list',
  file: 'adapters/crypto/sealed-cursor.ts',
  anchor: `const under = { key: await keyOf(), binding: bytesOf(binding) };`,
  replace: `const under = { key: await keyOf(), binding: bytesOf(binding.slice(0, 0)) };`,
  also: [
    {
      anchor: `gcmOpen({ key: await keyOf(), binding: bytesOf(binding) }, sealedOf(bytes))`,
      replace: `gcmOpen({ key: await keyOf(), binding: bytesOf(binding.slice(0, 0)) }, sealedOf(bytes))`,
    },
  ],
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/unit/adapters/crypto/sealed-cursor.test.ts' },
};
