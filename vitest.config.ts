import { defineConfig } from 'vitest/config';

const tier = (name: string, seconds = 30) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: seconds * 1000,
    hookTimeout: seconds * 2000,
    ...(name === 'unit' ? { sequence: { shuffle: true } } : {}),
  },
});

export default defineConfig({
  test: {
    projects: [
      tier('unit', 5),
      tier('property'),
      tier('contract'),
      tier('statemachine'),
      tier('infrastructure', 60),
      tier('integration', 60),
      tier('e2e', 120),
    ],
  },
});
