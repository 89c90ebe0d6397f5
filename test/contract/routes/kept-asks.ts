// For each route that takes a key a request whose answer is kept under it: a success, or a refusal that the
// operation has decided. Asked again it is replayed; with another payload, or after its life, it is not.
import type { RouteId } from '#core/contracts/http/route-table.ts';
import { askOf } from '#test/security/asks.ts';
import { firstOrder, putKey } from '#test/security/town.ts';
import type { Ask } from '#test/support/world/client.ts';
import type { CodeStage } from './code-stage.ts';

type Body = Readonly<Record<string, unknown>>;

interface Kept {
  readonly params?: Readonly<Record<string, string>>;
  readonly body: Body;
}

type Making = (stage: CodeStage) => Kept | Promise<Kept>;

const merchantId = 'M123';
const reason = 'a row of a table';
const refundAccount = { bankCode: '88', accountNumber: '110123456789', holderName: '김하늘' };
const above = 900_000;

/** A service that is at work. */
const served = async ({ shop }: CodeStage) => {
  const { paid } = shop();
  return (await paid('patient', 2_000)).orderId;
};

const ofItem =
  (body: Body): Making =>
  ({ estate: { attentionId } }) => ({ params: { attentionId }, body: { ...body, reason } });

const ofKey: Making = async ({ here, fresh }) => {
  const { keyId } = await putKey(here, { merchant: merchantId, name: fresh() });
  return { params: { merchantId, keyId }, body: { reason } };
};

const making: Readonly<Partial<Record<RouteId, Making>>> = {
  'create-order': () => ({ body: firstOrder }),
  'cancel-order': ({ estate }) => ({ params: { orderId: estate.paidOrderId }, body: { reason } }),
  'confirm-payment': ({ estate: { paidOrderId: orderId, paymentKey } }) => ({
    body: { orderId, paymentKey, amount: 9_000 },
  }),
  'cancel-payment': ({ estate: { paymentId } }) => ({ params: { paymentId }, body: { reason } }),
  'request-refund': ({ estate: { paymentId } }) => ({
    params: { paymentId },
    body: { reason, amount: above },
  }),
  'authorize-payment': ({ estate: { paidOrderId: orderId } }) => ({
    body: { merchantId, orderId, amount: 9_000 },
  }),
  'capture-payment': ({ estate: { paymentId } }) => ({
    params: { paymentId },
    body: { merchantId },
  }),
  'refund-payment': ({ estate: { paymentId } }) => ({
    params: { paymentId },
    body: { merchantId, reason, amount: above },
  }),
  'give-refund-account': ({ estate: { refundId } }) => ({
    params: { refundId },
    body: { refundAccount },
  }),
  'complete-service': async (stage) => ({ body: { orderId: await served(stage) } }),
  'fail-service': async (stage) => ({
    body: { orderId: await served(stage), reasonCode: 'no-gpu' },
  }),
  'resume-saga': ({ estate: { sagaId } }) => ({ params: { sagaId }, body: { reason } }),
  'acknowledge-attention': ofItem({}),
  'resolve-attention': ofItem({ action: 'READ_AGAIN' }),
  'approve-attention': ofItem({ action: 'CLOSE' }),
  'refund-as-operator': ({ estate: { paymentId } }) => ({
    params: { paymentId },
    body: { reason, amount: above },
  }),
  'create-merchant': ({ fresh }) => ({
    body: { merchantId: fresh().replace('row-', 'MX'), name: 'New', reason },
  }),
  'create-api-key': () => ({
    params: { merchantId },
    body: { environment: 'live', scopes: ['orders:read'], reason },
  }),
  'change-merchant': () => ({ params: { merchantId }, body: { name: 'A shop', reason } }),
  'retire-api-key': ofKey,
  'revoke-api-key': ofKey,
  'change-breaker': () => ({
    params: { name: 'pg-toss-confirm' },
    body: { action: 'RESET', reason },
  }),
};

/** What another request says that comes under the same key. */
const otherwise: Readonly<Partial<Record<RouteId, Body>>> = {
  'create-order': { orderName: 'another' },
  'confirm-payment': { amount: 9_001 },
  'authorize-payment': { amount: 9_001 },
  'capture-payment': { amount: 9_001 },
  'give-refund-account': { refundAccount: { ...refundAccount, holderName: '김바다' } },
  'complete-service': { serviceRef: 'another' },
  'fail-service': { reasonCode: 'another' },
};

export const keptAsk = async (stage: CodeStage, route: RouteId): Promise<Ask> => {
  const make = making[route];
  if (make === undefined) throw new Error(`nothing is kept of ${route}`);
  return { ...askOf(route), ...(await make(stage)), key: stage.fresh() };
};

export const otherPayload = (ask: Ask): Ask => ({
  ...ask,
  body: { ...ask.body, ...(otherwise[ask.route] ?? { reason: 'another reason' }) },
});
