// The decision table of idempotency (API specification, 5.3), row by row, through the pipeline: tier 1
// is Redis's twin behind Powertools, tier 2 a keeper of records that can be away.

import { describe, expect, it } from 'vitest';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { powertoolsEdge } from '#adapters/idempotency/powertools-edge.ts';
import { redisAnswerCache } from '#adapters/redis/redis-answer-cache.ts';
import { systemSleeper } from '#adapters/system/system-sleeper.ts';
import { type Answer, accepted, created, done, refusal } from '#core/contracts/http/answer.ts';
import type { IdempotencyRecord } from '#core/idempotency/idempotency-record.ts';
import type { AnswerCache, ClaimReply } from '#core/idempotency/ports.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import { plus } from '#core/kernel/instant.ts';
import { confirm, type EdgeWorld, edgeWorld } from '#test/support/edge/edge-world.ts';
import { goodBody } from '#test/support/edge/signed-event.ts';

const scope = 'POST /api/v1/payments/confirm#key-1';
const tenant = { environment: 'test' as const, merchantId: 'M123' as MerchantId };
const other = { body: { ...goodBody, amount: 20_000 } };
const busy = { status: 409, code: 'IDEM_001' };
const mismatch = { status: 422, code: 'IDEM_002' };
const cannotTell = { status: 503, code: 'IDEM_005' };

/** The fingerprint of the good request: what the pipeline itself computes for it. */
const fingerprintOf = async (): Promise<string> => {
  const world = edgeWorld();
  await confirm(world);
  return world.runs[0]?.idempotency?.fingerprint ?? '';
};

/** Somebody claimed tier 1 and fell silent; his lease is over. */
const abandonTier1 = async (world: EdgeWorld): Promise<void> => {
  const cache = redisAnswerCache(world.redis as never);
  const scopeHash = nodeDigests.sha256Hex(scope);
  await cache.claim({ tenant, scopeHash, owner: 'gone', fingerprint: 'any', leaseMs: 1_000 });
  world.clock.advance(2_000);
};

const leaveRecord = async (
  world: EdgeWorld,
  changes: Partial<IdempotencyRecord> = {},
): Promise<void> => {
  world.records.records.set(scope, {
    tenant,
    scope,
    fingerprint: await fingerprintOf(),
    state: 'IN_PROGRESS',
    fence: 3,
    leaseUntil: plus(world.clock.now(), 10_000),
    recoveryPoint: 'CLAIMED',
    requestId: 'an-earlier-request',
    createdAt: world.clock.now(),
    ...changes,
  });
};

/** Work that waits until it is told to end. */
const heldWork = () => {
  let end: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    end: () => end(),
    work: async (): Promise<Answer> => {
      await held;
      return created({ made: true });
    },
  };
};

const settle = async (world: EdgeWorld, runs: number): Promise<void> => {
  while (world.runs.length < runs) await systemSleeper.sleep(1);
};

describe('row 1 and 3: the first works, the next gets its answer', () => {
  it.each(['lean', 'standard'] as const)('%s', async (profile) => {
    const world = edgeWorld({ profile });

    const first = await confirm(world);
    const again = await confirm(world, { headers: { 'accept-language': 'en' } });

    expect(again).toMatchObject({ status: first.status, code: first.code, result: first.result });
    expect(first.headers['Idempotent-Replayed']).toBeUndefined();
    expect(again.headers['Idempotent-Replayed']).toBe('true');
    expect(again.body).toContain('"message":"Success."');
    expect(await confirm(world, other)).toMatchObject(mismatch);
    expect(world.logs.at(-2)?.fields['outcome']).toBe('replayed');
    expect(world.records.records.size).toBe(1);
  });

  it('asks tier 1 alone', async () => {
    const world = edgeWorld();
    await confirm(world);
    world.records.state.isAway = true;

    expect((await confirm(world)).headers['Idempotent-Replayed']).toBe('true');
    expect(await confirm(world, other)).toMatchObject(mismatch);
    expect(world.runs).toHaveLength(1);
  });

  it('replays a refusal that the operation decided', async () => {
    const world = edgeWorld({ work: async () => refusal('PAY_002') });
    await confirm(world);
    const again = await confirm(world);

    expect(again).toMatchObject({ status: 402, code: 'PAY_002' });
    expect(again.headers['Idempotent-Replayed']).toBe('true');
    expect(world.runs).toHaveLength(1);
  });
});

