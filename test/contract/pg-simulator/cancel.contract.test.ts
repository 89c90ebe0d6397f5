import { afterEach, describe, expect, it } from 'vitest';
import {
  advance,
  bothDoors,
  cancelOf,
  inProcess,
  type Opened,
  paidPayment,
  readOf,
  type Seen,
} from './doors.ts';

const taxes = ({ json }: Seen) => ({
  total: json['totalAmount'],
  balance: json['balanceAmount'],
  supplied: json['suppliedAmount'],
  vat: json['vat'],
  taxFree: json['taxFreeAmount'],
});

const refusal = ({ status, json }: Seen) => [status, json.code];

describe.each(bothDoors)('amounts and cancels $name', (door) => {
  let opened: Opened;
  afterEach(() => opened.close());

  // The vectors of the reference: amount, tax-free part, vat.
  const vatVectors = [
    [10_000, 3_000, 636],
    [15_000, 0, 1_364],
    [9_026, 0, 821],
    [30_000, 0, 2_727],
    [37_400, 0, 3_400],
    [4_900, 0, 445],
  ] as const;

  it.each(vatVectors)('6: %d with %d tax-free has vat %d', async (amount, taxFree, vat) => {
    opened = await door.open();
    const payment = await paidPayment(opened, { amount, taxFreeAmount: taxFree });

    const read = await opened.send(readOf(payment));

    const supplied = amount - vat - taxFree;
    expect(taxes(read)).toEqual({ total: amount, balance: amount, supplied, vat, taxFree });
  });

  it.each(vatVectors)(
    '6: the balance %d with %d tax-free, left by a partial cancel, has vat %d',
    async (amount, taxFree, vat) => {
      opened = await door.open();
      const wanted = { amount: amount + 5_500, taxFreeAmount: taxFree + 500 };
      const payment = await paidPayment(opened, wanted);

      const body = { cancelAmount: 5_500, taxFreeAmount: 500 };
      const canceled = await opened.send(cancelOf(payment, body));

      const supplied = amount - vat - taxFree;
      const total = amount + 5_500;
      expect(taxes(canceled)).toEqual({ total, balance: amount, supplied, vat, taxFree });
    },
  );

  it('6: a cancel larger than the taxed part takes the rest from the tax-free part', async () => {
    opened = await door.open();
    const payment = await paidPayment(opened, { amount: 10_000, taxFreeAmount: 3_000 });

    const canceled = await opened.send(cancelOf(payment, { cancelAmount: 8_000 }));

    const left = { total: 10_000, balance: 2_000, supplied: 0, vat: 0, taxFree: 2_000 };
    expect(taxes(canceled)).toEqual(left);
  });

  it('7: partial 4,000 then 6,000 of 10,000 stays PARTIAL_CANCELED with nothing left', async () => {
    opened = await door.open();
    const payment = await paidPayment(opened);

    const first = await opened.send(cancelOf(payment, { cancelAmount: 4_000 }));
    advance(opened, 1_100);
    const second = await opened.send(cancelOf(payment, { cancelAmount: 6_000 }));
    advance(opened, 1_100);
    const third = await opened.send(cancelOf(payment, { cancelAmount: 1 }));

    expect(first.json).toMatchObject({ status: 'PARTIAL_CANCELED', balanceAmount: 6_000 });
    expect(second.json).toMatchObject({
      status: 'PARTIAL_CANCELED',
      balanceAmount: 0,
      totalAmount: 10_000,
      cancels: [
        { cancelAmount: 4_000, refundableAmount: 6_000, cancelStatus: 'DONE' },
        { cancelAmount: 6_000, refundableAmount: 0, cancelStatus: 'DONE' },
      ],
    });
    expect(refusal(third)).toEqual([403, 'NOT_CANCELABLE_AMOUNT']);
    const keys = (second.json['cancels'] as { transactionKey: string }[]).map(
      ({ transactionKey }) => transactionKey,
    );
    expect(new Set(keys).size).toBe(2);
    expect(second.json['lastTransactionKey']).toBe(keys[1]);
  });

  it('8: a full cancel twice with two keys: CANCELED, then ALREADY_CANCELED_PAYMENT', async () => {
    opened = await door.open();
    const payment = await paidPayment(opened);

    const first = await opened.send(cancelOf(payment, {}, { key: 'key-1' }));
    advance(opened, 1_100);
    const second = await opened.send(cancelOf(payment, {}, { key: 'key-2' }));

    expect([first.json.status, first.json['balanceAmount']]).toEqual(['CANCELED', 0]);
    expect(refusal(second)).toEqual([400, 'ALREADY_CANCELED_PAYMENT']);
    expect(opened.pg.control.truth.payment(payment.paymentKey).cancels).toBe(1);
  });

  it.each([9_999, 10_001])(
    '9: refundableAmount %d instead of 10,000 changes nothing',
    async (refundableAmount) => {
      opened = await door.open();
      const payment = await paidPayment(opened);

      const wrong = await opened.send(cancelOf(payment, { cancelAmount: 4_000, refundableAmount }));
      const read = await opened.send(readOf(payment));
      const right = await opened.send(
        cancelOf(payment, { cancelAmount: 4_000, refundableAmount: 10_000 }),
      );

      expect(refusal(wrong)).toEqual([400, 'NOT_MATCHES_REFUNDABLE_AMOUNT']);
      expect(read.json).toMatchObject({ status: 'DONE', balanceAmount: 10_000, cancels: null });
      expect(right.json).toMatchObject({ status: 'PARTIAL_CANCELED', balanceAmount: 6_000 });
    },
  );

  it.each([
    [900, 403, 1],
    [1_100, 200, 2],
  ])('10: a second cancel %d ms later gets %d', async (laterMs, status, cancels) => {
    opened = await door.open();
    const payment = await paidPayment(opened);

    await opened.send(cancelOf(payment, { cancelAmount: 1_000 }));
    advance(opened, laterMs);
    const second = await opened.send(cancelOf(payment, { cancelAmount: 1_000 }));

    expect(second.status).toBe(status);
    expect(second.json.code).toBe(status === 403 ? 'FORBIDDEN_CONSECUTIVE_REQUEST' : undefined);
    expect(opened.pg.control.truth.payment(payment.paymentKey).cancels).toBe(cancels);
  });

  it('10: the throttle stands before the key, so the same key passes a second later', async () => {
    opened = await door.open();
    const payment = await paidPayment(opened);
    await opened.send(cancelOf(payment, { cancelAmount: 1_000 }));

    const throttled = await opened.send(cancelOf(payment, { cancelAmount: 1 }, { key: 'key-1' }));
    advance(opened, 1_100);
    const passed = await opened.send(cancelOf(payment, { cancelAmount: 1 }, { key: 'key-1' }));

    expect([throttled.status, passed.status]).toEqual([403, 200]);
  });

  it.each([
    ['no reason', { cancelReason: undefined }],
    ['an empty reason', { cancelReason: '' }],
    ['a reason of 201 characters', { cancelReason: 'r'.repeat(201) }],
    ['an amount in text', { cancelAmount: '1000' }],
    ['half a won', { cancelAmount: 0.5 }],
    ['another currency', { currency: 'USD' }],
    ['more tax-free than there is', { cancelAmount: 1_000, taxFreeAmount: 1 }],
  ])('refuses %s', async (_name, body) => {
    opened = await door.open();
    const payment = await paidPayment(opened);

    const seen = await opened.send(cancelOf(payment, body));

    expect(refusal(seen)).toEqual([400, 'INVALID_REQUEST']);
    expect(opened.pg.control.truth.payment(payment.paymentKey).cancels).toBe(0);
  });
});

