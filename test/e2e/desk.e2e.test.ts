// The desk of a running cloud: what the engine could not finish is taken in hand, proposed by one person and
// approved by another, under their roles, from the API and from the command line; the money matches.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { AdminAnswer, AdminClient } from '#local/cloud/admin-client.ts';
import { eventually } from '#test/support/cloud/eventually.ts';
import { operatorOf } from '#test/support/cloud/operator.ts';
import { pgControl } from '#test/support/cloud/pg-control.ts';
import { runningCloud } from '#test/support/cloud/running-cloud.ts';
import { orderBecomes, paidSale } from '#test/support/cloud/sale.ts';
import { count } from '#test/support/counters.ts';

const cloud = runningCloud();
const { merchant } = cloud;
const pg = pgControl(cloud.pgUrl);
const shell = promisify(execFile);

interface Typed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `fluxpay …` as a person types it, whose shell speaks that language. */
const fluxpayIn = async (locale: string, ...words: readonly string[]): Promise<Typed> => {
  const args = ['sdk/cli/main.ts', ...words, '--stage', 'local', '--as', 'e2e-cli'];
  const env = { ...process.env, LC_ALL: locale };
  try {
    const { stdout, stderr } = await shell(process.execPath, args, { env });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
};

const fluxpay = (...words: readonly string[]): Promise<Typed> => fluxpayIn('C.UTF-8', ...words);

const itemsOf = ({ result }: AdminAnswer) =>
  (result?.['items'] ?? []) as readonly { attentionId: string; paymentId: string }[];

/** A service failed and the PG refuses every cancel of this order: a person is asked. */
const stuckSale = async (operator: AdminClient) => {
  const sale = await paidSale(merchant, pg, { serviceId: 'lumen-ai' });
  await pg.lie({ fault: 'F26', match: { op: 'cancel', orderId: sale.pgOrderId }, times: 100 });
  await merchant.post('/api/v1/service-callbacks/failed', {
    orderId: sale.orderId,
    reasonCode: 'gpu-lost',
  });
  const listed = await eventually(
    { what: 'the attention item', limitMs: 30_000 },
    () =>
      operator({
        method: 'GET',
        path: '/admin/v1/attention',
        query: { merchantId: cloud.merchantId, kind: 'CANCEL_REFUSED', limit: '100' },
      }),
    (answer) => itemsOf(answer).some(({ paymentId }) => paymentId === sale.paymentId),
  );
  const item = itemsOf(listed).find(({ paymentId }) => paymentId === sale.paymentId);
  return { sale, attentionId: item?.attentionId ?? '' };
};

describe('the command line', () => {
  it('tells a refusal of the engine in words, in the language of the shell', async () => {
    const [english, korean, json] = await Promise.all([
      fluxpay('sagas', 'list'),
      fluxpayIn('ko_KR.UTF-8', 'sagas', 'list'),
      fluxpay('sagas', 'list', '--json'),
    ]);

    expect(english).toMatchObject({ code: 2, out: '' });
    expect(english.err).toContain('--merchant: Required.');
    expect(english.err).not.toContain('{');
    expect(korean.err).toContain('--merchant: 필수 값입니다.');
    expect(JSON.parse(json.err)).toMatchObject({ code: 'VAL_001' });
  });

  it('shows breakers, forces one for a while, and gives it back', async () => {
    const name = 'pg-sandbox-void';
    const listed = await fluxpay('breaker', 'list');
    const forced = await fluxpay(
      ...['breaker', 'disable', name, '--for', '1m', '--reason', 'e2e', '--yes', '--json'],
    );
    const reset = await fluxpay('breaker', 'reset', name, '--reason', 'e2e', '--yes', '--json');

    expect(listed.out).toContain('pg-toss-confirm');
    expect(JSON.parse(forced.out)).toMatchObject({ name, state: 'DISABLED' });
    expect(JSON.parse(reset.out)).toMatchObject({ name, state: 'CLOSED' });
  });
});

describe('the desk', () => {
  it('lets two persons end what the PG refused, and the money matches', async () => {
    const operator = await operatorOf(cloud, 'alice');
    const { sale, attentionId } = await stuckSale(operator);
    const path = `/admin/v1/attention/${attentionId}`;
    const post = (as: AdminClient, step: string, body: object) =>
      as({ method: 'POST', path: `${path}/${step}`, body, idempotencyKey: randomUUID() });
    const action = 'MANUAL_REFUND_DONE';

    const taken = await post(operator, 'ack', { reason: 'on it' });
    await pg.consoleCancel(sale.paymentKey, sale.amount);
    const proposed = await post(operator, 'resolve', {
      action,
      reason: 'returned in the console',
      evidence: { transactionKey: 'seen-in-the-console', at: new Date().toISOString() },
    });
    const herself = await post(await operatorOf(cloud, 'alice', 'Approver'), 'approve', {
      action,
      reason: 'me again',
    });
    const agreed = await post(await operatorOf(cloud, 'bob', 'Approver'), 'approve', {
      action,
      reason: 'I see it too',
    });
    // A whole run of the machine: dispatch, resume, cancel.
    const order = await orderBecomes(merchant, sale, 'CANCELLED', 90_000);

    expect(taken).toMatchObject({ status: 200, result: { status: 'ACKNOWLEDGED' } });
    expect(proposed).toMatchObject({ status: 200, result: { status: 'PROPOSED' } });
    expect(herself).toMatchObject({ status: 403, code: 'SYS_007' });
    expect(agreed).toMatchObject({
      status: 200,
      result: { status: 'RESOLVED', resolution: { by: 'alice', approvedBy: 'bob' } },
    });
    expect(order.result).toMatchObject({ cancelReason: 'SERVICE_FAILED' });
    expect(await pg.truth(sale.pgOrderId)).toMatchObject({
      approvedAmount: sale.amount,
      canceledAmount: sale.amount,
    });
    count('journeys');
  });

  it('is typed at a shell: found, shown, resumed, and the books meet', async () => {
    const operator = await operatorOf(cloud, 'alice');
    const { sale, attentionId } = await stuckSale(operator);

    const [listed, shown, payment, unasked] = await Promise.all([
      fluxpay('sagas', 'list', '--status', 'NEEDS_ATTENTION', '--json'),
      fluxpay('attention', 'show', attentionId),
      fluxpay('payments', 'list', '--payment-key', sale.paymentKey),
      fluxpay('attention', 'ack', attentionId, '--reason', 'r'),
    ]);
    const acked = await fluxpay('attention', 'ack', attentionId, '--reason', 'on it', '--yes');
    const balance = await fluxpay('trial-balance', '--merchant', cloud.merchantId);

    expect(listed.out).toContain(`saga_${sale.paymentId.slice(4)}`);
    expect(shown.out).toContain('CANCEL_REFUSED');
    expect(payment.out).toContain(sale.paymentId);
    expect(unasked).toMatchObject({ code: 2 });
    expect(acked).toMatchObject({ code: 0 });
    expect(acked.out).toContain('e2e-cli');
    expect(balance).toMatchObject({ code: 0 });
    expect(balance.out).toContain('balanced');
    count('journeys');
  });
});
