// Laws of the PG adapter: whatever comes back has exactly one class, nothing throws, and a no or a yes
// needs a reason that is written down.

import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { cancelClasses } from '#adapters/pg-http/cancel-classes.ts';
import { confirmClasses } from '#adapters/pg-http/confirm-classes.ts';
import type { HttpOutcome, HttpRequest } from '#adapters/pg-http/exchange.ts';
import { amountOf, parseFields, writeFields } from '#adapters/pg-http/json-fields.ts';
import { cancelPath, pathOf, readPath } from '#adapters/pg-http/requests.ts';
import { sandboxProtocol } from '#adapters/sandbox/sandbox-gateway.ts';
import { tossGateway, tossProtocol } from '#adapters/toss/toss-gateway.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import { instant } from '#core/kernel/instant.ts';
import { money } from '#core/kernel/money.ts';
import { count } from '#test/support/counters.ts';

const tenant = { environment: 'test', merchantId: 'M123' as MerchantId } as const;
const won = (minor: bigint) => money(minor, 'KRW');

const gatewayOf = (outcome: HttpOutcome, sent: HttpRequest[] = []) =>
  tossGateway({
    baseUrl: 'http://pg.test',
    secretKey: () => Promise.resolve('test_sk_1'),
    calls: { run: (_label, effect) => effect() },
    clock: { now: () => instant(0) },
    digests: nodeDigests,
    exchange: (request) => {
      sent.push(request);
      return Promise.resolve(outcome);
    },
  });

const call = { tenant, idempotencyKey: 'k', timeoutMs: 1_000, paymentKey: 'pk', pgOrderId: 'o' };
const confirmRequest = { ...call, amount: won(10_000n) };
const cancelRequest = {
  ...confirmRequest,
  total: won(10_000n),
  refundable: won(10_000n),
  reason: 'why [rf:1]',
  mark: '[rf:1]',
};

const listed = new Set([...confirmClasses.keys(), ...cancelClasses.keys()]);
const codes = [...listed, 'NOT_FOUND', 'NOT_FOUND_PAYMENT', 'A_NEW_CODE', ''];
const status = fc.oneof(
  fc.constantFrom(200, 400, 401, 403, 404, 409, 429, 500, 503),
  fc.integer({ min: 100, max: 599 }),
);

const mostly = <T>(right: T, ...wrong: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(right) }, fc.constantFrom(...wrong));

/** Near a payment of ours: most fields right, some wrong, missing or of another kind. */
const nearPayment = fc.record(
  {
    paymentKey: mostly('pk', 'other'),
    orderId: mostly('o', 'other'),
    status: fc.constantFrom('DONE', 'DONE', 'DONE', 'DONE', 'CANCELED', 'IN_PROGRESS', 'NEW_WORD'),
    currency: mostly('KRW', 'USD', 'XXX'),
    totalAmount: mostly<unknown>(10_000, 10_001, '10000', 0.1, null),
    balanceAmount: mostly<unknown>(10_000, 0, -1),
    cancels: fc.constantFrom<unknown>(
      null,
      [],
      [{}],
      [
        {
          cancelAmount: 10_000,
          cancelReason: 'why [rf:1]',
          cancelStatus: 'DONE',
          transactionKey: 't',
        },
      ],
    ),
    method: fc.constantFrom<unknown>('카드', 'CARD', '가상화폐', 7),
    card: fc.jsonValue(),
    surprise: fc.jsonValue(),
  },
  { requiredKeys: ['paymentKey', 'orderId', 'status', 'currency', 'totalAmount', 'balanceAmount'] },
);

const errorBody = fc.record({ code: fc.constantFrom(...codes), message: fc.string() });
const utf8 = (value: unknown): Uint8Array => Uint8Array.from(Buffer.from(JSON.stringify(value)));
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc.string().map((text) => Uint8Array.from(Buffer.from(text))),
  fc.jsonValue().map(utf8),
  errorBody.map(utf8),
  nearPayment.map(utf8),
);

