// Records what the client service reports. The first outcome wins by a condition on the row, also after
// the deadline while the request is still open; the same again is the same answer.
import { type Answer, done, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import { present } from '#core/kernel/assert.ts';
import type { OrderId, ServiceRequestId } from '#core/kernel/ids.ts';
import { toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { next } from '#core/kernel/versioned.ts';
import type { Orders } from '#core/orders/ports.ts';
import {
  assembleCommit,
  type Cause,
  type Draft,
  type EventDraft,
} from '#core/outbox/assemble-commit.ts';
import { type CommitDeps, commitAnswer } from '#core/outbox/commit-answer.ts';
import type { ServiceRequests } from './ports.ts';
import { resumeCommand } from './resume-command.ts';
import {
  closeService,
  rejectedMax,
  type ServiceRequest,
  type ServiceResult,
} from './service-request.ts';

export interface RecordOutcome {
  readonly tenant: Tenant;
  readonly cause: Cause;
  readonly claim: IdempotencyClaim | undefined;
  readonly serviceRequestId?: ServiceRequestId;
  readonly orderId?: OrderId;
  readonly outcome: 'COMPLETED' | 'FAILED';
  readonly result: ServiceResult;
}

export interface RecordOutcomeDeps extends CommitDeps {
  readonly orders: Orders;
  readonly services: ServiceRequests;
}

const outcomeObject = (service: ServiceRequest): JsonObject => ({
  orderId: service.orderId,
  serviceRequestId: service.serviceRequestId,
  outcome: service.state,
  recordedAt: toIso(present(service.recordedAt, 'an ended request knows when it ended')),
});

const outcomeEvent = (service: ServiceRequest, { outcome, result }: RecordOutcome): EventDraft => {
  const ids = { serviceRequestId: service.serviceRequestId, orderId: service.orderId };
  return outcome === 'COMPLETED'
    ? { type: 'service.completed', of: service.serviceRequestId, data: ids }
    : {
        type: 'service.failed',
        of: service.serviceRequestId,
        data: {
          ...ids,
          reasonCode: result.reasonCode ?? 'unknown',
          ...(result.reasonMessage === undefined ? {} : { reason: result.reasonMessage }),
        },
      };
};

const base = (service: ServiceRequest, command: RecordOutcome, at: Draft['at']) => ({
  tenant: service.tenant,
  userId: service.userId,
  rootId: service.orderId,
  at,
  cause: command.cause,
});

const accept = async (
  deps: RecordOutcomeDeps,
  command: RecordOutcome,
  before: ServiceRequest,
): Promise<Answer | undefined> => {
  const at = deps.clock.now();
  const after = closeService(before, command.outcome, at, command.result);
  const ended = await commitAnswer(deps)({
    claim: command.claim,
    answer: done(outcomeObject(after)),
    resource: { type: 'service', id: after.serviceRequestId },
    present: () => Promise.resolve(outcomeObject(after)),
    draft: {
      ...base(after, command, at),
      name: 'TX-OUTCOME',
      changes: [{ change: 'service.advance', before, after }],
      events: [outcomeEvent(after, command)],
      commands: resumeCommand(before, after),
      audit: {
        action: 'service.outcome',
        object: after.serviceRequestId,
        statusBefore: before.state,
        statusAfter: after.state,
      },
    },
  });
  return ended.kind === 'ANSWER' ? ended.answer : undefined;
};

/** A contrary or late report is made visible, at most ten times for one request. */
const reject = async (
  deps: RecordOutcomeDeps,
  command: RecordOutcome,
  before: ServiceRequest,
): Promise<Answer> => {
  if (before.rejected < rejectedMax) {
    const after = next(before, { rejected: before.rejected + 1 }) as ServiceRequest;
    const draft: Draft = {
      ...base(before, command, deps.clock.now()),
      name: 'TX-REJECT',
      changes: [{ change: 'service.advance', before, after }],
      events: [
        {
          type: 'service.callback_rejected',
          of: before.serviceRequestId,
          data: {
            serviceRequestId: before.serviceRequestId,
            orderId: before.orderId,
            received: command.outcome,
            recorded: before.state,
          },
        },
      ],
      audit: { action: 'service.outcome', object: before.serviceRequestId, code: 'ORD_005' },
    };
    await deps.unitOfWork.commit(assembleCommit(draft, deps.ids, deps.source));
  }
  return refusal('ORD_005', outcomeObject(before));
};

const find = async (
  { orders, services }: RecordOutcomeDeps,
  { tenant, serviceRequestId, orderId }: RecordOutcome,
): Promise<ServiceRequest | 'ORD_001' | 'ORD_004'> => {
  if (serviceRequestId !== undefined) {
    return (await services.byId({ tenant, serviceRequestId })) ?? 'ORD_004';
  }
  const order = orderId === undefined ? undefined : await orders.byId({ tenant, orderId });
  if (order === undefined) return 'ORD_001';
  if (order.serviceRequestId === undefined) return 'ORD_004';
  const { serviceRequestId: asked } = order;
  return (await services.byId({ tenant, serviceRequestId: asked })) ?? 'ORD_004';
};

const roundsMax = 3;

/** @returns 200 with the outcome, 409 ORD_005 with the recorded one, 404 ORD_001 or ORD_004. */
export const recordOutcome =
  (deps: RecordOutcomeDeps) =>
  async (command: RecordOutcome): Promise<Answer> => {
    for (let round = 0; round < roundsMax; round += 1) {
      const service = await find(deps, command);
      if (typeof service === 'string') return refusal(service);
      if (service.state === command.outcome) {
        return { ...done(outcomeObject(service)), isReplayed: true };
      }
      if (service.state !== 'OPEN') return reject(deps, command, service);

      const answer = await accept(deps, command, service);
      if (answer !== undefined) return answer;
      // Another outcome, or the token of the saga, was written meanwhile: look again.
    }
    return refusal('SYS_002', null, 1);
  };
