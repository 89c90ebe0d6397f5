import { afterEach, describe, expect, it } from 'vitest';
import {
  advance,
  authenticatedPayment,
  bothDoors,
  confirmOf,
  inProcess,
  type Opened,
  readOf,
} from './doors.ts';

const minuteMs = 60_000;

describe.each(bothDoors)('the two windows $name', (door) => {
  let opened: Opened;
  afterEach(() => opened.close());

  const lapsed = (paymentKey: string) =>
    opened.pg.control.webhooks().filter((entry) => entry.paymentKey === paymentKey);

  it('5: READY for 30 minutes becomes EXPIRED with one webhook in the log, none sent', async () => {
    opened = await door.open();
    const wanted = { orderId: 'order-ready', amount: 10_000 };
    const paymentKey = String(opened.pg.control.openPayment(wanted)['paymentKey']);

    advance(opened, 30 * minuteMs - 1);
    const before = await opened.send(readOf({ paymentKey }));
    advance(opened, 1);
    const after = await opened.send(readOf({ paymentKey }));
    const confirmed = await opened.send(confirmOf({ ...wanted, paymentKey }));

    expect(before.json.status).toBe('READY');
    expect(after.json).toMatchObject({
      status: 'EXPIRED',
      method: null,
      failure: { code: 'EXPIRED_PAYMENT' },
    });
    expect(lapsed(paymentKey)).toMatchObject([{ status: 'EXPIRED', sent: 0 }]);
    expect([confirmed.status, confirmed.json.code]).toEqual([404, 'NOT_FOUND_PAYMENT_SESSION']);
  });

  it('5: IN_PROGRESS for 10 minutes becomes EXPIRED with one webhook in the log', async () => {
    opened = await door.open();
    const payment = authenticatedPayment(opened);

    advance(opened, 10 * minuteMs - 1);
    const before = await opened.send(readOf(payment));
    advance(opened, 1);
    const confirmed = await opened.send(confirmOf(payment));

    expect(before.json.status).toBe('IN_PROGRESS');
    expect([confirmed.status, confirmed.json.code]).toEqual([404, 'NOT_FOUND_PAYMENT_SESSION']);
    expect(lapsed(payment.paymentKey)).toMatchObject([{ status: 'EXPIRED', sent: 0 }]);
    expect(opened.pg.control.truth.payment(payment.paymentKey)).toMatchObject({
      status: 'EXPIRED',
      approvals: 0,
    });
  });

  it('5: a confirm inside the window keeps the payment from lapsing', async () => {
    opened = await door.open();
    const payment = authenticatedPayment(opened);

    advance(opened, 10 * minuteMs - 1);
    await opened.send(confirmOf(payment));
    advance(opened, 60 * minuteMs);
    const read = await opened.send(readOf(payment));

    expect(read.json.status).toBe('DONE');
    expect(lapsed(payment.paymentKey).map(({ status }) => status)).toEqual(['DONE']);
  });
});

describe('lapsing in time order', () => {
  it('5: one jump lets payments lapse in the order and at the times they were due', async () => {
    const { pg } = await inProcess.open();
    const open = (orderId: string) =>
      String(pg.control.openPayment({ orderId, amount: 10_000 })['paymentKey']);
    const early = open('order-early');
    pg.control.moveClock({ advanceMs: 25 * minuteMs });
    const late = open('order-late');
    pg.control.authenticate(late);

    pg.control.moveClock({ advanceMs: 24 * 60 * minuteMs });

    const lines = pg.control.journal().filter(({ kind }) => kind === 'payment.expired');
    const start = pg.control.journal()[0]?.at ?? 0;
    expect(lines.map(({ at, after }) => [after.payment?.paymentKey, at - start])).toEqual([
      [early, 30 * minuteMs],
      [late, 35 * minuteMs],
    ]);
  });
});

describe('the buyer', () => {
  it('gets the redirects of the window', async () => {
    const { pg } = await inProcess.open();
    const open = (orderId: string) =>
      String(
        pg.control.openPayment({
          orderId,
          amount: 10_000,
          successUrl: 'https://shop.test/ok?cart=1',
          failUrl: 'https://shop.test/no',
        })['paymentKey'],
      );

    const [good, bad, closed] = ['order-good', 'order-bad-', 'order-closed'].map(open);
    const success = pg.control.authenticate(good ?? '');
    const failure = pg.control.fail(bad ?? '', 'REJECT_CARD_COMPANY');
    const left = pg.control.fail(closed ?? '', 'PAY_PROCESS_CANCELED');

    expect(success.redirectUrl).toBe(
      `https://shop.test/ok?cart=1&paymentKey=${good}&orderId=order-good&amount=10000`,
    );
    const failed = new URL(failure.redirectUrl ?? '').searchParams;
    expect([failed.get('code'), failed.get('orderId')]).toEqual([
      'REJECT_CARD_COMPANY',
      'order-bad-',
    ]);
    expect(failure.payment['status']).toBe('ABORTED');
    // Closing the window changes nothing and names no order.
    expect(new URL(left.redirectUrl ?? '').searchParams.get('orderId')).toBeNull();
    expect(left.payment['status']).toBe('READY');
  });

  it('lets a payment lapse on demand', async () => {
    const opened = await inProcess.open();
    const payment = authenticatedPayment(opened);

    opened.pg.control.expire(payment.paymentKey);
    const confirmed = await opened.send(confirmOf(payment));

    expect([confirmed.status, confirmed.json.code]).toEqual([404, 'NOT_FOUND_PAYMENT_SESSION']);
  });
});
