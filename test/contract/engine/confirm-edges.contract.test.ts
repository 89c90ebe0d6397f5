// Where a confirm meets its own past: time lost in the claim, a claim whose reply was lost, a key that
// is taken over, and an attempt that somebody else has ended.
// Source: saga specification, sections 2.1 and 2.2; API specification, 5.3 row 7; PG specification, 14.
import { describe, expect, it } from 'vitest';
import { powertoolsEdge } from '#adapters/idempotency/powertools-edge.ts';
import { memoryRedis } from '#adapters/memory/redis/memory-redis.ts';
import { redisAnswerCache } from '#adapters/redis/redis-answer-cache.ts';
import { present } from '#core/kernel/assert.ts';
import { OutcomeUnknown } from '#core/kernel/faults.ts';
import { toIso } from '#core/kernel/instant.ts';
import type { Commit } from '#core/outbox/commit.ts';
import { attemptId } from '#core/payments/attempt.ts';
import type { EndedPayment } from '#core/payments/payment.ts';
import type { PaymentView } from '#core/payments/ports.ts';
import { presentTruth } from '#core/payments/present-payment.ts';
import { statesOf, truthOf, viewOf } from '#test/support/engine/books.ts';
import { cause, claimOf, tenant } from '#test/support/engine/engine.ts';
import {
  cancel,
  confirm,
  routes,
  type Sale,
  sell,
  shop,
  unreachable,
} from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import type { World } from '#test/support/engine/world.ts';

const keyOf = (sale: Sale): string => `confirm-${sale.paymentKey}`;
const confirmsOf = (at: World): number =>
  at.mishap.called.filter((label) => label === 'pg.confirm').length;

/** The engine, with something happening once its claim is on disk. */
const afterClaim = (at: World, happens: () => unknown): World['deps'] => ({
  ...at.deps,
  unitOfWork: {
    commit: async (decision: Commit) => {
      const committed = await at.deps.unitOfWork.commit(decision);
      if (decision.name === 'TX-CLAIM') await happens();
      return committed;
    },
  },
});

/** The same request once more, as tier 1 sends it on when it says that a lease is over. */
const takeOver = (at: World, sale: Sale, fence = 1) =>
  confirm(at, sale, {
    claim: { ...claimOf(routes.confirm, { key: keyOf(sale) }), takeOver: fence },
  });

describe('a claim that used up the time', () => {
  it('is not sent with less than 13 s of the function left, and can be tried again', async () => {
    const at = shop();
    const sale = await sell(at);
    let left = 13_000;
    const deps = afterClaim(at, () => {
      left = 12_999;
    });

    const first = await confirm({ deps }, sale, { remainingMs: () => left });
    const calls = confirmsOf(at);
    const again = await confirm(at, sale);

    expect(first).toMatchObject({ status: 503, code: 'PAY_009', retryAfterSeconds: 1 });
    expect(calls).toBe(0);
    expect(again.status).toBe(200);
    expect((await statesOf(at, sale)).attempts).toEqual(['CONFIRM SUCCEEDED']);
    await expectSound(at);
  });

  it.each([
    [5_000, 200, 1],
    [5_001, 503, 0],
  ])('of %i ms before the first call: %i', async (ms, status, calls) => {
    const at = shop();
    const sale = await sell(at);
    const deps = afterClaim(at, () => at.clock.advance(ms));

    const answer = await confirm({ deps }, sale);

    expect(answer.status).toBe(status);
    expect(confirmsOf(at)).toBe(calls);
    await expectSound(at);
  });

  it('leaves no try to come later than 5 s after it', async () => {
    const at = shop();
    const sale = await sell(at);
    const deps = unreachable({ deps: afterClaim(at, () => at.clock.advance(4_850)) });
    const { confirm: refused } = deps.gateways();
    const sentAt: number[] = [];
    const start = at.clock.now();
    const watched = {
      ...deps,
      gateways: () => ({
        ...deps.gateways(),
        confirm: (request: Parameters<typeof refused>[0]) => {
          sentAt.push(at.clock.now() - start);
          return refused(request);
        },
      }),
    };

    const answer = await confirm({ deps: watched }, sale);

    expect(answer.code).toBe('PAY_009');
    expect(sentAt).toEqual([4_850, 4_950]);
  });

  it('sends nothing beside the watchdog when its process was frozen', async () => {
    const at = shop();
    const sale = await sell(at);

    const answer = await confirm({ deps: afterClaim(at, () => at.runFor(20_000)) }, sale);

    expect(answer).toMatchObject({ status: 200, result: { status: 'CONFIRMED' } });
    expect(confirmsOf(at)).toBe(1);
    expect(truthOf(at, sale).approvals).toBe(1);
    await expectSound(at);
  });
});

