// An execution of the saga failed, timed out or was stopped: its saga goes on by the rows.
import { type RestartDeps, restartSaga } from '#core/sagas/restart-saga.ts';
import { type EndedExecution, sagaOfExecution } from '#core/sagas/ended-execution.ts';

export const onExecutionEndedHandler =
  (deps: RestartDeps) =>
  async (ended: EndedExecution): Promise<void> =>
    restartSaga(deps)(sagaOfExecution(ended));
