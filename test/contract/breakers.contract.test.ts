// A breaker around a PG, over the real rows: it opens when the PG fails, lets few calls try, closes when
// they succeed, and never stands in the way of a read, of a decline, or of its own troubles.
import { beforeEach, describe, expect, it } from 'vitest';
import { dynamoBreakers } from '#adapters/dynamo/dynamo-breakers.ts';
import { openMs, operated, trialsMax } from '#core/breakers/breaker.ts';
import {
  type BreakerDeps,
  breakerGate,
  breakerName,
  guardedGateway,
} from '#core/breakers/guarded-gateway.ts';
import { moveBreaker } from '#core/breakers/move-breaker.ts';
import type { BreakerState } from '#core/contracts/vocabulary.ts';
import { present } from '#core/kernel/assert.ts';
import { plus } from '#core/kernel/instant.ts';
import { money } from '#core/kernel/money.ts';
import type { PaymentGateway, PgReply } from '#core/payments/payment-gateway.ts';
import { tenant, testIds } from '#test/support/engine/engine.ts';
import { type StoreWorld, twinStoreWorld } from '#test/support/engine/store-world.ts';

const good: PgReply = { class: 'SUCCESS', code: 'DONE', durationMs: 80 };
const lost: PgReply = { class: 'UNKNOWN', cause: 'NETWORK', code: 'TIMEOUT', durationMs: 900 };
const slow: PgReply = { ...good, durationMs: 2_001 };

const won = money(1_000n, 'KRW');
const confirming = {
  tenant,
  idempotencyKey: 'k',
  timeoutMs: 1_000,
  paymentKey: 'pk',
  pgOrderId: 'o',
  amount: won,
};

interface Pg {
  readonly gateway: PaymentGateway;
  reply: PgReply;
  calls: number;
}

/** A PG that answers what the test says. */
const pgOf = (): Pg => {
  const pg = { reply: good, calls: 0 };
  const answer = () => {
    pg.calls += 1;
    return Promise.resolve(pg.reply);
  };
  const gateway: PaymentGateway = {
    capabilities: {
      partialCancel: true,
      netCancel: false,
      billing: false,
      webhooks: 'signed',
      replayWindowDays: 14,
    },
    confirm: answer,
    cancel: answer,
    read: () => Promise.resolve({ kind: 'NOT_FOUND', code: 'NOT_FOUND' }),
    twoStep: { authorize: answer, capture: answer, void: answer },
  };
  return Object.assign(pg, { gateway });
};

let at: StoreWorld;
let pg: Pg;
let told: string[];
let refused: string[];

/** One instance: a memory of its own over the rows that all share. */
const instance = () => {
  const memory = new Map<string, unknown>();
  const deps: BreakerDeps = {
    breakers: dynamoBreakers(at.store),
    unitOfWork: at.unitOfWork,
    ids: testIds(at.clock),
    source: '/fluxpay/test',
    clock: at.clock,
    instance: {
      memory: <T>(name: string, make: () => T): T => {
        if (!memory.has(name)) memory.set(name, make());
        return memory.get(name) as T;
      },
    },
    countRefused: (refusedBy) => refused.push(refusedBy),
    telemetry: ({ message }) => told.push(message),
  };
  const gateway = guardedGateway(pg.gateway, 'toss', deps);
  return { deps, gateway, permits: breakerGate(deps) };
};

type Instance = ReturnType<typeof instance>;

beforeEach(async () => {
  at = await twinStoreWorld();
  pg = pgOf();
  told = [];
  refused = [];
});

const name = breakerName('toss', 'CONFIRM');

const stateNow = async (): Promise<BreakerState | undefined> =>
  (await dynamoBreakers(at.store).byName(name))?.state;

/** Calls one second apart. */
const calls = async ({ gateway }: Instance, reply: PgReply, times: number): Promise<PgReply[]> => {
  pg.reply = reply;
  const replies: PgReply[] = [];
  for (let each = 0; each < times; each += 1) {
    replies.push(await gateway.confirm(confirming));
    at.clock.advance(1_001);
  }
  return replies;
};

const opened = async (): Promise<Instance> => {
  const one = instance();
  await calls(one, lost, 10);
  expect(await stateNow()).toBe('OPEN');
  return one;
};

