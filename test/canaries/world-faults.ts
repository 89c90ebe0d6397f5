// Canaries of the simulation: a world that breaks one invariant, a run that breaks one rule. Each must be
// reported under its own number and no other, and the sound one under none.
import { proveFixtures } from '#test/support/invariants/fixtures/invariant-fixtures.ts';
import { ruleFixtures, soundRun } from '#test/support/oracle/fixtures.ts';
import { judgeRun } from '#test/support/oracle/rules.ts';
import type { RunRecord } from '#test/support/oracle/run-record.ts';

export interface WorldFault {
  readonly checker: string;
  readonly name: string;
  /** What went wrong with the canary; undefined when it was reported as it must. */
  readonly judge: () => string | undefined;
}

const reportedIn = (run: RunRecord): string[] =>
  judgeRun(run)
    .filter(({ breaches }) => breaches.length > 0)
    .map(({ id }) => id);

const only = (reported: readonly string[], wanted: readonly string[]): string | undefined => {
  const isRight = reported.join() === wanted.join();
  return isRight ? undefined : `reported ${reported.join(', ') || 'nothing'}`;
};

const ofInvariants: readonly WorldFault[] = proveFixtures().map(({ id, reported, isProven }) => ({
  checker: id,
  name: id === 'SOUND' ? 'sound world passes' : `world that breaks ${id}`,
  judge: () => (isProven ? undefined : `reported ${reported.join(', ') || 'nothing'}`),
}));

const ofRules: readonly WorldFault[] = ruleFixtures.map(({ rule, name, run }) => ({
  checker: rule,
  name,
  judge: () => only(reportedIn(run()), [rule]),
}));

export const worldFaults: readonly WorldFault[] = [
  ...ofInvariants,
  {
    checker: 'rules',
    name: 'sound run passes',
    judge: () => only(reportedIn(soundRun()), []),
  },
  ...ofRules,
];
