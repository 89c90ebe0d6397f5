// Every transaction by name with the exact rows it writes and checks, and how many writes and reads an
// operation makes. Source: saga specification, section 1.2.
import { describe, expect, it } from 'vitest';
import type { TransactionName } from '#core/contracts/labels.ts';
import { createOrder } from '#core/orders/create-order.ts';
import { count } from '#test/support/counters.ts';
import { askRefund } from '#test/support/engine/refunds.ts';
import {
  cancel,
  confirm,
  orderCommand,
  report,
  sell,
  unreachable,
} from '#test/support/engine/sale.ts';
import { transactionLog } from '#test/support/engine/transaction-log.ts';
import { type World, world } from '#test/support/engine/world.ts';
import { policy } from '#test/support/selling-policy.ts';

interface Watched {
  readonly at: World;
  /** The rows of the last transaction of that name, sorted. */
  itemsOf(name: TransactionName): string[];
}

const watched = (fulfilment: 'none' | 'callback'): Watched => {
  const log = transactionLog();
  const at = world({
    policies: [policy({ fulfilment, timeoutSeconds: 10 })],
    intercept: log.intercept,
  });
  const itemsOf = (name: TransactionName): string[] => {
    const names = at.mishap.called.filter((label) => label.startsWith('TX-'));
    return [...(log.sent[names.lastIndexOf(name)]?.items ?? [])].sort();
  };
  return { at, itemsOf };
};

/** A sale whose service is at work. */
const served = async () => {
  const { at, itemsOf } = watched('callback');
  const sale = await sell(at);
  await confirm(at, sale);
  await at.runFor(1_000);
  return { at, itemsOf, sale };
};

interface Row {
  readonly name: TransactionName;
  readonly when: string;
  readonly run: () => Promise<Watched>;
  readonly items: readonly string[];
}

/** A sale that is paid, and what its clients ask back at once. */
const refunding = async (fault: string | undefined, ...amounts: readonly bigint[]) => {
  const { at, itemsOf } = watched('none');
  const sale = await sell(at);
  await confirm(at, sale);
  if (fault !== undefined) at.pg.control.addRule({ fault, match: { op: 'cancel' } });
  for (const amount of amounts) await askRefund(at, sale, { amount });
  await at.runFor(60_000);
  return { at, itemsOf };
};

const done = ['update IDEM', 'put RESPONSE'];
const completed = ['put IDEM', 'put RESPONSE'];