const operate = async (action: Parameters<typeof operated>[1], seconds?: number): Promise<void> => {
  const { deps } = instance();
  const row = present(await deps.breakers.byName(name), 'it has counted');
  const now = at.clock.now();
  const until = seconds === undefined ? undefined : plus(now, seconds * 1_000);
  const cause = { requestId: 'request-0001', actor: 'operator' };
  await moveBreaker(deps)(operated(row, action, { at: now, until }), {
    environment: 'test',
    cause,
  });
  at.clock.advance(1_001);
};

describe('a breaker', () => {
  it.each([
    ['no answers', lost],
    ['nothing sent', { ...lost, class: 'NOT_SENT', code: 'CONNECT_REFUSED' }],
    ['slow answers', slow],
    ['what nobody understands', { class: 'UNKNOWN', code: 'NEW_CODE', durationMs: 1 }],
    ['a throttle', { class: 'UNKNOWN', cause: 'THROTTLE', code: 'TOO_MANY', durationMs: 1 }],
  ] as const)('opens by ten of %s, and not by nine', async (_what, reply) => {
    const one = instance();
    await calls(one, reply, 9);
    const before = await stateNow();

    await calls(one, reply, 1);

    expect([before, await stateNow()]).toEqual(['CLOSED', 'OPEN']);
  });

  it.each([
    ['declines', { class: 'DECLINED_HARD', cause: 'CONFIG', code: 'X', durationMs: 1 }],
    ['other states', { class: 'UNKNOWN', cause: 'STATE', code: 'X', durationMs: 1 }],
    ['sessions nobody opened', { class: 'UNKNOWN', cause: 'SESSION', code: 'X', durationMs: 1 }],
    ['keys of our own', { class: 'NOT_SENT', code: 'SECRET_UNUSABLE', durationMs: 0 }],
    ['ids that are none', { class: 'NOT_SENT', code: 'INVALID_REQUEST_LOCAL', durationMs: 0 }],
  ] as const)('stays closed under %s', async (_what, reply) => {
    await calls(instance(), reply, 30);

    expect([undefined, 'CLOSED']).toContain(await stateNow());
    expect(pg.calls).toBe(30);
  });

  it('adds up what several instances saw', async () => {
    for (let each = 0; each < 10; each += 1) await calls(instance(), lost, 1);

    expect(await stateNow()).toBe('OPEN');
  });

  it('writes at most once a second, and good news once in ten', async () => {
    const one = instance();
    const before = pg.calls;
    const versions: (number | undefined)[] = [];
    pg.reply = good;
    for (let each = 0; each < 50; each += 1) {
      await one.gateway.confirm(confirming);
      at.clock.advance(100);
      versions.push((await dynamoBreakers(at.store).byName(name))?.slots[0]?.calls);
    }

    expect(pg.calls - before).toBe(50);
    expect(new Set(versions)).toEqual(new Set([undefined]));
  });

  it('lets nothing pass while it is open, and says that nothing was sent', async () => {
    const one = await opened();
    const before = pg.calls;

    const [reply] = await calls(one, good, 1);

    expect(reply).toEqual({
      class: 'NOT_SENT',
      cause: 'NETWORK',
      code: 'BREAKER_OPEN',
      durationMs: 0,
    });
    expect(pg.calls).toBe(before);
    expect(await one.permits('toss', 'CONFIRM')).toBe(false);
    expect(await instance().permits('toss', 'CONFIRM')).toBe(false);
  });

  it('counts whom it refused: the call itself, and before the claim', async () => {
    const one = await opened();
    expect(refused).toEqual([]);

    await calls(one, good, 2);
    await one.permits('toss', 'CONFIRM');
    await one.permits('toss', 'REFUND');
    await one.gateway.confirm({ ...confirming, endsDoubt: true });

    expect(refused).toEqual([name, name, name]);
  });

  it('counts what an operator forbids, and what ends a doubt is no exception', async () => {
    const one = await opened();
    await operate('FORCE_OPEN');

    await one.gateway.confirm({ ...confirming, endsDoubt: true });

    expect(refused).toEqual([name]);
  });

  it('of one operation leaves the others and the reads alone', async () => {
    const { gateway, permits } = await opened();
    const cancel = {
      ...confirming,
      total: won,
      refundable: won,
      reason: 'r [rf:1]',
      mark: '[rf:1]',
    };
    const { twoStep } = gateway;
    const reserved = { ...confirming, orderName: 'n', reason: 'r' };
    pg.reply = good;

    const replies = [
      await gateway.cancel(cancel),
      await twoStep?.authorize(reserved),
      await twoStep?.capture(reserved),
      await twoStep?.void(reserved),
    ];

    expect(replies).toEqual([good, good, good, good]);
    expect(await permits('toss', 'REFUND')).toBe(true);
    expect(await permits('sandbox', 'CONFIRM')).toBe(true);
    expect(await gateway.read(confirming)).toMatchObject({ kind: 'NOT_FOUND' });
  });

  it('gives a PG no operations that it does not have', () => {
    const { twoStep: _none, ...plain } = pg.gateway;

    expect(guardedGateway(plain, 'toss', instance().deps).twoStep).toBeUndefined();
  });

  it('reads its row again where the clock was set back', async () => {
    const one = instance();
    await calls(one, good, 1);
    const other = await opened();
    at.clock.advance(-30_000);

    expect(await one.permits('toss', 'CONFIRM')).toBe(false);
    expect(await other.permits('toss', 'CONFIRM')).toBe(false);
  });

  it('tries after a minute, and closes by five good trials', async () => {
    await opened();
    at.clock.advance(openMs);
    const one = instance();

    const replies = await calls(one, good, 5);

    expect(replies).toEqual([good, good, good, good, good]);
    expect(await stateNow()).toBe('CLOSED');
  });

  it('opens again by bad trials', async () => {
    await opened();
    at.clock.advance(openMs);

    await calls(instance(), lost, 5);

    expect(await stateNow()).toBe('OPEN');
  });

  it('lets no sixth call try', async () => {
    await opened();
    at.clock.advance(openMs);
    const { gateway } = instance();
    pg.reply = good;
    const waiting: ((reply: PgReply) => void)[] = [];
    const stuck = guardedGateway(
      { ...pg.gateway, confirm: () => new Promise((resolve) => waiting.push(resolve)) },
      'toss',
      instance().deps,
    );
    const asked = Array.from({ length: 5 }, () => stuck.confirm(confirming));
    while (waiting.length < 5) await new Promise((resolve) => setImmediate(resolve));

    const sixth = await gateway.confirm(confirming);
    for (const give of waiting) give(good);
    await Promise.all(asked);

    expect(sixth.code).toBe('BREAKER_OPEN');
    expect(await stateNow()).toBe('CLOSED');
  });

  it('lets a trial that says nothing of the PG be no trial', async () => {
    await opened();
    at.clock.advance(openMs);

    await calls(instance(), { ...lost, class: 'NOT_SENT', code: 'SECRET_UNAVAILABLE' }, 1);

    expect((await dynamoBreakers(at.store).byName(name))?.trials?.done ?? 0).toBe(0);
  });

  it.each([
    ['DISABLE', 'DISABLED', 'DONE'],
    ['FORCE_OPEN', 'FORCED_OPEN', 'BREAKER_OPEN'],
    ['FORCE_HALF_OPEN', 'FORCED_HALF_OPEN', 'DONE'],
    ['RESET', 'CLOSED', 'DONE'],
  ] as const)('obeys %s', async (action, state, code) => {
    const one = await opened();
    await operate(action);
    const before = await stateNow();

    const [reply] = await calls(one, good, 1);

    expect([before, reply?.code]).toEqual([state, code]);
  });

  it('tells what was slow and failed at once', async () => {
    await calls(instance(), { ...lost, durationMs: 9_000 }, 2);

    const row = await dynamoBreakers(at.store).byName(name);
    expect(row?.slots).toMatchObject([{ calls: 2, failed: 2, slow: 2, slowFailed: 2 }]);
  });

  it('lets no call try whose trial others took since its row was read', async () => {
    const one = await opened();
    await operate('FORCE_HALF_OPEN');
    const rows = dynamoBreakers(at.store);
    expect(await one.permits('toss', 'CONFIRM')).toBe(true);
    const row = present(await rows.byName(name), 'it has counted');
    for (let each = 0; each < trialsMax; each += 1) await rows.takeTrial(row, at.clock.now());

    const [reply] = await calls(one, good, 1);

    expect(reply?.code).toBe('BREAKER_OPEN');
  });

  it.each([
    ['counts', 'CLOSED'],
    ['trials', 'HALF_OPEN'],
  ])('drops %s of a state that ended during the call', async (_what, state) => {
    if (state === 'HALF_OPEN') await opened();
    else await calls(instance(), lost, 1);
    at.clock.advance(openMs);
    const { deps } = instance();
    const confirm = async () => {
      await operate('RESET');
      return lost;
    };
    const reset = guardedGateway({ ...pg.gateway, confirm }, 'toss', deps);

    expect(await reset.confirm(confirming)).toEqual(lost);

    expect(await dynamoBreakers(at.store).byName(name)).toMatchObject({
      state: 'CLOSED',
      slots: [],
    });
  });

  it('falls back from an override by itself', async () => {
    const one = await opened();
    await operate('FORCE_OPEN', 60);
    const [during] = await calls(one, good, 1);
    at.clock.advance(60_000);

    const [after] = await calls(one, good, 1);

    expect([during?.code, after?.code]).toEqual(['BREAKER_OPEN', 'DONE']);
    expect(await stateNow()).toBe('CLOSED');
  });

  it.each([
    ['what ends a doubt passes, uncounted', undefined, ['DONE', 'DONE']],
    [
      'not even what ends a doubt passes an operator’s word, while it lasts',
      60,
      ['BREAKER_OPEN', 'DONE'],
    ],
  ])('%s', async (_what, forcedFor, codes) => {
    const { gateway } = await opened();
    if (forcedFor !== undefined) await operate('FORCE_OPEN', forcedFor);
    at.clock.advance(1_001);
    const before = await dynamoBreakers(at.store).byName(name);
    pg.reply = good;

    const during = await gateway.confirm({ ...confirming, endsDoubt: true });
    const slots = (await dynamoBreakers(at.store).byName(name))?.slots;
    at.clock.advance(60_000);
    const after = await gateway.confirm({ ...confirming, endsDoubt: true });

    expect([during.code, after.code]).toEqual(codes);
    if (forcedFor === undefined) expect(slots).toEqual(before?.slots);
  });

  it('only measures while it is disabled', async () => {
    const one = await opened();
    await operate('DISABLE');

    await calls(one, lost, 20);

    expect(await stateNow()).toBe('DISABLED');
    const row = await dynamoBreakers(at.store).byName(name);
    expect(row?.slots.reduce((sum, { failed }) => sum + failed, 0)).toBeGreaterThan(10);
  });
});

