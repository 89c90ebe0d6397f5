// What operators look up, and what they change of merchants and keys: under every tenant by an id alone, under
// one merchant by everything else, each change on record with what was before.
import { describe, expect, it } from 'vitest';
import { dynamoAttentionItems, dynamoAttentionLookUp } from '#adapters/dynamo/dynamo-attention.ts';
import { dynamoPaymentSearch, dynamoSagaLists } from '#adapters/dynamo/dynamo-desk.ts';
import { dynamoPaymentLists } from '#adapters/dynamo/dynamo-lists.ts';
import { getAttention } from '#core/attention/get-attention.ts';
import { listAttention } from '#core/attention/list-attention.ts';
import { resumeSaga } from '#core/attention/resume-saga.ts';
import type { Answer } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { present } from '#core/kernel/assert.ts';
import type { KeyId, MerchantId, PaymentId, SagaId } from '#core/kernel/ids.ts';
import { plus, toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { trialBalance } from '#core/ledger/trial-balance.ts';
import { changeMerchant } from '#core/merchants/change-merchant.ts';
import { createApiKey, createMerchant } from '#core/merchants/create-merchant.ts';
import { type EndApiKey, endApiKey } from '#core/merchants/end-api-key.ts';
import { getMerchant, listApiKeys, listMerchants } from '#core/merchants/read-merchants.ts';
import { inspectPayment } from '#core/payments/inspect-payment.ts';
import { underItsTenant } from '#core/payments/owning-tenant.ts';
import { readNow } from '#core/payments/read-now.ts';
import { readTrialBalance } from '#core/payments/read-trial-balance.ts';
import { type PaymentQuery, searchPayments } from '#core/payments/search-payments.ts';
import { getPolicy, listPolicies } from '#core/pricing/read-policies.ts';
import { listSagas, type SagaQuery } from '#core/sagas/list-sagas.ts';
import { attentionWork } from '#functions/_wiring/attention-work.ts';
import {
  attentionOf,
  auditsOf,
  balancesOf,
  groupsOf,
  statesOf,
} from '#test/support/engine/books.ts';
import { cause, claimOf, tenant } from '#test/support/engine/engine.ts';
import { askRefund, sold } from '#test/support/engine/refunds.ts';
import {
  approved,
  confirm,
  report,
  resultOf,
  type Sale,
  sell,
  sellAgain,
  serviceShop,
  shop,
} from '#test/support/engine/sale.ts';
import type { World } from '#test/support/engine/world.ts';

const stranger: Tenant = { environment: 'test', merchantId: 'M777' as MerchantId };
const tenants = () => Promise.resolve([stranger, tenant]);
const pages = {
  seal: {
    seal: (position: string) => Promise.resolve(`sealed ${position}`),
    open: (cursor: string) => Promise.resolve(cursor.replace('sealed ', '')),
  },
};
const everywhere = { environment: 'test' as const, merchantId: 'all' as MerchantId };

const search = (at: World, filter: PaymentQuery, page: object = {}): Promise<Answer> =>
  searchPayments({
    ...pages,
    digests: at.deps.digests,
    clock: at.clock,
    search: dynamoPaymentSearch(at.store),
    lists: dynamoPaymentLists(at.store, at.clock),
    tenants,
  })({ tenant: everywhere, route: 'search-payments', limit: 10, filter, ...page });

const itemsOf = (answer: Answer): readonly JsonObject[] =>
  resultOf(answer)['items'] as readonly JsonObject[];

const idsOf = (answer: Answer): readonly unknown[] =>
  itemsOf(answer).map(({ paymentId }) => paymentId);

const ownersIn = (at: World) => ({ search: dynamoPaymentSearch(at.store), tenants });

const inspect = (at: World, paymentId: PaymentId, refresh = false): Promise<Answer> =>
  inspectPayment({ ...at.deps, ...ownersIn(at), readNow: readNow(at.deps) })({
    paymentId,
    refresh,
  });

describe('payments', () => {
  it('are found by every word that names one, whoever they belong to', async () => {
    const at = shop();
    const sale = await sell(at, { merchantOrderId: 'order-7' } as never);
    await confirm(at, sale);
    await sell(at);

    const byKey = await search(at, { paymentKey: sale.paymentKey });
    const byOrder = await search(at, { orderId: sale.orderId });
    const byNumber = await search(at, { merchantOrderId: 'order-7' });
    const { pgTxId } = present(itemsOf(byKey)[0], 'one is found');
    const byTx = await search(at, { merchantId: tenant.merchantId, pgTxId: pgTxId as string });
    const none = await search(at, { paymentKey: 'nobody' });
    const elsewhere = await search(at, {
      merchantId: stranger.merchantId,
      paymentKey: sale.paymentKey,
    });

    const { orderId } = sale;
    const byStatus = await search(at, { orderId, status: ['FAILED', 'CONFIRMED'] });
    const failed = await search(at, { orderId, status: ['FAILED'] });

    for (const found of [byKey, byOrder, byNumber, byTx, byStatus]) {
      expect(itemsOf(found)).toMatchObject([
        { merchantId: 'M123', paymentId: sale.paymentId, status: 'CONFIRMED' },
      ]);
    }
    expect([itemsOf(none), itemsOf(elsewhere), itemsOf(failed)]).toEqual([[], [], []]);
  });

  it('of one merchant are listed newest first, by user and status', async () => {
    const at = shop();
    const first = await sell(at);
    await confirm(at, first);
    at.clock.advance(1_000);
    const second = await sell(at, { userId: 'user-2' });
    const { merchantId } = tenant;

    const all = await search(at, { merchantId });
    const ofUser = await search(at, { merchantId, userId: 'user-2' });
    const ready = await search(at, { merchantId, status: ['READY'] });

    expect(idsOf(all)).toEqual([second.paymentId, first.paymentId]);
    expect(idsOf(ofUser)).toEqual([second.paymentId]);
    expect(idsOf(ready)).toEqual([second.paymentId]);
  });

  it('in doubt are found over every merchant, those before a person too, page by page', async () => {
    const at = shop();
    at.pg.control.addRule({ fault: 'F02', match: { op: 'confirm' }, times: 100 });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 100 });
    const old = await sell(at);
    await confirm(at, old);
    await at.runFor(2 * 86_400_000);
    const fresh = await sell(at);
    await confirm(at, fresh);
    const status = ['IN_DOUBT'];

    const both = await search(at, { status });
    const first = await search(at, { status }, { limit: 1 });
    const second = await search(
      at,
      { status },
      { limit: 1, cursor: resultOf(first)['nextCursor'] as string },
    );
    const between = await search(
      at,
      { status },
      { from: plus(at.clock.now(), -60_000), to: plus(at.clock.now(), 1) },
    );

    expect(idsOf(both)).toEqual([fresh.paymentId, old.paymentId]);
    expect([idsOf(first), idsOf(second)]).toEqual([[fresh.paymentId], [old.paymentId]]);
    expect(resultOf(second)).not.toHaveProperty('nextCursor');
    expect(idsOf(between)).toEqual([fresh.paymentId]);
    expect(itemsOf(both).map(({ inDoubt }) => Object.keys(inDoubt as JsonObject))).toEqual([
      ['operation', 'since', 'nextCheckAt'],
      ['operation', 'since'],
    ]);
  });

  it('with a call under way are no doubts', async () => {
    const { at, sale } = await sold();
    const gateway = at.deps.gateways();
    const found: Answer[] = [];
    const cancel: typeof gateway.cancel = async (request) => {
      found.push(await search(at, { status: ['IN_DOUBT'] }));
      return gateway.cancel(request);
    };
    const deps = { ...at.deps, gateways: () => ({ ...gateway, cancel }) };

    await askRefund({ deps }, sale, { amount: 1_000n });

    expect(found.map(itemsOf)).toEqual([[]]);
  });

  it('whose refund is in doubt are among the doubts, and say which call it is', async () => {
    const { at, sale } = await sold();
    await confirm(at, await sell(at));
    at.pg.control.addRule({ fault: 'F02', match: { op: 'cancel' }, times: 1 });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 1 });
    await askRefund(at, sale, { amount: 1_000n });
    const since = at.clock.now();
    const doubtful = { status: ['IN_DOUBT'] };

    const found = await search(at, doubtful);
    const own = await search(at, { ...doubtful, merchantId: tenant.merchantId });
    const others = await search(at, { ...doubtful, merchantId: stranger.merchantId });
    const ofNobody = await search(at, { ...doubtful, userId: 'nobody' });
    const byKey = await search(at, { ...doubtful, paymentKey: sale.paymentKey });
    const live = { ...everywhere, environment: 'live' as const };
    const elsewhere = await search(at, doubtful, { tenant: live });
    const shown = resultOf(await inspect(at, sale.paymentId));
    await at.runFor(60_000);

    expect(itemsOf(found)).toMatchObject([
      {
        paymentId: sale.paymentId,
        status: 'CONFIRMED',
        refundingAmount: 1_000,
        inDoubt: {
          operation: 'REFUND',
          since: toIso(since),
          nextCheckAt: toIso(plus(since, 2_000)),
        },
      },
    ]);
    expect([itemsOf(own), itemsOf(byKey)]).toEqual([itemsOf(found), itemsOf(found)]);
    expect(shown).toMatchObject({ status: 'CONFIRMED', inDoubt: itemsOf(found)[0]?.['inDoubt'] });
    expect([others, elsewhere, ofNobody].map(itemsOf)).toEqual([[], [], []]);
    expect(itemsOf(await search(at, doubtful))).toEqual([]);
    expect(resultOf(await inspect(at, sale.paymentId))).not.toHaveProperty('inDoubt');
  });
});

