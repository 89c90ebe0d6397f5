// The rare corners of the engine: answers of another day, a PG that says little, no byte that leaves for
// long, and money that others gave back while a cancel was noted.
import { describe, expect, it } from 'vitest';
import { parseTenant } from '#core/contracts/tenant.ts';
import { lookUpKey } from '#core/idempotency/look-up.ts';
import { present } from '#core/kernel/assert.ts';
import { plus } from '#core/kernel/instant.ts';
import { createOrder } from '#core/orders/create-order.ts';
import { refuse, refuseOrTakeOver } from '#core/outbox/commit-answer.ts';
import { attemptId } from '#core/payments/attempt.ts';
import { presentTruth } from '#core/payments/present-payment.ts';
import { readNow } from '#core/payments/read-now.ts';
import { getPayment } from '#core/payments/read-payments.ts';
import { resolveAttempt } from '#core/payments/resolve-attempt.ts';
import { cancelPayment } from '#core/sagas/cancel-payment.ts';
import { getSaga } from '#core/sagas/get-saga.ts';
import { reasonOf } from '#core/sagas/saga-reason.ts';
import {
  auditsOf,
  balancesOf,
  eventNames,
  eventsOf,
  recordOf,
  statesOf,
  truthOf,
  viewOf,
} from '#test/support/engine/books.ts';
import { cause, claimOf, tenant } from '#test/support/engine/engine.ts';
import {
  approved,
  cancel,
  confirm,
  orderCommand,
  report,
  resultOf,
  routes,
  type Sale,
  sell,
  serviceShop,
  shop,
} from '#test/support/engine/sale.ts';
import { aSaga } from '#test/support/engine/sample-rows.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import { authorize, heldOf, reservingShop } from '#test/support/engine/two-step.ts';
import type { World } from '#test/support/engine/world.ts';

const dayMs = 86_400_001;

/** The engine with some answers of the PG replaced. */
const withGateway = (
  at: World,
  over: Partial<ReturnType<World['deps']['gateways']>>,
): World['deps'] => {
  const gateway = at.deps.gateways();
  return { ...at.deps, gateways: () => ({ ...gateway, ...over }) };
};

describe('a key of another day', () => {
  it('of a refusal shows that nothing was made', async () => {
    const at = shop();
    const sale = await sell(at);
    await confirm(at, sale, { amount: 1n });
    at.clock.advance(dayMs);

    const answer = await confirm(at, sale, { amount: 1n });

    expect(answer).toMatchObject({ status: 409, code: 'PAY_003', result: null });
  });

  it('of an order shows the order as it is now', async () => {
    const at = shop();
    const create = () => createOrder(at.deps)(orderCommand({ key: 'one' }));
    await create();
    at.clock.advance(dayMs);

    const answer = await create();

    expect(answer).toMatchObject({ status: 409, code: 'PAY_003', result: { status: 'CANCELLED' } });
  });

  it('is looked up without an object where it made none', async () => {
    const at = shop();
    const sale = await sell(at);
    await confirm(at, sale, { amount: 1n, key: 'refused' });

    const found = await lookUpKey(at.deps.records)({
      tenant,
      method: 'POST',
      route: routes.confirm,
      key: 'refused',
    });

    expect(resultOf(found)).toMatchObject({ state: 'COMPLETED', code: 'PAY_007' });
    expect(resultOf(found)).not.toHaveProperty('resourceId');
  });
});

describe('a refusal of no user', () => {
  it('is stored and audited under what it was about', async () => {
    const at = shop();
    const answer = { status: 409, code: 'PAY_004' as const, result: null };
    const refusing = {
      tenant,
      cause,
      claim: claimOf(routes.cancel, { key: 'nobody' }),
      answer,
      action: 'order.cancel',
      rootId: 'ord_00000000000000000000000000',
      present: () => Promise.resolve(null),
    };

    const said = await refuse(at.deps)(refusing);
    const again = await refuse(at.deps)(refusing);
    const unkeyed = await refuse(at.deps)({ ...refusing, claim: undefined });
    const ofNoKey = await refuseOrTakeOver(at.deps)({ ...refusing, claim: undefined });

    expect(said).toEqual(answer);
    expect(again).toEqual({ ...answer, isReplayed: true });
    expect(unkeyed).toEqual(answer);
    expect(ofNoKey).toEqual({ kind: 'ANSWER', answer });
    expect(auditsOf(at)).toMatchObject([{ action: 'order.cancel', code: 'PAY_004' }]);
  });
});

describe('a PG that says little', () => {
  it('is believed with its payment key alone', async () => {
    const at = shop();
    const sale = await sell(at);
    const gateway = at.deps.gateways();
    const deps = withGateway(at, {
      confirm: async (request) => {
        const { payment, ...reply } = await gateway.confirm(request);
        const bare = {
          ...present(payment, 'an approval'),
          lastTransactionKey: undefined,
          method: undefined,
          approvalNumber: undefined,
          receiptUrl: undefined,
        };
        return { ...reply, payment: bare };
      },
    });

    const answer = await confirm({ deps }, sale);

    expect(resultOf(answer)).toMatchObject({ pgTxId: sale.paymentKey, method: { type: 'CARD' } });
    expect(resultOf(answer)).not.toHaveProperty('approvalNumber');
    expect(resultOf(answer)).not.toHaveProperty('receiptUrl');
    await expectSound(at);
  });
});

