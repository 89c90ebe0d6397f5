// Tier 2 of idempotency by the decision table: who works, who waits, who gets the stored answer, and
// what is stored at all. Source: API specification, sections 5.3 (rows 1, 4 to 8, 14) and 5.4.
import { describe, expect, it } from 'vitest';
import { lookUpKey } from '#core/idempotency/look-up.ts';
import { createOrder } from '#core/orders/create-order.ts';
import { eventNames, recordOf, statesOf, truthOf } from '#test/support/engine/books.ts';
import { tenant } from '#test/support/engine/engine.ts';
import {
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
  unreachable,
} from '#test/support/engine/sale.ts';

const scopeOf = (sale: Sale): string => `POST ${routes.confirm}#confirm-${sale.paymentKey}`;
const otherPayload = { fingerprint: '0'.repeat(64) };

describe('a key that nobody knows (row 1)', () => {
  it('works, and its record is COMPLETED with the answer', async () => {
    const at = shop();
    const sale = await sell(at);

    const answer = await confirm(at, sale);

    expect(answer.isReplayed).toBeUndefined();
    expect(await recordOf(at, scopeOf(sale))).toMatchObject({
      state: 'COMPLETED',
      fence: 1,
      recoveryPoint: 'RECORDED',
      resourceType: 'payment',
      resourceId: sale.paymentId,
      httpStatus: 200,
      code: 'COMMON_000',
    });
    expect((await recordOf(at, scopeOf(sale)))?.leaseUntil).toBeUndefined();
  });
});

describe('a key whose first request is at work (row 4)', () => {
  it('waits while its lease lives, and is refused with another payload', async () => {
    const at = shop();
    const sale = await sell(at);
    at.mishap.plan('pg.confirm', 'DIES_BEFORE');
    void confirm(at, sale);
    await at.microtasksDone();

    const same = await confirm(at, sale);
    const other = await confirm(at, sale, otherPayload);

    expect(await recordOf(at, scopeOf(sale))).toMatchObject({
      state: 'IN_PROGRESS',
      recoveryPoint: 'CLAIMED',
    });
    expect(same).toMatchObject({ status: 409, code: 'IDEM_001', retryAfterSeconds: 1 });
    expect(other).toMatchObject({ status: 422, code: 'IDEM_002' });
  });

  it('waits to the last millisecond of the lease and not one more', async () => {
    const at = shop();
    const sale = await sell(at);
    at.losing.watchMessages = true;
    at.mishap.plan('pg.confirm', 'DIES_BEFORE');
    void confirm(at, sale);
    await at.microtasksDone();

    at.clock.advance(30_000);
    const last = await confirm(at, sale);
    at.clock.advance(1);
    const after = await confirm(at, sale);

    expect(last.code).toBe('IDEM_001');
    expect(after.code).toBe('PAY_005');
  });
});

describe('a key that is done (rows 5 and 6)', () => {
  it('gives status, code and result as stored, marked as a replay', async () => {
    const at = shop();
    const sale = await sell(at);
    const first = await confirm(at, sale);

    const again = await confirm(at, sale);
    const other = await confirm(at, sale, otherPayload);

    expect(again).toEqual({ ...first, isReplayed: true });
    expect(other).toMatchObject({ status: 422, code: 'IDEM_002' });
    expect(truthOf(at, sale).approvals).toBe(1);
  });

  it('gives the object as it is now once the answer is a day old', async () => {
    const at = serviceShop({ timeoutSeconds: 3_600 });
    const sale = await sell(at);
    const first = await confirm(at, sale);
    await at.runFor(1_000);
    await report(at, sale, 'COMPLETED');
    await at.runFor(86_400_000);

    const late = await confirm(at, sale);
    const other = await confirm(at, sale, otherPayload);

    expect(resultOf(first)['status']).toBe('APPROVED');
    expect(late).toMatchObject({ status: 409, code: 'PAY_003', result: { status: 'CONFIRMED' } });
    expect(late.isReplayed).toBeUndefined();
    expect(other.code).toBe('IDEM_002');
  });

  it('gives the last second of its day, whether or not the row was deleted', async () => {
    const at = shop();
    const sale = await sell(at);
    await confirm(at, sale);
    at.clock.advance(86_399_000);

    const last = await confirm(at, sale);
    at.clock.advance(1_001);
    const late = await confirm(at, sale);
    at.dynamo.expire(at.clock.now() + 3_600_000);
    const gone = await confirm(at, sale);

    expect(last).toMatchObject({ status: 200, isReplayed: true });
    expect([late.code, gone.code]).toEqual(['PAY_003', 'PAY_003']);
  });
});