describe('a payment', () => {
  it('shows every call of the PG with its evidence, and never our key', async () => {
    const { at, sale } = await approved();

    const answer = await inspect(at, sale.paymentId);

    expect(resultOf(answer)).toMatchObject({
      merchantId: 'M123',
      status: 'APPROVED',
      sagaId: sale.paymentId.replace('pay_', 'saga_'),
      attempts: [
        {
          operation: 'CONFIRM',
          state: 'SUCCEEDED',
          amount: 9_000,
          evidence: [{ source: 'REPLY', class: 'SUCCESS' }],
        },
      ],
    });
    expect(JSON.stringify(answer)).not.toContain('pgKey');
    expect(JSON.stringify(answer)).not.toContain('requestHash');
  });

  it('in doubt is read at the PG when that is asked', async () => {
    const at = shop();
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'F02', match: { op: 'confirm' }, times: 1 });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 1 });
    await confirm(at, sale);

    const seen = await inspect(at, sale.paymentId);
    const read = await inspect(at, sale.paymentId, true);

    expect(resultOf(seen)).toMatchObject({
      status: 'IN_DOUBT',
      attempts: [{ state: 'IN_DOUBT', slot: 1 }],
    });
    expect(resultOf(seen)).not.toHaveProperty('sagaId');
    expect(resultOf(read)).toMatchObject({ status: 'CONFIRMED' });
  });

  it('that no tenant has is SYS_005, and nothing is done under it', async () => {
    const at = shop();
    const nobody = 'pay_01KJPBG54TFCY9TKJZC1RR54X4' as PaymentId;

    const answers = [
      await inspect(at, nobody),
      await underItsTenant(ownersIn(at))(nobody, () => Promise.reject(new Error('never'))),
    ];

    expect(answers.map(({ code }) => code)).toEqual(['SYS_005', 'SYS_005']);
  });
});