type Attempt = PaymentView['attempts'][number];

describe('a claim whose reply was lost', () => {
  const retold = async (change: (attempt: Attempt) => Attempt | undefined) => {
    const at = shop();
    const sale = await sell(at);
    const lost = afterClaim(at, () => {
      throw new OutcomeUnknown('TX-CLAIM', new Error('no reply'));
    });
    const byId: typeof at.deps.payments.byId = async (key) => {
      const view = await at.deps.payments.byId(key);
      const attempts = present(view, 'a payment').attempts.map(change);
      return attempts.includes(undefined)
        ? undefined
        : { ...present(view, 'a payment'), attempts: attempts as Attempt[] };
    };
    const payments = { ...at.deps.payments, byId };
    const answer = await confirm({ deps: { ...lost, payments } }, sale);
    return { answer, calls: confirmsOf(at) };
  };

  it('cannot tell when the payment is not found', async () => {
    const { answer, calls } = await retold(() => undefined);

    expect(answer).toMatchObject({ status: 202, code: 'PAY_005' });
    expect(calls).toBe(0);
  });

  it('goes on when the attempt on disk is its own', async () => {
    const { answer, calls } = await retold((attempt) => attempt);

    expect(answer.status).toBe(200);
    expect(calls).toBe(1);
  });

  it.each([
    ['state', { state: 'IN_DOUBT' }],
    ['fence', { fence: 2 }],
    ['request', { requestHash: '0'.repeat(64) }],
    ['time', { sentAt: 1 }],
    ['caller', { requestId: 'request-0002' }],
    ['key', { idempotency: { scope: 'other', fence: 1 } }],
    ['claim of the key', { idempotency: { scope: '', fence: 2 } }],
    ['nobody’s key', { idempotency: undefined }],
  ])('sends nothing for an attempt of another %s', async (_what, over) => {
    const { answer, calls } = await retold((attempt) => {
      const scope = attempt.idempotency?.scope;
      const { idempotency } = over as { idempotency?: { scope: string; fence: number } };
      const changed = idempotency?.scope === '' ? { idempotency: { ...idempotency, scope } } : over;
      return { ...attempt, ...changed } as Attempt;
    });

    expect(answer).toMatchObject({ status: 202, code: 'PAY_005' });
    expect(calls).toBe(0);
  });
});

