// Codes of refunds, by clients in both spellings and by operators, and how each is reached.
import type { ErrorCode } from '#core/contracts/error-table.ts';
import type { RouteId } from '#core/contracts/http/route-table.ts';
import { depositOf } from '#test/security/town.ts';
import type { Ask } from '#test/support/world/client.ts';
import { type CodeRow, rowsOfRoute } from './code-row.ts';
import {
  calm,
  decline,
  type Happens,
  homeless,
  hurried,
  lie,
  merchantId,
  openSale,
  paidSale,
  reason,
  refundAccount,
  silence,
} from './code-sales.ts';
import type { CodeStage } from './code-stage.ts';
import { contended } from './operator-rows.ts';

/** The three routes that ask money back say so in bodies of their own. */
const asking =
  (route: RouteId) =>
  ({ fresh }: CodeStage, paymentId: string, over: object = {}): Ask => ({
    route,
    key: fresh(),
    params: { paymentId },
    body: {
      ...(route === 'refund-payment' ? { merchantId } : {}),
      reason,
      amount: 1_000,
      ...over,
    },
  });

/** What the PG does at the refund's call. */
const atPg: Readonly<Partial<Record<ErrorCode, Happens>>> = {
  PAY_005: silence('cancel'),
  PAY_012: lie('F27', 'cancel', { field: 'orderId' }),
  PAY_014: lie('F26', 'cancel'),
  REF_005: decline('cancel', 'INVALID_BANK'),
  REF_007: decline('cancel', 'NOT_ALLOWED_PARTIAL_REFUND'),
  REF_008: decline('cancel', 'REFUND_REJECTED'),
};

/** A refund that has waited for its account may be too late for the PG alone. */
const lateAtPg: typeof atPg = {
  ...atPg,
  REF_006: decline('cancel', 'EXCEED_MAX_REFUND_DUE'),
};

const refunding = (route: 'request-refund' | 'refund-payment' | 'refund-as-operator') => {
  const ask = asking(route);
  const told = Object.fromEntries(
    Object.entries(atPg).map(([code, happens]) => [
      code,
      async (stage: CodeStage) => {
        const sale = await paidSale(stage);
        await calm(stage, 'pg-toss-refund');
        happens(stage, sale);
        return stage.send(ask(stage, sale.paymentId));
      },
    ]),
  );
  return [
    ...rowsOfRoute(route, {
      ...told,
      COMMON_001: async (stage) => {
        const { paymentId } = await depositOf(stage.here, stage.buyer());
        return stage.send(ask(stage, paymentId));
      },
      PAY_004: async (stage) =>
        stage.send(ask(stage, (await paidSale(stage, 'patient')).paymentId)),
      PAY_010: async (stage) => stage.send(ask(stage, (await openSale(stage)).paymentId)),
      REF_002: async (stage) =>
        stage.send(ask(stage, (await paidSale(stage)).paymentId, { amount: 900_000 })),
      REF_009: async (stage) => {
        const { paymentId } = await paidSale(stage, 'strict');
        await stage.send(ask(stage, paymentId));
        await stage.here.pass(5_000);
        return stage.send(ask(stage, paymentId));
      },
      SYS_003: async (stage) => stage.send(ask(stage, (await paidSale(stage)).paymentId), hurried),
    }),
    ...rowsOfRoute(
      route,
      {
        REF_006: async (stage) => {
          const { paymentId } = await paidSale(stage, 'strict');
          await stage.here.pass(2 * 86_400_000);
          return stage.send(ask(stage, paymentId));
        },
      },
      'aged',
    ),
  ];
};

/** A refund that an operator asks for twice at one moment: the PG has the first. */
const twice = rowsOfRoute('refund-as-operator', {
  IDEM_001: async (stage) => {
    const sale = await paidSale(stage);
    await calm(stage, 'pg-toss-refund');
    lie('F04', 'cancel')(stage, sale);
    return stage.together(asking('refund-as-operator')(stage, sale.paymentId), 409);
  },
});

/** What a client may say that the two-step spelling does not know. */
const named = (['request-refund', 'refund-as-operator'] as const).flatMap((route) => {
  const ask = asking(route);
  return rowsOfRoute(route, {
    REF_003: async (stage) =>
      stage.send(ask(stage, (await paidSale(stage)).paymentId, { expectedRefundable: 1 })),
    REF_004: async (stage) => {
      const { paymentId } = await paidSale(stage);
      const refundId = stage.fresh().padEnd(12, 'x');
      await stage.send(ask(stage, paymentId, { refundId }));
      return stage.send(ask(stage, paymentId, { refundId, amount: 2_000 }));
    },
  });
});

const accountAsk = ({ fresh }: CodeStage, refundId: string, over: object = {}): Ask => ({
  route: 'give-refund-account',
  key: fresh(),
  params: { refundId },
  body: { refundAccount: { ...refundAccount, ...over } },
});

const givingWhile = async (stage: CodeStage, happens: Happens) => {
  const sale = await homeless(stage);
  await calm(stage, 'pg-toss-refund');
  happens(stage, sale);
  return stage.send(accountAsk(stage, sale.refundId));
};

const giving = rowsOfRoute('give-refund-account', {
  ...Object.fromEntries(
    Object.entries(lateAtPg).map(([code, happens]) => [
      code,
      (stage: CodeStage) => givingWhile(stage, happens),
    ]),
  ),
  COMMON_001: async (stage) => {
    const sale = await homeless(stage);
    await calm(stage, 'pg-toss-refund');
    silence('cancel')(stage, sale);
    // Another refund of the payment is at the PG.
    await stage.send(asking('request-refund')(stage, sale.paymentId, { refundAccount }));
    return stage.send(accountAsk(stage, sale.refundId));
  },
  PAY_004: async (stage) => {
    const { paymentId, refundId } = await homeless(stage);
    return stage.sendUnder(contended(stage, 'PAYMENT', paymentId), accountAsk(stage, refundId));
  },
  PAY_010: (stage) => stage.send(accountAsk(stage, stage.estate.refundId)),
  SYS_003: async (stage) =>
    stage.send(accountAsk(stage, (await homeless(stage)).refundId), hurried),
});

export const refundRows: readonly CodeRow[] = [
  ...(['request-refund', 'refund-payment', 'refund-as-operator'] as const).flatMap(refunding),
  ...twice,
  ...named,
  ...giving,
];
