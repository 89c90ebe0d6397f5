// Everything that a merchant's things can come to, made once; and then every route that shows them, asked.
import type { RouteId } from '#core/contracts/http/route-table.ts';
import type { DocumentedRoute } from '#local/generate/route-contracts.ts';
import { askOf } from '#test/security/asks.ts';
import { resultOf } from '#test/security/siege.ts';
import {
  depositOf,
  firstOrder,
  itemOfDoubt,
  itemOfOrphan,
  sealAudit,
  textOf,
} from '#test/security/town.ts';
import type { Checkout } from '#test/simulation/buyer.ts';
import type { RowKind } from '#test/support/invariants/view.ts';
import type { Ask } from '#test/support/world/client.ts';
import { operatorsGateway } from '#test/support/world/operator-client.ts';
import {
  awaited,
  captureAsk,
  confirmAsk,
  decline,
  doubted,
  homeless,
  lie,
  merchantId,
  openSale,
  paidSale,
  reason,
  refundAccount,
  refundAsk,
  reserved,
  silence,
} from '../code-sales.ts';
import type { CodeStage } from '../code-stage.ts';
import { keptAsk } from '../kept-asks.ts';

/** A second person. */
const bob = operatorsGateway('arn:aws:sts::000000000000:assumed-role/fluxpay-sim-approver/bob');

/** Orders that say all they may. */
const fullOrders = async ({ send, fresh }: CodeStage): Promise<void> => {
  const customer = { name: '김하늘', email: 'buyer@example.com', phone: '01012345678' };
  const body = { ...firstOrder, customer, metadata: { note: 'a cup' }, merchantOrderId: fresh() };
  const made = await send({ route: 'create-order', key: fresh(), body });
  const params = { orderId: String(resultOf(made)['orderId']) };
  await send({ route: 'get-order', params });
  await send({ route: 'cancel-order', key: fresh(), params, body: { reason } });
};

/** What the PG's window hands back to a buyer who pays in this way. */
const windowOf = ({ here }: CodeStage, { pgOrderId, amount }: Checkout, method: string): string => {
  const { control } = here.world.pg.pg;
  const opened = control.openPayment({
    orderId: pgOrderId,
    amount,
    orderName: '컵',
    method: method as 'EASY_PAY',
  }) as unknown as { readonly paymentKey: string };
  control.authenticate(opened.paymentKey);
  return opened.paymentKey;
};

/** Payments in every state, by a card and by a wallet. */
const payments = async (stage: CodeStage): Promise<void> => {
  await fullOrders(stage);
  await awaited(stage);
  await doubted(stage);
  const declined = await openSale(stage);
  decline('confirm', 'REJECT_CARD_PAYMENT')(stage, declined);
  await stage.send(confirmAsk(stage, declined));
  const easy = await openSale(stage);
  await stage.send(confirmAsk(stage, easy, { paymentKey: windowOf(stage, easy, 'EASY_PAY') }));
  const { paymentId } = await reserved(stage);
  await stage.send(captureAsk(stage, paymentId));
  await reserved(stage);
};

/** Refunds that came back, wait, were refused, and are not known. */
const refunds = async (stage: CodeStage): Promise<void> => {
  const sale = await paidSale(stage);
  const two: Ask = {
    route: 'refund-payment',
    key: stage.fresh(),
    params: { paymentId: sale.paymentId },
    body: { merchantId, reason, amount: 1_000 },
  };
  await stage.send(two);
  const refused = await paidSale(stage);
  decline('cancel', 'NOT_CANCELABLE_PAYMENT')(stage, refused);
  await stage.send(refundAsk(stage, refused.paymentId));
  const silent = await paidSale(stage);
  silence('cancel')(stage, silent);
  await stage.send(refundAsk(stage, silent.paymentId));
  const deposit = await depositOf(stage.here, stage.buyer());
  await stage.send(refundAsk(stage, deposit.paymentId, { refundAccount }));
  const { refundId } = await homeless(stage);
  await stage.send({
    route: 'give-refund-account',
    key: stage.fresh(),
    params: { refundId },
    body: { refundAccount },
  });
};

const evidence = {
  transactionKey: 'tx-1',
  at: '2026-03-02T04:00:00Z',
  code: 'DONE',
  approvalNumber: '00012345',
  note: 'seen at the PG',
};

/** Items that were taken in hand, proposed and approved. */
const items = async (stage: CodeStage): Promise<void> => {
  const { here, send, fresh } = stage;
  const act = (route: RouteId, attentionId: string, body: object, over: object = {}) =>
    send({ route, key: fresh(), params: { attentionId }, body: { ...body, reason } }, over);
  const doubt = await itemOfDoubt(here, stage.buyer());
  await act('acknowledge-attention', doubt, {});
  await act('resolve-attention', doubt, { action: 'ADOPT_FAILURE', evidence });
  await act('approve-attention', doubt, { action: 'ADOPT_FAILURE' }, { by: bob });
  const orphan = await itemOfOrphan(here, stage.buyer());
  await act('resolve-attention', orphan, { action: 'CLOSE' });
  const stuck = await paidSale(stage, 'patient');
  lie('F26', 'cancel', {}, 50)(stage, stuck);
};