describe('a key that tier 1 hands over because a lease is over (row 7)', () => {
  const abandoned = async () => {
    const at = shop();
    const sale = await sell(at);
    at.losing.watchMessages = true;
    at.mishap.plan('pg.confirm', 'DIES_BEFORE');
    void confirm(at, sale);
    await at.microtasksDone();
    at.clock.advance(30_001);
    return { at, sale };
  };

  it('gives the present truth of its own open attempt, and claims nothing', async () => {
    const { at, sale } = await abandoned();

    const answer = await takeOver(at, sale);

    expect(answer).toMatchObject({ status: 202, code: 'PAY_005', result: { status: 'IN_DOUBT' } });
    expect(at.mishap.called.filter((label) => label === 'TX-CLAIM')).toHaveLength(1);
  });

  it('is what the client of a killed worker gets, through both tiers', async () => {
    const at = shop();
    const sale = await sell(at);
    at.losing.watchMessages = true;
    at.mishap.plan('pg.confirm', 'DIES_BEFORE');
    const cache = redisAnswerCache(memoryRedis({ now: () => at.clock.now() }) as never);
    // No wait of the edge may end before the twin has answered.
    const sleeper = { sleep: () => new Promise<never>(() => undefined) };
    const edge = powertoolsEdge({ ...at.deps, cache, sleeper });
    const send = (owner: string) =>
      edge.run({ tenant, claim: claimOf(routes.confirm, { key: keyOf(sale) }), owner }, (claim) =>
        confirm(at, sale, { claim }),
      );
    void send('killed');
    while (confirmsOf(at) === 0) await at.microtasksDone();
    at.clock.advance(30_001);

    const retry = await send('retry');

    expect(retry).toMatchObject({ status: 202, code: 'PAY_005' });
  });

  it('tells since when nobody knows as the first answer told it', async () => {
    const at = shop();
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'F06', match: { op: 'confirm' } });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 100 });
    const first = await confirm(at, sale);
    const { doubtAt, deadlineAt } = present((await viewOf(at, sale)).attempts[0], 'it was asked');
    await at.runFor(20_000);

    const again = await confirm(at, sale);

    const since = toIso(present(doubtAt, 'a doubt has begun'));
    expect(doubtAt).not.toBe(deadlineAt);
    expect([first, again]).toMatchObject([
      { code: 'PAY_005', result: { inDoubt: { operation: 'CONFIRM', since } } },
      { code: 'PAY_005', result: { inDoubt: { operation: 'CONFIRM', since } } },
    ]);
  });

  it('gives it although a cancel is noted', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);
    await cancel(at, sale);

    const answer = await takeOver(at, sale);

    expect(answer).toMatchObject({ status: 202, code: 'PAY_005' });
  });

  it('tells of somebody else’s open attempt that it is in the way', async () => {
    const at = shop();
    const sale = await sell(at);
    await confirm({ deps: unreachable(at) }, sale);
    at.mishap.plan('pg.confirm', 'DIES_BEFORE');
    void confirm(at, sale, { key: 'another' });
    await at.microtasksDone();

    const answer = await takeOver(at, sale);

    expect(answer).toMatchObject({ status: 409, code: 'PAY_004' });
  });

  it('finds nothing of an order that nobody knows', async () => {
    const at = shop();
    const sale = await sell(at);
    const orderId = 'ord_00000000000000000000000000' as Sale['orderId'];

    const answer = await takeOver(at, { ...sale, orderId });

    expect(answer).toMatchObject({ status: 404, code: 'ORD_001' });
  });

  it('gives the stored answer when the attempt has ended since tier 1 looked', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);
    await at.runFor(5_000);
    const stored = await confirm(at, sale);

    const answer = await takeOver(at, sale);

    expect(answer).toEqual(stored);
  });

  it('shows the payment as it is once the stored answer is a day old', async () => {
    const at = shop();
    const sale = await sell(at);
    await confirm(at, sale);
    await at.runFor(86_401_000);

    const answer = await takeOver(at, sale);

    expect(answer).toMatchObject({ status: 200, result: { status: 'CONFIRMED' } });
    expect(answer.isReplayed).toBeUndefined();
  });

  it('is not taken over with a fence of the past, nor while a lease lives', async () => {
    const at = shop();
    const sale = await sell(at);
    await confirm({ deps: unreachable(at) }, sale);
    await confirm({ deps: unreachable(at) }, sale);
    const claiming = (fence: number) =>
      at.deps.unitOfWork.commit({
        name: 'TX-CLAIM',
        tenant,
        requestId: cause.requestId,
        changes: [],
        groups: [],
        commands: [],
        idempotency: {
          kind: 'claim',
          claim: { ...claimOf(routes.confirm, { key: keyOf(sale) }), takeOver: fence },
          resource: { type: 'payment', id: sale.paymentId },
          at: at.clock.now(),
        },
      });

    const past = await claiming(1);
    const own = await claiming(2);
    const busy = await claiming(3);

    expect(past).toMatchObject({ error: { lost: 'idempotency', record: { fence: 2 } } });
    expect(own.ok).toBe(true);
    expect(busy).toMatchObject({ error: { lost: 'idempotency', record: { fence: 3 } } });
  });
});

