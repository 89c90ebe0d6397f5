import { describe, expect, it } from 'vitest';
import { kstDay, kstDayPlus } from '#local/pg-simulator/clock.ts';
import { switchTable } from '#local/pg-simulator/switches.ts';
import {
  advance,
  authenticatedPayment,
  cancelOf,
  confirmOf,
  get,
  inProcess,
  type Opened,
  paidPayment,
  post,
  readOf,
  type Seen,
} from './doors.ts';

const dayMs = 24 * 3600 * 1000;

type Scene = (opened: Opened) => Promise<unknown>;

const told = ({ status, json }: Seen) => `${status} ${json.code ?? json.status}`;

const confirmWrong =
  (wrong: Record<string, unknown>): Scene =>
  async (opened) => {
    const payment = { ...authenticatedPayment(opened), ...wrong };
    return told(await opened.send(confirmOf(payment)));
  };

const statusAfter = async (opened: Opened, paymentKey: string) =>
  opened.pg.control.truth.payment(paymentKey).status;

/** Rows of a list of today. */
const dayOf = async (opened: Opened, name: string) => {
  const startDate = kstDay(opened.clock.now());
  const query = new URLSearchParams({ startDate, endDate: kstDayPlus(startDate, 1) });
  const seen = await opened.send(get(`/v1/${name}?${query.toString()}`));
  return seen.json as unknown as readonly Readonly<Record<string, unknown>>[];
};

const billingOf = async (opened: Opened): Promise<Readonly<Record<string, unknown>>> => {
  const customerKey = 'customer-1';
  const { authKey } = opened.pg.control.grantBillingAuth({ customerKey });
  const path = '/v1/billing/authorizations/issue';
  return (await opened.send(post(path, { authKey, customerKey }))).json;
};

