// I28: from the approval to the final state it takes 30 seconds at most, where nothing is down.
import { maybeNumberAt, numberAt } from './field-reading.ts';
import { Findings } from './findings.ts';
import { idOf, storiesOf } from './stories.ts';
import type { Invariant, Row, View } from './view.ts';

export const consistencySecondsDefault = 30;
const longServiceSeconds = 10;

export interface Consistency {
  readonly orderId: string;
  /** Undefined while the order is not final. */
  readonly seconds: number | undefined;
}

/** The clock begins at the approval, or for a service that may take long at its outcome. */
function startOf(saga: Row, services: readonly Row[]): number {
  const approvedAt = numberAt(saga, 'approvedAt');
  if (numberAt(saga, 'timeoutSeconds') <= longServiceSeconds) return approvedAt;
  const recordedAt = services.map((service) => numberAt(service, 'recordedAt'));
  return Math.max(approvedAt, ...recordedAt);
}

/** How long each order with a saga took from its approval to its end. */
export const consistencyOf = (view: View): readonly Consistency[] =>
  storiesOf(view, undefined).flatMap(({ order, payments, services }) => {
    const saga = payments.find((one) => one.saga !== undefined)?.saga;
    if (order === undefined || saga === undefined) return [];
    const endedAt = maybeNumberAt(order, 'completedAt') ?? maybeNumberAt(order, 'cancelledAt');
    const seconds = endedAt === undefined ? undefined : (endedAt - startOf(saga, services)) / 1_000;
    return [{ orderId: idOf(order.pk), seconds }];
  });

/** @param limitSeconds - What the world promises. */
export function judgeConsistency(view: View, limitSeconds = consistencySecondsDefault): Findings {
  const findings = new Findings();
  for (const { orderId, seconds } of consistencyOf(view)) {
    findings.see();
    findings.expect(seconds !== undefined && seconds <= limitSeconds, orderId, () =>
      seconds === undefined ? 'never became final' : `took ${seconds} s to become final`,
    );
  }
  return findings;
}

export const i28: Invariant = {
  id: 'I28',
  when: 'Q',
  rows: [],
  production: true,
  check: (view) => {
    const limit = view.limits.consistencySeconds;
    return limit === undefined ? new Findings() : judgeConsistency(view, limit);
  },
};