const sagas = (at: World, filter: SagaQuery, page: object = {}): Promise<Answer> =>
  listSagas({
    ...pages,
    digests: at.deps.digests,
    clock: at.clock,
    lists: dynamoSagaLists(at.store, at.clock),
    tenants,
  })({ tenant: everywhere, route: 'list-sagas', limit: 10, filter, ...page });

const sagaIdOf = (sale: Sale): SagaId => sale.paymentId.replace('pay_', 'saga_') as SagaId;

/** One saga at work, one before a person, one that is over. */
const threeSagas = async () => {
  const at = serviceShop();
  const start = async () => {
    const sale = await sell(at);
    await confirm(at, sale);
    await at.runFor(500);
    return sale;
  };
  const over = await start();
  await report(at, over, 'COMPLETED');
  const stuck = await start();
  at.pg.control.addRule({ fault: 'F26', match: { op: 'cancel' }, times: 100 });
  await report(at, stuck, 'FAILED');
  await at.runFor(3_000);
  const running = await start();
  return { at, over, stuck, running };
};

describe('sagas', () => {
  it('at work and before a person are found over every merchant', async () => {
    const { at, stuck, running } = await threeSagas();

    const open = await sagas(at, { status: ['RUNNING', 'NEEDS_ATTENTION'] });
    const held = await sagas(at, { status: ['NEEDS_ATTENTION'] });
    const first = await sagas(at, { status: ['RUNNING', 'NEEDS_ATTENTION'] }, { limit: 1 });
    const next = await sagas(
      at,
      { status: ['RUNNING', 'NEEDS_ATTENTION'] },
      { limit: 1, cursor: resultOf(first)['nextCursor'] as string },
    );

    const ids = (answer: Answer) => itemsOf(answer).map(({ sagaId }) => sagaId);
    expect(ids(open)).toEqual([sagaIdOf(running), sagaIdOf(stuck)]);
    expect(ids(held)).toEqual([sagaIdOf(stuck)]);
    expect([ids(first), ids(next)]).toEqual([[sagaIdOf(running)], [sagaIdOf(stuck)]]);
  });

  it('of a merchant are listed whatever their end, and one by its order', async () => {
    const { at, over } = await threeSagas();
    const { merchantId } = tenant;

    const all = await sagas(at, { merchantId });
    const ended = await sagas(at, { merchantId, status: ['COMPLETED'] });
    const one = await sagas(at, { orderId: over.orderId });
    const late = await sagas(at, { orderId: over.orderId }, { from: plus(at.clock.now(), 1) });
    const early = await sagas(
      at,
      { orderId: over.orderId },
      { to: plus(at.clock.now(), -86_400_000) },
    );

    expect(itemsOf(all)).toHaveLength(3);
    expect(itemsOf(ended)).toMatchObject([{ sagaId: sagaIdOf(over) }]);
    expect(itemsOf(one)).toMatchObject([{ sagaId: sagaIdOf(over), status: 'COMPLETED' }]);
    expect([itemsOf(late), itemsOf(early)]).toEqual([[], []]);
  });

  it('are resumed only while a person has them', async () => {
    const { at, over, stuck, running } = await threeSagas();
    const desk = {
      ...at.deps,
      items: dynamoAttentionLookUp(at.store),
      tenants,
      work: attentionWork(at.deps),
    };
    const resume = (sagaId: SagaId, key?: string) =>
      resumeSaga(desk)({
        sagaId,
        person: 'kim',
        reason: 'again',
        cause,
        claim: claimOf('/admin/v1/sagas/{sagaId}/resume', key === undefined ? {} : { key }),
      });

    const refused = [
      await resume(sagaIdOf(over)),
      await resume(sagaIdOf(running)),
      await resume('saga_01KJPBG54TFCY9TKJZC1RR54X4' as SagaId),
    ];
    const went = await resume(sagaIdOf(stuck), 'once');
    const replay = await resume(sagaIdOf(stuck), 'once');
    at.clock.advance(86_400_001);
    const late = await resume(sagaIdOf(stuck), 'once');

    expect(refused.map(({ code }) => code)).toEqual(['SYS_006', 'SYS_006', 'SYS_005']);
    expect(went).toMatchObject({ status: 202, result: { status: 'COMPENSATING', runNo: 2 } });
    expect(replay).toMatchObject({ status: 202, isReplayed: true });
    expect(late).toMatchObject({ result: { sagaId: sagaIdOf(stuck), runNo: 2 } });
    expect(attentionOf(at)).toMatchObject([{ status: 'RESOLVED' }]);
  });
});