describe('a key whose owner has let go (row 7)', () => {
  it('with its attempt open gets the present truth and claims nothing', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);
    const before = await recordOf(at, scopeOf(sale));

    const again = await confirm(at, sale);
    const other = await confirm(at, sale, otherPayload);

    expect(before).toMatchObject({ state: 'RECOVERABLE', fence: 1, recoveryPoint: 'CLAIMED' });
    expect(again).toMatchObject({ status: 202, code: 'PAY_005', retryAfterSeconds: 2 });
    expect(resultOf(again)).toMatchObject({ status: 'IN_DOUBT', paymentId: sale.paymentId });
    expect(other.code).toBe('IDEM_002');
    expect(await recordOf(at, scopeOf(sale))).toEqual(before);
  });

  it('is answered for good when the doubt ends, whoever ends it', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);
    await at.runFor(5_000);

    const again = await confirm(at, sale);

    expect(await recordOf(at, scopeOf(sale))).toMatchObject({
      state: 'COMPLETED',
      httpStatus: 200,
    });
    expect(again).toMatchObject({ status: 200, isReplayed: true });
  });

  it('with nothing sent is taken over: fence raised, the same PG key, one charge', async () => {
    const at = shop();
    const sale = await sell(at);
    const refused = unreachable(at);
    const first = await confirm({ deps: refused }, sale);
    const released = await recordOf(at, scopeOf(sale));

    const again = await confirm(at, sale);

    expect(first).toMatchObject({ status: 503, code: 'PAY_009', retryAfterSeconds: 1 });
    expect(released).toMatchObject({ state: 'RECOVERABLE', fence: 1, recoveryPoint: 'NONE' });
    expect(again.status).toBe(200);
    expect(await recordOf(at, scopeOf(sale))).toMatchObject({ state: 'COMPLETED', fence: 2 });
    expect((await statesOf(at, sale)).attempts).toEqual(['CONFIRM SUCCEEDED']);
    expect(truthOf(at, sale).approvals).toBe(1);
  });

  it('with nothing sent may be left for another key, which sends the same attempt', async () => {
    const at = shop();
    const sale = await sell(at);
    await confirm({ deps: unreachable(at) }, sale);

    const other = await confirm(at, sale, { key: 'another' });
    const first = await confirm(at, sale);

    expect(other.status).toBe(200);
    expect(first).toMatchObject({ status: 409, code: 'PAY_003' });
    expect((await statesOf(at, sale)).attempts).toEqual(['CONFIRM SUCCEEDED']);
    expect(truthOf(at, sale).approvals).toBe(1);
  });

  it('with nothing sent and another payment key gets the next attempt and its own PG key', async () => {
    const at = shop();
    const sale = await sell(at);
    await confirm({ deps: unreachable(at) }, { ...sale, paymentKey: 'tliar-some-other-key-01' });

    const answer = await confirm(at, sale, { key: 'another' });

    expect(answer.status).toBe(200);
    expect((await statesOf(at, sale)).attempts).toEqual(['CONFIRM DECLINED', 'CONFIRM SUCCEEDED']);
  });
});

describe('a new key for what a business key has made (row 14)', () => {
  it('shows the paid payment', async () => {
    const at = shop();
    const sale = await sell(at);
    await confirm(at, sale);

    const answer = await confirm(at, sale, { key: 'new' });
    const again = await confirm(at, sale, { key: 'new' });

    expect(answer).toMatchObject({
      status: 409,
      code: 'PAY_003',
      result: { paymentId: sale.paymentId, status: 'CONFIRMED' },
    });
    expect(again).toEqual({ ...answer, isReplayed: true });
  });

  it('shows the order that has the merchant’s number, also to a later key', async () => {
    const at = shop();
    const create = (key: string) =>
      createOrder(at.deps)(orderCommand({ merchantOrderId: 'M-1', key }));
    const first = await create('one');

    const second = await create('two');
    const replay = await create('two');

    expect(second).toMatchObject({ status: 409, code: 'PAY_003' });
    expect(resultOf(second)['orderId']).toBe(resultOf(first)['orderId']);
    expect(replay).toEqual({ ...second, isReplayed: true });
    expect(eventNames(at)).toEqual(['order.created']);
  });
});