/** Each switch: a scene, and what it must show under each value, the default first. */
const scenes: Readonly<Record<string, { scene: Scene; shows: Readonly<Record<string, unknown>> }>> =
  {
    'auth.missing': {
      scene: async (opened) => told(await opened.send({ method: 'GET', path: '/v1/payments/any' })),
      shows: {
        UNAUTHORIZED_KEY: '401 UNAUTHORIZED_KEY',
        INCORRECT_BASIC_AUTH_FORMAT: '403 INCORRECT_BASIC_AUTH_FORMAT',
      },
    },
    'confirm.unknownKey': {
      scene: confirmWrong({ paymentKey: 'nobody' }),
      shows: {
        NOT_FOUND_PAYMENT_SESSION: '404 NOT_FOUND_PAYMENT_SESSION',
        NOT_FOUND_PAYMENT: '404 NOT_FOUND_PAYMENT',
      },
    },
    'confirm.orderMismatch': {
      scene: confirmWrong({ orderId: 'another-order' }),
      shows: {
        FORBIDDEN_REQUEST: '403 FORBIDDEN_REQUEST',
        INVALID_REQUEST: '400 INVALID_REQUEST',
      },
    },
    'confirm.amountMismatch': {
      scene: confirmWrong({ amount: 10_001 }),
      shows: {
        INVALID_REQUEST: '400 INVALID_REQUEST',
        FORBIDDEN_REQUEST: '403 FORBIDDEN_REQUEST',
      },
    },
    'confirm.declineAborts': {
      scene: async (opened) => {
        const payment = authenticatedPayment(opened, { amount: 991_002 });
        const reply = await opened.send(confirmOf(payment));
        const webhooks = opened.pg.control.webhooks().map(({ status }) => status);
        return [told(reply), await statusAfter(opened, payment.paymentKey), ...webhooks];
      },
      shows: {
        aborted: ['403 REJECT_CARD_COMPANY', 'ABORTED', 'ABORTED'],
        'in-progress': ['403 REJECT_CARD_COMPANY', 'IN_PROGRESS'],
      },
    },
    'idem.otherBody': {
      scene: async (opened) => {
        const [one, other] = [authenticatedPayment(opened), authenticatedPayment(opened)];
        await opened.send(confirmOf(one, { key: 'key-1' }));
        const seen = await opened.send(confirmOf(other, { key: 'key-1' }));
        return seen.json.paymentKey === other.paymentKey;
      },
      shows: { replay: false, execute: true },
    },
    'idem.store5xx': {
      scene: async (opened) => {
        const payment = authenticatedPayment(opened, { amount: 990_006 });
        const first = await opened.send(confirmOf(payment, { key: 'key-1' }));
        const second = await opened.send(confirmOf(payment, { key: 'key-1' }));
        return [told(first), told(second)];
      },
      shows: {
        execute: ['500 FAILED_INTERNAL_SYSTEM_PROCESSING', '200 DONE'],
        replay: ['500 FAILED_INTERNAL_SYSTEM_PROCESSING', '500 FAILED_INTERNAL_SYSTEM_PROCESSING'],
      },
    },
    'idem.expire': {
      scene: async (opened) => {
        const payment = authenticatedPayment(opened);
        await opened.send(confirmOf(payment, { key: 'key-1' }));
        advance(opened, 15 * dayMs + 1_000);
        return told(await opened.send(confirmOf(payment, { key: 'key-1' })));
      },
      shows: { execute: '400 ALREADY_PROCESSED_PAYMENT', replay: '200 DONE' },
    },
    'testCode.state': {
      scene: async (opened) => {
        const payment = authenticatedPayment(opened);
        const headers = { 'TossPayments-Test-Code': 'FDS_ERROR' };
        const reply = await opened.send(confirmOf(payment, { headers }));
        return [told(reply), await statusAfter(opened, payment.paymentKey)];
      },
      shows: {
        unchanged: ['403 FDS_ERROR', 'IN_PROGRESS'],
        aborted: ['403 FDS_ERROR', 'ABORTED'],
      },
    },
    'cancel.notDone': {
      scene: async (opened) => {
        const ready = String(
          opened.pg.control.openPayment({ orderId: 'order-ready', amount: 10_000 })['paymentKey'],
        );
        const inProgress = authenticatedPayment(opened).paymentKey;
        const expired = authenticatedPayment(opened).paymentKey;
        opened.pg.control.expire(expired);
        const aborted = authenticatedPayment(opened).paymentKey;
        opened.pg.control.fail(aborted);
        const all = [ready, inProgress, expired, aborted];
        const replies = await Promise.all(
          all.map(async (paymentKey) => told(await opened.send(cancelOf({ paymentKey })))),
        );
        return [...new Set(replies)];
      },
      shows: {
        NOT_CANCELABLE_PAYMENT: ['403 NOT_CANCELABLE_PAYMENT'],
        INVALID_REQUEST: ['400 INVALID_REQUEST'],
      },
    },
    'cancel.nonPositive': {
      scene: async (opened) => {
        const payment = await paidPayment(opened);
        const zero = await opened.send(cancelOf(payment, { cancelAmount: 0 }));
        const negative = await opened.send(cancelOf(payment, { cancelAmount: -1 }));
        return [told(zero), told(negative)];
      },
      shows: {
        INVALID_REQUEST: ['400 INVALID_REQUEST', '400 INVALID_REQUEST'],
        NOT_CANCELABLE_AMOUNT: ['403 NOT_CANCELABLE_AMOUNT', '403 NOT_CANCELABLE_AMOUNT'],
      },
    },
    'cancel.zeroStatus': {
      scene: async (opened) => {
        const payment = await paidPayment(opened);
        await opened.send(cancelOf(payment, { cancelAmount: 4_000 }));
        advance(opened, 1_100);
        await opened.send(cancelOf(payment, { cancelAmount: 6_000 }));
        return told(await opened.send(readOf(payment)));
      },
      shows: { PARTIAL_CANCELED: '200 PARTIAL_CANCELED', CANCELED: '200 CANCELED' },
    },
    'cancel.oneSecond': {
      scene: async (opened) => {
        const payment = await paidPayment(opened);
        await opened.send(cancelOf(payment, { cancelAmount: 4_000 }));
        return told(await opened.send(cancelOf(payment, { cancelAmount: 1_000 })));
      },
      shows: { on: '403 FORBIDDEN_CONSECUTIVE_REQUEST', off: '200 PARTIAL_CANCELED' },
    },
    'tx.cancelSign': {
      scene: async (opened) => {
        await opened.send(cancelOf(await paidPayment(opened), { cancelAmount: 4_000 }));
        const rows = await dayOf(opened, 'transactions');
        return rows.map(({ amount }) => amount);
      },
      shows: { negative: [10_000, -4_000], positive: [10_000, 4_000] },
    },
    'settle.fees': {
      scene: async (opened) => {
        await paidPayment(opened, { amount: 99_800 });
        opened.pg.control.closeSettlements({ date: kstDay(opened.clock.now()) });
        const [row] = await dayOf(opened, 'settlements');
        return [row?.['fee'], row?.['fees']];
      },
      shows: {
        both: [2_250, [{ type: 'BASE', fee: 2_250 }]],
        fee: [2_250, undefined],
        fees: [undefined, [{ type: 'BASE', fee: 2_250 }]],
      },
    },
    'billing.deleteTwice': {
      scene: async (opened) => {
        const { billingKey } = await billingOf(opened);
        const remove = { ...get(`/v1/billing/${String(billingKey)}`), method: 'DELETE' };
        return [told(await opened.send(remove)), told(await opened.send(remove))];
      },
      shows: {
        ALREADY_REMOVED_BILLING_KEY: ['200 undefined', '400 ALREADY_REMOVED_BILLING_KEY'],
        NOT_FOUND_BILLING: ['200 undefined', '404 NOT_FOUND_BILLING'],
      },
    },
    'rate.testLimit': {
      scene: async (opened) => {
        const payment = authenticatedPayment(opened);
        const statuses: number[] = [];
        for (let count = 0; count <= 100; count += 1) {
          statuses.push((await opened.send(readOf(payment))).status);
        }
        const other = await opened.send(confirmOf(payment));
        advance(opened, 60_000);
        return [...new Set(statuses), told(other), told(await opened.send(readOf(payment)))];
      },
      shows: { off: [200, '200 DONE', '200 DONE'], on: [200, 429, '200 DONE', '200 DONE'] },
    },
    version: {
      scene: async (opened) => {
        const billing = await billingOf(opened);
        return ['cardCompany', 'cardNumber', 'card'].filter((name) => name in billing);
      },
      shows: { '2022-11-16': ['cardCompany', 'cardNumber', 'card'], '2024-06-01': ['card'] },
    },
  };

