// The world that is fuzzed: a merchant whose key may do everything, and so much of what a merchant can have that
// requests find what they name, in every state in which it could be asked about.
import { breakerNames } from '#core/contracts/breaker-names.ts';
import { type Siege, siege } from '#test/security/siege.ts';
import {
  depositOf,
  estateOf,
  itemOfDoubt,
  putKey,
  type Selling,
  sealAudit,
  shopOf,
  usedKeys,
} from '#test/security/town.ts';
import { authorize, pay } from '#test/simulation/buyer.ts';
import { policies } from '#test/simulation/template.ts';
import type { RowKind } from '#test/support/invariants/view.ts';
import type { Credentials } from '#test/support/world/client.ts';
import { worldHost } from '#test/support/world/host.ts';
import { operatorArn, operatorsGateway } from '#test/support/world/operator-client.ts';
import { webhookEndpointsOf } from '#test/support/world/set-up-rows.ts';
import type { Names, OpenSale } from './target.ts';

export interface FuzzTown {
  readonly here: Siege;
  readonly key: Credentials;
  readonly names: Names;
  /** A buyer goes to the PG's window: what it gives is good for minutes. */
  sell(): Promise<OpenSale>;
}

/** An order lives as long as a run, in the world's time. */
const terms = policies.map((policy) => ({ ...policy, expiresInSeconds: 86_400 }));

/** Of each kind, so that whoever changes the state of one leaves enough to the others. */
const many = 20;

const times = async <T>(count: number, make: (nth: number) => Promise<T>): Promise<T[]> => {
  const made: T[] = [];
  for (let nth = 0; nth < count; nth += 1) made.push(await make(nth));
  return made;
};

/** Every id of a kind of row that the merchant has. */
const idsOf = ({ world }: Siege, kind: RowKind, field: string): string[] =>
  world.watch.tables
    .ofKind(kind)
    .filter(({ tenant }) => tenant === 'test.M123')
    .map(({ fields }) => fields[field])
    .filter((id): id is string => typeof id === 'string');

/** Records of the audit log, once they are sealed. */
const auditIdsOf = ({ world }: Siege): string[] =>
  world.watch.tables
    .ofKind('OTHER')
    .map(({ sk }) => sk)
    .filter((sk) => sk.startsWith('aud_'));

/** Merchants without a key, whom an operator may change. */
const foundMerchants = (here: Siege): Promise<string[]> =>
  times(many, async (nth) => {
    const merchantId = `OTHER${nth}`;
    const body = { merchantId, name: 'Another', reason: 'for the fuzzer' };
    const ask = { route: 'create-merchant', key: merchantId, body } as const;
    await here.knock({ by: operatorsGateway(operatorArn), ask });
    return merchantId;
  });

/** @returns Payments that can be given back. */
const sellAll = async (shop: Selling): Promise<readonly string[]> => {
  await times(many, (nth) => shop.open('reserve', 7_000 + nth));
  await times(2 * many, (nth) => shop.paid('patient', 6_000 + nth));
  const paid = await times(3 * many, (nth) => shop.paid('shop', 50_000 + nth));
  return paid.map(({ paymentId }) => paymentId);
};

/** Orders whose buyers have been to the PG's window, each with an amount of its own. */
const selling = (here: Siege): FuzzTown['sell'] => {
  const shop = shopOf(here, 'c6');
  let sold = 0;
  return async () => {
    sold += 1;
    const checkout = await shop.open('shop', 8_000 + sold);
    const paymentKey = pay(here.world, checkout);
    return { orderId: checkout.orderId, paymentKey, amount: checkout.amount };
  };
};

/** Payments whose money is reserved, and not taken yet. */
const reserveAll = (here: Siege, shop: Selling): Promise<string[]> => {
  const buyer = here.world.client('c5');
  return times(3 * many, async (nth) => {
    const checkout = await shop.open('reserve', 3_000 + nth);
    const { result } = await here.settle(() => authorize(buyer, checkout));
    return String(result?.['paymentId']);
  });
};

/**
 * Builds it.
 *
 * @param seed - Same seed, same world.
 * @param startsAt - When its first day begins, in ms since 1970; by default when every world begins.
 */
export const fuzzTown = async (seed: string, startsAt?: number): Promise<FuzzTown> => {
  const host = worldHost({ policies: terms, hasRedis: false });
  const here = await siege({ seed, hasWebhooks: true, host });
  if (startsAt !== undefined) here.world.ground.scheduler.moveTo(startsAt);
  const estate = await estateOf(here, 'c1', 'M123');
  await depositOf(here, 'c2');
  await itemOfDoubt(here, 'c3');
  const paid = await sellAll(shopOf(here, 'c4'));
  const reserved = await reserveAll(here, shopOf(here, 'c5'));
  const otherKeys = await times(many, (nth) =>
    putKey(here, { merchant: 'M777', name: `other-${nth}` }),
  );
  const key = await putKey(here, { merchant: 'M123', name: 'fuzz' });
  await sealAudit(here);
  const used = usedKeys(estate);
  const names: Names = {
    orderId: idsOf(here, 'ORDER', 'orderId'),
    paymentId: idsOf(here, 'PAYMENT', 'paymentId'),
    paid,
    reserved,
    refundId: idsOf(here, 'REFUND', 'refundId'),
    sagaId: idsOf(here, 'SAGA', 'sagaId'),
    attentionId: idsOf(here, 'ITEM', 'attentionId'),
    auditId: auditIdsOf(here),
    serviceRequestId: idsOf(here, 'SVC', 'serviceRequestId'),
    merchantId: ['M123'],
    otherMerchant: await foundMerchants(here),
    keyOwner: ['M777'],
    otherKey: otherKeys.map(({ keyId }) => keyId),
    serviceId: policies.map(({ serviceId }) => serviceId),
    endpointId: [webhookEndpointsOf('M123').test],
    breaker: breakerNames,
    usedKey: [used.order],
    usedMethod: ['POST'],
    usedRoute: ['/api/v1/orders'],
  };
  return { here, key, names, sell: selling(here) };
};
