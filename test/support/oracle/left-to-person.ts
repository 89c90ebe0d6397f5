// Orders that stand still by design until a person decides: their saga has no run left, or its step no try.
import type { Row } from '#test/support/invariants/view.ts';
import type { StoredOrder } from './run-facts.ts';
import type { FiredFault, RunRecord } from './run-record.ts';

/** At a step of that client, or with all instances at once. */
const endsStep = ({ kind, site }: FiredFault, client: string): boolean =>
  (site.startsWith('steps/') && site.includes(`#${client}/`)) ||
  kind === 'restart' ||
  kind === 'deploy';

/** Runs that a saga gets; when the last of them is stopped too, a person is asked (SEL 2.3, C25). */
const runsOfSaga = 3;

/** All its runs were stopped, and it is a stuck saga that the person has heard of. */
const isEveryRunStopped = (run: RunRecord, client: string, { main }: StoredOrder): boolean => {
  const { tables } = run.view;
  const stops = run.faults.filter(
    ({ kind, site }) => kind === 'stop-execution' && site.includes(`#${client}/`),
  );
  const isOwn = ({ fields }: Row): boolean => fields['paymentId'] === main?.paymentId;
  return (
    stops.length >= runsOfSaga &&
    tables.ofKind('SAGA').some((saga) => isOwn(saga) && saga.fields['runNo'] === runsOfSaga) &&
    tables
      .ofKind('ITEM')
      .some(
        (item) =>
          isOwn(item) &&
          item.fields['kind'] === 'SAGA_STUCK' &&
          item.fields['status'] !== 'RESOLVED',
      )
  );
};

/** Without the retries of its states a step that fails once goes to a person (SEL 4.2, Catch). */
const isStepLost = (run: RunRecord, client: string): boolean =>
  run.layerOff === 'state-retries' && run.faults.some((fault) => endsStep(fault, client));

/** True where the design itself puts a paid order before a person, and has told one. */
export const isLeftToPerson = (run: RunRecord, client: string, stored: StoredOrder): boolean =>
  stored.status === 'PAID' &&
  stored.isHandedOver &&
  (isStepLost(run, client) || isEveryRunStopped(run, client, stored));
