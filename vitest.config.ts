// One project per tier. Same commit, same seed; no retries; a tier leaves out/tally/<tier>.json.

import { defineConfig } from 'vitest/config';
import { seedOf } from './test/support/tier-result.ts';

/** Core is covered to the last branch: below it, the run with --coverage fails. */
const coreCoverageGate = true;

const seed = seedOf(process.cwd());
const runs = Number(process.env['FLUXPAY_RUNS'] ?? 200);

const tier = (name: string, seconds = 30) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    setupFiles: ['test/support/test-setup.ts'],
    provide: { seed, runs },
    testTimeout: seconds * 1000,
    hookTimeout: seconds * 2000,
    allowOnly: false,
    retry: 0,
    sequence: { seed, shuffle: name === 'unit' },
  },
});

/**
 * Tiers of one process each keep their modules from file to file, instead of loading the engine for each. What a
 * module remembers between files is the engine's own memory, and that is a cache.
 */
const together = (name: string, seconds?: number) => {
  const { test } = tier(name, seconds);
  return { test: { ...test, isolate: false } };
};

/** One file at a time: some stop a part of the one cloud. Inside a file journeys run together. */
const cloudTier = (name: string, seconds: number) => {
  const { test } = tier(name, seconds);
  const globalSetup = ['test/support/cloud/global-setup.ts'];
  const sequence = { ...test.sequence, groupOrder: 1 };
  return { test: { ...test, globalSetup, maxWorkers: 1, sequence } };
};

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ['dot', './test/support/tally-reporter.ts'],
    sequence: { seed },
    coverage: {
      provider: 'v8',
      include: ['core/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      reportsDirectory: 'out/coverage',
      ...(coreCoverageGate ? { thresholds: { 'core/**/*.ts': { branches: 100 } } } : {}),
    },
    projects: [
      together('unit', 5),
      together('property'),
      together('contract'),
      together('statemachine'),
      together('simulation', 60),
      together('security', 60),
      together('infrastructure', 60),
      tier('integration', 60),
      cloudTier('e2e', 120),
    ],
  },
});