describe('a key whose money is in doubt', () => {
  it('is told so past the expiry of its order, and the truth when it is known', async () => {
    const at = serviceShop({ expiresInSeconds: 60 });
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'F01', match: { op: 'confirm' } });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 6 });
    await confirm(at, sale);
    await at.runFor(65_000);

    const late = await confirm(at, sale);
    const lateAgain = await confirm(at, sale);
    await at.runFor(1_200_000);
    const known = await confirm(at, sale);

    expect([late.code, lateAgain.code]).toEqual(['PAY_005', 'PAY_005']);
    expect(known).toMatchObject({ status: 200, isReplayed: true });
    expect(truthOf(at, sale)).toMatchObject({ approvals: 1 });
  });
});

describe('what is stored', () => {
  const stored = async (at: ReturnType<typeof shop>, scope: string): Promise<string | undefined> =>
    (await recordOf(at, scope))?.state;

  it('a decline is: the same key never pays with another card', async () => {
    const at = shop();
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'DECLINE' });
    const declined = await confirm(at, sale);

    const again = await confirm(at, sale);

    expect(again).toEqual({ ...declined, isReplayed: true });
    expect(await stored(at, scopeOf(sale))).toBe('COMPLETED');
  });

  it('a fault of our configuration is', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 991_010n });
    await confirm(at, sale);

    const again = await confirm(at, sale);

    expect(again).toMatchObject({ status: 502, code: 'PAY_014', isReplayed: true });
  });

  it.each([
    ['another amount', { amount: 1n }, 422, 'PAY_007'],
    ['another currency', { currency: 'USD' }, 422, 'PAY_007'],
    ['an old PG order number', { orderId: 'PG' }, 410, 'PAY_011'],
  ] as const)('a refusal for %s is, with an audit record', async (_what, over, status, code) => {
    const at = shop();
    const sale = await sell(at);
    const orderId = 'orderId' in over ? `${sale.orderId}-7` : sale.orderId;

    const first = await confirm(at, sale, { ...over, orderId });
    const again = await confirm(at, sale, { ...over, orderId });

    expect(first).toMatchObject({ status, code });
    expect(again).toEqual({ ...first, isReplayed: true });
    expect(at.mishap.called.filter((label) => label === 'TX-REFUSE')).toHaveLength(2);
  });

  it.each([
    ['an order nobody knows', { orderId: 'ord_00000000000000000000000000' }, 404, 'ORD_001'],
    ['no payment key', { paymentKey: undefined }, 400, 'VAL_001'],
    ['too little time', { remainingMs: () => 12_999 }, 504, 'SYS_003'],
  ] as const)('a refusal for %s is not: nothing is written', async (_what, over, status, code) => {
    const at = shop();
    const sale = await sell(at);

    const answer = await confirm(at, sale, over as never);

    expect(answer).toMatchObject({ status, code });
    expect(await recordOf(at, scopeOf(sale))).toBeUndefined();
    expect((await statesOf(at, sale)).attempts).toEqual([]);
  });

  it('an answer that says to come again is not: somebody else is paying', async () => {
    const at = shop();
    const sale = await sell(at);
    at.mishap.plan('pg.confirm', 'DIES_BEFORE');
    void confirm(at, sale);
    await at.microtasksDone();

    const answer = await confirm(at, sale, { key: 'other' });

    expect(answer).toMatchObject({ status: 409, code: 'PAY_004', retryAfterSeconds: 1 });
    expect(await stored(at, `POST ${routes.confirm}#other`)).toBeUndefined();
  });

  it('one that meets a doubt says when to come again', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);

    const answer = await confirm(at, sale, { key: 'other' });

    expect(answer).toMatchObject({ status: 409, code: 'PAY_004', retryAfterSeconds: 5 });
  });

  it('a doubt and a mismatch are not: the key stays recoverable', async () => {
    const at = shop();
    const doubtful = await sell(at, { amount: 990_001n });
    const wrong = await sell(at, { amount: 990_027n });

    await confirm(at, doubtful);
    await confirm(at, wrong);

    expect(await stored(at, scopeOf(doubtful))).toBe('RECOVERABLE');
    expect(await stored(at, scopeOf(wrong))).toBe('RECOVERABLE');
  });

  it('a cancel that writes is, in the one transaction that writes it', async () => {
    const at = shop();
    const unpaid = await sell(at);
    const doubtful = await sell(at, { amount: 990_001n });
    await confirm(at, doubtful);
    const { commit } = at.deps.unitOfWork;
    const names: string[] = [];
    const deps = {
      ...at.deps,
      unitOfWork: {
        commit: (decision: Parameters<typeof commit>[0]) => {
          names.push(decision.name);
          return commit(decision);
        },
      },
    };

    const closed = await cancel({ deps }, unpaid, 'one');
    const noted = await cancel({ deps }, doubtful, 'two');

    expect([closed.status, closed.isReplayed]).toEqual([200, undefined]);
    expect([noted.status, noted.isReplayed]).toEqual([202, undefined]);
    expect(names).toEqual(['TX-CLOSE-ORDER', 'TX-CANCEL-NOTE']);
  });

  it('a cancel is that finds nothing to do, whatever becomes of the order later', async () => {
    const at = shop();
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'F01', match: { op: 'confirm' } });
    await confirm(at, sale);
    await cancel(at, sale, 'first');

    const found = await cancel(at, sale, 'second');
    await at.runFor(60_000);
    const again = await cancel(at, sale, 'second');
    const late = await cancel(at, sale, 'third');
    const lateAgain = await cancel(at, sale, 'third');

    expect([found.status, again.status, late.status]).toEqual([202, 202, 200]);
    expect([again.isReplayed, lateAgain.isReplayed]).toEqual([true, true]);
    expect(again.result).toEqual(found.result);
  });

  it('a noted cancel is, and so is a cancel that is refused', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);
    const noted = await cancel(at, sale, 'one');
    const done = await sell(at);
    await confirm(at, done);
    const refused = await cancel(at, done, 'two');

    const notedAgain = await cancel(at, sale, 'one');
    const refusedAgain = await cancel(at, done, 'two');

    expect(notedAgain).toEqual({ ...noted, isReplayed: true });
    expect(refusedAgain).toEqual({ ...refused, isReplayed: true });
  });
});

