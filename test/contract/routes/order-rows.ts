// Codes of orders, services and their lookups, and how each is reached.
import { askOf } from '#test/security/asks.ts';
import { firstOrder } from '#test/security/town.ts';
import type { Ask } from '#test/support/world/client.ts';
import { webhookEndpointsOf } from '#test/support/world/set-up-rows.ts';
import { cancelReaches } from './cancel-rows.ts';
import { type CodeRow, rowsOfRoute } from './code-row.ts';
import { openSale, paidSale, reason } from './code-sales.ts';
import type { CodeStage } from './code-stage.ts';

const [line] = firstOrder.lineItems;

const orderAsk = ({ fresh }: CodeStage, over: object): Ask => ({
  route: 'create-order',
  key: fresh(),
  body: { ...firstOrder, ...over },
});

const creating = rowsOfRoute('create-order', {
  ORD_002: (stage) => stage.send(orderAsk(stage, { amount: 1 })),
  ORD_003: (stage) => stage.send(orderAsk(stage, { serviceId: 'nobody' })),
  PAY_013: (stage) =>
    stage.send(orderAsk(stage, { lineItems: [{ ...line, unitPrice: 99_999_999 }] })),
  // In that environment no PG knows the shop.
  PAY_014: async (stage) => stage.send(orderAsk(stage, {}), { by: await stage.other() }),
  CRD_005: (stage) => stage.send(orderAsk(stage, { creditAmount: 1 })),
});

const cancelAsk = ({ fresh }: CodeStage, { orderId }: { readonly orderId: string }): Ask => ({
  route: 'cancel-order',
  key: fresh(),
  params: { orderId },
  body: { reason },
});

const cancelling = rowsOfRoute('cancel-order', {
  ...cancelReaches(cancelAsk),
  PAY_004: async (stage) => stage.send(cancelAsk(stage, await paidSale(stage))),
});

const callback = (
  { fresh }: CodeStage,
  route: 'complete-service' | 'fail-service',
  orderId: string,
): Ask => ({
  route,
  key: fresh(),
  body: { orderId, ...(route === 'fail-service' ? { reasonCode: 'no-gpu' } : {}) },
});

const contrary = {
  'complete-service': 'fail-service',
  'fail-service': 'complete-service',
} as const;

const services = (['complete-service', 'fail-service'] as const).flatMap((route) =>
  rowsOfRoute(route, {
    ORD_001: (stage) => stage.send(callback(stage, route, 'ord_01KJPBG54TEGFV0XS2T709NSFK')),
    ORD_004: async (stage) => stage.send(callback(stage, route, (await openSale(stage)).orderId)),
    ORD_005: async (stage) => {
      const { orderId } = await paidSale(stage, 'patient');
      await stage.send(callback(stage, contrary[route], orderId));
      return stage.send(callback(stage, route, orderId));
    },
    // One key for two reports.
    IDEM_002: async (stage) => {
      const one = callback(stage, route, (await paidSale(stage, 'patient')).orderId);
      const two = callback(stage, route, (await paidSale(stage, 'patient')).orderId);
      await stage.send(one);
      return stage.send({ ...two, key: one.key as string });
    },
  }),
);

const lookups = rowsOfRoute('receive-pg-webhook', {
  VAL_006: ({ send }) =>
    send({ ...askOf('receive-pg-webhook'), body: { eventType: 'PAYMENT_STATUS_CHANGED' } }),
  // The sandbox signs what it tells, and nobody has signed this.
  AUTH_008: ({ send }) =>
    send({
      ...askOf('receive-pg-webhook'),
      params: { provider: 'sandbox', endpointId: webhookEndpointsOf('M123').test },
      body: { eventType: 'PAYMENT_STATUS_CHANGED' },
    }),
});

export const orderRows: readonly CodeRow[] = [...creating, ...cancelling, ...services, ...lookups];
