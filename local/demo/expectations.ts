// What each scenario must end with.
import type { ScenarioName } from './scenario-names.ts';

export type Expectation = {
  /** Status and code of each answer, `replayed` where the stored one must come back. */
  readonly answers: readonly string[];
  readonly order: string;
  /** Newest first. */
  readonly payments: readonly string[];
  /** States entered, or null where no execution may exist. */
  readonly saga: readonly string[] | null;
  readonly charges: number;
  readonly returns: number;
  /** First part of the effect key of each ledger group. */
  readonly groups: readonly string[];
  /** In this order; others may stand between them. */
  readonly events: readonly string[];
};

const paid = ['payment.approved', 'payment.captured', 'order.paid'];
const completed = ['payment.confirmed', 'order.completed'];
const returned = [
  ...['saga.compensating', 'refund.requested', 'refund.succeeded', 'payment.refunded'],
  ...['payment.cancelled', 'order.cancelled', 'saga.compensated'],
];

const partReturned = ['refund.requested', 'refund.succeeded', 'payment.refunded'];

/** One charge, nothing to deliver. */
const sold = {
  answers: ['201 COMMON_000', '200 COMMON_000'],
  order: 'COMPLETED',
  payments: ['CONFIRMED'],
  saga: null,
  charges: 1,
  returns: 0,
  groups: ['capture', 'deliver'],
  events: ['order.created', ...paid, ...completed],
} as const satisfies Expectation;

export const expectations: Readonly<Record<ScenarioName, Expectation>> = {
  none: sold,
  happy: {
    ...sold,
    answers: [...sold.answers, '200 COMMON_000'],
    saga: ['ExecuteService', 'ServiceOutcome', 'CompleteOrder'],
    events: ['order.created', ...paid, 'service.requested', 'service.completed', ...completed],
  },
  'saga-fail': {
    ...sold,
    answers: [...sold.answers, '200 COMMON_000'],
    order: 'CANCELLED SERVICE_FAILED',
    payments: ['CANCELLED'],
    saga: [
      ...['ExecuteService', 'ServiceOutcome', 'CancelPayment'],
      ...['CancelOutcome', 'CancelOrder', 'Compensated'],
    ],
    returns: 1,
    groups: ['capture', 'refund', 'refund'],
    events: ['order.created', ...paid, 'service.requested', 'service.failed', ...returned],
  },
  'in-doubt': {
    ...sold,
    answers: ['201 COMMON_000', '202 PAY_005'],
    events: [
      ...['order.created', 'payment.in_doubt', 'payment.in_doubt_resolved'],
      ...[...paid, ...completed],
    ],
  },
  duplicate: { ...sold, answers: [...sold.answers, '200 COMMON_000 replayed'] },
  decline: {
    ...sold,
    answers: ['201 COMMON_000', '402 PAY_002', '200 COMMON_000'],
    payments: ['CONFIRMED', 'FAILED'],
    events: ['order.created', 'payment.failed', ...paid, ...completed],
  },
  'two-step': {
    ...sold,
    answers: ['200 COMMON_000', '200 COMMON_000', '200 COMMON_000'],
    payments: ['PARTIALLY_REFUNDED'],
    returns: 1,
    groups: ['auth', 'auth', ...sold.groups, 'refund', 'refund'],
    events: ['order.created', 'payment.authorized', ...paid, ...completed, ...partReturned],
  },
  deposit: {
    ...sold,
    answers: ['201 COMMON_000', '202 COMMON_001'],
    events: ['order.created', 'payment.waiting_for_deposit', ...paid, ...completed],
  },
  'lost-webhook': {
    ...sold,
    answers: ['201 COMMON_000', '202 COMMON_001'],
    events: ['order.created', 'payment.waiting_for_deposit', ...paid, ...completed],
  },
  console: {
    ...sold,
    payments: ['PARTIALLY_REFUNDED'],
    returns: 1,
    groups: [...sold.groups, 'refund', 'refund'],
    events: ['order.created', ...paid, ...completed, 'refund.external', 'payment.refunded'],
  },
};
