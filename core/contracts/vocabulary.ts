// The closed lists of words the API, the events and the steps share. Appended to, never renamed.
// Source: API specification, sections 4.3, 6.1 and 6.12.

export const orderKinds = ['PURCHASE', 'CREDIT_CHARGE', 'SUBSCRIPTION', 'DIRECT'] as const;
export type OrderKind = (typeof orderKinds)[number];

export const orderStatuses = ['PENDING', 'PAID', 'COMPLETED', 'CANCELLED'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** What a shop shows: the status, or that the truth is being found out. */
export const displayStatuses = [...orderStatuses, 'PAYMENT_CHECKING'] as const;
export type DisplayStatus = (typeof displayStatuses)[number];

export const cancelReasons = [
  'EXPIRED',
  'CUSTOMER',
  'ATTEMPTS_USED',
  'SERVICE_FAILED',
  'SERVICE_TIMEOUT',
  'AUTH_EXPIRED',
  'PG_CANCELLED',
  'DEPOSIT_REVERSED',
  'OPERATOR',
] as const;
export type CancelReason = (typeof cancelReasons)[number];

export const fulfilmentModes = ['callback', 'none'] as const;
export type FulfilmentMode = (typeof fulfilmentModes)[number];

export const serviceStates = ['OPEN', 'COMPLETED', 'FAILED', 'TIMED_OUT', 'CANCELLED'] as const;
export type ServiceState = (typeof serviceStates)[number];

/** What a service reports by callback. */
export const callbackOutcomes = ['COMPLETED', 'FAILED'] as const;
export type CallbackOutcome = (typeof callbackOutcomes)[number];

/** How a service request ended: reported, or closed by the engine. */
export const serviceOutcomes = ['COMPLETED', 'FAILED', 'TIMED_OUT', 'CANCELLED'] as const;
export type ServiceOutcome = (typeof serviceOutcomes)[number];

export const paymentStatuses = [
  'READY',
  'IN_DOUBT',
  'AUTHORIZED',
  'WAITING_FOR_DEPOSIT',
  'APPROVED',
  'CONFIRMED',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
  'FAILED',
  'CANCELLED',
  'EXPIRED',
] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

/** PG operations of a payment; a refund has its own object. */
export const paymentOperations = ['CONFIRM', 'AUTHORIZE', 'BILLING', 'CAPTURE', 'VOID'] as const;
export type PaymentOperation = (typeof paymentOperations)[number];

export const methodTypes = [
  'CARD',
  'EASY_PAY',
  'VIRTUAL_ACCOUNT',
  'TRANSFER',
  'MOBILE_PHONE',
  'GIFT_CERTIFICATE',
  'BILLING_KEY',
  'CREDIT',
] as const;
export type MethodType = (typeof methodTypes)[number];

export const failureTypes = ['SOFT', 'HARD', 'CONFIG', 'EXPIRED'] as const;
export type FailureType = (typeof failureTypes)[number];

/** Who ended a payment that took no money, or gave all of it back. */
export const paymentEndOrigins = ['REQUEST', 'COMPENSATION', 'EXTERNAL', 'ENGINE'] as const;
export type PaymentEndOrigin = (typeof paymentEndOrigins)[number];

/** Why: as its order, or the PG's session is gone. */
export const paymentEndReasons = [...cancelReasons, 'SESSION_EXPIRED'] as const;
export type PaymentEndReason = (typeof paymentEndReasons)[number];

/** Where the proof of an outcome came from. */
export const evidenceSources = ['REPLY', 'READ', 'RECON', 'OPERATOR', 'LOCAL'] as const;
export type EvidenceSource = (typeof evidenceSources)[number];

/** PGs by the name that policies, merchants and addresses of webhooks give them. */
export const pgProviders = ['toss', 'sandbox'] as const;
export type PgProvider = (typeof pgProviders)[number];

export const refundStatuses = [
  'REQUESTED',
  'PENDING_ACCOUNT',
  'SENT',
  'PENDING_PG',
  'IN_DOUBT',
  'SUCCEEDED',
  'FAILED',
] as const;
export type RefundStatus = (typeof refundStatuses)[number];

export const refundOrigins = ['REQUEST', 'COMPENSATION', 'EXTERNAL', 'LATE_SUCCESS'] as const;
export type RefundOrigin = (typeof refundOrigins)[number];

export const refundDestinations = ['ORIGINAL', 'CREDIT'] as const;
export type RefundDestination = (typeof refundDestinations)[number];

export const sagaStatuses = [
  'RUNNING',
  'COMPENSATING',
  'COMPLETED',
  'COMPENSATED',
  'NEEDS_ATTENTION',
] as const;
export type SagaStatus = (typeof sagaStatuses)[number];

export const sagaEntries = ['EXECUTE', 'COMPENSATE', 'RESUME'] as const;
export type SagaEntry = (typeof sagaEntries)[number];

export const compensationReasons = [
  'service_failed',
  'service_timeout',
  'cancel_requested',
  'operator',
  'order_conflict',
] as const;
export type CompensationReason = (typeof compensationReasons)[number];

export const attentionKinds = [
  'IN_DOUBT_EXHAUSTED',
  'INTEGRITY_MISMATCH',
  'CANCEL_REFUSED',
  'COMPENSATION_STUCK',
  'SAGA_STUCK',
  'ORPHAN_PAYMENT',
  'LATE_SUCCESS',
  'DEPOSIT_REVERSED',
  'BREAK_MANUAL',
] as const;
export type AttentionKind = (typeof attentionKinds)[number];

export const attentionStatuses = ['OPEN', 'ACKNOWLEDGED', 'PROPOSED', 'RESOLVED'] as const;
export type AttentionStatus = (typeof attentionStatuses)[number];

/** What an operator may do about an item. */
export const attentionActions = [
  'READ_AGAIN',
  'RETRY',
  'REFUND',
  'ADOPT_SUCCESS',
  'ADOPT_FAILURE',
  'MANUAL_REFUND_DONE',
  'CLOSE',
] as const;
export type AttentionAction = (typeof attentionActions)[number];

/** Only proposed by one person: a second, different one approves. */
export const twoPersonActions = [
  'ADOPT_SUCCESS',
  'ADOPT_FAILURE',
  'MANUAL_REFUND_DONE',
  'CLOSE',
] as const;
export type TwoPersonAction = (typeof twoPersonActions)[number];

export const scopes = [
  'orders:read',
  'orders:write',
  'payments:read',
  'payments:write',
  'refunds:write',
  'credits:read',
  'credits:write',
  'credits:grant',
  'waitingroom:read',
  'waitingroom:write',
  'subscriptions:read',
  'subscriptions:write',
  'callbacks:write',
  'idempotency:read',
  'ops:read',
  'webhooks:read',
  'webhooks:write',
] as const;
export type Scope = (typeof scopes)[number];

/** In the order of their metric values, 0 to 5. */
export const breakerStates = [
  'CLOSED',
  'OPEN',
  'HALF_OPEN',
  'DISABLED',
  'FORCED_OPEN',
  'FORCED_HALF_OPEN',
] as const;
export type BreakerState = (typeof breakerStates)[number];

/** Why a breaker moved. */
export const breakerCauses = [
  'failures',
  'slow_calls',
  'wait_over',
  'trials',
  'operator',
  'override_over',
] as const;
export type BreakerCause = (typeof breakerCauses)[number];

export const breakerActions = ['DISABLE', 'FORCE_OPEN', 'FORCE_HALF_OPEN', 'RESET'] as const;
export type BreakerAction = (typeof breakerActions)[number];
