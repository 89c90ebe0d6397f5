// ExecuteService: stores the task token while the service request is open; resumes its own token when
// the rows already tell how it goes on. Also the entry of runs that compensate or resume.
import type { SagaInput } from '#core/contracts/steps/saga-input.ts';
import { outcomeOf, type ServiceRequest, storeToken } from '#core/fulfilment/service-request.ts';
import type { CommandDraft } from '#core/outbox/assemble-commit.ts';
import { commitStep, RowMoved, readStep, type StepDeps, type StepRows, stepBase } from './step.ts';

const state = 'ExecuteService';

type Known = 'COMPLETED' | 'NOT_DELIVERED' | 'RETURNED' | 'IN_DOUBT';

/** What the rows say; undefined while the service is still at work. */
const known = ({ service, view, saga }: StepRows, input: SagaInput): Known | undefined => {
  if (saga.status === 'COMPENSATING') {
    const refund = view.refunds.find(({ refundId }) => refundId === saga.refundId);
    if (view.payment.status === 'CANCELLED' || refund?.status === 'SUCCEEDED') return 'RETURNED';
    return refund?.status === 'SENT' || refund?.status === 'IN_DOUBT'
      ? 'IN_DOUBT'
      : 'NOT_DELIVERED';
  }
  if (saga.status === 'COMPLETED') return 'COMPLETED';
  if (saga.status === 'COMPENSATED') return 'RETURNED';
  if (input.entry === 'COMPENSATE' || service === undefined) return 'NOT_DELIVERED';
  return outcomeOf(service.state);
};

const resumeOwn = (paymentId: string, token: string, outcome: Known): CommandDraft => ({
  objectId: paymentId,
  body: { kind: 'RESUME_SAGA', paymentId, token, outcome },
});

const storeOrResume =
  (deps: StepDeps) =>
  async (input: SagaInput, token: string): Promise<void> => {
    const rows = await readStep(deps)(input);
    const base = stepBase(rows, input, state, deps.clock.now());
    const outcome = known(rows, input);
    if (outcome !== undefined) {
      await commitStep(deps)({
        ...base,
        name: 'TX-TOKEN',
        changes: [],
        commands: [resumeOwn(input.paymentId, token, outcome)],
      });
      return;
    }
    const before = rows.service as ServiceRequest;
    // The row's version is the fence: an outcome written meanwhile makes this write lose.
    await commitStep(deps)({
      ...base,
      name: 'TX-TOKEN',
      changes: [{ change: 'service.advance', before, after: storeToken(before, token) }],
    });
  };

/**
 * A service is often done before the token of its saga is stored. Whoever loses to its report finds the
 * outcome by reading again at once; a second loss is left to the state's retry.
 *
 * @throws DependencyUnavailable when nothing was stored: the state's retry comes again.
 */
export const requestService =
  (deps: StepDeps) =>
  async (input: SagaInput, token: string): Promise<void> => {
    try {
      await storeOrResume(deps)(input, token);
    } catch (fault) {
      if (!(fault instanceof RowMoved)) throw fault;
      await storeOrResume(deps)(input, token);
    }
  };