const replied = (statusOf: fc.Arbitrary<number>, body: fc.Arbitrary<Uint8Array>) =>
  fc.record({ status: statusOf, body }).map((reply) => ({
    kind: 'REPLY' as const,
    headers: {},
    ...reply,
  }));

/** Replies that make sense, so that every class occurs, and replies that make none. */
const outcome: fc.Arbitrary<HttpOutcome> = fc.oneof(
  { weight: 6, arbitrary: replied(fc.constant(200), nearPayment.map(utf8)) },
  {
    weight: 6,
    arbitrary: replied(fc.constantFrom(400, 401, 403, 404), errorBody.map(utf8)),
  },
  { weight: 6, arbitrary: replied(status, anyBytes) },
  { weight: 1, arbitrary: fc.constant({ kind: 'LOST' as const, code: 'TIMEOUT' }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'NOT_SENT' as const, code: 'DNS_FAILED' }) },
);

const certain = new Set(['DECLINED_HARD', 'DECLINED_SOFT']);

describe('a reply to a call that moves money', () => {
  test.prop([outcome, fc.constantFrom('confirm' as const, 'cancel' as const)])(
    'has one class, and anything but UNKNOWN has its reason',
    async (given, operation) => {
      const gateway = gatewayOf(given);
      const reply =
        operation === 'confirm'
          ? await gateway.confirm(confirmRequest)
          : await gateway.cancel(cancelRequest);

      count(`${operation} ${reply.class}`);
      if (reply.class === 'NOT_SENT') expect(given.kind).toBe('NOT_SENT');
      if (reply.class === 'SUCCESS') {
        expect(given).toMatchObject({ kind: 'REPLY', status: 200 });
        expect(reply.payment).toMatchObject({
          paymentKey: 'pk',
          pgOrderId: 'o',
          total: won(10_000n),
        });
      }
      if (certain.has(reply.class)) {
        const table = operation === 'confirm' ? confirmClasses : cancelClasses;
        expect(given.kind === 'REPLY' && [400, 401, 403, 404].includes(given.status)).toBe(true);
        expect(table.get(reply.code)?.class).toBe(reply.class);
      }
      expect(reply.durationMs).toBe(0);
    },
  );

  test.prop([outcome])('leaves a read without throwing', async (given) => {
    const reading = await gatewayOf(given).read(call);

    count(`read ${reading.kind}`);
    if (reading.kind === 'NOT_FOUND') {
      expect(given).toMatchObject({ kind: 'REPLY', status: 404 });
    }
    if (reading.kind === 'FOUND') expect(given).toMatchObject({ kind: 'REPLY', status: 200 });
    expect(['FOUND', 'NOT_FOUND', 'FAILED']).toContain(reading.kind);
  });
});

describe('a path', () => {
  const id = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('..', '../..', '/__liar/v1/reset', '%2e%2e', '..\\..', '?', '#', '//host'),
  );

  test.prop([id])('stays under the payments of the PG, as any reader of URLs sees it', (text) => {
    const paths = [
      cancelPath(text),
      pathOf(text, 'capture'),
      readPath({ ...call, paymentKey: text }),
      readPath({ ...call, paymentKey: undefined, pgOrderId: text }),
    ];

    for (const path of paths.filter((each) => each !== undefined)) {
      for (const { root } of [tossProtocol, sandboxProtocol]) {
        const whole = `${root}${path}`;
        expect(new URL(whole, 'http://pg.test').pathname).toBe(whole);
      }
      expect(path.startsWith('/')).toBe(true);
    }
    expect(paths).toHaveLength(4);
  });
});

describe('an amount', () => {
  test.prop([
    fc.bigInt({ min: 0n, max: 999_999_999_999_999n }),
    fc.constantFrom('KRW', 'JPY', 'USD', 'KWD'),
  ])('is the same after it has been written and read', (minor, currency) => {
    const text = writeFields({ amount: money(minor, currency) });

    const read = parseFields(new TextEncoder().encode(text))?.['amount'];

    expect(amountOf(read, currency)).toEqual(money(minor, currency));
  });
});
