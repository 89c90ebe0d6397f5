// What becomes of a command that fails for what it is: counted, put on the shelf, put before a person.
import { dynamoCommandMarks } from '#adapters/dynamo/dynamo-outbox.ts';
import { dynamoPayments } from '#adapters/dynamo/dynamo-payments.ts';
import { dynamoUnitOfWork } from '#adapters/dynamo/dynamo-unit-of-work.ts';
import type { Store } from '#adapters/dynamo/store.ts';
import { type FailCommand, failCommand } from '#core/outbox/fail-command.ts';
import type { DeadLetters } from '#core/outbox/queues.ts';
import type { RuntimeDeps } from './runtime.ts';

export interface FailingWiring {
  readonly store: Store;
  readonly runtime: RuntimeDeps;
  readonly deadLetters: DeadLetters;
}

export const failingCommands = ({ store, runtime, deadLetters }: FailingWiring): FailCommand =>
  failCommand({
    ...runtime,
    deadLetters,
    payments: dynamoPayments(store),
    unitOfWork: dynamoUnitOfWork({ ...runtime, store }),
    commandMarks: dynamoCommandMarks(store, runtime.clock),
  });