describe('the queue', () => {
  it('shows one item by its id, and resolved ones under their merchant', async () => {
    const { at } = await threeSagas();
    const [item] = attentionOf(at);
    const { attentionId } = present(item, 'an item is open');
    const items = dynamoAttentionLookUp(at.store);
    const list = (filter: object) =>
      listAttention({
        ...pages,
        digests: at.deps.digests,
        clock: at.clock,
        items: dynamoAttentionItems(at.store, at.clock),
      })({ tenant: everywhere, route: 'list-attention', limit: 5, filter });

    const one = await getAttention({ items, tenants })({ attentionId });
    const none = await getAttention({ items, tenants })({ attentionId: 'attn_x' as never });
    const before = await list({ merchantId: tenant.merchantId, statuses: ['RESOLVED'] });
    const open = await list({ merchantId: tenant.merchantId, statuses: ['RESOLVED', 'OPEN'] });

    expect(resultOf(one)).toMatchObject({ attentionId, merchantId: 'M123', status: 'OPEN' });
    expect(none).toMatchObject({ status: 404, code: 'SYS_005' });
    expect(itemsOf(before)).toEqual([]);
    expect(itemsOf(open)).toMatchObject([{ attentionId }]);
  });
});

const merchantId = 'M7' as MerchantId;

