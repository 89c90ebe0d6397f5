// Webhooks that nobody should believe: whatever a body says, only our own read of the PG moves a state, and
// each of them is counted. The rows of what a true one comes to: test/contract/engine/webhooks.contract.test.ts.
import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { WebhookOutcome } from '#core/contracts/webhook-outcome.ts';
import { count } from '#test/support/counters.ts';
import { webhookEndpointsOf, webhookSecrets } from '#test/support/world/set-up-rows.ts';
import { allRows, codeSeen, type Siege, siege, tenantDigest } from './siege.ts';
import { type Estate, estateOf, openOrder, salesOf, textOf } from './town.ts';

const minute = 60_000;

const json = { 'content-type': 'application/json' };

interface Told {
  readonly merchant?: 'M123' | 'M777';
  readonly environment?: 'live' | 'test';
  readonly provider?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

/** What the PG tells of one payment, true in its form. */
const changed = (data: object, createdAt = '2026-03-02T13:05:00.000000') => ({
  eventType: 'PAYMENT_STATUS_CHANGED',
  createdAt,
  data,
});

describe('a webhook', () => {
  let here: Siege;
  let estate: Estate;
  let strangers: readonly string[];
  let pending = '';
  let clients = 2;

  beforeAll(async () => {
    here = await siege({ seed: 'webhooks' });
    estate = await estateOf(here, 'c1', 'M123');
    strangers = await salesOf(here, 'c2', 'M777', 1);
    // What has a deadline meets it now, and not in the middle of a row.
    await here.pass(3 * 60 * minute);
  });

  const post = (told: Told) => {
    const { merchant = 'M123', environment = 'test', provider = 'toss', body } = told;
    const endpointId = webhookEndpointsOf(merchant)[environment];
    return here.deliver('api/receive-pg-webhook', {
      rawPath: `/api/v1/webhooks/pg/${provider}/${endpointId}`,
      rawQueryString: '',
      pathParameters: { provider, endpointId },
      headers: told.headers ?? json,
      body: JSON.stringify(body),
      isBase64Encoded: false,
      requestContext: { http: { method: 'POST', sourceIp: '198.51.100.9' } },
    });
  };

  const rowsOf = (kinds: readonly string[]) =>
    allRows(here)
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ pk, sk, fields }) => JSON.stringify([pk, sk, fields['status'], fields['version']]))
      .toSorted();
  /** Orders, payments, refunds, books, services and what waits for a person. */
  const business = () =>
    rowsOf(['ORDER', 'PAYMENT', 'ATTEMPT', 'REFUND', 'SAGA', 'SVC', 'GROUP', 'ITEM', 'CMD']);

  const orderOf = (paymentId: string): string => {
    const [row] = here.world.watch.tables
      .ofKind('PAYMENT')
      .filter(({ pk }) => pk.endsWith(paymentId));
    if (row === undefined) throw new Error(`there is no ${paymentId}`);
    return textOf(row, row.fields['pgOrderId'] === undefined ? 'orderId' : 'pgOrderId');
  };

  const refund = { status: 'CANCELED', balanceAmount: 0 };

  const forged: readonly (readonly [string, WebhookOutcome, () => Told])[] = [
    [
      'with a secret that is not of its payment',
      'FORGED',
      () => ({
        body: {
          createdAt: '2026-03-02T13:05:00.000000',
          secret: 'ps_forged_secret_0001',
          orderId: orderOf(estate.paymentId),
          status: 'DONE',
          transactionKey: 'txrd_forged',
        },
      }),
    ],
    [
      'of another amount',
      'FORGED',
      () => ({
        body: changed({
          paymentKey: estate.paymentKey,
          orderId: orderOf(estate.paymentId),
          status: 'DONE',
          totalAmount: 1,
          currency: 'KRW',
        }),
      }),
    ],
    [
      'that says it was given back',
      'APPLIED',
      () => ({
        body: changed({
          paymentKey: estate.paymentKey,
          orderId: orderOf(estate.paymentId),
          ...refund,
        }),
      }),
    ],
    [
      'that says an order was paid',
      'UNKNOWN',
      () => ({
        body: changed({
          paymentKey: 'tliar-forged',
          orderId: pending,
          status: 'DONE',
          totalAmount: 2_000,
          currency: 'KRW',
        }),
      }),
    ],
    [
      'that says a reservation was taken, at the address of a PG that does not sign',
      'FORGED',
      () => ({
        body: changed({
          orderId: orderOf(estate.reservedPaymentId),
          status: 'DONE',
          totalAmount: 7_000,
        }),
      }),
    ],
    [
      'of a payment nobody knows',
      'UNKNOWN',
      () => ({
        body: changed({
          paymentKey: 'tliar-nobodys',
          orderId: 'ord_01KJPBG54TEGFV0XS2T709NSFK',
          status: 'DONE',
          totalAmount: 9_000,
        }),
      }),
    ],
    [
      'as old as the hills',
      'APPLIED',
      () => ({
        body: changed(
          { paymentKey: estate.paymentKey, orderId: orderOf(estate.paymentId), ...refund },
          '2019-01-01T00:00:00.000000',
        ),
      }),
    ],
    [
      'of another merchant’s order, at our address',
      'FOREIGN',
      () => ({
        body: changed({ orderId: orderOf(strangers[0] ?? ''), ...refund }),
      }),
    ],
    [
      'of our order, at another merchant’s address',
      'FOREIGN',
      () => ({
        merchant: 'M777',
        body: changed({ orderId: orderOf(estate.paymentId), ...refund }),
      }),
    ],
    [
      'of our order, at our own live address',
      'UNKNOWN',
      () => ({
        environment: 'live',
        body: changed({ orderId: orderOf(estate.paymentId), ...refund }),
      }),
    ],
    [
      'with a signature that nobody asked for',
      'APPLIED',
      () => ({
        headers: { ...json, 'tosspayments-webhook-signature': 'v1:Zm9yZ2Vk' },
        body: changed({ orderId: orderOf(estate.paymentId), ...refund }),
      }),
    ],
  ];

  it.each(forged)('%s moves nothing, and is counted: %s', async (_name, outcome, told) => {
    clients += 1;
    pending = await openOrder(here, `c${clients}`);
    await here.pass(minute);
    const before = business();
    const paid = here.world.pg.payments();
    const since = here.webhooks.length;

    const reply = await post(told());
    // Longer than a webhook is parked, shorter than an order waits.
    await here.pass(25 * minute);

    expect(codeSeen(reply)).toBe('200 COMMON_000');
    expect(business()).toEqual(before);
    expect(here.world.pg.payments().map(({ effects }) => effects)).toEqual(
      paid.map(({ effects }) => effects),
    );
    // A PG that cannot be read is asked for longer.
    await here.pass(60 * minute);
    const became = here.webhooks.slice(since);
    expect(became.filter((one) => one !== 'LATER')).toEqual([outcome]);
    expect(became.at(-1)).toBe(outcome);
    count('forged webhooks');
  });

  /** As the sandbox signs it, `ago` ms ago. */
  const signed = (body: object, secret: string, ago = 0): Told => {
    const sentAt = here.now() - ago + 9 * 60 * minute;
    const time = `${new Date(sentAt).toISOString().slice(0, 23)}000`;
    const text = `${JSON.stringify(body)}:${time}`;
    const signature = `v1:${createHmac('sha256', secret).update(text).digest('base64')}`;
    const headers = {
      ...json,
      'tosspayments-webhook-transmission-time': time,
      'tosspayments-webhook-signature': signature,
    };
    return { provider: 'sandbox', headers, body };
  };

  const told = (createdAt: string) =>
    changed({ orderId: orderOf(estate.reservedPaymentId), ...refund }, createdAt);
  const [newSecret, oldSecret] = webhookSecrets;
  const day = 24 * 60 * minute;

  const atSigned: readonly (readonly [string, string, WebhookOutcome, () => Told])[] = [
    [
      'without a signature',
      '401 AUTH_008',
      'FORGED',
      () => ({ provider: 'sandbox', body: told('s1') }),
    ],
    [
      'forged by another secret',
      '401 AUTH_008',
      'FORGED',
      () => signed(told('s2'), 'whsec_of_somebody_else'),
    ],
    [
      'tampered with after it was signed',
      '401 AUTH_008',
      'FORGED',
      () => ({ ...signed(told('s3'), newSecret), body: told('s4') }),
    ],
    [
      'older than any that is sent again',
      '401 AUTH_008',
      'FORGED',
      () => signed(told('s5'), newSecret, 4 * day + minute),
    ],
    ['signed with the new secret', '200 COMMON_000', 'KNOWN', () => signed(told('s6'), newSecret)],
    [
      'signed with the old one, while both are known',
      '200 COMMON_000',
      'KNOWN',
      () => signed(told('s7'), oldSecret),
    ],
  ];

  it.each(atSigned)('at the address of a PG that signs, %s: %s, %s', async (...row) => {
    const [, code, outcome, make] = row;
    const before = business();
    const since = here.webhooks.length;

    const reply = await post(make());
    await here.pass(minute);

    expect(codeSeen(reply)).toBe(code);
    expect(business()).toEqual(before);
    expect(here.webhooks.slice(since).filter((one) => one !== 'LATER')).toEqual([outcome]);
    count('signed webhooks');
  });

  it('a thousand times over is one look', async () => {
    const before = [business(), tenantDigest(here, 'test.M777')];
    const pgReads = () =>
      here.world.pg.pg.control.journal(0).filter((line) => JSON.stringify(line).includes('"read"'))
        .length;
    const reads = pgReads();
    const body = changed({
      paymentKey: estate.paymentKey,
      orderId: orderOf(estate.paymentId),
      ...refund,
      lastTransactionKey: 'txrd_thousand',
    });

    for (let nth = 0; nth < 1_000; nth += 1) {
      expect(codeSeen(await post({ body }))).toBe('200 COMMON_000');
      count('repeated webhooks');
    }
    await here.pass(60_000);

    expect([business(), tenantDigest(here, 'test.M777')]).toEqual(before);
    expect(pgReads() - reads).toBeLessThanOrEqual(4);
  });
});
