// The signature, row by row: every signed part changed by one byte, every bad form, every bad time and
// every bad key. A refusal is never an exception, and no refusal tells which part was wrong.

import { describe, expect, it } from 'vitest';
import { instant, toIso } from '#core/kernel/instant.ts';
import { anApiKey, confirm, edgeWorld, shown } from '#test/support/edge/edge-world.ts';
import {
  type GatewayEvent,
  goodBody,
  keyId,
  signedEvent,
} from '#test/support/edge/signed-event.ts';

const send = async (change: (event: GatewayEvent) => GatewayEvent) => {
  const world = edgeWorld();
  const event = signedEvent(world.clock.now(), { body: goodBody, key: 'key-1', query: 'note=a' });
  return shown(await world.post(change(event)));
};

const withHeader =
  (name: string, change: (value: string) => string | undefined) =>
  (event: GatewayEvent): GatewayEvent => {
    const headers = { ...event.headers };
    const value = change(headers[name] ?? '');
    delete headers[name];
    return { ...event, headers: value === undefined ? headers : { ...headers, [name]: value } };
  };

const encoded = (text: string): string => Buffer.from(text).toString('base64');
const signatureOf = (header: string): string => header.slice(-64);
const otherDigit = (text: string): string => (text.endsWith('0') ? '1' : '0');

describe('a signed part that was changed', () => {
  const changes: readonly (readonly [string, (event: GatewayEvent) => GatewayEvent])[] = [
    [
      'method',
      (event) => ({
        ...event,
        requestContext: { http: { ...event.requestContext.http, method: 'PUT' } },
      }),
    ],
    ['content type', withHeader('content-type', () => 'application/jsom')],
    ['no content type', withHeader('content-type', () => undefined)],
    ['timestamp', withHeader('x-timestamp', (at) => at.replace('.000Z', '.001Z'))],
    ['nonce', withHeader('x-nonce', (nonce) => `${nonce}x`)],
    ['path', (event) => ({ ...event, rawPath: `${event.rawPath}/` })],
    ['path in another case', (event) => ({ ...event, rawPath: event.rawPath.toUpperCase() })],
    ['query', (event) => ({ ...event, rawQueryString: 'note=b' })],
    ['query gone', (event) => ({ ...event, rawQueryString: '' })],
    [
      'body',
      (event) => ({ ...event, body: encoded(JSON.stringify({ ...goodBody, amount: 10_001 })) }),
    ],
    ['body with a space', (event) => ({ ...event, body: encoded(`${JSON.stringify(goodBody)} `) })],
    ['body gone', ({ body: _body, ...event }) => event],
    ['idempotency key', withHeader('idempotency-key', () => 'key-2')],
    ['idempotency key in quotes', withHeader('idempotency-key', (key) => `"${key}"`)],
    ['idempotency key sent twice', withHeader('idempotency-key', (key) => `${key},${key}`)],
    ['idempotency key gone', withHeader('idempotency-key', () => undefined)],
    ['signature', withHeader('authorization', (text) => text.slice(0, -1) + otherDigit(text))],
  ];

  it.each(changes)('%s: AUTH_002', async (_name, change) => {
    expect(await send(change)).toMatchObject({ status: 401, code: 'AUTH_002', result: null });
  });

  it('and unchanged: let in', async () => {
    expect((await send((event) => event)).status).toBe(201);
  });
});

describe('a header of bad form', () => {
  const rows: readonly (readonly [string, (event: GatewayEvent) => GatewayEvent])[] = [
    ['no authorization', withHeader('authorization', () => undefined)],
    ['an empty one', withHeader('authorization', () => '')],
    ['another scheme', withHeader('authorization', (text) => text.replace('FLUXPAY-', 'OTHER-'))],
    ['upper-case hex', withHeader('authorization', (text) => text.slice(0, -64) + 'A'.repeat(64))],
    ['a short signature', withHeader('authorization', (text) => text.slice(0, -1))],
    ['a long signature', withHeader('authorization', (text) => `${text}0`)],
    [
      'base64',
      withHeader(
        'authorization',
        (text) => text.slice(0, -64) + Buffer.from(signatureOf(text), 'hex').toString('base64'),
      ),
    ],
    ['authorization twice', withHeader('authorization', (text) => `${text},${text}`)],
    ['no timestamp', withHeader('x-timestamp', () => undefined)],
    ['a timestamp with an offset', withHeader('x-timestamp', () => '2026-03-01T09:00:00+09:00')],
    ['timestamp twice', withHeader('x-timestamp', (at) => `${at},${at}`)],
    ['no nonce', withHeader('x-nonce', () => undefined)],
    ['a short nonce', withHeader('x-nonce', () => 'a'.repeat(15))],
    ['a long nonce', withHeader('x-nonce', () => 'a'.repeat(65))],
    ['nonce twice', withHeader('x-nonce', (nonce) => `${nonce},${nonce}`)],
    ['content type twice', withHeader('content-type', (type) => `${type},${type}`)],
  ];

  it.each(rows)('%s: AUTH_001', async (_name, change) => {
    expect(await send(change)).toMatchObject({ status: 401, code: 'AUTH_001', result: null });
  });

  it('sent twice under names of two cases: AUTH_001', async () => {
    const twice = await send((event) => ({
      ...event,
      headers: { ...event.headers, 'X-Nonce': 'another-nonce-0001' },
    }));

    expect(twice.code).toBe('AUTH_001');
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