const rows = Object.entries(scenes).flatMap(([name, { scene, shows }]) =>
  Object.entries(shows).map(([value, shown]) => ({ name, value, scene, shown })),
);

describe('switches', () => {
  it.each(rows)('15: $name = $value', async ({ name, value, scene, shown }) => {
    const opened = await inProcess.open();
    opened.pg.control.setSwitches({ [name]: value });

    expect(await scene(opened)).toEqual(shown);
  });

  it.each(Object.keys(scenes))('15: %s starts with its first value', async (name) => {
    const opened = await inProcess.open();
    const { scene, shows } = scenes[name] ?? { scene: async () => undefined, shows: {} };

    expect(await scene(opened)).toEqual(Object.values(shows)[0]);
  });

  it('15: every value of every switch has a row here', () => {
    const listed = rows.map(({ name, value }) => `${name} ${value}`);
    const known = Object.entries(switchTable).flatMap(([name, values]) =>
      values.map((value) => `${name} ${value}`),
    );

    expect(listed).toEqual(known);
  });

  it('refuses an unknown switch and an unknown value', async () => {
    const { pg } = await inProcess.open();

    expect(() => pg.control.setSwitches({ 'no.such': 'on' })).toThrow('no switch');
    expect(() => pg.control.setSwitches({ 'cancel.oneSecond': 'maybe' })).toThrow('on, off');
  });
});
