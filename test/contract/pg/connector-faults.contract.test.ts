// Every lie about a reply, and the class it must get: at most unknown, never a false success or no.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PgClass } from '#core/payments/payment-gateway.ts';
import { connectorNames, type PgWorld, pgWorld } from './pg-world.ts';

interface Row {
  readonly fault: string;
  readonly args?: Readonly<Record<string, string | number>>;
  readonly timeoutMs?: number;
  /** Class, cause and code of each call under one key. */
  readonly replies: readonly (readonly [PgClass, string | undefined, string])[];
  /** What a read says after the first call; nothing where that is not the fault's business. */
  readonly thenRead?: string;
}

const unknown = (cause: string | undefined, code: string) => ['UNKNOWN', cause, code] as const;
const success = ['SUCCESS', undefined, 'DONE'] as const;

const rows: readonly Row[] = [
  {
    fault: 'F01',
    args: { holdMs: 5_000 },
    timeoutMs: 150,
    replies: [unknown('NETWORK', 'TIMEOUT'), success],
    thenRead: 'DONE',
  },
  {
    fault: 'F01',
    args: { holdMs: 20 },
    replies: [unknown('NETWORK', 'CONNECTION_RESET'), success],
    thenRead: 'DONE',
  },
  {
    fault: 'F02',
    replies: [unknown('NETWORK', 'CONNECTION_RESET'), success],
    thenRead: 'DONE',
  },
  {
    fault: 'F03',
    replies: [unknown('NETWORK', 'CONNECTION_RESET'), success],
    thenRead: 'IN_PROGRESS',
  },
  { fault: 'F04', args: { delayMs: 30 }, replies: [success], thenRead: 'DONE' },
  {
    fault: 'F04',
    args: { delayMs: 400 },
    timeoutMs: 100,
    replies: [unknown('NETWORK', 'TIMEOUT')],
  },
  {
    fault: 'F05',
    replies: [unknown('TRANSIENT', 'FAILED_INTERNAL_SYSTEM_PROCESSING')],
    thenRead: 'DONE',
  },
  {
    fault: 'F06',
    replies: [unknown('TRANSIENT', 'FAILED_INTERNAL_SYSTEM_PROCESSING'), success],
    thenRead: 'IN_PROGRESS',
  },
  {
    fault: 'F07',
    replies: [unknown('TRANSIENT', 'PROVIDER_ERROR'), unknown('TRANSIENT', 'PROVIDER_ERROR')],
    thenRead: 'IN_PROGRESS',
  },
  {
    fault: 'F08',
    replies: [unknown('TRANSIENT', 'PROVIDER_ERROR')],
    thenRead: 'DONE',
  },
  { fault: 'F09', replies: [unknown('INTEGRITY', 'UNREADABLE_REPLY')], thenRead: 'DONE' },
  {
    fault: 'F09',
    args: { form: 'cut' },
    replies: [unknown('INTEGRITY', 'UNREADABLE_REPLY')],
    thenRead: 'DONE',
  },
  {
    fault: 'F10',
    args: { n: 2 },
    replies: [
      unknown('TRANSIENT', 'IDEMPOTENT_REQUEST_PROCESSING'),
      unknown('TRANSIENT', 'IDEMPOTENT_REQUEST_PROCESSING'),
      success,
    ],
  },
  {
    fault: 'F11',
    args: { n: 1 },
    replies: [unknown('THROTTLE', 'TOO_MANY_REQUESTS'), success],
    thenRead: 'IN_PROGRESS',
  },
  { fault: 'F13', args: { field: 'status' }, replies: [unknown('STATE', 'OTHER')] },
  { fault: 'F13', args: { field: 'method' }, replies: [success], thenRead: 'DONE' },
  { fault: 'F13', args: { field: 'cardType' }, replies: [success], thenRead: 'DONE' },
  { fault: 'F14', replies: [success], thenRead: 'DONE' },
  {
    fault: 'F26',
    replies: [
      ['DECLINED_HARD', 'CONFIG', 'INVALID_REQUEST'],
      ['DECLINED_HARD', 'CONFIG', 'INVALID_REQUEST'],
    ],
    thenRead: 'IN_PROGRESS',
  },
  {
    fault: 'F27',
    args: { field: 'totalAmount' },
    replies: [unknown('INTEGRITY', 'OTHER_AMOUNT')],
    thenRead: 'DONE',
  },
  {
    fault: 'F27',
    args: { field: 'orderId' },
    replies: [unknown('INTEGRITY', 'OTHER_PAYMENT')],
    thenRead: 'DONE',
  },
];

const nameOf = ({ fault, args = {} }: Row): string => `${fault} ${JSON.stringify(args)}`;