const make = (at: World, over: object = {}, key?: string): Promise<Answer> =>
  createMerchant(at.deps)({
    merchantId,
    name: 'Cup shop',
    services: ['shop'],
    providers: { test: { toss: { clientKey: 'ck' } } },
    status: 'ACTIVE',
    reason: 'onboarding',
    environment: 'test',
    cause,
    claim: claimOf('/admin/v1/merchants', key === undefined ? {} : { key }),
    ...over,
  });

let keysMade = 0;

const makeKey = (at: World, environment: 'test' | 'live' = 'test'): Promise<Answer> =>
  createApiKey({
    ...at.deps,
    secrets: {
      make: () => {
        keysMade += 1;
        return { keyId: `fpk_${environment}_M7_${keysMade}` as KeyId, secret: 'fps' };
      },
      encrypt: () => Promise.resolve('cipher'),
    },
  })({
    merchantId,
    environment,
    scopes: ['orders:write'],
    label: '',
    reason: 'key',
    cause,
    claim: claimOf('/admin/v1/merchants/{merchantId}/api-keys'),
  });

const end = (
  at: World,
  keyId: unknown,
  to: EndApiKey['to'],
  over: Partial<EndApiKey> & { key?: string } = {},
): Promise<Answer> => {
  const { key, ...rest } = over;
  return endApiKey(at.deps)({
    merchantId,
    keyId: keyId as KeyId,
    to,
    reason: 'rotation',
    cause,
    claim: claimOf('/admin/v1/keys', key === undefined ? {} : { key }),
    ...rest,
  });
};

const change = (at: World, changes: object, over: object = {}): Promise<Answer> =>
  changeMerchant(at.deps)({
    merchantId,
    changes,
    reason: 'because',
    environment: 'test',
    cause,
    claim: claimOf('/admin/v1/merchants/{merchantId}'),
    ...over,
  });

