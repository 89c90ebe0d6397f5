// Orders of an authorization alone: over when what is reserved for them is.
import { describe, expect, it } from 'vitest';
import { plus } from '#core/kernel/instant.ts';
import { listedOrders } from '#core/orders/listed-orders.ts';
import { anOrder, aPayment, sampleAt } from '#test/support/engine/sample-rows.ts';

describe('a listed order that an authorization made', () => {
  const limit = plus(sampleAt, 1_000);
  const authorization = { pgTxId: 'tx-1', authorizedAt: sampleAt, expiresAt: limit };
  const payment = aPayment({ status: 'AUTHORIZED', authorization } as never);
  const listed = async (order: ReturnType<typeof anOrder>, now = limit) => {
    const asked: string[] = [];
    const [one] = await listedOrders([order], {
      statuses: undefined,
      now,
      currentPayments: (orders) => {
        asked.push(...orders.map(({ orderId }) => orderId));
        return Promise.resolve([payment]);
      },
    });
    return { over: one?.over, asked };
  };

  it('is over with what is reserved, before its own time', async () => {
    const order = anOrder({ kind: 'DIRECT' });

    expect(await listed(order)).toEqual({
      over: { reason: 'AUTH_EXPIRED', at: limit },
      asked: [order.orderId],
    });
    expect((await listed(order, plus(limit, -1))).over).toBeUndefined();
  });

  it('is not asked about once it has ended', async () => {
    const ended = anOrder({ kind: 'DIRECT', status: 'COMPLETED' } as never);

    expect(await listed(ended)).toEqual({ over: undefined, asked: [] });
  });
});
