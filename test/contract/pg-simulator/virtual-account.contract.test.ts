import { afterEach, describe, expect, it } from 'vitest';
import {
  type Authenticated,
  advance,
  authenticatedPayment,
  bothDoors,
  cancelOf,
  confirmOf,
  type Opened,
  paidPayment,
  readOf,
  type Seen,
} from './doors.ts';

const hourMs = 3_600_000;
const account = { bank: '88', accountNumber: '110123456789', holderName: '김하늘' };

const refusal = ({ status, json }: Seen) => `${status} ${json.code ?? json.status}`;
const accountOf = ({ json }: Seen) =>
  (json['virtualAccount'] ?? {}) as Readonly<Record<string, unknown>>;

describe.each(bothDoors)('virtual accounts $name', (door) => {
  let opened: Opened;
  afterEach(() => opened.close());

  const waitingPayment = async (wanted: Record<string, unknown> = {}): Promise<Authenticated> => {
    opened = await door.open();
    return paidPayment(opened, { method: 'VIRTUAL_ACCOUNT', ...wanted });
  };

  const callbacks = ({ paymentKey }: Authenticated) =>
    opened.pg.control.webhooks().filter((entry) => entry.paymentKey === paymentKey);

  const effects = ({ paymentKey }: Authenticated) =>
    opened.pg.control.truth
      .payment(paymentKey)
      .effects.map(({ kind, amount }) => `${kind} ${amount}`)
      .slice(2);

  it('issues an account at the confirm, and takes nothing', async () => {
    const payment = await waitingPayment();

    const read = await opened.send(readOf(payment));

    expect(read.json).toMatchObject({
      status: 'WAITING_FOR_DEPOSIT',
      method: '가상계좌',
      approvedAt: null,
      balanceAmount: 10_000,
      virtualAccount: { bankCode: '88', expired: false, dueDate: '2026-01-08T00:00:00+09:00' },
    });
    expect(accountOf(read)['accountNumber']).toMatch(/^[0-9]{14}$/u);
    expect(effects(payment)).toEqual(['ISSUED 0']);
    expect(callbacks(payment)).toMatchObject([
      { eventType: 'DEPOSIT_CALLBACK', status: 'WAITING_FOR_DEPOSIT', secret: read.json['secret'] },
    ]);
  });

  it('issues one account for one order', async () => {
    const payment = await waitingPayment();
    const second = authenticatedPayment(opened, { orderId: payment.orderId });

    const reply = await opened.send(confirmOf(second));

    expect(refusal(reply)).toBe('400 ALREADY_PROCESSED_PAYMENT');
  });

  it('11: refuses to give a part back before the deposit, and voids the whole', async () => {
    const payment = await waitingPayment();

    const part = await opened.send(cancelOf(payment, { cancelAmount: 4_000 }));
    const whole = await opened.send(cancelOf(payment, { cancelAmount: 10_000 }));
    const again = await opened.send(cancelOf(payment));

    expect([part, whole, again].map(refusal)).toEqual([
      '403 NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT',
      '200 CANCELED',
      '403 FORBIDDEN_CONSECUTIVE_REQUEST',
    ]);
    expect(whole.json).toMatchObject({ balanceAmount: 0, approvedAt: null });
    expect(effects(payment)).toEqual(['ISSUED 0', 'VOIDED 0']);
  });

  it('11: past its date the payment waits on, its account is closed, and nobody is told', async () => {
    const payment = await waitingPayment({ validHours: 24 });

    advance(opened, 24 * hourMs - 1);
    const before = await opened.send(readOf(payment));
    advance(opened, 1);
    const after = await opened.send(readOf(payment));

    expect(accountOf(before)['expired']).toBe(false);
    expect(after.json.status).toBe('WAITING_FOR_DEPOSIT');
    expect(accountOf(after)['expired']).toBe(true);
    expect(callbacks(payment)).toHaveLength(1);
    expect(() => opened.pg.control.deposit(payment.paymentKey)).toThrow('closed');
  });

  it('11: tells a deposit, its reversal and the next deposit, each with the right secret', async () => {
    const payment = await waitingPayment();
    const { paymentKey } = payment;

    opened.pg.control.deposit(paymentKey);
    const paid = await opened.send(readOf(payment));
    opened.pg.control.reverseDeposit(paymentKey);
    const reversed = await opened.send(readOf(payment));
    opened.pg.control.deposit(paymentKey);

    expect(paid.json.status).toBe('DONE');
    expect(reversed.json).toMatchObject({ status: 'WAITING_FOR_DEPOSIT', approvedAt: null });
    expect(effects(payment)).toEqual([
      'ISSUED 0',
      'APPROVED 10000',
      'REVERSED 10000',
      'APPROVED 10000',
    ]);
    const told = callbacks(payment);
    expect(told.map(({ status }) => status)).toEqual([
      'WAITING_FOR_DEPOSIT',
      'DONE',
      'WAITING_FOR_DEPOSIT',
      'DONE',
    ]);
    expect(new Set(told.map(({ secret }) => secret))).toEqual(new Set([paid.json['secret']]));
    expect(new Set(told.map(({ transactionKey }) => transactionKey)).size).toBe(4);
  });

  it('refuses to reverse what was not deposited', async () => {
    const payment = await waitingPayment();

    expect(() => opened.pg.control.reverseDeposit(payment.paymentKey)).toThrow('not a deposit');
  });

  const wrongAccounts = [
    ['none', undefined, '400 INVALID_REFUND_ACCOUNT_INFO'],
    ['no holder', { ...account, holderName: ' ' }, '400 INVALID_REFUND_ACCOUNT_INFO'],
    ['no bank of ours', { ...account, bank: '99' }, '400 INVALID_BANK'],
    ['no number', { ...account, accountNumber: '12-34' }, '400 INVALID_REFUND_ACCOUNT_NUMBER'],
  ] as const;

  it.each(wrongAccounts)('refunds no deposit to %s', async (_name, refundReceiveAccount, code) => {
    const payment = await waitingPayment();
    opened.pg.control.deposit(payment.paymentKey);

    const reply = await opened.send(cancelOf(payment, { refundReceiveAccount }));

    expect(refusal(reply)).toBe(code);
    expect(effects(payment)).toEqual(['ISSUED 0', 'APPROVED 10000']);
  });

  it('refunds a deposit to the account it is told, wholly or in part', async () => {
    const payment = await waitingPayment();
    opened.pg.control.deposit(payment.paymentKey);

    const body = { refundReceiveAccount: account, cancelAmount: 4_000 };
    const reply = await opened.send(cancelOf(payment, body));

    expect(refusal(reply)).toBe('200 PARTIAL_CANCELED');
    expect(accountOf(reply)).toMatchObject({
      refundStatus: 'COMPLETED',
      refundReceiveAccount: { bankCode: '88', accountNumber: '110123456789' },
    });
    expect(effects(payment)).toEqual(['ISSUED 0', 'APPROVED 10000', 'CANCELED 4000']);
  });

  it.each([
    {
      isDone: true,
      status: 'PARTIAL_CANCELED',
      refundStatus: 'COMPLETED',
      effect: 'CANCELED 4000',
    },
    { isDone: false, status: 'DONE', refundStatus: 'FAILED', effect: 'CANCEL_ABORTED 4000' },
  ])('a refund that the bank pays later: $refundStatus', async (row) => {
    const payment = await waitingPayment();
    opened.pg.control.deposit(payment.paymentKey);
    opened.pg.control.setSwitches({ 'cancel.accountRefund': 'IN_PROGRESS' });

    const body = { refundReceiveAccount: account, cancelAmount: 4_000 };
    const reply = await opened.send(cancelOf(payment, body));
    opened.pg.control.finishCancel(payment.paymentKey, { isDone: row.isDone });
    const read = await opened.send(readOf(payment));

    expect(accountOf(reply)['refundStatus']).toBe('PENDING');
    expect(refusal(read)).toBe(`200 ${row.status}`);
    expect(accountOf(read)['refundStatus']).toBe(row.refundStatus);
    expect(effects(payment).slice(2)).toEqual(['CANCEL_BEGUN 4000', row.effect]);
  });

  it('the console pays a deposit back to an account of its own', async () => {
    const payment = await waitingPayment();
    opened.pg.control.deposit(payment.paymentKey);

    const shown = opened.pg.control.consoleCancel(payment.paymentKey);

    expect(shown['status']).toBe('CANCELED');
  });
});
