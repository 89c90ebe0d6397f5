// Runs in every test file: a test without an assertion fails, chance is seeded by the commit, and
// what was counted travels to the reporter with the test.

import { configureGlobal, readConfigureGlobal } from 'fast-check';
import { afterAll, afterEach, beforeEach, expect, inject } from 'vitest';
import { takeCounts } from './counters.ts';

declare module 'vitest' {
  interface ProvidedContext {
    seed: number;
    runs: number;
  }
}

configureGlobal({ ...readConfigureGlobal(), seed: inject('seed'), numRuns: inject('runs') });

beforeEach(() => {
  expect.hasAssertions();
});

/** Properties run their hooks around every example, so what is there already is added to. */
const hand = (meta: object): void => {
  const { counts = {} } = meta as { counts?: Record<string, number> };
  for (const [name, many] of Object.entries(takeCounts())) {
    counts[name] = (counts[name] ?? 0) + many;
  }
  Object.assign(meta, { counts });
};

afterEach(({ task }) => {
  hand(task.meta);
  Object.assign(task.meta, { assertions: expect.getState().assertionCalls });
});

afterAll(() => {
  const lost = Object.keys(takeCounts());
  if (lost.length > 0) throw new Error(`counted after the last test, so lost: ${lost.join(', ')}`);
});
