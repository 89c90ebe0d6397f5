// Breakers by an operator's hand, over the real rows.
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { dynamoBreakers } from '#adapters/dynamo/dynamo-breakers.ts';
import { noCounts } from '#core/breakers/breaker.ts';
import {
  type ChangeBreaker,
  changeBreaker,
  getBreaker,
  listBreakers,
} from '#core/breakers/operate-breakers.ts';
import { breakerNames } from '#core/contracts/breaker-names.ts';
import {
  changeBreakerContract,
  getBreakerContract,
  listBreakersContract,
} from '#core/contracts/http/circuit-breakers.ts';
import { breakerActions } from '#core/contracts/vocabulary.ts';
import { cause, claimOf } from '#test/support/engine/engine.ts';
import { resultOf, shop } from '#test/support/engine/sale.ts';
import type { World } from '#test/support/engine/world.ts';

const name = 'pg-toss-confirm';
const route = '/admin/v1/circuit-breakers/{name}';

let at: World;

beforeEach(() => {
  at = shop();
});

const deps = () => ({ ...at.deps, breakers: dynamoBreakers(at.store) });

const change = (over: Partial<ChangeBreaker>) =>
  changeBreaker(deps())({
    name,
    action: 'FORCE_OPEN',
    reason: 'the PG asked us to',
    environment: 'test',
    cause,
    claim: claimOf(route),
    ...over,
  });

const counted = (calls: number, failed: number, slow: number) =>
  dynamoBreakers(at.store).count({ name, version: 0 }, at.clock.now(), {
    ...noCounts,
    calls,
    failed,
    slow,
    slowFailed: 1,
    refused: 3,
  });

describe('circuit breakers', () => {
  it('are all listed, also those that never counted', async () => {
    const result = resultOf(await listBreakers(deps())());

    expect(z.safeParse(listBreakersContract.result, result).error).toBeUndefined();
    expect((result['items'] as { name: string }[]).map((item) => item.name)).toEqual(breakerNames);
  });

  it('show what their window holds', async () => {
    await counted(20, 5, 9);

    const result = resultOf(await getBreaker(deps())({ name }));

    expect(z.safeParse(getBreakerContract.result, result).error).toBeUndefined();
    expect(result).toMatchObject({
      name,
      state: 'CLOSED',
      stateValue: 0,
      numberOfSuccessfulCalls: 15,
      numberOfFailedCalls: 5,
      numberOfSlowCalls: 9,
      numberOfSlowSuccessfulCalls: 8,
      numberOfSlowFailedCalls: 1,
      numberOfBufferedCalls: 20,
      numberOfNotPermittedCalls: 3,
      slowCallRate: '45.00%',
      failureRate: '25.00%',
    });
  });

  it('name no rate below ten calls', async () => {
    await counted(9, 9, 9);

    expect(resultOf(await getBreaker(deps())({ name }))).toMatchObject({
      slowCallRate: '-1.00%',
      failureRate: '-1.00%',
    });
  });

  it.each(['pg-nobody-confirm', 'redis'])('that nobody has is not found: %s', async (unknown) => {
    const answers = [await getBreaker(deps())({ name: unknown }), await change({ name: unknown })];

    expect(answers.map(({ code }) => code)).toEqual(['SYS_005', 'SYS_005']);
  });

  it.each(breakerActions)('are moved by %s, with event and reason', async (action) => {
    await counted(20, 5, 9);

    const answer = await change({ action, forSeconds: 60 });

    expect(z.safeParse(changeBreakerContract.result, resultOf(answer)).error).toBeUndefined();
    expect(resultOf(answer)).toMatchObject({ numberOfBufferedCalls: 0 });
    expect('until' in resultOf(answer)).toBe(action !== 'RESET');
    expect(resultOf(await getBreaker(deps())({ name }))).toMatchObject({
      state: resultOf(answer)['state'],
    });
  });

  it('answer a repeated key with what it did, and do it once', async () => {
    const claim = claimOf(route, { key: 'same' });
    const first = await change({ claim });
    await change({ action: 'RESET' });

    const again = await change({ claim });

    expect(resultOf(again)['state']).toBe(resultOf(first)['state']);
    expect(resultOf(await getBreaker(deps())({ name }))['state']).toBe('CLOSED');
  });

  it('give up where others change them again and again', async () => {
    await counted(20, 5, 9);
    const rows = dynamoBreakers(at.store);
    const stale = await rows.byName(name);
    await change({ action: 'RESET' });
    const behind = { ...deps(), breakers: { ...rows, byName: () => Promise.resolve(stale) } };

    const answer = await changeBreaker(behind)({
      name,
      action: 'FORCE_OPEN',
      reason: 'the PG asked us to',
      environment: 'test',
      cause,
      claim: claimOf(route, { key: 'late' }),
    });

    expect([answer.status, answer.code]).toEqual([409, 'SYS_006']);
    expect(resultOf(await getBreaker(deps())({ name }))['state']).toBe('CLOSED');
  });
});
