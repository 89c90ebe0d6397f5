// Collects what one scenario has left behind, from each place that keeps a record of its own.
import type { TimelineEntry } from '#core/contracts/http/get-payment-timeline.ts';
import type { OrderObject } from '#core/contracts/http/order-object.ts';
import type { PaymentObject } from '#core/contracts/http/payment-object.ts';
import type { EventLog } from './event-log.ts';
import type { ScenarioFacts, ToldPayment } from './facts.ts';
import { ledgerGroupsOf } from './ledger-groups.ts';
import type { PgControl } from './pg-control.ts';
import type { SagaHistory, SagaRun } from './saga-history.ts';
import type { Sale, Shopper } from './shopper.ts';
import { until } from './until.ts';

export type Witnesses = {
  readonly merchantId: string;
  readonly log: EventLog;
  readonly pg: PgControl;
  readonly sagas: SagaHistory;
};

/** Waits for what is still under way: the execution's end, the outbox, the bus. */
export async function readBack(
  sale: Sale,
  shop: Shopper,
  { merchantId, log, pg, sagas }: Witnesses,
): Promise<ScenarioFacts> {
  const first = await orderOf(shop, sale);
  const [{ paymentId } = { paymentId: '' }] = first.payments;
  const saga = await endOf(sagas, `${merchantId}-${paymentId}`);
  const payments = await until('every event on the bus', async () => {
    const told = await tellPayments(shop, first);
    return told.every(({ timeline }) => isPublished(timeline, log)) ? told : undefined;
  });
  return {
    order: await orderOf(shop, sale),
    payments,
    saga,
    events: log.of([sale.orderId, ...payments.map((payment) => payment.paymentId)]),
    ledger: payments
      .toReversed()
      .flatMap(({ ledgerEntries, timeline }) => ledgerGroupsOf(ledgerEntries, timeline)),
    pg: await pg.truthOf(sale.pgOrderIds),
    answers: sale.answers,
    storedAnswers: await Promise.all(sale.confirmKeys.map((key) => shop.storedAnswer(key))),
  };
}

const orderOf = (shop: Shopper, { orderId }: Sale): Promise<OrderObject> =>
  shop.read<OrderObject>(`/api/v1/orders/${orderId}`);

const endOf = (sagas: SagaHistory, executionName: string): Promise<SagaRun | null> =>
  until<{ run: SagaRun | null }>('the end of the saga', async () => {
    const run = await sagas.read(executionName);
    return run?.status === 'RUNNING' ? undefined : { run };
  }).then(({ run }) => run);

const tellPayments = (shop: Shopper, order: OrderObject): Promise<readonly ToldPayment[]> =>
  Promise.all(
    order.payments.map(async ({ paymentId }) => {
      const path = `/api/v1/payments/${paymentId}`;
      const payment = await shop.read<PaymentObject>(path);
      const { items } = await shop.read<{ items: TimelineEntry[] }>(`${path}/timeline`);
      return { ...payment, timeline: items };
    }),
  );

/** Each event of the timeline is told as published, and the tap has heard it. */
function isPublished(timeline: readonly TimelineEntry[], log: EventLog): boolean {
  const published = new Set(
    timeline.filter(({ kind }) => kind === 'PUBLISHED').map(({ eventId }) => eventId),
  );
  return timeline
    .filter(({ kind }) => kind === 'EVENT')
    .every(({ eventId = '' }) => published.has(eventId) && log.hasHeard(eventId));
}