describe('row 2 and 10: somebody is at work', () => {
  it.each([false, true])('with tier 2 away: %s', async (isAway) => {
    const { work, end } = heldWork();
    const world = edgeWorld({ work });
    const first = confirm(world);
    await settle(world, 1);
    world.records.state.isAway = isAway;

    const second = await confirm(world);

    expect(second).toMatchObject(busy);
    expect(second.headers['Retry-After']).toBe('1');
    expect(await confirm(world, other)).toMatchObject(mismatch);

    world.records.state.isAway = false;
    end();
    expect((await first).status).toBe(201);
    expect((await confirm(world)).headers['Idempotent-Replayed']).toBe('true');
    expect(world.runs).toHaveLength(1);
  });
});

describe('rows 4 to 8: tier 1 knows nothing, or a lease that is over', () => {
  const meets = {
    nothing: async () => undefined,
    stale: abandonTier1,
    unreachable: async (world: EdgeWorld) => world.redis.stop(),
  };
  const names = Object.keys(meets) as (keyof typeof meets)[];

  it.each(names)('%s, tier 2 at work: IDEM_001 or IDEM_002', async (name) => {
    const world = edgeWorld();
    await meets[name](world);
    await leaveRecord(world);

    expect(await confirm(world)).toMatchObject(busy);
    expect(await confirm(world, other)).toMatchObject(mismatch);
    world.clock.advance(10_001);
    expect((await confirm(world)).status).toBe(201);
  });

  it.each(names)('%s, tier 2 finished: replay and refill', async (name) => {
    const world = edgeWorld();
    await meets[name](world);
    await leaveRecord(world, { state: 'COMPLETED' });
    world.records.answers.set(scope, refusal('PAY_002'));

    const answer = await confirm(world);
    world.redis.start();
    world.records.state.isAway = true;
    const next = await confirm(world);

    expect(answer).toMatchObject({ status: 402, code: 'PAY_002' });
    expect(answer.headers['Idempotent-Replayed']).toBe('true');
    expect(next).toMatchObject(name === 'unreachable' ? cannotTell : { code: 'PAY_002' });
  });

  it.each(names)('%s, tier 2 finished with another payload: IDEM_002', async (name) => {
    const world = edgeWorld();
    await meets[name](world);
    await leaveRecord(world, { state: 'COMPLETED', fingerprint: 'another' });

    expect(await confirm(world)).toMatchObject(mismatch);
  });

  it.each(names)('%s, the answer is past its life: PAY_003 with the object', async (name) => {
    const world = edgeWorld();
    await meets[name](world);
    await leaveRecord(world, { state: 'COMPLETED' });

    const answer = await confirm(world);

    expect(answer).toMatchObject({ status: 409, code: 'PAY_003', result: { shown: 'now' } });
    expect(answer.headers['Idempotent-Replayed']).toBeUndefined();
  });

  it('stale, tier 2 abandoned or recoverable: take over with its fence', async () => {
    const world = edgeWorld();
    await abandonTier1(world);
    await leaveRecord(world, { state: 'RECOVERABLE' });

    expect((await confirm(world)).status).toBe(201);
    expect(world.runs[0]?.idempotency?.takeOver).toBe(3);
    expect(world.records.state.reads).toBe(1);
  });

  it('stale, tier 2 nothing: claim afresh, whatever the payload was', async () => {
    const world = edgeWorld();
    await abandonTier1(world);

    expect((await confirm(world, other)).status).toBe(201);
    expect(world.runs[0]?.idempotency?.takeOver).toBeUndefined();
  });

  it('does not read tier 2 before the work unless a lease is over', async () => {
    const world = edgeWorld();
    await confirm(world);

    expect(world.records.state.reads).toBe(0);
  });
});

describe('rows 11 and 12: tier 2 is away', () => {
  it.each([
    ['nothing', async () => undefined],
    ['stale', abandonTier1],
    ['unreachable', async (world: EdgeWorld) => world.redis.stop()],
  ] as const)('tier 1 %s: IDEM_005, and the next one may try', async (_name, meet) => {
    const world = edgeWorld();
    await meet(world);
    world.records.state.isAway = true;

    const answer = await confirm(world);

    expect(answer).toMatchObject(cannotTell);
    expect(answer.headers['Retry-After']).toBe('1');
    world.records.state.isAway = false;
    expect((await confirm(world)).status).toBe(201);
  });

  it('in lean', async () => {
    const world = edgeWorld({ profile: 'lean' });
    world.records.state.isAway = true;

    expect(await confirm(world)).toMatchObject(cannotTell);
  });
});