describe('merchants', () => {
  it('are listed newest first, page by page', async () => {
    const at = shop();
    for (const name of ['A1', 'A2', 'A3']) {
      await make(at, { merchantId: name as MerchantId });
      at.clock.advance(1_000);
    }
    const list = (page: object = {}) =>
      listMerchants({
        ...pages,
        digests: at.deps.digests,
        clock: at.clock,
        lists: at.deps.merchants,
        webhookProviders: at.deps.webhookProviders,
      })({ tenant: everywhere, route: 'list-merchants', limit: 2, filter: {}, ...page });

    const first = await list();
    const second = await list({ cursor: resultOf(first)['nextCursor'] as string });
    const early = await list({ to: plus(at.clock.now(), -2_000) });
    const late = await list({ from: plus(at.clock.now(), -1_000) });

    const names = (answer: Answer) => itemsOf(answer).map((one) => one['merchantId']);
    expect([names(first), names(second)]).toEqual([['A3', 'A2'], ['A1']]);
    expect([names(early), names(late)]).toEqual([['A1'], ['A3']]);
  });

  it('are changed in what is named and nothing else, with before and after on record', async () => {
    const at = shop();
    await make(at);

    const renamed = await change(at, {
      name: 'Cups',
      providers: { live: { toss: { clientKey: 'lk' } } },
    });
    const suspended = await change(at, { status: 'SUSPENDED' });
    const read = await getMerchant(at.deps)({ merchantId });

    expect(resultOf(renamed)).toMatchObject({
      name: 'Cups',
      services: ['shop'],
      providers: { test: { toss: { clientKey: 'ck' } }, live: { toss: { clientKey: 'lk' } } },
    });
    expect(suspended).toMatchObject({ status: 200, result: { status: 'SUSPENDED' } });
    expect(read.result).toEqual(suspended.result);
    expect(auditsOf(at).at(-1)).toMatchObject({
      action: 'merchant.change',
      statusBefore: 'ACTIVE',
      statusAfter: 'SUSPENDED',
      before: { name: 'Cups', status: 'ACTIVE' },
      after: { name: 'Cups', status: 'SUSPENDED' },
      reason: 'because',
    });
  });

  it('that nobody made are not found, and are not changed', async () => {
    const at = shop();

    const answers = [
      await getMerchant(at.deps)({ merchantId }),
      await listApiKeys({ merchants: at.deps.merchants })({ merchantId }),
      await change(at, { name: 'x' }),
      await end(at, 'fpk_test_M7_0', 'REVOKED'),
    ];

    expect(answers.map(({ code }) => code)).toEqual(Array(4).fill('SYS_005'));
  });

  it('that others change at every try are left as they are', async () => {
    const at = shop();
    await make(at);
    const lost = { ok: false as const, error: { lost: 'merchant.advance' as const } };
    const deps = { ...at.deps, unitOfWork: { commit: () => Promise.resolve(lost) } };

    const changed = await change({ ...at, deps }, { name: 'x' });

    expect(changed).toMatchObject({ status: 409, code: 'SYS_006' });
  });

  it('tell of an old change what they are now', async () => {
    const at = shop();
    await make(at);
    const claim = claimOf('/admin/v1/merchants/{merchantId}', { key: 'once' });
    await change(at, { name: 'x' }, { claim });
    at.clock.advance(86_400_001);
    const gone = {
      ...at.deps.merchants,
      byId: async () => await at.deps.merchants.byId({ merchantId }),
    };
    let reads = 0;
    const vanishing = {
      ...gone,
      byId: () => {
        reads += 1;
        return reads === 1 ? at.deps.merchants.byId({ merchantId }) : Promise.resolve(undefined);
      },
    };

    const late = await change(at, { name: 'x' }, { claim });
    const none = await changeMerchant({ ...at.deps, merchants: vanishing })({
      merchantId,
      changes: { name: 'x' },
      reason: 'because',
      environment: 'test',
      cause,
      claim,
    });

    expect(late).toMatchObject({ code: 'PAY_003', result: { merchantId, name: 'x' } });
    expect(none).toMatchObject({ code: 'PAY_003', result: null });
  });
});

