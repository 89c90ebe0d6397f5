// The story of one payment: states, attempts, ledger groups, events and their publication, oldest first.

import type { CloudEvent } from '#core/contracts/events/cloud-event.ts';
import { type Answer, done, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { present } from '#core/kernel/assert.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import { fromIso, type Instant, toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { attemptId } from './attempt.ts';
import type { PaymentView } from './ports.ts';
import { groupsOf, type PaymentReads } from './present-payment.ts';

/** Events of one user since a time, with when each sink took them. */
export interface EventHistory {
  of(request: {
    readonly tenant: Tenant;
    readonly userId: string;
    readonly rootId: string;
    readonly since: Instant;
  }): Promise<readonly { readonly event: CloudEvent; readonly publishedAt?: Instant }[]>;
}

export interface TimelineDeps extends PaymentReads {
  readonly events: EventHistory;
}

interface Entry {
  readonly at: Instant;
  readonly kind: 'STATE' | 'EVENT' | 'ATTEMPT' | 'LEDGER' | 'PUBLISHED';
  readonly name: string;
  readonly eventId?: string;
  readonly sink?: string;
  readonly detail?: JsonObject;
}

const attemptEntries = ({ attempts }: PaymentView): Entry[] =>
  attempts.flatMap((attempt) => [
    {
      at: attempt.sentAt,
      kind: 'ATTEMPT' as const,
      name: `${attempt.op} sent`,
      detail: { attempt: attemptId(attempt), state: attempt.state },
    },
    ...attempt.evidence.map(({ at, source, class: kind, code }) => ({
      at,
      kind: 'ATTEMPT' as const,
      name: `${attempt.op} ${source.toLowerCase()}`,
      detail: { class: kind, code },
    })),
  ]);

const eventEntries = (found: Awaited<ReturnType<EventHistory['of']>>): Entry[] =>
  found.flatMap(({ event, publishedAt }) => {
    const name = event.type.replace('com.fluxpay.', '');
    const head: Entry = {
      at: fromIso(event.time),
      kind: 'EVENT',
      name,
      eventId: event.id,
      detail: { subject: event.subject, sequence: event.sequence },
    };
    return publishedAt === undefined
      ? [head]
      : [
          head,
          { at: publishedAt, kind: 'PUBLISHED', name, eventId: event.id, sink: 'eventbridge' },
        ];
  });

/** Events of the payment's order count: they tell the same story. */
const belongs = (view: PaymentView, event: CloudEvent): boolean => {
  const data = event.data as { readonly paymentId?: string; readonly orderId?: string };
  return (
    data.paymentId === view.payment.paymentId ||
    (data.paymentId === undefined && data.orderId === view.payment.orderId)
  );
};

/** @returns 200 with `{items[]}`, 404 PAY_006. */
export const paymentTimeline =
  (deps: TimelineDeps) =>
  async ({
    tenant,
    paymentId,
  }: {
    readonly tenant: Tenant;
    readonly paymentId: PaymentId;
  }): Promise<Answer> => {
    const view = await deps.payments.byId({ tenant, paymentId });
    if (view === undefined) return refusal('PAY_006');

    const { payment } = view;
    const [groups, events] = await Promise.all([
      groupsOf(deps, view),
      deps.events.of({
        tenant,
        userId: payment.userId,
        rootId: payment.orderId,
        since: payment.createdAt,
      }),
    ]);
    const entries: Entry[] = [
      ...view.history.map(({ status, at }) => ({ at, kind: 'STATE' as const, name: status })),
      ...attemptEntries(view),
      ...groups.map((group) => ({
        at: group.effectiveAt,
        kind: 'LEDGER' as const,
        name: group.effectKey,
        detail: { lines: group.lines.length, currency: group.currency },
      })),
      ...eventEntries(events.filter(({ event }) => belongs(view, event))),
    ];
    const sorted = entries.toSorted((a, b) => a.at - b.at);
    const start = present(sorted[0], 'a payment has a first state').at;
    return done({
      items: sorted.map(({ at, ...entry }) => ({ at: toIso(at), offsetMs: at - start, ...entry })),
    });
  };
