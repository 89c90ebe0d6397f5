import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { virtualClock } from '#local/pg-simulator/clock.ts';
import {
  advance,
  authenticatedPayment,
  cancelOf,
  confirmOf,
  inProcess,
  type Opened,
  paidPayment,
  readOf,
} from './doors.ts';

describe('journal', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'liar-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  const file = () => join(dataDir, 'journal.jsonl');
  const lines = () => readFileSync(file(), 'utf8').split('\n').filter(Boolean);
  const open = (): Promise<Opened> => inProcess.open({ dataDir, clock: virtualClock() });

  const reopen = async (opened: Opened): Promise<Opened> => {
    await opened.close();
    return open();
  };

  it('17: a line is on the disk before its reply', async () => {
    const opened = await open();
    const payment = authenticatedPayment(opened);

    await opened.send(confirmOf(payment, { key: 'key-1' }));
    const last: unknown = JSON.parse(lines().at(-1) ?? '{}');

    expect(last).toMatchObject({
      kind: 'payment.approved',
      before: { status: 'IN_PROGRESS', balance: 10_000 },
      after: { payment: { status: 'DONE', orderId: payment.orderId } },
      key: { key: 'key-1', executions: 1, reply: { status: 200 } },
    });
    await opened.close();
  });

  it('17: a restart knows payments, keys, rules, switches, faults, webhooks and the time', async () => {
    const first = await open();
    const paid = await paidPayment(first);
    const keyed = authenticatedPayment(first, { amount: 990_003 });
    await first.send(confirmOf(keyed, { key: 'key-1' }));
    const reply = await first.send(confirmOf(keyed, { key: 'key-1' }));
    await first.send(cancelOf(paid, { cancelAmount: 1_000 }));
    const throttled = authenticatedPayment(first, { amount: 990_010 });
    await first.send(confirmOf(throttled, { key: 'key-2' }));
    first.pg.control.setSwitches({ 'cancel.oneSecond': 'off' });
    first.pg.control.addRule({ fault: 'F06', match: { orderId: 'order-later' }, times: 2 });
    const merchant = { mId: 'tmore', secretKey: 'test_sk_more', clientKey: 'test_ck_more' };
    first.pg.control.addMerchant(merchant);
    advance(first, 5_000);
    const idle = authenticatedPayment(first);
    const before = {
      summary: first.pg.control.truth.summary(),
      paid: first.pg.control.truth.payment(paid.paymentKey),
      rules: first.pg.control.rules(),
      switches: first.pg.control.switches(),
      key: first.pg.control.truth.key('key-1'),
      now: first.clock.now(),
    };

    const second = await reopen(first);

    const { control } = second.pg;
    expect({
      summary: control.truth.summary(),
      paid: control.truth.payment(paid.paymentKey),
      rules: control.rules(),
      switches: control.switches(),
      key: control.truth.key('key-1'),
      now: second.clock.now(),
    }).toEqual(before);
    const replay = await second.send(confirmOf(keyed, { key: 'key-1' }));
    expect([replay.status, replay.text]).toEqual([200, reply.text]);
    // One of the two 409 answers was given before the restart; the second is still due.
    const still = await second.send(confirmOf(throttled, { key: 'key-2' }));
    const done = await second.send(confirmOf(throttled, { key: 'key-2' }));
    expect([still.status, done.status]).toEqual([409, 200]);
    advance(second, 10 * 60_000);
    expect((await second.send(readOf(idle))).json.status).toBe('EXPIRED');
    await second.close();
  });

  it('17: F28 has committed when the process is gone', async () => {
    const first = await open();
    const payment = authenticatedPayment(first, { amount: 990_028 });

    const crash = await first.send(confirmOf(payment, { key: 'key-1' }));
    const second = await reopen(first);
    const replay = await second.send(confirmOf(payment, { key: 'key-1' }));

    expect([crash.kind, replay.status, replay.json.status]).toEqual(['crash', 200, 'DONE']);
    expect(second.pg.control.truth.key('key-1')).toMatchObject({ executions: 1, effects: 1 });
    await second.close();
  });

  it('17: a torn last line is dropped, and the next line does not stick to it', async () => {
    const first = await open();
    const payment = await paidPayment(first);
    await first.close();
    appendFileSync(file(), lines().at(-1)?.slice(0, 40) ?? '');

    const second = await open();
    const canceled = await second.send(cancelOf(payment));
    const third = await reopen(second);

    expect(canceled.json.status).toBe('CANCELED');
    const truth = third.pg.control.truth.payment(payment.paymentKey);
    expect([truth.approvals, truth.cancels]).toEqual([1, 1]);
    await third.close();
  });

  it('17: a broken line in the middle is refused, not skipped', async () => {
    const first = await open();
    await paidPayment(first);
    await first.close();
    writeFileSync(file(), `{"n":\n${readFileSync(file(), 'utf8')}`);

    await expect(open()).rejects.toThrow(SyntaxError);
  });

  it('reset forgets the file too', async () => {
    const first = await open();
    const payment = await paidPayment(first);

    await first.pg.control.reset();
    const second = await reopen(first);

    expect(lines()).toEqual([]);
    expect((await second.send(readOf(payment))).status).toBe(404);
    await second.close();
  });

  it('17: 200 confirms at once share flushes and are all there after a restart', async () => {
    const first = await open();
    const payments = Array.from({ length: 200 }, () => authenticatedPayment(first));

    const replies = await Promise.all(
      payments.map((payment, nth) => first.send(confirmOf(payment, { key: `key-${nth}` }))),
    );
    const second = await reopen(first);

    expect(replies.filter(({ status }) => status !== 200)).toEqual([]);
    expect(second.pg.control.truth.summary()).toMatchObject({ approvals: 200, keys: 200 });
    await second.close();
  });
});