const merchants = async ({ send, fresh }: CodeStage): Promise<void> => {
  const toss = { clientKey: 'ck_1' };
  const providers = { live: { toss }, test: { toss, sandbox: toss } };
  const body = { merchantId: 'MX', name: 'A shop', services: ['shop'], providers, reason };
  await send({ route: 'create-merchant', key: fresh(), body });
  const params = { merchantId: 'MX' };
  const key = { environment: 'test', scopes: ['orders:read'], label: 'a till', reason };
  const made = await send({ route: 'create-api-key', key: fresh(), params, body: key });
  const keyId = String(resultOf(made)['keyId']);
  const ended = { params: { ...params, keyId }, body: { reason } };
  await send({ route: 'retire-api-key', key: fresh(), ...ended });
  await send({ route: 'list-api-keys', params });
  const breaker = { action: 'FORCE_OPEN', forSeconds: 60, reason };
  const name = 'pg-sandbox-void';
  await send({ route: 'change-breaker', key: fresh(), params: { name }, body: breaker });
};

/** Whatever has an id of its own, by the routes that show it. */
const shownBy: readonly (readonly [RowKind, string, readonly DocumentedRoute[]])[] = [
  ['ORDER', 'orderId', ['get-order']],
  [
    'PAYMENT',
    'paymentId',
    [
      'get-payment',
      'get-payment-timeline',
      'list-payment-refunds',
      'inspect-payment',
      'trace-payment',
    ],
  ],
  ['REFUND', 'refundId', ['get-refund']],
  ['SAGA', 'sagaId', ['get-saga']],
  ['ITEM', 'attentionId', ['get-attention']],
];

const everyObject = async ({ here, send }: CodeStage): Promise<void> => {
  for (const [kind, id, routes] of shownBy) {
    const named = new Set(here.world.watch.tables.ofKind(kind).map((row) => textOf(row, id)));
    for (const name of named) {
      for (const route of routes) await send({ route, params: { [id]: name } });
    }
  }
};

const own = `merchantId=${merchantId}&limit=100`;

/** Lists, whole. */
const lists: Readonly<Partial<Record<RouteId, readonly string[]>>> = {
  'list-orders': ['limit=100', 'limit=1'],
  'list-payments': ['limit=100', 'limit=1'],
  'list-refunds': ['limit=100', 'limit=1'],
  'list-attention': [own, `${own}&status=RESOLVED`, 'limit=1'],
  'list-sagas': [own, `merchantId=${merchantId}&limit=1`],
  'search-payments': [own, `merchantId=${merchantId}&limit=1`],
  'get-trial-balance': [own, `merchantId=${merchantId}&limit=1`],
  'list-audit': [own, `merchantId=${merchantId}&limit=1`],
  'list-merchants': ['limit=100', 'limit=1'],
  'list-policies': [''],
  'list-breakers': [''],
  'get-health': [''],
};

const everyList = async ({ send, estate: { paymentId } }: CodeStage): Promise<void> => {
  await send({ route: 'list-payment-refunds', params: { paymentId }, query: 'limit=1' });
  for (const [route, queries] of Object.entries(lists)) {
    for (const query of queries) await send({ route: route as RouteId, query });
  }
};

/** What is kept under its key, and read by it: of a request that has ended, and of one that has not. */
const records = async (stage: CodeStage): Promise<void> => {
  const { send } = stage;
  const ask = await keptAsk(stage, 'create-order');
  await send(ask);
  const look = ({ key = '' }: Ask, route: string) =>
    send({
      route: 'get-idempotency-record',
      params: { key },
      query: `method=POST&route=${route}`,
    });
  await look(ask, '/api/v1/orders');
  const checkout = await openSale(stage);
  const open = confirmAsk(stage, checkout);
  // Its process ends once it is claimed.
  const claimed = { kind: 'crash-after', at: /^TX-CLAIM/u } as const;
  await stage.sendUnder(claimed, open).catch(() => undefined);
  await look(open, '/api/v1/payments/confirm');
};

const others = async (stage: CodeStage): Promise<void> => {
  const { send } = stage;
  for (const route of ['complete-service', 'fail-service', 'change-merchant'] as const) {
    await send(await keptAsk(stage, route));
  }
  await send({ route: 'get-merchant', params: { merchantId: 'MX' } });
  await send({ route: 'get-policy', params: { serviceId: 'strict' } });
  await send({ route: 'get-breaker', params: { name: 'pg-sandbox-void' } });
  await send(askOf('receive-pg-webhook'));
};

const proofs = async (stage: CodeStage): Promise<void> => {
  await sealAudit(stage.here);
  await stage.here.pass(2 * 3_600_000);
  await sealAudit(stage.here);
  const listed = await stage.send({ route: 'list-audit', query: own });
  const all = resultOf(listed)['items'] as readonly { readonly auditId: string }[];
  for (const { auditId } of all.slice(-2)) {
    await stage.send({ route: 'get-audit-proof', params: { auditId } });
  }
};

/** Makes all of it, and looks at all of it. */
export const showEverything = async (stage: CodeStage): Promise<void> => {
  for (const make of [payments, refunds, merchants, records, others]) await make(stage);
  await everyObject(stage);
  await items(stage);
  await proofs(stage);
  await everyObject(stage);
  await everyList(stage);
};