const rows: readonly Row[] = [
  {
    name: 'TX-ORDER',
    when: 'an order is made',
    run: async () => {
      const { at, itemsOf } = watched('none');
      await sell(at);
      return { at, itemsOf };
    },
    items: [...completed, 'put ORDER', 'put PAYMENT', 'put OUT'],
  },
  {
    name: 'TX-ORDER',
    when: 'an order has the merchant’s number',
    run: async () => {
      const { at, itemsOf } = watched('none');
      await createOrder(at.deps)(orderCommand({ merchantOrderId: 'M-1' }));
      return { at, itemsOf };
    },
    items: [...completed, 'put ORDER', 'put PAYMENT', 'put UNIQ MORDER', 'put OUT'],
  },
  {
    name: 'TX-CLAIM',
    when: 'a payment is confirmed',
    run: async () => {
      const { at, itemsOf } = watched('none');
      await confirm(at, await sell(at));
      return { at, itemsOf };
    },
    items: [
      'put IDEM',
      'check ORDER',
      'update PAYMENT',
      'put ATTEMPT',
      'put UNIQ PGKEY',
      'put CMD',
    ],
  },
  {
    name: 'TX-CLAIM',
    when: 'an attempt that was not sent is sent again',
    run: async () => {
      const { at, itemsOf } = watched('none');
      const sale = await sell(at);
      await confirm({ deps: unreachable(at) }, sale);
      await confirm(at, sale);
      return { at, itemsOf };
    },
    items: [
      'put IDEM',
      'check ORDER',
      'update PAYMENT',
      'update ATTEMPT',
      'put UNIQ PGKEY',
      'put CMD',
    ],
  },
  {
    name: 'TX-CLAIM',
    when: 'another request takes the place of one that was not sent',
    run: async () => {
      const { at, itemsOf } = watched('none');
      const sale = await sell(at);
      await confirm({ deps: unreachable(at) }, { ...sale, paymentKey: 'tliar-some-other-key-01' });
      await confirm(at, sale);
      return { at, itemsOf };
    },
    items: [
      'put IDEM',
      'check ORDER',
      'update PAYMENT',
      'update ATTEMPT',
      'put ATTEMPT',
      'put UNIQ PGKEY',
      'put CMD',
    ],
  },
  {
    name: 'TX-APPROVED',
    when: 'the deal is final with the approval',
    run: async () => {
      const { at, itemsOf } = watched('none');
      await confirm(at, await sell(at));
      return { at, itemsOf };
    },
    items: [
      ...done,
      'update ATTEMPT',
      'update PAYMENT',
      'update ORDER',
      'put UNIQ PGTX',
      'put GROUP',
      'put GROUP',
      'put OUT',
    ],
  },
  {
    name: 'TX-APPROVED',
    when: 'a service is asked',
    run: async () => {
      const { at, itemsOf } = watched('callback');
      await confirm(at, await sell(at));
      return { at, itemsOf };
    },
    items: [
      ...done,
      'update ATTEMPT',
      'update PAYMENT',
      'update ORDER',
      'put UNIQ PGTX',
      'put GROUP',
      'put SAGA',
      'put SVC',
      'put OUT',
      'put CMD',
    ],
  },
  {
    name: 'TX-APPROVED',
    when: 'it comes out of a doubt with a cancel noted',
    run: async () => {
      const { at, itemsOf } = watched('callback');
      const sale = await sell(at, { amount: 990_001n });
      await confirm(at, sale);
      await cancel(at, sale);
      await at.runFor(5_000);
      return { at, itemsOf };
    },
    items: [
      ...done,
      'update ATTEMPT',
      'update PAYMENT',
      'update ORDER',
      'put UNIQ PGTX',
      'put GROUP',
      'put GROUP',
      'put SAGA',
      'put OUT',
      'put CMD',
    ],
  },
  {
    name: 'TX-DECLINED',
    when: 'the order can be paid again',
    run: async () => {
      const { at, itemsOf } = watched('none');
      await confirm(at, await sell(at, { amount: 991_001n }));
      return { at, itemsOf };
    },
    items: [...done, 'update ATTEMPT', 'update PAYMENT', 'update ORDER', 'put PAYMENT', 'put OUT'],
  },
  {
    name: 'TX-NOTSENT',
    when: 'no byte left us',
    run: async () => {
      const { at, itemsOf } = watched('none');
      await confirm({ deps: unreachable(at) }, await sell(at));
      return { at, itemsOf };
    },
    items: ['update IDEM', 'update ATTEMPT', 'update PAYMENT', 'update ORDER', 'put OUT'],
  },
  {
    name: 'TX-DOUBT',
    when: 'a confirm is in doubt',
    run: async () => {
      const { at, itemsOf } = watched('none');
      await confirm(at, await sell(at, { amount: 990_001n }));
      return { at, itemsOf };
    },
    items: ['update IDEM', 'update ATTEMPT', 'update PAYMENT', 'put GROUP', 'put OUT', 'put CMD'],
  },
  {
    name: 'TX-REFUSE',
    when: 'a refusal is stored',
    run: async () => {
      const { at, itemsOf } = watched('none');
      await confirm(at, await sell(at), { amount: 1n });
      return { at, itemsOf };
    },
    items: [...completed, 'put OUT'],
  },
  {
    name: 'TX-CANCEL-NOTE',
    when: 'a client cancels in doubt',
    run: async () => {
      const { at, itemsOf } = watched('none');
      const sale = await sell(at, { amount: 990_001n });
      await confirm(at, sale);
      await cancel(at, sale);
      return { at, itemsOf };
    },
    items: [...completed, 'update ORDER', 'check PAYMENT', 'put OUT'],
  },
  {
    name: 'TX-CLOSE-ORDER',
    when: 'a client cancels an unpaid order',
    run: async () => {
      const { at, itemsOf } = watched('none');
      await cancel(at, await sell(at));
      return { at, itemsOf };
    },
    items: [...completed, 'update ORDER', 'update PAYMENT', 'put OUT'],
  },
  {
    name: 'TX-TOKEN',
    when: 'the saga waits for its service',
    run: served,
    items: ['update SVC'],
  },
  {
    name: 'TX-OUTCOME',
    when: 'a service reports under a key, with the saga waiting',
    run: async () => {
      const { at, itemsOf, sale } = await served();
      await report(at, sale, 'COMPLETED', 'done-1');
      return { at, itemsOf };
    },
    items: [...completed, 'update SVC', 'put OUT', 'put CMD'],
  },
  {
    name: 'TX-OUTCOME',
    when: 'a service reports without a key, before the saga waits',
    run: async () => {
      const { at, itemsOf } = watched('callback');
      const sale = await sell(at);
      await confirm(at, sale);
      await report(at, sale, 'COMPLETED');
      return { at, itemsOf };
    },
    items: ['update SVC', 'put OUT'],
  },
  {
    name: 'TX-REJECT',
    when: 'a contrary report comes',
    run: async () => {
      const { at, itemsOf, sale } = await served();
      await report(at, sale, 'COMPLETED');
      await report(at, sale, 'FAILED');
      return { at, itemsOf };
    },
    items: ['update SVC', 'put OUT'],
  },
  {
    name: 'TX-COMPLETE',
    when: 'the service was delivered',
    run: async () => {
      const { at, itemsOf, sale } = await served();
      await report(at, sale, 'COMPLETED');
      await at.runFor(1_000);
      return { at, itemsOf };
    },
    items: ['update SAGA', 'update ORDER', 'update PAYMENT', 'put GROUP', 'put OUT'],
  },
  {
    name: 'TX-SVC-CLOSE',
    when: 'the deadline has passed',
    run: async () => {
      const { at, itemsOf } = await served();
      await at.runFor(20_000);
      return { at, itemsOf };
    },
    items: ['update SVC', 'put OUT', 'put CMD'],
  },
  {
    name: 'TX-SVC-CLOSE',
    when: 'the client cancels while the service works',
    run: async () => {
      const { at, itemsOf, sale } = await served();
      await cancel(at, sale);
      return { at, itemsOf };
    },
    items: [...completed, 'update SVC', 'update ORDER', 'put OUT', 'put CMD'],
  },
  {
    name: 'TX-RETURN-CLAIM',
    when: 'a compensation begins',
    run: async () => {
      const { at, itemsOf } = await served();
      await at.runFor(20_000);
      return { at, itemsOf };
    },
    items: [
      'update SAGA',
      'update PAYMENT',
      'put REFUND',
      'put UNIQ REFUND',
      'put ATTEMPT',
      'put GROUP',
      'put OUT',
      'put CMD',
    ],
  },
  {
    name: 'TX-RETURN-OK',
    when: 'the PG has returned the money',
    run: async () => {
      const { at, itemsOf } = await served();
      await at.runFor(20_000);
      return { at, itemsOf };
    },
    items: [
      'update ATTEMPT',
      'update REFUND',
      'update PAYMENT',
      'put UNIQ PGTX',
      'put GROUP',
      'check SAGA',
      'put OUT',
    ],
  },
  {
    name: 'TX-RETURN-OK',
    when: 'the saga waited for it',
    run: async () => {
      const { at, itemsOf } = await served();
      at.pg.control.addRule({ fault: 'F03', match: { op: 'cancel' } });
      await at.runFor(20_000);
      return { at, itemsOf };
    },
    items: [
      'update ATTEMPT',
      'update REFUND',
      'update PAYMENT',
      'put UNIQ PGTX',
      'put GROUP',
      'update SAGA',
      'put OUT',
      'put CMD',
    ],
  },
  {
    name: 'TX-AWAIT-CANCEL',
    when: 'the saga begins to wait for its refund',
    run: async () => {
      const { at, itemsOf } = await served();
      at.pg.control.addRule({ fault: 'F03', match: { op: 'cancel' } });
      await at.runFor(20_000);
      return { at, itemsOf };
    },
    items: ['check ATTEMPT', 'update SAGA'],
  },
  {
    name: 'TX-REFUND-FAIL',
    when: 'the PG refuses the cancel',
    run: async () => {
      const { at, itemsOf } = await served();
      at.pg.control.addRule({ fault: 'F26', match: { op: 'cancel' } });
      await at.runFor(20_000);
      return { at, itemsOf };
    },
    items: [
      'update ATTEMPT',
      'update REFUND',
      'update PAYMENT',
      'put GROUP',
      'check SAGA',
      'put OUT',
    ],
  },
  {
    name: 'TX-REFUND-CLAIM',
    when: 'a refund is asked for',
    run: () => refunding(undefined, 1_000n),
    items: [
      'put IDEM',
      'update PAYMENT',
      'put REFUND',
      'put UNIQ REFUND',
      'put ATTEMPT',
      'put GROUP',
      'put OUT',
      'put CMD',
    ],
  },
  {
    name: 'TX-REFUND-CLAIM',
    when: 'another operation of its payment is open',
    run: () => refunding('F10', 1_000n, 2_000n),
    items: [
      ...completed,
      'update PAYMENT',
      'put REFUND',
      'put UNIQ REFUND',
      'put GROUP',
      'put OUT',
    ],
  },
  {
    name: 'TX-REFUND-SEND',
    when: 'the turn of a refund has come',
    run: () => refunding('F10', 1_000n, 2_000n),
    items: ['update REFUND', 'update PAYMENT', 'put ATTEMPT', 'put CMD'],
  },
  {
    name: 'TX-REFUND-OK',
    when: 'the PG has returned the money',
    run: () => refunding(undefined, 1_000n),
    items: [
      ...done,
      'update ATTEMPT',
      'update REFUND',
      'update PAYMENT',
      'put UNIQ PGTX',
      'put GROUP',
      'put OUT',
    ],
  },
  {
    name: 'TX-REFUND-OK',
    when: 'its request has its answer, and none waits behind it',
    run: () => refunding('F10', 1_000n, 2_000n),
    items: [
      'update ATTEMPT',
      'update REFUND',
      'update PAYMENT',
      'put UNIQ PGTX',
      'put GROUP',
      'put OUT',
    ],
  },
  {
    name: 'TX-REFUND-FAIL',
    when: 'the PG refuses a refund that was asked for',
    run: () => refunding('F26', 1_000n),
    items: [...done, 'update ATTEMPT', 'update REFUND', 'update PAYMENT', 'put GROUP', 'put OUT'],
  },
  {
    name: 'TX-ATTENTION',
    when: 'the saga needs a person',
    run: async () => {
      const { at, itemsOf } = await served();
      at.pg.control.addRule({ fault: 'F26', match: { op: 'cancel' } });
      await at.runFor(20_000);
      return { at, itemsOf };
    },
    items: ['put ITEM', 'put UNIQ ATTN', 'update SAGA', 'put OUT'],
  },
  {
    name: 'TX-CANCEL-ORDER',
    when: 'the money is back',
    run: async () => {
      const { at, itemsOf } = await served();
      await at.runFor(20_000);
      return { at, itemsOf };
    },
    items: ['update ORDER', 'update SAGA', 'put OUT'],
  },
  {
    name: 'TX-EXTERNAL',
    when: 'the console had returned it all while the confirm was in doubt',
    run: async () => {
      const { at, itemsOf } = watched('callback');
      const sale = await sell(at, { amount: 990_001n });
      await confirm(at, sale);
      at.pg.control.consoleCancel(sale.paymentKey);
      await at.runFor(3_000);
      return { at, itemsOf };
    },
    items: [
      'put REFUND',
      'put UNIQ REFUND',
      'put UNIQ PGTX',
      'update PAYMENT',
      'update SVC',
      'put GROUP',
      'put GROUP',
      'put OUT',
    ],
  },
  {
    name: 'TX-RETURN-NONE',
    when: 'nothing is left to return',
    run: async () => {
      const { at, itemsOf } = watched('callback');
      const sale = await sell(at, { amount: 990_001n });
      await confirm(at, sale);
      at.pg.control.consoleCancel(sale.paymentKey);
      await at.runFor(5_000);
      return { at, itemsOf };
    },
    items: ['update SAGA', 'put OUT'],
  },
  {
    name: 'TX-RUN',
    when: 'a saga whose execution was stopped begins its next run',
    run: async () => {
      const { at, itemsOf, sale } = await served();
      await report(at, sale, 'COMPLETED');
      at.stepper.stop(`M123-${sale.paymentId}`);
      await at.runFor(80_000);
      await at.sweepOnce();
      return { at, itemsOf };
    },
    items: ['update SAGA', 'put CMD'],
  },
];

