import { afterEach, describe, expect, it } from 'vitest';
import {
  advance,
  authenticatedPayment,
  bothDoors,
  cancelOf,
  confirmOf,
  inProcess,
  type Opened,
  otherSecretKey,
  paidPayment,
  post,
} from './doors.ts';

const dayMs = 24 * 3600 * 1000;

describe.each(bothDoors)('Idempotency-Key $name', (door) => {
  let opened: Opened;
  afterEach(() => opened.close());

  it('2: repeats a 200 byte for byte and executes once', async () => {
    opened = await door.open();
    const payment = authenticatedPayment(opened);

    const first = await opened.send(confirmOf(payment, { key: 'key-1' }));
    const second = await opened.send(confirmOf(payment, { key: 'key-1' }));

    expect(first.status).toBe(200);
    expect([second.status, second.text]).toEqual([200, first.text]);
    expect(opened.pg.control.truth.key('key-1')).toMatchObject({ executions: 1, effects: 1 });
    expect(opened.pg.control.truth.payment(payment.paymentKey).approvals).toBe(1);
    const traces = second.headers['x-tosspayments-trace-id']?.split(',') ?? [];
    expect([traces.length, traces[0]]).toEqual([2, first.headers['x-tosspayments-trace-id']]);
  });

  it('2: repeats a 400 even after the body was corrected', async () => {
    opened = await door.open();
    const payment = authenticatedPayment(opened);

    const first = await opened.send(confirmOf({ ...payment, amount: 9_999 }, { key: 'key-1' }));
    const second = await opened.send(confirmOf(payment, { key: 'key-1' }));

    expect([first.status, first.json.code]).toEqual([400, 'INVALID_REQUEST']);
    expect([second.status, second.text]).toEqual([400, first.text]);
    expect(opened.pg.control.truth.key('key-1')).toMatchObject({ executions: 1, effects: 0 });
  });

  it('2: a reused key returns the reply of another payment', async () => {
    opened = await door.open();
    const [one, other] = [authenticatedPayment(opened), authenticatedPayment(opened)];

    await opened.send(confirmOf(one, { key: 'key-1' }));
    const reused = await opened.send(confirmOf(other, { key: 'key-1' }));

    expect(reused.json.paymentKey).toBe(one.paymentKey);
    expect(opened.pg.control.truth.payment(other.paymentKey).approvals).toBe(0);
  });

  it('2: the same key is another one under another URL', async () => {
    opened = await door.open();
    const payment = authenticatedPayment(opened);

    await opened.send(confirmOf(payment, { key: 'key-1' }));
    const canceled = await opened.send(cancelOf(payment, {}, { key: 'key-1' }));

    expect([canceled.status, canceled.json.status]).toEqual([200, 'CANCELED']);
    expect(opened.pg.control.truth.key('key-1').uses.map(({ path }) => path)).toEqual([
      '/v1/payments/confirm',
      `/v1/payments/${payment.paymentKey}/cancel`,
    ]);
  });

  it('2: the same key is another one under another API key', async () => {
    opened = await door.open();
    const mine = authenticatedPayment(opened);
    const theirs = authenticatedPayment(opened, { mId: 'tdocsapi' });

    await opened.send(confirmOf(mine, { key: 'key-1' }));
    const second = await opened.send(confirmOf(theirs, { key: 'key-1', secret: otherSecretKey }));

    expect([second.status, second.json.paymentKey]).toEqual([200, theirs.paymentKey]);
    expect(opened.pg.control.truth.key('key-1')).toMatchObject({ executions: 2, effects: 2 });
  });

  it('2: a key on a GET means nothing', async () => {
    opened = await door.open();
    const payment = authenticatedPayment(opened);
    const read = post(`/v1/payments/${payment.paymentKey}`, {}, { key: 'key-1' });

    const before = await opened.send({ ...read, method: 'GET' });
    await opened.send(confirmOf(payment));
    const after = await opened.send({ ...read, method: 'GET' });

    expect([before.json.status, after.json.status]).toEqual(['IN_PROGRESS', 'DONE']);
  });

  it('3: 100 parallel confirms with one key execute once', async () => {
    opened = await door.open();
    const payment = authenticatedPayment(opened);

    const all = await Promise.all(
      Array.from({ length: 100 }, () => opened.send(confirmOf(payment, { key: 'key-1' }))),
    );

    expect(all.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
    const replies = all.filter(({ status }) => status === 200).map(({ text }) => text);
    expect(replies.length).toBeGreaterThan(0);
    expect(new Set(replies).size).toBe(1);
    expect(opened.pg.control.truth.key('key-1')).toMatchObject({ executions: 1, effects: 1 });
    expect(opened.pg.control.truth.payment(payment.paymentKey).approvals).toBe(1);
  });

  it.each([
    [300, 200, undefined],
    [301, 400, 'INVALID_IDEMPOTENCY_KEY'],
  ])('4: a key of %d characters gets %d', async (length, status, code) => {
    opened = await door.open();
    const payment = authenticatedPayment(opened);

    const seen = await opened.send(confirmOf(payment, { key: 'k'.repeat(length) }));

    expect([seen.status, seen.json.code]).toEqual([status, code]);
    const { approvals } = opened.pg.control.truth.payment(payment.paymentKey);
    expect(approvals).toBe(status === 200 ? 1 : 0);
  });

  it.each([
    ['15 days', 15 * dayMs, 'replays', 1, 200],
    ['15 days and 1 s', 15 * dayMs + 1_000, 'executes again', 2, 400],
  ])('4: a key of %s %3$s', async (_age, ageMs, _what, executions, status) => {
    opened = await door.open();
    const payment = authenticatedPayment(opened);
    await opened.send(confirmOf(payment, { key: 'key-1' }));

    advance(opened, ageMs);
    const seen = await opened.send(confirmOf(payment, { key: 'key-1' }));

    expect(seen.status).toBe(status);
    expect(opened.pg.control.truth.key('key-1')).toMatchObject({ executions, effects: 1 });
  });
});

describe('Idempotency-Key in flight', () => {
  it('3: answers 409 while the first request still runs, and the reply afterwards', async () => {
    let finish = () => {};
    const timers = {
      setTimeout: (run: () => void) => {
        finish = run;
      },
      clearTimeout: () => undefined,
    };
    const opened = await inProcess.open({ timers, latency: { p50: 50, p95: 90 } });
    const payment = authenticatedPayment(opened);

    const first = opened.send(confirmOf(payment, { key: 'key-1' }));
    const during = await opened.send(confirmOf(payment, { key: 'key-1' }));
    finish();
    const [done, after] = [await first, await opened.send(confirmOf(payment, { key: 'key-1' }))];

    expect([during.status, during.json.code]).toEqual([409, 'IDEMPOTENT_REQUEST_PROCESSING']);
    expect([done.status, after.text]).toEqual([200, done.text]);
    expect(opened.pg.control.truth.key('key-1')).toMatchObject({ executions: 1 });
  });

  it('3: requests on one payment run one at a time, other payments do not wait', async () => {
    const finish: (() => void)[] = [];
    const timers = {
      setTimeout: (run: () => void) => finish.push(run),
      clearTimeout: () => undefined,
    };
    const opened = await inProcess.open({ timers, latency: { p50: 50, p95: 90 } });
    const [one, other] = [authenticatedPayment(opened), authenticatedPayment(opened)];

    const all = [one, one, other].map((payment) => opened.send(confirmOf(payment)));
    await Promise.resolve();
    const running = finish.length;
    for (let at = 0; at < 3; at += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      finish[at]?.();
    }
    const statuses = (await Promise.all(all)).map(({ status }) => status);

    expect(running).toBe(2);
    expect(statuses).toEqual([200, 400, 200]);
  });
});

describe('paidPayment', () => {
  it('refuses a second confirm under a new key', async () => {
    const opened = await inProcess.open();
    const payment = await paidPayment(opened);

    const again = await opened.send(confirmOf(payment, { key: 'key-2' }));

    expect([again.status, again.json.code]).toEqual([400, 'ALREADY_PROCESSED_PAYMENT']);
  });
});
