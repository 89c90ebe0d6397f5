// An execution of the saga failed, timed out or was stopped: its saga goes on by the rows.

import type { EndedExecution } from '#core/contracts/queues/ended-execution.ts';
import { type RestartDeps, restartSaga } from '#core/sagas/restart-saga.ts';
import { sagaOfInput } from '#core/sagas/step.ts';

export const onExecutionEndedHandler =
  (deps: RestartDeps) =>
  async (ended: EndedExecution): Promise<void> =>
    restartSaga(deps)(sagaOfInput(ended.input));