describe.each(connectorNames)('%s', (connector) => {
  let world: PgWorld;

  beforeEach(async () => {
    world = await pgWorld(connector);
  });

  afterEach(() => world.close());

  describe('a confirm that is lied about', () => {
    it.each(rows.map((row) => [nameOf(row), row] as const))('%s', async (_name, row) => {
      const request = { ...world.authenticated(), timeoutMs: row.timeoutMs ?? 2_000 };
      const { fault, args = {} } = row;
      world.pg.control.addRule({
        fault,
        match: { orderId: request.pgOrderId, op: 'confirm' },
        args,
      });

      const seen: unknown[] = [];
      let reading: unknown;
      for (const _ of row.replies) {
        const reply = await world.gateway.confirm(request);
        seen.push([reply.class, reply.cause, reply.code]);
        if (row.thenRead !== undefined) reading ??= await world.readOf(request);
      }

      expect(seen).toEqual(row.replies);
      if (row.thenRead !== undefined) {
        expect(reading).toMatchObject({ kind: 'FOUND', payment: { status: row.thenRead } });
      }
    });

    it('F14 in English: the method is still a card', async () => {
      const request = world.authenticated();
      world.pg.control.addRule({ fault: 'F14', match: { orderId: request.pgOrderId } });

      const reply = await world.gateway.confirm(request);

      expect(reply.payment).toMatchObject({ method: { type: 'CARD' }, cancels: [] });
    });

    it('F27: what the PG told travels with the alarm', async () => {
      const request = world.authenticated();
      world.pg.control.addRule({
        fault: 'F27',
        match: { orderId: request.pgOrderId },
        args: { field: 'totalAmount' },
      });

      const reply = await world.gateway.confirm(request);

      expect(reply.payment?.total.minor).toBe(10_001n);
    });

    it('F12: a stale read proves nothing, and says so', async () => {
      const request = world.authenticated();
      world.pg.control.addRule({
        fault: 'F12',
        match: { orderId: request.pgOrderId, op: 'read' },
        args: { lagMs: 600_000 },
        times: 1,
      });
      await world.gateway.confirm(request);

      const stale = await world.readOf(request);
      const true_ = await world.readOf(request);

      expect(stale).toEqual({ kind: 'NOT_FOUND', code: 'NOT_FOUND_PAYMENT' });
      expect(true_).toMatchObject({ kind: 'FOUND', payment: { status: 'DONE' } });
    });
  });

  describe('a read that fails', () => {
    it.each([
      ['F02', {}, 'CONNECTION_RESET'],
      ['F03', {}, 'CONNECTION_RESET'],
      ['F06', {}, 'FAILED_INTERNAL_SYSTEM_PROCESSING'],
      ['F09', { form: 'html' }, 'UNREADABLE_REPLY'],
      ['F11', { n: 1 }, 'TOO_MANY_REQUESTS'],
    ])('%s proves nothing', async (fault, args, code) => {
      const request = world.authenticated();
      world.pg.control.addRule({
        fault,
        match: { orderId: request.pgOrderId, op: 'read' },
        args,
      });

      expect(await world.readOf(request)).toEqual({ kind: 'FAILED', code });
    });
  });

  describe('a cancel that is lied about', () => {
    const paid = async () => {
      const request = world.authenticated();
      await world.gateway.confirm(request);
      return request;
    };

    it.each([
      ['F02', {}, ['UNKNOWN', 'NETWORK', 'CONNECTION_RESET']],
      ['F03', {}, ['UNKNOWN', 'NETWORK', 'CONNECTION_RESET']],
      ['F05', {}, ['UNKNOWN', 'TRANSIENT', 'FAILED_INTERNAL_SYSTEM_PROCESSING']],
      ['F07', {}, ['UNKNOWN', 'TRANSIENT', 'PROVIDER_ERROR']],
      ['F09', { form: 'cut' }, ['UNKNOWN', 'INTEGRITY', 'UNREADABLE_REPLY']],
      ['F10', { n: 1 }, ['UNKNOWN', 'TRANSIENT', 'IDEMPOTENT_REQUEST_PROCESSING']],
      ['F11', { n: 1 }, ['UNKNOWN', 'THROTTLE', 'TOO_MANY_REQUESTS']],
      ['F14', {}, ['SUCCESS', undefined, 'CANCELED']],
      ['F25', {}, ['UNKNOWN', 'THROTTLE', 'FORBIDDEN_CONSECUTIVE_REQUEST']],
      ['F26', {}, ['DECLINED_HARD', 'CONFIG', 'INVALID_REQUEST']],
    ] as const)('%s', async (fault, args, expected) => {
      const request = await paid();
      world.pg.control.addRule({
        fault,
        match: { orderId: request.pgOrderId, op: 'cancel' },
        args: { ...args },
      });

      const reply = await world.gateway.cancel(world.cancelOf(request));

      expect([reply.class, reply.cause, reply.code]).toEqual(expected);
    });

    it('F25: the refusal says nothing about the key', async () => {
      const request = await paid();
      world.pg.control.addRule({ fault: 'F25', match: { orderId: request.pgOrderId } });

      const reply = await world.gateway.cancel(world.cancelOf(request));

      expect(reply.isListedRefusal).toBe(false);
    });

    it('F02: a read finds the mark of the cancel whose reply was lost', async () => {
      const request = await paid();
      world.pg.control.addRule({
        fault: 'F02',
        match: { orderId: request.pgOrderId, op: 'cancel' },
      });
      await world.gateway.cancel(world.cancelOf(request));

      const reading = await world.readOf(request);

      expect(reading).toMatchObject({
        payment: { cancels: [{ isDone: true, reason: 'service failed [rf:rf_1]' }] },
      });
    });
  });
});
