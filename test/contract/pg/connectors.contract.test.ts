import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { money } from '#core/kernel/money.ts';
import {
  connectorNames,
  connectors,
  optionsFor,
  type PgWorld,
  pgWorld,
  tenant,
  won,
} from './pg-world.ts';

describe.each(connectorNames)('21: %s against the faithful PG', (connector) => {
  let world: PgWorld;

  beforeEach(async () => {
    world = await pgWorld(connector);
  });

  afterEach(() => world.close());

  describe('confirm', () => {
    it('tells an approval in our words', async () => {
      const request = world.authenticated();

      const reply = await world.gateway.confirm(request);

      expect(reply).toMatchObject({
        class: 'SUCCESS',
        code: 'DONE',
        payment: {
          paymentKey: request.paymentKey,
          pgOrderId: request.pgOrderId,
          status: 'DONE',
          total: won(10_000),
          balance: won(10_000),
          method: { type: 'CARD' },
          cancels: [],
        },
      });
      expect(reply.bodyHash).toMatch(/^[0-9a-f]{64}$/u);
      expect(reply.durationMs).toBeGreaterThanOrEqual(0);
      expect(reply.payment?.approvedAt).toBeGreaterThan(0);
      expect(world.labels).toEqual(['pg.confirm']);
    });

    it('carries cents as cents', async () => {
      const request = world.authenticated(1_999, 'USD');

      const reply = await world.gateway.confirm(request);

      expect(reply).toMatchObject({ class: 'SUCCESS', payment: { total: money(1_999n, 'USD') } });
    });

    it('gives the first answer again for the same key', async () => {
      const request = world.authenticated();

      const [first, second] = [
        await world.gateway.confirm(request),
        await world.gateway.confirm(request),
      ];

      expect(second).toMatchObject({ class: 'SUCCESS', bodyHash: first.bodyHash });
      expect(world.pg.control.truth.key(request.idempotencyKey)).toMatchObject({ executions: 1 });
    });

    it.each([
      [991_001, 'DECLINED_SOFT', 'FUNDS', 'REJECT_CARD_PAYMENT'],
      [991_002, 'DECLINED_SOFT', 'ISSUER', 'REJECT_CARD_COMPANY'],
      [991_003, 'DECLINED_HARD', 'INSTRUMENT', 'INVALID_CARD_LOST_OR_STOLEN'],
      [991_004, 'DECLINED_SOFT', 'LIMIT', 'EXCEED_MAX_DAILY_PAYMENT_COUNT'],
      [991_005, 'DECLINED_SOFT', 'HOURS', 'NOT_AVAILABLE_BANK'],
      [991_006, 'DECLINED_HARD', 'FRAUD', 'FDS_ERROR'],
      [991_007, 'DECLINED_HARD', 'INSTRUMENT', 'INVALID_STOPPED_CARD'],
      [991_008, 'DECLINED_SOFT', 'BUYER_INPUT', 'INVALID_PASSWORD'],
      [991_009, 'DECLINED_SOFT', 'HOURS', 'NOT_AVAILABLE_PAYMENT'],
      [991_010, 'DECLINED_HARD', 'CONFIG', 'INVALID_API_KEY'],
    ])('classifies the decline of %i as %s, %s', async (amount, cls, cause, code) => {
      const reply = await world.gateway.confirm(world.authenticated(amount));

      expect(reply).toMatchObject({ class: cls, cause, code, isListedRefusal: true });
      expect(reply.message).not.toBe('');
    });

    it('asks for a read where the session is not known', async () => {
      const request = { ...world.authenticated(), paymentKey: 'nobody' };

      const reply = await world.gateway.confirm(request);

      expect(reply).toMatchObject({ class: 'UNKNOWN', cause: 'SESSION', needsRead: true });
      expect(reply.isListedRefusal).toBe(false);
    });

    it('calls an already processed payment unknown', async () => {
      const request = world.authenticated();
      await world.gateway.confirm(request);

      const reply = await world.gateway.confirm({ ...request, idempotencyKey: 'another' });

      expect(reply).toMatchObject({
        class: 'UNKNOWN',
        cause: 'STATE',
        code: 'ALREADY_PROCESSED_PAYMENT',
      });
    });

    it('tells a key nobody knows as our fault', async () => {
      const base = world.authenticated();
      const gateway = connectors[connector]({
        ...optionsFor(world.baseUrl),
        secretKey: () => Promise.resolve('test_sk_unknown'),
      });

      const reply = await gateway.confirm(base);

      expect(reply).toMatchObject({
        class: 'DECLINED_HARD',
        cause: 'CONFIG',
        code: 'UNAUTHORIZED_KEY',
        needsRead: true,
        isListedRefusal: false,
      });
    });
  });

  describe('read', () => {
    it('finds by payment key, and by order where there is none', async () => {
      const request = world.authenticated();
      await world.gateway.confirm(request);

      const byKey = await world.readOf(request);
      const { pgOrderId } = request;
      const byOrder = await world.gateway.read({
        tenant,
        paymentKey: undefined,
        pgOrderId,
        timeoutMs: 2_000,
      });

      expect(byKey).toMatchObject({ kind: 'FOUND', payment: { status: 'DONE', pgOrderId } });
      expect(byOrder).toEqual(byKey);
      expect(world.labels).toEqual(['pg.confirm', 'pg.read', 'pg.read']);
    });

    it('says that nothing was found', async () => {
      const reading = await world.gateway.read({
        tenant,
        paymentKey: 'nobody',
        pgOrderId: 'order-x',
        timeoutMs: 2_000,
      });

      expect(reading).toEqual({ kind: 'NOT_FOUND', code: 'NOT_FOUND_PAYMENT' });
    });
  });

  describe('cancel', () => {
    it('finds its mark in a full cancel', async () => {
      const request = world.authenticated();
      await world.gateway.confirm(request);

      const reply = await world.gateway.cancel(world.cancelOf(request));

      expect(reply).toMatchObject({
        class: 'SUCCESS',
        code: 'CANCELED',
        payment: {
          balance: won(0),
          cancels: [{ amount: won(10_000), isDone: true, reason: 'service failed [rf:rf_1]' }],
        },
      });
    });

    it('cancels a part', async () => {
      const request = world.authenticated();
      await world.gateway.confirm(request);

      const reply = await world.gateway.cancel(world.cancelOf(request, { amount: won(4_000) }));

      expect(reply).toMatchObject({
        class: 'SUCCESS',
        code: 'PARTIAL_CANCELED',
        payment: { total: won(10_000), balance: won(6_000) },
      });
    });

    it('does not decide a balance that is not ours', async () => {
      const request = world.authenticated();
      await world.gateway.confirm(request);

      const wrong = { amount: won(4_000), refundable: won(9_999) };
      const reply = await world.gateway.cancel(world.cancelOf(request, wrong));

      expect(reply).toMatchObject({
        class: 'UNKNOWN',
        cause: 'STATE',
        code: 'NOT_MATCHES_REFUNDABLE_AMOUNT',
      });
      expect(reply.needsRead).toBeUndefined();
    });

    it('asks for a read before a refusal counts', async () => {
      const request = world.authenticated();

      const reply = await world.gateway.cancel(world.cancelOf(request));

      expect(reply).toMatchObject({
        class: 'DECLINED_HARD',
        cause: 'STATE',
        code: 'NOT_CANCELABLE_PAYMENT',
        needsRead: true,
      });
    });
  });
});
