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
      tier('unit', 5),
      tier('property'),
      tier('contract'),
      tier('statemachine'),
      tier('simulation', 60),
      tier('security', 60),
      tier('infrastructure', 60),
      tier('integration', 60),
      cloudTier('e2e', 120),
    ],
  },
});