describe('a key', () => {
  const idOf = (answer: Answer) => resultOf(answer)['keyId'];

  it('that is retired works for its days and keeps its place until then', async () => {
    const at = shop();
    await make(at);
    const first = await makeKey(at);
    await makeKey(at);

    const retired = await end(at, idOf(first), 'RETIRING');
    const again = await end(at, idOf(first), 'RETIRING');
    const tooEarly = await makeKey(at);
    at.clock.advance(7 * 86_400_000);
    const third = await makeKey(at);

    expect(resultOf(retired)).toMatchObject({
      state: 'RETIRING',
      expiresAt: '2026-03-09T04:00:00.000Z',
    });
    expect(again.result).toEqual(retired.result);
    expect(tooEarly).toMatchObject({ status: 409, code: 'SYS_006' });
    expect(third).toMatchObject({ status: 201 });
  });

  it.each([
    ['in the past', -1, 0],
    ['in a year', 365 * 86_400_000, 90 * 86_400_000],
    ['in an hour', 3_600_000, 3_600_000],
  ])('that is to be retired %s', async (_when, asked, given) => {
    const at = shop();
    await make(at);
    const made = await makeKey(at);
    const now = at.clock.now();

    const retired = await end(at, idOf(made), 'RETIRING', { expiresAt: plus(now, asked) });

    expect(resultOf(retired)['expiresAt']).toBe(new Date(now + given).toISOString());
  });

  it('that is retired may still be revoked at once', async () => {
    const at = shop();
    await make(at);
    const made = await makeKey(at);
    await end(at, idOf(made), 'RETIRING');

    const revoked = await end(at, idOf(made), 'REVOKED');

    expect(resultOf(revoked)).toMatchObject({ state: 'REVOKED' });
  });

  it('that is revoked is over, frees its place, and is still listed', async () => {
    const at = shop();
    await make(at);
    const first = await makeKey(at);
    await makeKey(at);

    const revoked = await end(at, idOf(first), 'REVOKED', { key: 'once' });
    const replay = await end(at, idOf(first), 'REVOKED', { key: 'once' });
    const again = await end(at, idOf(first), 'REVOKED');
    const back = await end(at, idOf(first), 'RETIRING');
    const third = await makeKey(at);
    await makeKey(at, 'live');
    const listed = await listApiKeys({ merchants: at.deps.merchants })({ merchantId });
    at.clock.advance(86_400_001);
    const late = await end(at, idOf(first), 'REVOKED', { key: 'once' });

    expect([revoked, again].map(({ status }) => status)).toEqual([200, 200]);
    expect(replay).toMatchObject({ isReplayed: true });
    expect(back).toMatchObject({ status: 409, code: 'SYS_006', result: { state: 'REVOKED' } });
    expect(third).toMatchObject({ status: 201 });
    expect(itemsOf(listed)).toMatchObject([
      { environment: 'live', state: 'ACTIVE' },
      { environment: 'test', state: 'ACTIVE' },
      { environment: 'test', state: 'ACTIVE' },
      { environment: 'test', state: 'REVOKED' },
    ]);
    expect(auditsOf(at).find(({ action }) => action === 'api-key.revoke')).toMatchObject({
      statusBefore: 'ACTIVE',
      statusAfter: 'REVOKED',
      reason: 'rotation',
    });
    expect(late).toMatchObject({ code: 'PAY_003', result: { state: 'REVOKED' } });
    expect(JSON.stringify(listed)).not.toContain('cipher');
  });

  it('of another merchant is not found', async () => {
    const at = shop();
    await make(at);
    await make(at, { merchantId: 'M8' as MerchantId });
    const made = await makeKey(at);

    const foreign = await end(at, idOf(made), 'REVOKED', { merchantId: 'M8' as MerchantId });

    expect(foreign).toMatchObject({ status: 404, code: 'SYS_005' });
  });

  it('that others move at every try is left as it is', async () => {
    const at = shop();
    await make(at);
    const made = await makeKey(at);
    const lost = { ok: false as const, error: { lost: 'key.advance' as const } };
    const deps = { ...at.deps, unitOfWork: { commit: () => Promise.resolve(lost) } };

    const revoked = await end({ ...at, deps }, idOf(made), 'REVOKED');

    expect(revoked).toMatchObject({ status: 409, code: 'SYS_006' });
  });
});

