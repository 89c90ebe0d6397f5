// What operators do with breakers: look, force, disable, reset.

import { breakerNames } from '#core/contracts/breaker-names.ts';
import { type Answer, done, refusal } from '#core/contracts/http/answer.ts';
import type { Environment } from '#core/contracts/tenant.ts';
import type { BreakerAction } from '#core/contracts/vocabulary.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { Cause } from '#core/outbox/assemble-commit.ts';
import { type CommitDeps, commitAnswer } from '#core/outbox/commit-answer.ts';
import { operated } from './breaker.ts';
import { breakerObject } from './breaker-object.ts';
import { type LookDeps, lookAtBreaker } from './look-at-breaker.ts';
import { changeOf } from './move-breaker.ts';

const isKnown = (name: string): boolean => breakerNames.some((known) => known === name);

export const listBreakers = (deps: LookDeps) => async (): Promise<Answer> => {
  const rows = await Promise.all(breakerNames.map((name) => lookAtBreaker(deps, name)));
  const now = deps.clock.now();
  return done({ items: rows.map((row) => breakerObject(row, now)) });
};

export const getBreaker =
  (deps: LookDeps) =>
  async ({ name }: { readonly name: string }): Promise<Answer> =>
    isKnown(name)
      ? done(breakerObject(await lookAtBreaker(deps, name), deps.clock.now()))
      : refusal('SYS_005');

export interface ChangeBreaker {
  readonly name: string;
  readonly action: BreakerAction;
  readonly forSeconds?: number;
  readonly reason: string;
  readonly environment: Environment;
  readonly cause: Cause;
  readonly claim: IdempotencyClaim | undefined;
}

const roundsMax = 3;

const endOf = (now: Instant, seconds: number | undefined): Instant | undefined =>
  seconds === undefined ? undefined : plus(now, seconds * 1_000);

/** @returns 200 with the breaker, 404 SYS_005, 409 SYS_006 while others change it again and again. */
export const changeBreaker =
  (deps: LookDeps & CommitDeps) =>
  async (command: ChangeBreaker): Promise<Answer> => {
    const { name, action, forSeconds, reason, environment, cause, claim } = command;
    if (!isKnown(name)) return refusal('SYS_005');
    for (let round = 0; round < roundsMax; round += 1) {
      const at = deps.clock.now();
      const moved = operated(await lookAtBreaker(deps, name), action, {
        at,
        until: endOf(at, forSeconds),
      });
      const ended = await commitAnswer(deps)({
        claim,
        answer: done(breakerObject(moved.after, at)),
        resource: { type: 'breaker', id: name },
        present: async () => breakerObject(await lookAtBreaker(deps, name), deps.clock.now()),
        draft: changeOf(moved, { environment, cause, reason }),
      });
      if (ended.kind === 'ANSWER') return ended.answer;
    }
    return refusal('SYS_006');
  };