describe('row 13: the key', () => {
  it.each([
    ['none', undefined, undefined, 'IDEM_003'],
    ['empty', '', undefined, 'IDEM_004'],
    ['of spaces', 'a b', undefined, 'IDEM_004'],
    ['of other letters', '키', undefined, 'IDEM_004'],
    ['too long', 'k'.repeat(256), undefined, 'IDEM_004'],
    ['the longest', 'k'.repeat(255), undefined, 'COMMON_000'],
    ['two quotes', '""', undefined, 'IDEM_004'],
    ['our own', 'auto:confirm', undefined, 'IDEM_004'],
    ['our own in quotes', '"auto:confirm"', undefined, 'IDEM_004'],
    ['only the alias', undefined, 'alias-1', 'COMMON_000'],
    ['both equal', 'alias-1', 'alias-1', 'COMMON_000'],
    ['both equal but for quotes', '"alias-1"', 'alias-1', 'COMMON_000'],
    ['both different', 'alias-1', 'alias-2', 'IDEM_004'],
    ['a bad alias', 'alias-1', 'a b', 'IDEM_004'],
    ['only a bad alias', undefined, '', 'IDEM_004'],
  ])('%s', async (_name, key, alias, code) => {
    const world = edgeWorld();
    const body = alias === undefined ? goodBody : { ...goodBody, idempotencyKey: alias };

    expect((await confirm(world, { key, body })).code).toBe(code);
  });

  it('is the same bare, in quotes and as alias', async () => {
    const world = edgeWorld();

    await confirm(world, { key: 'key-1' });
    const quoted = await confirm(world, { key: '"key-1"' });
    const alias = await confirm(world, {
      key: undefined,
      body: { ...goodBody, idempotencyKey: 'key-1' },
    });

    expect([quoted, alias].map(({ headers }) => headers['Idempotent-Replayed'])).toEqual([
      'true',
      'true',
    ]);
  });

  it('is not burnt by a typing mistake', async () => {
    const world = edgeWorld();

    await confirm(world, { body: { ...goodBody, amount: -1 } });

    expect((await confirm(world)).status).toBe(201);
  });

  it('covers the query, and no order of fields', async () => {
    const world = edgeWorld();
    const turned = { amount: goodBody.amount, orderId: goodBody.orderId };

    await confirm(world);

    expect((await confirm(world, { body: turned })).headers['Idempotent-Replayed']).toBe('true');
    expect(await confirm(world, { query: 'note=a' })).toMatchObject(mismatch);
  });
});

describe('what is not stored', () => {
  it.each([
    ['in doubt', refusal('PAY_005', null, 5)],
    ['wait and retry', refusal('PAY_004', null, 1)],
    ['nothing was sent', refusal('PAY_009', null, 1)],
    ['does not match', refusal('PAY_012')],
  ])('%s: the same key runs again', async (_name, answer) => {
    const answers = [answer, created({ made: true })];
    const world = edgeWorld({ work: async () => answers.shift() ?? answer });
    world.records.commit = async (_request, given) => given;

    const first = await confirm(world);
    world.records.records.clear();
    const second = await confirm(world);

    expect(first.code).toBe(answer.code);
    expect(second.headers['Idempotent-Replayed']).toBeUndefined();
    expect(world.runs).toHaveLength(2);
  });

  it('a surprise: the claim is free again', async () => {
    const world = edgeWorld({
      work: async () => {
        throw new Error('bug');
      },
    });

    await confirm(world);
    await confirm(world);

    expect(world.runs).toHaveLength(2);
    expect(Object.keys(world.redis.dump()).filter((key) => key.includes(':idem:'))).toEqual([]);
  });
});

