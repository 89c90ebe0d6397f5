// Orders that stand still by design until a person decides: their saga has no run left, or its step no try.
import type { StoredOrder } from './run-facts.ts';
import type { FiredFault, RunRecord } from './run-record.ts';

/** At a step of that client, or with all instances at once. */
const endsStep = ({ kind, site }: FiredFault, client: string): boolean =>
  (site.startsWith('steps/') && site.includes(`#${client}/`)) ||
  kind === 'restart' ||
  kind === 'deploy';

/** Runs that a saga gets; when the last of them is stopped too, a person is asked (SEL 5.6, SAGA_STUCK). */
const runsOfSaga = 3;

const isEveryRunStopped = ({ faults }: RunRecord, client: string): boolean => {
  const own = faults.filter(
    ({ kind, site }) => kind === 'stop-execution' && site.includes(`#${client}/`),
  );
  return own.length >= runsOfSaga;
};

/** Without the retries of its states a step that fails once goes to a person (SEL 4.2, Catch). */
const isStepLost = (run: RunRecord, client: string): boolean =>
  run.layerOff === 'state-retries' && run.faults.some((fault) => endsStep(fault, client));

/** True where the design itself puts a paid order before a person, and has told one. */
export const isLeftToPerson = (run: RunRecord, client: string, stored: StoredOrder): boolean =>
  stored.status === 'PAID' &&
  stored.isHandedOver &&
  (isStepLost(run, client) || isEveryRunStopped(run, client));