describe('an attempt that somebody else has ended', () => {
  /** The engine whose next look at a payment comes late. */
  const lateReads = (at: World, ms: number): World['deps'] => {
    let isFirst = true;
    const byId: typeof at.deps.payments.byId = async (key) => {
      if (isFirst) {
        isFirst = false;
        await at.runFor(ms);
      }
      return at.deps.payments.byId(key);
    };
    return { ...at.deps, payments: { ...at.deps.payments, byId } };
  };

  it('is answered as it is stored, not as its row looks', async () => {
    const at = shop();
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'F03', match: { op: 'confirm' }, times: 20 });
    const stranger = { ...sale, paymentKey: 'tliar-unknown-key-000001' };
    await confirm(at, stranger);

    const first = await confirm({ deps: lateReads(at, 1_000_000) }, stranger);
    const again = await confirm(at, stranger);

    expect(first).toMatchObject({ status: 410, code: 'PAY_011' });
    expect(first).toEqual(again);
  });

  it('tells its kind of end where no answer is kept', async () => {
    const at = shop();
    const gone = await sell(at);
    at.pg.control.addRule({ fault: 'F03', match: { op: 'confirm' }, times: 20 });
    const stranger = { ...gone, paymentKey: 'tliar-unknown-key-000001' };
    await confirm(at, stranger);
    await at.runFor(1_000_000);
    const unset = shop();
    const misset = await sell(unset, { amount: 991_010n });
    await confirm(unset, misset);
    const declined = shop();
    const refused = await sell(declined, { amount: 991_001n });
    await confirm(declined, refused);
    const { payments } = declined.deps;
    const byId: typeof payments.byId = async (key) => {
      const view = present(await payments.byId(key), 'a payment');
      const { failure: _unsaid, ...payment } = view.payment as EndedPayment;
      return { ...view, payment };
    };
    const unexplained = { ...declined.deps, payments: { ...payments, byId } };
    const truthIn = (world: World, sale: Sale) =>
      presentTruth(world.deps)(tenant, sale.paymentId, `POST ${routes.confirm}#${keyOf(sale)}`);

    const truths = [
      await truthIn(at, stranger),
      await truthIn(unset, misset),
      await truthIn(declined, refused),
      await truthIn({ ...declined, deps: unexplained }, refused),
    ];

    expect(truths.map((truth) => truth?.code)).toEqual([
      'PAY_011',
      'PAY_014',
      'PAY_002',
      'PAY_002',
    ]);
  });
});

describe('a doubt that nobody finds at the PG', () => {
  it.each([
    ['is asked for again in its window', false, 1],
    ['is left alone once a cancel is noted', true, 0],
  ])('%s', async (_what, isNoted, more) => {
    const at = shop();
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'F03', match: { op: 'confirm' }, times: 20 });
    const stranger = { ...sale, paymentKey: 'tliar-unknown-key-000001' };
    await confirm(at, stranger);
    if (isNoted) await cancel(at, sale);

    // Slots at 2, 5, 10, 20, 60 and 300 s: proven absent at the last, with the window still open.
    await at.runFor(310_000);
    const within = await statesOf(at, sale);
    const calls = confirmsOf(at);
    await at.runFor(700_000);

    expect(within).toMatchObject({ order: 'PENDING', payment: 'IN_DOUBT' });
    expect(calls).toBe(1 + more);
    expect(await statesOf(at, sale)).toMatchObject({
      order: isNoted ? 'CANCELLED' : 'PENDING',
      payment: 'EXPIRED',
    });
    await expectSound(at);
  });
});

describe('a retry after a proven "not sent"', () => {
  it('goes to the PG under the key of the first try', async () => {
    const at = shop();
    const sale = await sell(at);
    const keys: string[] = [];
    const hearing = (deps: World['deps']): World['deps'] => {
      const gateway = deps.gateways();
      return {
        ...deps,
        gateways: () => ({
          ...gateway,
          confirm: (request) => {
            keys.push(request.idempotencyKey);
            return gateway.confirm(request);
          },
        }),
      };
    };
    await confirm({ deps: hearing(unreachable(at)) }, sale);

    const answer = await confirm({ deps: hearing(at.deps) }, sale);

    const [attempt] = (await viewOf(at, sale)).attempts;
    expect(answer.status).toBe(200);
    expect(keys.length).toBeGreaterThan(1);
    expect(new Set(keys)).toEqual(new Set([attempt?.pgKey]));
    expect(attempt).toMatchObject({ attemptNo: 1, fence: 2 });
  });

  it('with another request ends the first attempt, whose key is answered by no other', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });
    const other = { ...sale, paymentKey: 'tliar-some-other-key-01' };
    await confirm({ deps: unreachable(at) }, other);

    const doubt = await confirm(at, sale);
    const first = await confirm(at, other);

    const view = await viewOf(at, sale);
    expect(doubt.code).toBe('PAY_005');
    expect(first).toMatchObject({ status: 409, code: 'PAY_004' });
    expect(view.attempts.map((one) => `${attemptId(one).slice(-3)} ${one.state}`)).toEqual([
      '001 DECLINED',
      '002 IN_DOUBT',
    ]);
    expect(view.attempts[0]?.evidence.at(-1)).toMatchObject({ source: 'LOCAL', class: 'NOT_SENT' });
    await at.runFor(10_000);
    await expectSound(at);
  });
});
