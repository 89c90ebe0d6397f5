// Codes of confirms, authorizations, captures and cancels of payments, and how each is reached.
import { type Checkout, nextCheckout } from '#test/simulation/buyer.ts';
import type { Answer, Ask } from '#test/support/world/client.ts';
import { cancelReaches } from './cancel-rows.ts';
import { type CodeRow, rowsOfRoute } from './code-row.ts';
import {
  accountAskOf,
  authorizeAsk,
  awaited,
  captureAsk,
  confirmAsk,
  decline,
  doubted,
  type Happens,
  hurried,
  lie,
  openSale,
  paidSale,
  reason,
  reserved,
  silence,
  whileOpen,
} from './code-sales.ts';
import type { CodeStage } from './code-stage.ts';

const week = 7 * 86_400_000;

const cancelOrder = async ({ send, fresh }: CodeStage, orderId: string): Promise<void> => {
  await send({ route: 'cancel-order', key: fresh(), params: { orderId }, body: { reason } });
};

/** A confirm at whose call the PG does this. */
const confirmWhile = async (stage: CodeStage, happens: Happens) => {
  const checkout = await openSale(stage);
  happens(stage, checkout);
  return stage.send(confirmAsk(stage, checkout));
};

/** @returns The checkout of the order's next payment. */
const declined = async (stage: CodeStage, checkout: Checkout): Promise<Checkout> => {
  decline('confirm', 'REJECT_CARD_COMPANY')(stage, checkout);
  const { result } = JSON.parse((await stage.send(confirmAsk(stage, checkout))).body) as Answer;
  return nextCheckout(checkout, { result } as Answer);
};

const confirming = rowsOfRoute('confirm-payment', {
  COMMON_001: async (stage) => stage.send((await accountAskOf(stage)).ask),
  PAY_002: (stage) => confirmWhile(stage, decline('confirm', 'REJECT_CARD_COMPANY')),
  PAY_004: async (stage) => {
    const checkout = await openSale(stage);
    await cancelOrder(stage, checkout.orderId);
    return stage.send(confirmAsk(stage, checkout));
  },
  PAY_005: (stage) => confirmWhile(stage, silence('confirm')),
  PAY_007: async (stage) => stage.send(confirmAsk(stage, await openSale(stage), { amount: 1 })),
  PAY_009: async (stage) => {
    const ask = confirmAsk(stage, await openSale(stage));
    return whileOpen(stage, 'pg-toss-confirm', () => stage.send(ask));
  },
  PAY_010: async (stage) => stage.send(confirmAsk(stage, await awaited(stage))),
  PAY_011: async (stage) => {
    const checkout = await openSale(stage);
    const second = await declined(stage, checkout);
    await declined(stage, second);
    // The window of the payment that was declined.
    return stage.send(confirmAsk(stage, second, { orderId: second.pgOrderId }));
  },
  PAY_012: (stage) => confirmWhile(stage, lie('F27', 'confirm', { field: 'totalAmount' })),
  PAY_014: (stage) => confirmWhile(stage, decline('confirm', 'INVALID_API_KEY')),
  SYS_003: async (stage) => stage.send(confirmAsk(stage, await openSale(stage)), hurried),
});

const authorizeWhile = async (stage: CodeStage, happens: Happens) => {
  const checkout = await openSale(stage, 'reserve');
  happens(stage, checkout);
  return stage.send(authorizeAsk(stage, checkout));
};

/** An authorization that makes an order of its own. */
const direct = ({ fresh }: CodeStage, over: object): Ask => ({
  route: 'authorize-payment',
  key: fresh(),
  body: { merchantId: 'M123', serviceId: 'reserve', amount: 1_000, ...over },
});