describe('cancel', () => {
  it('refuses more than the balance', async () => {
    const opened = await inProcess.open();
    const payment = await paidPayment(opened);

    const seen = await opened.send(cancelOf(payment, { cancelAmount: 10_001 }));

    expect(refusal(seen)).toEqual([403, 'NOT_CANCELABLE_AMOUNT']);
  });

  it('refuses a partial of a card payment with a tax-exempt part', async () => {
    const opened = await inProcess.open();
    const payment = await paidPayment(opened, { taxExemptionAmount: 1_000 });

    const read = await opened.send(readOf(payment));
    const partial = await opened.send(cancelOf(payment, { cancelAmount: 1_000 }));
    const full = await opened.send(cancelOf(payment));

    expect(read.json['isPartialCancelable']).toBe(false);
    expect(refusal(partial)).toEqual([403, 'NOT_ALLOWED_PARTIAL_REFUND']);
    expect(full.json.status).toBe('CANCELED');
  });

  it('refuses a transfer after 180 days and an unknown payment', async () => {
    const opened = await inProcess.open();
    const payment = await paidPayment(opened, { method: 'TRANSFER' });
    advance(opened, 180 * 24 * 3600 * 1000 + 1);

    const late = await opened.send(cancelOf(payment));
    const unknown = await opened.send(cancelOf({ paymentKey: 'nobody' }));

    expect(refusal(late)).toEqual([403, 'EXCEED_MAX_REFUND_DUE']);
    expect(refusal(unknown)).toEqual([404, 'NOT_FOUND_PAYMENT']);
  });

  it('keeps cents of a USD payment exact', async () => {
    const opened = await inProcess.open();
    const payment = await paidPayment(opened, { amount: 19.99, currency: 'USD' });

    const seen = await opened.send(
      cancelOf(payment, { cancelAmount: 0.1, refundableAmount: 19.99 }),
    );

    expect(seen.json).toMatchObject({ totalAmount: 19.99, balanceAmount: 19.89 });
  });

  it('a console refund carries the console as its cause and its webhook', async () => {
    const opened = await inProcess.open();
    const payment = await paidPayment(opened);

    opened.pg.control.consoleCancel(payment.paymentKey, { amount: 3_000 });

    const truth = opened.pg.control.truth.payment(payment.paymentKey);
    expect(truth.effects.at(-1)).toMatchObject({
      kind: 'CANCELED',
      cause: { op: 'console-cancel' },
    });
    expect(truth.webhooks.map(({ status }) => status)).toEqual(['DONE', 'PARTIAL_CANCELED']);
  });
});