describe('a PG that cannot be reached', () => {
  const slowly = (at: World, ms: number) => {
    let tries = 0;
    const deps = withGateway(at, {
      confirm: () => {
        tries += 1;
        at.clock.advance(ms);
        return Promise.resolve({
          class: 'NOT_SENT' as const,
          code: 'CONNECT_TIMEOUT',
          durationMs: ms,
        });
      },
    });
    return { deps, tries: () => tries };
  };

  it.each([
    [0, 4],
    [3_000, 2],
    [5_000, 1],
  ])('for %i ms a try is tried %i times, none later than 5 s', async (ms, wanted) => {
    const at = shop();
    const sale = await sell(at);
    const { deps, tries } = slowly(at, ms);

    const answer = await confirm({ deps }, sale);

    expect(answer).toMatchObject({ status: 503, code: 'PAY_009' });
    expect(tries()).toBe(wanted);
  });
});

describe('an order’s cancel in doubt, when the console gave the money back', () => {
  it('ends as the client asked: no call, reason CUSTOMER', async () => {
    const at = serviceShop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);
    await cancel(at, sale);
    at.pg.control.consoleCancel(sale.paymentKey);

    await at.runFor(30_000);

    expect(await statesOf(at, sale)).toMatchObject({
      order: 'CANCELLED',
      payment: 'CANCELLED',
      saga: 'COMPENSATED',
    });
    expect(eventsOf(at).find(({ type }) => type.endsWith('order.cancelled'))?.data).toMatchObject({
      reason: 'CUSTOMER',
    });
    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 1, kept: 0 });
    expect(balancesOf(at)).toEqual({});
    await expectSound(at);
  });
});

describe('a cancel that is refused because nothing is left', () => {
  it('is returned all the same, in one step', async () => {
    const at = serviceShop();
    const sale = await sell(at);
    await confirm(at, sale);
    await at.drainCommands();
    await report(at, sale, 'FAILED');
    at.pg.control.consoleCancel(sale.paymentKey);
    const deps = withGateway(at, {
      cancel: () =>
        Promise.resolve({
          class: 'DECLINED_HARD' as const,
          code: 'NOT_CANCELABLE_PAYMENT',
          needsRead: true,
          durationMs: 1,
        }),
    });

    const outcome = await cancelPayment(deps)(present(at.sagasStarted[0], 'a saga'));

    expect(outcome).toEqual({ outcome: 'RETURNED' });
    expect(eventNames(at).slice(6)).toEqual([
      'saga.compensating',
      'refund.requested',
      'refund.failed',
      'refund.external',
      'payment.refunded',
      'payment.cancelled',
    ]);
    await expectSound(at);
  });
});

describe('the truth of a confirm', () => {
  const scopeOf = (sale: Sale): string => `POST ${routes.confirm}#confirm-${sale.paymentKey}`;

  it('is the result once its attempt has ended', async () => {
    const at = shop();
    const paid = await sell(at);
    const refused = await sell(at, { amount: 991_001n });
    await confirm(at, paid);
    await confirm(at, refused);
    const truth = presentTruth(at.deps);

    expect(await truth(tenant, paid.paymentId, scopeOf(paid))).toMatchObject({ status: 200 });
    expect(await truth(tenant, refused.paymentId, scopeOf(refused))).toMatchObject({
      status: 402,
      result: { payment: { status: 'FAILED' } },
    });
  });

  it('is that its deposit is awaited', async () => {
    const at = shop();
    const sale = await sell(at, { method: 'VIRTUAL_ACCOUNT', validHours: 24 });
    await confirm(at, sale);

    expect(await presentTruth(at.deps)(tenant, sale.paymentId, scopeOf(sale))).toMatchObject({
      status: 202,
      result: { status: 'WAITING_FOR_DEPOSIT' },
    });
  });

  it('is not known while its rows cannot be found', async () => {
    const at = shop();
    const sale = await sell(at);
    const gateway = at.deps.gateways();
    const lost = { ok: false as const, error: { lost: 'order.advance' as const } };
    const { commit } = at.deps.unitOfWork;
    let isSent = false;
    const deps = {
      ...at.deps,
      gateways: () => ({
        ...gateway,
        confirm: (request: Parameters<typeof gateway.confirm>[0]) => {
          isSent = true;
          return gateway.confirm(request);
        },
      }),
      unitOfWork: {
        commit: (decision: Parameters<typeof commit>[0]) =>
          isSent ? Promise.resolve(lost) : commit(decision),
      },
      payments: {
        ...at.deps.payments,
        byId: (key: Parameters<World['deps']['payments']['byId']>[0]) =>
          isSent ? Promise.resolve(undefined) : at.deps.payments.byId(key),
      },
    };

    const answer = await confirm({ deps }, sale);

    expect(answer).toMatchObject({ status: 202, code: 'PAY_005' });
    expect(await recordOf(at, scopeOf(sale))).toMatchObject({ state: 'IN_PROGRESS' });
  });
});