describe('the trial balance', () => {
  const balance = (at: World, page: object = {}): Promise<Answer> =>
    readTrialBalance({
      ...at.deps,
      ...pages,
      lists: dynamoPaymentLists(at.store, at.clock),
    })({ tenant, route: 'get-trial-balance', limit: 10, filter: {}, ...page });

  it('adds up to zero, doubts and refunds included, and is what the books hold', async () => {
    const { at } = await threeSagas();
    at.pg.control.addRule({ fault: 'F02', match: { op: 'confirm' }, times: 1 });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 1 });
    await confirm(at, await sell(at));

    const whole = resultOf(await balance(at));

    expect(whole).toMatchObject({ payments: 4, isBalanced: true });
    expect(whole['groups']).toBe(groupsOf(at).length);
    expect(whole['currencies']).toEqual([{ currency: 'KRW', sum: '0' }]);
    const held = balancesOf(at);
    for (const row of whole['accounts'] as readonly JsonObject[]) {
      expect(row['balance']).toBe(String(held[row['account'] as string] ?? 0n));
    }
  });

  it.each([1, 10])(
    'counts a sale once, whatever its order tried before, %i a page',
    async (limit) => {
      const at = shop();
      const sale = await sell(at);
      at.pg.control.addRule({ fault: 'DECLINE' });
      await confirm(at, sellAgain(at, sale, await confirm(at, sale)));
      expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', payment: 'FAILED' });

      const sums = new Map<string, bigint>();
      let cursor: string | undefined;
      const floor = plus(at.clock.now(), -60_000);
      for (let nth = 0; nth < 10; nth += 1) {
        const more = cursor === undefined ? {} : { cursor };
        const page = resultOf(await balance(at, { limit, floor, ...more }));
        for (const row of page['accounts'] as readonly JsonObject[]) {
          const account = row['account'] as string;
          sums.set(account, (sums.get(account) ?? 0n) + BigInt(row['balance'] as string));
        }
        cursor = page['nextCursor'] as string | undefined;
        if (cursor === undefined) break;
      }

      expect(cursor).toBeUndefined();
      const open = (all: Iterable<readonly [string, bigint]>) =>
        new Map([...all].filter(([, sum]) => sum !== 0n));
      expect(open(sums)).toEqual(open(Object.entries(balancesOf(at))));
    },
  );

  it('comes page by page, and refuses a cursor of another list', async () => {
    const { at } = await threeSagas();

    const first = resultOf(await balance(at, { limit: 2 }));
    const second = resultOf(await balance(at, { limit: 2, cursor: first['nextCursor'] }));
    const refused = await readTrialBalance({
      ...at.deps,
      seal: { ...pages.seal, open: () => Promise.resolve(undefined) },
      lists: dynamoPaymentLists(at.store, at.clock),
    })({ tenant, route: 'get-trial-balance', limit: 2, filter: {}, cursor: 'x' });

    expect([first['payments'], second['payments']]).toEqual([2, 1]);
    expect(refused).toMatchObject({ status: 400, code: 'VAL_005' });
  });

  it('of a group that does not add up says so', () => {
    const [group] = groupsOfPaper;

    expect(trialBalance([group as never])).toEqual({
      accounts: [
        { account: 'a', currency: 'KRW', debit: 5n, credit: 0n },
        { account: 'b', currency: 'KRW', debit: 0n, credit: 3n },
      ],
      currencies: [{ currency: 'KRW', sum: 2n }],
    });
  });

  it('leaves out a payment that is gone between the list and the look', async () => {
    const at = shop();
    await confirm(at, await sell(at));
    const payments = { byId: () => Promise.resolve(undefined) };

    const answer = await readTrialBalance({
      ...at.deps,
      ...pages,
      payments,
      lists: dynamoPaymentLists(at.store, at.clock),
    })({ tenant, route: 'get-trial-balance', limit: 2, filter: {} });

    expect(resultOf(answer)).toMatchObject({ payments: 1, groups: 0, isBalanced: true });
  });
});

const groupsOfPaper = [
  {
    currency: 'KRW',
    lines: [
      { account: 'b', side: 'C', amount: 3n },
      { account: 'a', side: 'D', amount: 5n },
    ],
  },
];

describe('the policies', () => {
  it('are those that are loaded, with a hash that tells two apart', () => {
    const at = shop();
    const reads = { policies: at.deps.policies, digests: at.deps.digests };

    const all = itemsOf(listPolicies(reads));
    const one = getPolicy(reads, { serviceId: 'shop', version: '1' });
    const none = getPolicy(reads, { serviceId: 'nobody' });
    const older = getPolicy(reads, { serviceId: 'shop', version: '7' });
    const other = listPolicies({
      ...reads,
      policies: { all: () => at.deps.policies.all().map((p) => ({ ...p, attemptsMax: 1 })) },
    });

    expect(all).toMatchObject([{ serviceId: 'shop', amountMin: 100, fulfilment: 'none' }]);
    expect(one.result).toEqual(all[0]);
    expect([none.code, older.code]).toEqual(['SYS_005', 'SYS_005']);
    expect(itemsOf(other)[0]?.['hash']).not.toBe(all[0]?.['hash']);
  });
});