describe('a breaker whose rows cannot be reached', () => {
  it('is what it was when they could be', async () => {
    let isDown = false;
    at = await twinStoreWorld((_command, execute) =>
      isDown ? Promise.reject(new Error('down')) : Promise.resolve(execute()),
    );
    const one = await opened();
    isDown = true;
    at.clock.advance(2_000);

    expect(await one.permits('toss', 'CONFIRM')).toBe(false);
    expect(told).toContain('breaker.unavailable');
  });

  it('lets a call try where its move cannot be written', async () => {
    let isDown = false;
    at = await twinStoreWorld(({ input }, execute) =>
      isDown && 'TransactItems' in input
        ? Promise.reject(new Error('down'))
        : Promise.resolve(execute()),
    );
    const one = await opened();
    isDown = true;
    at.clock.advance(openMs);

    const [reply] = await calls(one, good, 1);

    expect([reply?.code, await stateNow()]).toEqual(['DONE', 'OPEN']);
    expect(told).toContain('breaker.unavailable');
  });

  it('lets every call pass, and says so', async () => {
    at = await twinStoreWorld(() => Promise.reject(new Error('down')));
    const one = instance();

    const replies = await calls(one, lost, 12);

    expect(replies.map(({ code }) => code)).toEqual(Array.from({ length: 12 }, () => 'TIMEOUT'));
    expect(await one.permits('toss', 'CONFIRM')).toBe(true);
    expect(new Set(told)).toEqual(new Set(['breaker.unavailable']));
  });
});
