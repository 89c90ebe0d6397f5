// However many partial refunds ask at once, no more goes back than was paid.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { EngineReply } from '#test/support/cloud/engine-reply.ts';
import { eventually } from '#test/support/cloud/eventually.ts';
import { pgControl } from '#test/support/cloud/pg-control.ts';
import { runningCloud } from '#test/support/cloud/running-cloud.ts';
import { paidSale, paymentBecomes } from '#test/support/cloud/sale.ts';
import { eventFaults, storedRows, typesOf } from '#test/support/cloud/stored-rows.ts';
import { count } from '#test/support/counters.ts';

const cloud = runningCloud();
const pg = pgControl(cloud.pgUrl);
const rows = storedRows(cloud);

afterAll(() => rows.close());

const isDecided = ({ status, code }: EngineReply): boolean =>
  status < 500 && status !== 429 && code !== 'IDEM_001';

/**
 * Asked again under the same key while the engine says that it may: nothing was done. And when it says so: forty
 * clients that ask without a pause leave the one who is served no machine to be served on.
 */
const untilDecided = (ask: (key: string) => Promise<EngineReply>): Promise<EngineReply> => {
  const key = randomUUID();
  const politely = async (): Promise<EngineReply> => {
    const reply = await ask(key);
    const seconds = isDecided(reply) ? 0 : Number(reply.headers.get('Retry-After') ?? 0);
    await pause(seconds * 1_000);
    return reply;
  };
  return eventually(
    { what: `a decided answer under ${key}`, limitMs: 60_000 },
    politely,
    isDecided,
  );
};

describe('forty refunds of 1,000 on 10,000', () => {
  it('give exactly ten, and the rest are told why', async () => {
    const sale = await paidSale(cloud.merchant, pg, { amount: 10_000 });
    const path = `/api/v1/payments/${sale.paymentId}/refunds`;
    const body = { amount: 1_000, reason: 'one of ten' };

    const replies = await Promise.all(
      Array.from({ length: 40 }, () => untilDecided((key) => cloud.merchant.post(path, body, key))),
    );
    await paymentBecomes(cloud.merchant, sale, 'REFUNDED', 90_000);

    const accepted = replies.filter(({ status }) => status === 201 || status === 202);
    const refused = replies.filter(({ status }) => status !== 201 && status !== 202);
    expect(accepted).toHaveLength(10);
    for (const { code } of refused) expect(['REF_002', 'REF_003']).toContain(code);
    expect(await pg.truth(sale.pgOrderId)).toMatchObject({
      cancels: 10,
      canceledAmount: 10_000,
    });
    const events = await rows.events(sale.userId);
    expect(eventFaults(events)).toEqual([]);
    expect(typesOf(events).filter((type) => type === 'refund.succeeded')).toHaveLength(10);
    count('parallel refunds', replies.length);
  });
});
