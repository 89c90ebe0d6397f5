// The next run of a saga that a person had: the row leaves NEEDS_ATTENTION and the command that starts the
// execution goes with it. The run reads the rows first, so what is done is not done again.
import { assert } from '#core/kernel/assert.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import { next } from '#core/kernel/versioned.ts';
import type { CommandDraft } from '#core/outbox/assemble-commit.ts';
import type { Change } from '#core/outbox/commit.ts';
import { sagaInputOf } from '#core/payments/start-fulfilment.ts';
import { executionNameOf, type Saga, sagaMoves } from './saga.ts';

export interface ResumeRun {
  /** COMPENSATE: the money goes back, whatever the service would still do. */
  readonly entry: 'RESUME' | 'COMPENSATE';
  /** Where to go on: a hint, the rows win. */
  readonly from?: string;
  /** The service's deadline, where it has one. */
  readonly deadlineAt?: Instant;
  readonly at: Instant;
}

export interface Resumed {
  readonly after: Saga;
  readonly change: Change;
  readonly command: CommandDraft;
}

/** Compensation has begun once its first step has written, and then there is no way back. */
const directionOf = ({ steps }: Saga): 'RUNNING' | 'COMPENSATING' =>
  steps['CancelPayment'] === undefined ? 'RUNNING' : 'COMPENSATING';

const lookAgainMs = 60_000;

export const resumeRun = (
  saga: Saga,
  { entry, from = saga.step, deadlineAt, at }: ResumeRun,
): Resumed => {
  const status = directionOf(saga);
  assert(
    saga.status === 'NEEDS_ATTENTION' && sagaMoves[saga.status].includes(status),
    `a saga that is ${saga.status} is not resumed`,
  );
  const runNo = saga.runNo + 1;
  const executionName = executionNameOf(saga, runNo);
  const isServiceOpen = deadlineAt !== undefined && deadlineAt > at;
  const dueAt = plus(isServiceOpen ? deadlineAt : at, lookAgainMs);
  const after: Saga = next(saga, { status, runNo, executionName, entry, dueAt });
  const input = { ...sagaInputOf(after, entry, deadlineAt), from };
  return {
    after,
    change: { change: 'saga.advance', before: saga, after },
    command: {
      objectId: saga.paymentId,
      body: { kind: 'START_SAGA', executionName, input },
    },
  };
};
