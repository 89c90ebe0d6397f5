// The signature, row by row: every signed part changed by one byte, every bad form, every bad time and
// every bad key. A refusal is never an exception, and no refusal tells which part was wrong.

import { describe, expect, it } from 'vitest';
import { instant, toIso } from '#core/kernel/instant.ts';
import { anApiKey, confirm, edgeWorld, shown } from '#test/support/edge/edge-world.ts';
import { goodBody, keyId, signedEvent } from '#test/support/edge/signed-event.ts';
import {
  badForms,
  changedBodies,
  changedKeys,
  changedParts,
  changedQueries,
  type Spoil,
} from '#test/support/edge/spoiled-events.ts';

const send = async (spoil: Spoil) => {
  const world = edgeWorld();
  const event = signedEvent(world.clock.now(), { body: goodBody, key: 'key-1', query: 'note=a' });
  return shown(await world.post(spoil(event)));
};

describe('a signed part that was changed', () => {
  const changes = [...changedParts, ...changedBodies, ...changedKeys, ...changedQueries];

  it.each(changes)('%s: AUTH_002', async (_name, change) => {
    expect(await send(change)).toMatchObject({ status: 401, code: 'AUTH_002', result: null });
  });

  it('and unchanged: let in', async () => {
    expect((await send((event) => event)).status).toBe(201);
  });
});

describe('a header of bad form', () => {
  it.each(badForms)('%s: AUTH_001', async (_name, change) => {
    expect(await send(change)).toMatchObject({ status: 401, code: 'AUTH_001', result: null });
  });
});

describe('time', () => {
  const minute = 60_000;
  it.each([
    [-(5 * minute - 1000), 201],
    [5 * minute - 1000, 201],
    [-(5 * minute + 1000), 401],
    [5 * minute + 1000, 401],
  ])('%i ms from our clock: %i', async (offset, status) => {
    const world = edgeWorld();
    const timestamp = toIso(instant(world.clock.now() + offset));

    const answer = await confirm(world, { timestamp });

    expect(answer.status).toBe(status);
    expect(answer.code).toBe(status === 401 ? 'AUTH_003' : 'COMMON_000');
  });
});

describe('keys', () => {
  const hour = 3_600_000;

  it.each([
    ['active', anApiKey(), 'COMMON_000'],
    [
      'retiring',
      anApiKey({ state: 'RETIRING', expiresAt: (Date.UTC(2026, 2, 1) + hour) as never }),
      'COMMON_000',
    ],
    [
      'retired',
      anApiKey({ state: 'RETIRING', expiresAt: Date.UTC(2026, 2, 1) as never }),
      'AUTH_002',
    ],
    ['revoked', anApiKey({ state: 'REVOKED' }), 'AUTH_002'],
    ['of the other environment', anApiKey({ environment: 'live' }), 'AUTH_002'],
  ])('%s', async (_name, key, code) => {
    expect((await confirm(edgeWorld({ credential: { key } }))).code).toBe(code);
  });

  it('an unknown key and a wrong signature answer the same bytes', async () => {
    const world = edgeWorld();
    const headers = { 'x-request-id': 'the-same-request' };

    const unknown = await confirm(world, { keyId: 'fpk_test_M999_01', headers });
    const wrong = await confirm(world, { secret: 'fps_test_wrong', headers });

    expect(unknown.code).toBe('AUTH_002');
    expect(unknown.body).toBe(wrong.body);
    expect(unknown.headers).toEqual(wrong.headers);
  });

  it('of another merchant does not fit this signature', async () => {
    const answer = await confirm(edgeWorld(), { keyId: `${keyId}x` });

    expect(answer.code).toBe('AUTH_002');
  });

  it('without the scope is told which one is missing', async () => {
    const world = edgeWorld({ credential: { key: anApiKey({ scopes: ['orders:read'] }) } });

    expect(await confirm(world)).toMatchObject({
      status: 403,
      code: 'AUTH_005',
      result: { requiredScope: 'payments:write' },
    });
  });
});