describe('a look at an attempt whose row has gone', () => {
  it('is over', async () => {
    const at = shop();
    const sale = await sell(at);
    at.losing.watchMessages = true;
    at.mishap.plan('pg.confirm', 'DIES_BEFORE');
    void confirm(at, sale);
    await at.microtasksDone();
    at.clock.advance(15_000);
    const { payments } = at.deps;
    let reads = 0;
    const deps = {
      ...at.deps,
      payments: {
        ...payments,
        byId: (key: Parameters<typeof payments.byId>[0]) => {
          reads += 1;
          return reads === 1 ? payments.byId(key) : Promise.resolve(undefined);
        },
      },
    };
    const attempt = present((await viewOf(at, sale)).attempts[0], 'an attempt');

    const resolved = await resolveAttempt(deps)({
      tenant,
      paymentId: sale.paymentId,
      attemptId: attemptId(attempt),
    });

    expect(resolved).toEqual({ kind: 'ENDED' });
  });
});

describe('a process that refreshes many payments', () => {
  it('forgets the oldest instead of growing', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);
    const seen = at.deps.instance.memory('payment.refreshed', () => new Map<string, number>());
    for (let n = 0; n <= 1_000; n += 1) seen.set(`pay_${n}`, 0);

    await getPayment({ ...at.deps, readNow: readNow(at.deps) })({
      tenant,
      paymentId: sale.paymentId,
      refresh: true,
    });

    expect([...seen.keys()]).toEqual([sale.paymentId]);
  });
});

describe('a saga’s step that failed', () => {
  it('tells its last error', async () => {
    const at = plus(aSaga().startedAt, 1);
    const saga = aSaga({
      steps: {
        CancelPayment: { state: 'FAILED', attempts: 2, at, lastError: 'TIMEOUT' },
        ExecuteService: { state: 'DONE', attempts: 1, at },
      },
    });
    const sagas = {
      findAnywhere: () => Promise.resolve(saga),
      lookAgainAt: () => Promise.resolve(),
      isStartPending: () => Promise.resolve(false),
    };

    const answer = await getSaga({ sagas, tenants: () => Promise.resolve([]) })({
      sagaId: saga.sagaId,
    });

    expect(resultOf(answer)['steps']).toMatchObject({
      CancelPayment: { attempts: 2, lastError: 'TIMEOUT' },
    });
  });
});

describe('the reason of a compensation', () => {
  it('is an operator’s where nothing else tells one', async () => {
    const { at } = await approved();
    const input = present(at.sagasStarted[0], 'a saga');

    expect(reasonOf(undefined, input)).toBe('operator');
    expect(reasonOf(undefined, { ...input, entry: 'COMPENSATE' })).toBe('cancel_requested');
  });
});

describe('a tenant', () => {
  it('is an environment and a merchant, and nothing else', () => {
    expect(parseTenant('test.M123')).toEqual(tenant);
    expect(['M123', 'prod.M123', 'test.', ''].map(parseTenant)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('an order whose confirm was proven not sent', () => {
  const away = (at: World) =>
    withGateway(at, {
      confirm: () => Promise.resolve({ class: 'NOT_SENT', code: 'CONNECT_REFUSED', durationMs: 0 }),
    });

  it('is authorized under the same key of the PG: another call, with an attempt of its own', async () => {
    const at = reservingShop();
    const sale = await sell(at, { amount: 10_000n });
    expect(await confirm({ deps: away(at) }, sale)).toMatchObject({ code: 'PAY_009' });

    const { orderId, paymentKey } = sale;
    const answer = await authorize(at, { orderId, paymentKey });

    expect(answer).toMatchObject({ status: 200 });
    const { attempts } = await viewOf(at, sale);
    expect(attempts.map(({ op, state }) => `${op} ${state}`)).toEqual([
      'AUTHORIZE SUCCEEDED',
      'CONFIRM DECLINED',
    ]);
    expect(heldOf(at, sale)).toMatchObject({ reserved: 1, taken: 0 });
    await expectSound(at);
  });

  it('is confirmed again by the same attempt', async () => {
    const at = reservingShop();
    const sale = await sell(at, { amount: 10_000n });
    await confirm({ deps: away(at) }, sale);

    expect(await confirm(at, sale, { key: 'again' })).toMatchObject({ status: 200 });

    const { attempts } = await viewOf(at, sale);
    expect(attempts.map(({ op, state }) => `${op} ${state}`)).toEqual(['CONFIRM SUCCEEDED']);
  });
});
