// The rare corners of what operators look up: two payments of one order, a book of one page, a merchant whose keys
// never ended, a call without a key of the PG, and a word that comes after the doubt.
import { describe, expect, it } from 'vitest';
import { dynamoAttentionLookUp } from '#adapters/dynamo/dynamo-attention.ts';
import { dynamoPaymentSearch } from '#adapters/dynamo/dynamo-desk.ts';
import { dynamoPaymentLists } from '#adapters/dynamo/dynamo-lists.ts';
import { carryOut } from '#core/attention/carry-out.ts';
import { matterOf } from '#core/attention/matter.ts';
import type { Answer } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { plus } from '#core/kernel/instant.ts';
import { listApiKeys } from '#core/merchants/read-merchants.ts';
import { inspectPayment } from '#core/payments/inspect-payment.ts';
import { readNow } from '#core/payments/read-now.ts';
import { readTrialBalance } from '#core/payments/read-trial-balance.ts';
import { type PaymentQuery, searchPayments } from '#core/payments/search-payments.ts';
import { attentionWork } from '#functions/_wiring/attention-work.ts';
import { statesOf } from '#test/support/engine/books.ts';
import { cause, tenant } from '#test/support/engine/engine.ts';
import { confirm, resultOf, type Sale, sell, sellAgain, shop } from '#test/support/engine/sale.ts';
import * as sample from '#test/support/engine/sample-rows.ts';
import { authorize, reservingShop, saleOf } from '#test/support/engine/two-step.ts';
import type { World } from '#test/support/engine/world.ts';

const tenants = () => Promise.resolve([tenant]);
const pages = {
  seal: {
    seal: (position: string) => Promise.resolve(`sealed ${position}`),
    open: (cursor: string) => Promise.resolve(cursor.replace('sealed ', '')),
  },
};

const search = (at: World, filter: PaymentQuery, isReversed = false): Promise<Answer> => {
  const real = dynamoPaymentSearch(at.store);
  const named: typeof real.named = async (asked) => {
    const found = await real.named(asked);
    return isReversed ? found.toReversed() : found;
  };
  return searchPayments({
    ...pages,
    digests: at.deps.digests,
    clock: at.clock,
    search: { ...real, named },
    lists: dynamoPaymentLists(at.store, at.clock),
    tenants,
  })({ tenant, route: 'search-payments', limit: 10, filter });
};

const idsOf = (answer: Answer): readonly unknown[] =>
  (resultOf(answer)['items'] as readonly { readonly paymentId: string }[]).map(
    ({ paymentId }) => paymentId,
  );

describe('the payments of one order', () => {
  /** The first was declined, the second is paid. */
  const twice = async (): Promise<{ at: World; first: Sale; second: Sale }> => {
    const at = shop();
    const first = await sell(at, { amount: 991_001n });
    const declined = await confirm(at, first);
    at.clock.advance(1_000);
    return { at, first, second: sellAgain(at, first, declined) };
  };

  it('come newest first, however they were found', async () => {
    const { at, first } = await twice();
    const { orderId } = first;

    const found = idsOf(await search(at, { orderId }));

    expect(found).toHaveLength(2);
    expect(found[1]).toBe(first.paymentId);
    expect(idsOf(await search(at, { orderId }, true))).toEqual(found);
  });

  it('are told apart by their user and by what the PG calls them', async () => {
    const at = shop();
    const sale = await sell(at);
    const { orderId } = sale;
    const before = await search(at, { orderId, pgTxId: 'tx-nobody' });
    await confirm(at, sale);

    expect(idsOf(before)).toEqual([]);
    expect(idsOf(await search(at, { orderId, pgTxId: 'tx-nobody' }))).toEqual([]);
    expect(idsOf(await search(at, { orderId, userId: 'user-1' }))).toEqual([sale.paymentId]);
    expect(idsOf(await search(at, { orderId, userId: 'user-2' }))).toEqual([]);
  });
});

describe('the books', () => {
  it('that one page holds have no next one', async () => {
    const at = shop();
    await confirm(at, await sell(at));

    const answer = await readTrialBalance({
      ...at.deps,
      ...pages,
      lists: dynamoPaymentLists(at.store, at.clock),
    })({
      tenant,
      route: 'get-trial-balance',
      limit: 10,
      floor: plus(at.clock.now(), -60_000),
      filter: {},
    });

    expect(resultOf(answer)).toMatchObject({ payments: 1, isBalanced: true });
    expect(resultOf(answer)).not.toHaveProperty('nextCursor');
  });
});

describe('a merchant', () => {
  it('whose keys never ended shows those it has', async () => {
    const merchants = {
      byId: () => Promise.resolve(sample.aMerchant()),
      keysOf: () => Promise.resolve([]),
    };

    const answer = await listApiKeys({ merchants } as never)({
      merchantId: tenant.merchantId,
    });

    expect(resultOf(answer)).toEqual({ items: [] });
  });
});

describe('a call of the PG', () => {
  it('that never had its key is shown without one', async () => {
    const at = reservingShop();
    at.pg.control.addRule({ fault: 'F03', match: { op: 'authorize' } });
    const { paymentId } = saleOf(await authorize(at));

    const answer = await inspectPayment({
      ...at.deps,
      search: dynamoPaymentSearch(at.store),
      tenants,
      readNow: readNow(at.deps),
    })({ paymentId, refresh: false });

    const [attempt] = resultOf(answer)['attempts'] as readonly object[];
    expect(attempt).toMatchObject({ operation: 'AUTHORIZE' });
    expect(attempt).not.toHaveProperty('paymentKey');
  });
});

describe('two persons’ word', () => {
  const carry = async (at: World, sale: Sale, action: 'ADOPT_SUCCESS' | 'ADOPT_FAILURE') => {
    const deps = {
      ...at.deps,
      items: dynamoAttentionLookUp(at.store),
      tenants: (): Promise<readonly Tenant[]> => tenants(),
      work: attentionWork(at.deps),
    };
    const { orderId, paymentId } = sale;
    const item = sample.anAttentionItem({ tenant, orderId, paymentId, objectId: paymentId });
    const proof = { transactionKey: 'tx', at: at.clock.now() };
    return carryOut(deps, { matter: await matterOf(deps, item), action, proof, cause });
  };

  it('that comes after the doubt changes nothing', async () => {
    const at = shop();
    const sale = await sell(at);
    await confirm(at, sale);

    expect(await carry(at, sale, 'ADOPT_FAILURE')).toMatchObject({ kind: 'RESOLVED' });
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'CONFIRMED' });
  });

  it.each([
    ['ADOPT_FAILURE' as const, 'RESOLVED', 'FAILED'],
    ['ADOPT_SUCCESS' as const, 'CONTRADICTED', 'IN_DOUBT'],
  ])('%s of money that the PG tells otherwise is %s', async (action, kind, payment) => {
    const at = shop();
    const sale = await sell(at);
    const args = { field: 'totalAmount' };
    at.pg.control.addRule({ fault: 'F27', match: { op: 'confirm' }, args });
    await confirm(at, sale);

    expect(await carry(at, sale, action)).toMatchObject({ kind });
    expect(await statesOf(at, sale)).toMatchObject({ payment });
  });
});