describe('a record that a condition met and that is gone when it is read', () => {
  const meetsGone = (times: number) => {
    const at = shop();
    const { commit } = at.deps.unitOfWork;
    const gone = { ok: false as const, error: { lost: 'idempotency' as const, record: undefined } };
    let met = 0;
    const deps = {
      ...at.deps,
      unitOfWork: {
        commit: (decision: Parameters<typeof commit>[0]) => {
          met += 1;
          return met <= times ? Promise.resolve(gone) : commit(decision);
        },
      },
    };
    return createOrder(deps)(orderCommand());
  };

  it('lets its request go on', async () => {
    expect(await meetsGone(2)).toMatchObject({ status: 201 });
  });

  it('asks to come again when it is met three times', async () => {
    expect(await meetsGone(3)).toMatchObject({
      status: 409,
      code: 'IDEM_001',
      retryAfterSeconds: 1,
    });
  });
});

describe('the look-up of a key', () => {
  it('tells state and object, and never the stored body', async () => {
    const at = shop();
    const sale = await sell(at);
    await confirm(at, sale);
    const key = `confirm-${sale.paymentKey}`;

    const found = await lookUpKey(at.deps.records)({
      tenant,
      method: 'POST',
      route: routes.confirm,
      key,
    });

    expect(found).toMatchObject({
      status: 200,
      result: { state: 'COMPLETED', httpStatus: 200, resourceId: sale.paymentId },
    });
    expect(Object.keys(resultOf(found)).sort()).toEqual([
      'code',
      'completedAt',
      'createdAt',
      'httpStatus',
      'resourceId',
      'resourceType',
      'state',
    ]);
  });

  it('tells the lease of a key at work, and nothing of an unknown one', async () => {
    const at = shop();
    const sale = await sell(at);
    at.mishap.plan('pg.confirm', 'DIES_BEFORE');
    void confirm(at, sale);
    await at.microtasksDone();
    const lookUp = (key: string) =>
      lookUpKey(at.deps.records)({ tenant, method: 'POST', route: routes.confirm, key });

    const working = await lookUp(`confirm-${sale.paymentKey}`);
    const unknown = await lookUp('nobody');

    expect(resultOf(working)).toMatchObject({ state: 'IN_PROGRESS' });
    expect(resultOf(working)['leaseUntil']).toBe('2026-03-02T04:00:30.000Z');
    expect(unknown).toMatchObject({ status: 404, code: 'IDEM_006' });
  });
});