describe('a cancel that a rule names', () => {
  it('is declined with any code, and the money stays', async () => {
    const opened = await inProcess.open();
    const payment = await paidPayment(opened);
    const args = { code: 'NOT_ALLOWED_PARTIAL_REFUND' };
    opened.pg.control.addRule({ fault: 'DECLINE', match: { op: 'cancel' }, args });

    const first = await opened.send(cancelOf(payment, { cancelAmount: 1_000 }));
    const second = await opened.send(cancelOf(payment, { cancelAmount: 1_000 }));

    expect(refusal(first)).toEqual([403, 'NOT_ALLOWED_PARTIAL_REFUND']);
    expect(second.json['balanceAmount']).toBe(payment.amount - 1_000);
    await opened.close();
  });

  it('shows another order (F27), and no cancel that it does not name', async () => {
    const opened = await inProcess.open();
    const [told, spared] = [await paidPayment(opened), await paidPayment(opened)];
    const args = { field: 'orderId' };
    opened.pg.control.addRule({ fault: 'F27', match: { orderId: spared.orderId }, args });
    const match = { op: 'cancel', orderId: told.orderId };
    opened.pg.control.addRule({ fault: 'F27', match, args });

    const shown = await opened.send(cancelOf(told, {}));
    const plain = await opened.send(cancelOf(spared, {}));

    expect(shown.json['orderId']).not.toBe(told.orderId);
    expect(plain.json['orderId']).toBe(spared.orderId);
    await opened.close();
  });
});