const authorizing = rowsOfRoute('authorize-payment', {
  ORD_001: (stage) =>
    stage.send(authorizeAsk(stage, { orderId: 'ord_01KJPBG54TEGFV0XS2T709NSFK', amount: 1_000 })),
  ORD_003: (stage) => stage.send(direct(stage, { serviceId: 'nobody' })),
  PAY_002: (stage) => authorizeWhile(stage, decline('authorize', 'REJECT_CARD_COMPANY')),
  PAY_004: async (stage) => {
    const checkout = await openSale(stage, 'reserve');
    await cancelOrder(stage, checkout.orderId);
    return stage.send(authorizeAsk(stage, checkout));
  },
  PAY_005: (stage) => authorizeWhile(stage, silence('authorize')),
  PAY_007: async (stage) =>
    stage.send(authorizeAsk(stage, await openSale(stage, 'reserve'), { amount: 1 })),
  PAY_008: async (stage) => stage.send(authorizeAsk(stage, await openSale(stage))),
  PAY_009: async (stage) => {
    const ask = authorizeAsk(stage, await openSale(stage, 'reserve'));
    return whileOpen(stage, 'pg-sandbox-authorize', () => stage.send(ask));
  },
  PAY_010: async (stage) => stage.send(authorizeAsk(stage, await reserved(stage))),
  PAY_011: async (stage) => {
    const checkout = await openSale(stage, 'reserve');
    lie('F03', 'authorize', {}, 20)(stage, checkout);
    const ask = authorizeAsk(stage, checkout, { paymentKey: 'tliar-unknown-key-000001' });
    await stage.send(ask);
    await stage.here.pass(1_000_000);
    return stage.send(ask);
  },
  PAY_012: (stage) => authorizeWhile(stage, lie('F27', 'authorize', { field: 'totalAmount' })),
  PAY_013: (stage) => stage.send(direct(stage, { amount: 99_999_999 })),
  PAY_014: (stage) => authorizeWhile(stage, decline('authorize', 'INVALID_API_KEY')),
  SYS_003: async (stage) =>
    stage.send(authorizeAsk(stage, await openSale(stage, 'reserve')), hurried),
});

const captureWhile = async (stage: CodeStage, happens: Happens) => {
  const checkout = await reserved(stage);
  happens(stage, checkout);
  return stage.send(captureAsk(stage, checkout.paymentId));
};

const capturing = [
  ...rowsOfRoute('capture-payment', {
    PAY_002: (stage) => captureWhile(stage, decline('capture', 'REJECT_CARD_COMPANY')),
    PAY_004: async (stage) => {
      const checkout = await reserved(stage);
      silence('capture')(stage, checkout);
      await stage.send(captureAsk(stage, checkout.paymentId));
      return stage.send(captureAsk(stage, checkout.paymentId));
    },
    PAY_005: (stage) => captureWhile(stage, silence('capture')),
    PAY_007: async (stage) =>
      stage.send(captureAsk(stage, (await reserved(stage)).paymentId, { amount: 1 })),
    PAY_008: (stage) => stage.send(captureAsk(stage, stage.estate.paymentId)),
    PAY_009: async (stage) => {
      const { paymentId } = await reserved(stage);
      return whileOpen(stage, 'pg-sandbox-capture', () => stage.send(captureAsk(stage, paymentId)));
    },
    PAY_010: async (stage) =>
      stage.send(captureAsk(stage, (await openSale(stage, 'reserve')).paymentId)),
    PAY_012: (stage) => captureWhile(stage, lie('F27', 'capture', { field: 'totalAmount' })),
    PAY_014: (stage) => captureWhile(stage, decline('capture', 'INVALID_API_KEY')),
    SYS_003: async (stage) =>
      stage.send(captureAsk(stage, (await reserved(stage)).paymentId), hurried),
  }),
  ...rowsOfRoute(
    'capture-payment',
    {
      PAY_011: async (stage) => {
        const { paymentId } = await reserved(stage);
        await stage.here.pass(week + 60_000);
        return stage.send(captureAsk(stage, paymentId));
      },
    },
    'aged',
  ),
];

const cancelAsk = ({ fresh }: CodeStage, { paymentId }: { readonly paymentId: string }): Ask => ({
  route: 'cancel-payment',
  key: fresh(),
  params: { paymentId },
  body: { reason },
});

const cancelling = rowsOfRoute('cancel-payment', {
  ...cancelReaches(cancelAsk),
  PAY_004: async (stage) => stage.send(cancelAsk(stage, await doubted(stage))),
  PAY_010: async (stage) => stage.send(cancelAsk(stage, await paidSale(stage))),
});

export const paymentRows: readonly CodeRow[] = [
  ...confirming,
  ...authorizing,
  ...capturing,
  ...cancelling,
];
