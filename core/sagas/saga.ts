// The record of one payment's saga. The machine orders and waits; this row says what has happened.

import type { Tenant } from '#core/contracts/tenant.ts';
import { assert } from '#core/kernel/assert.ts';
import type { OrderId, PaymentId, RefundId, SagaId, ServiceRequestId } from '#core/kernel/ids.ts';
import { earlier, type Instant, plus } from '#core/kernel/instant.ts';
import { next, type Versioned } from '#core/kernel/versioned.ts';
import type { CancelReason } from '#core/orders/order.ts';

export type SagaStatus =
  | 'RUNNING'
  | 'COMPENSATING'
  | 'COMPLETED'
  | 'COMPENSATED'
  | 'NEEDS_ATTENTION';

export const sagaMoves: Readonly<Record<SagaStatus, readonly SagaStatus[]>> = {
  RUNNING: ['COMPLETED', 'COMPENSATING', 'NEEDS_ATTENTION'],
  COMPENSATING: ['COMPENSATED', 'NEEDS_ATTENTION', 'COMPENSATING'],
  NEEDS_ATTENTION: ['RUNNING', 'COMPENSATING', 'COMPLETED', 'COMPENSATED'],
  COMPLETED: [],
  COMPENSATED: [],
};

export type SagaEntry = 'EXECUTE' | 'COMPENSATE' | 'RESUME';

export type SagaReason =
  | 'service_failed'
  | 'service_timeout'
  | 'cancel_requested'
  | 'order_conflict'
  | 'operator';

/** What the order and the payment say about it. */
export const cancelReasons: Readonly<Record<SagaReason, CancelReason>> = {
  service_failed: 'SERVICE_FAILED',
  service_timeout: 'SERVICE_TIMEOUT',
  cancel_requested: 'CUSTOMER',
  order_conflict: 'PG_CANCELLED',
  operator: 'OPERATOR',
};

export interface StepRecord {
  readonly state: 'DONE' | 'FAILED' | 'WAITING';
  readonly attempts: number;
  readonly at: Instant;
  /** Name of the error that led here; what a step that throws has met, its row does not say. */
  readonly lastError?: string;
}

export interface Saga extends Versioned {
  readonly tenant: Tenant;
  readonly sagaId: SagaId;
  readonly paymentId: PaymentId;
  readonly orderId: OrderId;
  readonly userId: string;
  readonly serviceRequestId?: ServiceRequestId;
  readonly status: SagaStatus;
  readonly entry: SagaEntry;
  readonly step: string;
  readonly steps: Readonly<Record<string, StepRecord>>;
  /** Task token of the wait for our own refund. */
  readonly waiting?: string;
  readonly refundId?: RefundId;
  readonly executionName: string;
  readonly runNo: number;
  readonly approvedAt: Instant;
  readonly startedAt: Instant;
  readonly reason?: SagaReason;
  /** The service's deadline in seconds after approval; 0 without a service. */
  readonly timeoutSeconds: number;
  /** When the sweep looks at it: deadline (or start) + 60 s; once money goes back, a minute after its step. */
  readonly dueAt?: Instant;
  readonly requestId: string;
  readonly traceparent?: string;
}

/** `{merchantId}-{paymentId}` and `-r{n}` from the second run on: one name, one execution. */
export const executionNameOf = (
  saga: Pick<Saga, 'tenant' | 'paymentId'>,
  runNo: number,
): string => {
  const name = `${saga.tenant.merchantId}-${saga.paymentId}`;
  return runNo === 1 ? name : `${name}-r${runNo}`;
};

export const isEnded = (saga: Saga): boolean =>
  saga.status === 'COMPLETED' || saga.status === 'COMPENSATED';

const lookAgainMs = 60_000;

/**
 * Once a saga has moved it no longer waits for its service, whose deadline may be days away: should its
 * execution end now, the sweep finds it in a minute. One that a person had joins the sweep's line again.
 */
const nextLook = (at: Instant, planned: Instant = plus(at, lookAgainMs)): Instant =>
  earlier(planned, plus(at, lookAgainMs));

type Moved = Pick<Partial<Saga>, 'refundId' | 'reason' | 'waiting'> & Pick<StepRecord, 'lastError'>;

export const moveSaga = (
  saga: Saga,
  status: SagaStatus,
  step: string,
  at: Instant,
  { lastError, ...patch }: Moved = {},
): Saga => {
  assert(
    sagaMoves[saga.status].includes(status),
    `a saga does not go from ${saga.status} to ${status}`,
  );
  const attempts = (saga.steps[step]?.attempts ?? 0) + 1;
  const { dueAt, ...rest } = saga;
  const isOver = status !== 'RUNNING' && status !== 'COMPENSATING';
  const look = isOver ? {} : { dueAt: nextLook(at, dueAt) };
  return next(rest, {
    ...patch,
    status,
    step,
    ...look,
    steps: {
      ...saga.steps,
      [step]: {
        state: 'DONE' as const,
        attempts,
        at,
        ...(lastError === undefined ? {} : { lastError }),
      },
    },
  }) as Saga;
};

/** The wait is over: its token leaves the row in the transaction that resumes it. */
export const stopWaiting = (saga: Saga): Saga => {
  const { waiting: _resumed, ...rest } = saga;
  return next(rest, {}) as Saga;
};

export const waitWith = (saga: Saga, token: string): Saga => next(saga, { waiting: token }) as Saga;

export const runsMax = 3;