describe.each(rows)('$name when $when', ({ name, run, items }) => {
  it(`is ${items.length} items: ${items.join(', ')}`, async () => {
    const { itemsOf } = await run();

    const written = itemsOf(name);

    expect(written).toEqual([...items].sort());
    count('transaction-rows');
  });
});

describe('the calls of an operation', () => {
  it('a sale is one transaction and no read', async () => {
    const { at } = watched('none');

    await sell(at);

    expect(at.mishap.called).toEqual(['TX-ORDER']);
  });

  it('a confirm is one read, and one transaction on each side of the PG call', async () => {
    const { at } = watched('none');
    const sale = await sell(at);
    const before = at.mishap.called.length;

    await confirm(at, sale);

    expect(at.mishap.called.slice(before)).toEqual([
      'order.byId',
      'TX-CLAIM',
      'pg.confirm',
      'TX-APPROVED',
    ]);
  });

  it('a replay is the two reads that find the answer and the condition that lost', async () => {
    const { at } = watched('none');
    const sale = await sell(at);
    await confirm(at, sale);
    const before = at.mishap.called.length;

    await confirm(at, sale);

    expect(at.mishap.called.slice(before).filter((label) => label.startsWith('TX-'))).toHaveLength(
      1,
    );
    expect(at.mishap.called.slice(before).at(-1)).toBe('idempotency.answer');
  });

  it('a refund is two reads, and one transaction on each side of the PG call', async () => {
    const { at } = watched('none');
    const sale = await sell(at);
    await confirm(at, sale);
    const before = at.mishap.called.length;

    await askRefund(at, sale, { amount: 1_000n });

    expect(at.mishap.called.slice(before)).toEqual([
      'payment.byId',
      'order.byId',
      'TX-REFUND-CLAIM',
      'pg.cancel',
      'TX-REFUND-OK',
    ]);
  });

  it('a refusal is written once', async () => {
    const { at } = watched('none');
    const sale = await sell(at);
    const before = at.mishap.called.length;

    await confirm(at, sale, { amount: 1n });

    expect(at.mishap.called.slice(before)).toEqual(['order.byId', 'TX-REFUSE']);
  });
});
