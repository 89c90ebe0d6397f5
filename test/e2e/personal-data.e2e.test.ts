// A person's data on a deployed stage: told through the public API, shown masked, stored as ciphertexts, given to
// the PG that needs them, and in no log line and no event.
import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { readLogLines } from '#local/cloud/log-lines.ts';
import { eventually } from '#test/support/cloud/eventually.ts';
import { heardEvents } from '#test/support/cloud/heard-events.ts';
import { pgControl } from '#test/support/cloud/pg-control.ts';
import { runningCloud } from '#test/support/cloud/running-cloud.ts';
import { newUser, orderBody } from '#test/support/cloud/sale.ts';
import { storedRows } from '#test/support/cloud/stored-rows.ts';
import { count } from '#test/support/counters.ts';
import { formsOf } from '#test/support/oracle/leak-rules.ts';

const cloud = runningCloud();
const pg = pgControl(cloud.pgUrl);
const rows = storedRows(cloud);

afterAll(() => rows.close());

/** Nobody else of this run has these. */
const mark = String(Math.floor(Math.random() * 1e8)).padStart(8, '0');
const customer = {
  name: `남궁카나리${mark}`,
  email: `canary.${mark}@example.test`,
  phone: `010${mark}`,
};
const refundAccount = {
  bankCode: '88',
  accountNumber: `110${mark}99`,
  holderName: `카나리아${mark}`,
};
const values = [...Object.values(customer), refundAccount.accountNumber, refundAccount.holderName];

/** Which values stand in a text, in any spelling. */
const found = (text: string): readonly string[] =>
  values.filter((value) => formsOf(value).some((form) => text.includes(form)));

const sealed = /"sealed":\{"S":"[A-Za-z0-9_-]{100,}"\}/gu;

describe('what is told of a person', () => {
  it('is shown masked, kept sealed, and said to nobody but the PG', async () => {
    const since = Date.now();
    const heard = await heardEvents(cloud);
    const userId = newUser();
    const key = randomUUID();
    const body = orderBody({ userId, more: { customer } });

    const ordered = await cloud.merchant.post('/api/v1/orders', body, key);
    const replayed = await cloud.merchant.post('/api/v1/orders', body, key);
    const { orderId, payments, checkout } = ordered.result;
    const paymentId: string = payments[0]?.paymentId ?? '';
    const paymentKey = await pg.openAccount(checkout.pgOrderId, 9_000);
    const confirmed = await cloud.merchant.post('/api/v1/payments/confirm', {
      orderId,
      paymentKey,
      amount: 9_000,
    });
    await pg.deposit(paymentKey);
    const paid = await eventually(
      { what: `the deposit of ${paymentId}`, limitMs: 30_000 },
      () => cloud.merchant.get(`/api/v1/payments/${paymentId}?refresh=true`),
      ({ result }) => result?.capturedAmount === 9_000,
    );
    const refunds = `/api/v1/payments/${paymentId}/refunds`;
    const told = await cloud.merchant.post(refunds, {
      amount: 1_000,
      reason: 'mine',
      refundAccount,
    });
    const later = await cloud.merchant.post(refunds, { amount: 500, reason: 'mine' });
    const given = await cloud.merchant.post(`/api/v1/refunds/${later.result.refundId}/account`, {
      refundAccount,
    });
    const done = await eventually(
      { what: 'both refunds', limitMs: 45_000 },
      () => cloud.merchant.get(refunds),
      ({ result }) => result?.items?.filter((one) => one['status'] === 'SUCCEEDED').length === 2,
    );
    const read = await cloud.merchant.get(`/api/v1/orders/${orderId}`);

    const answers = [ordered, replayed, confirmed, paid, told, later, given, done, read];
    for (const { result } of [ordered, replayed, read]) {
      expect(JSON.stringify(result)).toMatch(/"phone":"010\*+\d{4}"/u);
      expect(JSON.stringify(result)).toMatch(/"email":"c\*+@example\.test"/u);
    }
    expect(JSON.stringify(told.result)).toMatch(/"accountNumber":"\*+\d{4}"/u);
    for (const answer of answers) expect(found(JSON.stringify(answer))).toEqual([]);
    count('masked answers', answers.length);

    // The PG was told where the money goes.
    expect(JSON.stringify(await pg.truth(checkout.pgOrderId))).toContain(
      refundAccount.accountNumber,
    );
    const stored = await rows.textOfOrder(orderId, paymentId);
    expect(found(stored)).toEqual([]);
    expect(stored.match(sealed)?.length ?? 0).toBeGreaterThanOrEqual(3);

    const events = await rows.events(userId);
    const brought = await heard.wait(events);
    await heard.close();
    expect(events.length).toBeGreaterThanOrEqual(4);
    expect(found(JSON.stringify([events, brought]))).toEqual([]);

    const lines = await eventually(
      { what: `a log line about ${orderId}`, limitMs: 30_000 },
      () => readLogLines({ awsEndpointUrl: cloud.awsEndpointUrl, stage: cloud.stage, since }),
      (all) => all.some(({ text }) => text.includes(orderId)),
    );
    expect(found(lines.map(({ text }) => text).join('\n'))).toEqual([]);
    count('personal data', values.length);
    count('lines searched', lines.length);
  });

  it('would be found in any spelling', () => {
    for (const value of values) {
      for (const form of formsOf(value))
        expect(found(`a line with ${form} in it`)).toContain(value);
    }
    expect(found('a line with nothing in it')).toEqual([]);
  });
});