describe('what a made key has promised for later', () => {
  const made = 'POST /payments/refund/{paymentId}#auto:refund:p:all';
  const mine = 'POST /payments/refund/{paymentId}#mine';
  const promised = accepted({ status: 'REQUESTED' });
  const edgeAt = (reply: ClaimReply, kept?: Answer, at = made) => {
    const world = edgeWorld();
    const told: string[] = [];
    const cache: AnswerCache = {
      claim: async () => reply,
      done: async () => told.push('done') > 0,
      free: async () => told.push('free') > 0,
    };
    const claim = { scope: at, fingerprint: 'f', leaseMs: 1_000, answerTtlSeconds: 600 };
    world.records.records.set(at, {
      tenant,
      scope: at,
      fingerprint: 'f',
      state: 'COMPLETED',
      fence: 1,
      recoveryPoint: 'RECORDED',
      requestId: 'an-earlier-request',
      createdAt: world.clock.now(),
    });
    if (kept !== undefined) world.records.answers.set(at, kept);
    const edge = powertoolsEdge({
      cache,
      records: world.records.port,
      digests: nodeDigests,
      clock: world.clock,
      sleeper: systemSleeper,
    });
    const run = (answer: Answer) => edge.run({ tenant, claim, owner: 'o' }, async () => answer);
    return { run, told };
  };

  it.each([
    ['a made key', made, ['free', 'free', 'done']],
    ['a client’s key', mine, ['done', 'done', 'done']],
  ] as const)('under %s: only the last word is kept by the cache', async (_name, at, kept) => {
    const { run, told } = edgeAt({ kind: 'NEW' }, undefined, at);

    await run(promised);
    await run({ ...promised, isReplayed: true });
    await run(done({}));

    expect(told).toEqual(kept);
  });

  it.each([
    ['a promise of a made key', made, promised, 'the work'],
    ['the success of a made key', made, done({ told: 'tier 2' }), 'tier 2'],
    ['a promise to a client’s key', mine, accepted({ told: 'tier 2' }), 'tier 2'],
  ] as const)('%s, met behind a lease that is over', async (_name, at, kept, by) => {
    const { run } = edgeAt({ kind: 'STALE' }, kept, at);

    expect(await run(done({ told: 'the work' }))).toMatchObject({ result: { told: by } });
  });
});

describe('the cache after the work', () => {
  const claim = { scope, fingerprint: 'f', leaseMs: 1_000, answerTtlSeconds: 600 };
  const silent = (): Promise<never> => new Promise(() => undefined);
  const broken = (): Promise<never> => Promise.reject(new Error('away'));
  const edgeOver = (cache: AnswerCache, told: unknown[] = []) => {
    const world = edgeWorld();
    return powertoolsEdge({
      cache,
      records: world.records.port,
      digests: nodeDigests,
      clock: world.clock,
      sleeper: systemSleeper,
      onFallback: (error) => told.push(error),
    });
  };

  it.each([
    ['silent', silent],
    ['broken', broken],
  ] as const)('%s: the answer is not held up', async (_name, behave) => {
    const edge = edgeOver({ claim: async () => ({ kind: 'NEW' }), done: behave, free: behave });
    const startedAt = Date.now();

    const stored = await edge.run({ tenant, claim, owner: 'o' }, async () => created({}));
    const freed = await edge.run({ tenant, claim, owner: 'o' }, async () => refusal('PAY_012'));

    expect([stored.status, freed.status]).toEqual([201, 502]);
    expect(Date.now() - startedAt).toBeLessThan(500);
  });

  it('is refilled by an answer of the deciding tier, whoever holds the claim', async () => {
    const owners: string[] = [];
    const done: AnswerCache['done'] = async ({ owner }) => owners.push(owner) > 0;
    const edge = edgeOver({ claim: async () => ({ kind: 'NEW' }), done, free: broken });

    await edge.run({ tenant, claim, owner: 'o' }, async () => created({}));
    await edge.run({ tenant, claim, owner: 'o' }, async () => ({
      ...created({}),
      isReplayed: true,
    }));

    expect(owners).toEqual(['o', '*']);
  });

  it('tells when it went on without tier 1', async () => {
    const told: unknown[] = [];
    const edge = edgeOver({ claim: broken, done: broken, free: broken }, told);

    const answer = await edge.run({ tenant, claim, owner: 'o' }, async () => created({}));

    expect(answer.status).toBe(201);
    expect(told).toHaveLength(2);
  });

  it('finishes and frees nobody’s claim but its own', async () => {
    const world = edgeWorld({
      work: async () => {
        // The lease runs out while we work, and somebody else begins.
        world.clock.advance(31_000);
        const cache = redisAnswerCache(world.redis as never);
        const scopeHash = nodeDigests.sha256Hex(scope);
        const fingerprint = world.runs[0]?.idempotency?.fingerprint ?? '';
        await cache.claim({ tenant, scopeHash, owner: 'next', fingerprint, leaseMs: 30_000 });
        return refusal('PAY_012');
      },
    });
    world.records.commit = async (_request, given) => given;

    await confirm(world);

    const [claimed] = Object.entries(world.redis.dump()).filter(([key]) => key.includes(':idem:'));
    expect(claimed?.[1].value).toMatchObject({ owner: 'next' });
  });

  it('is never reached by two requests through one layer', async () => {
    const world = edgeWorld();

    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => confirm(world, { key: `key-${index}` })),
    );

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(world.runs).toHaveLength(20);
  });
});
