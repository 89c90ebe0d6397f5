// A recount of everything an engine has stored: nothing differs, and one changed value of any kind of
// record is named.
import { describe, expect, it } from 'vitest';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { deflated } from '#adapters/dynamo/deflated.ts';
import { decodeCommand, decodeOutboxRow } from '#adapters/dynamo/outbox-items.ts';
import type { Attributes } from '#adapters/dynamo/row-values.ts';
import { type Shelf, shelves } from '#adapters/dynamo/stored-books.ts';
import { assert } from '#core/kernel/assert.ts';
import { instant, plus } from '#core/kernel/instant.ts';
import { readNow } from '#core/payments/read-now.ts';
import { getPayment } from '#core/payments/read-payments.ts';
import type { Books, Difference } from '#core/verification/books.ts';
import { type Asked, isAsked, recordsAsked } from '#core/verification/narrow.ts';
import { recordsOf, recount } from '#core/verification/recount.ts';
import { trialBalance } from '#core/verification/recount-ledger.ts';
import { auditOf, openShop } from '#test/support/engine/audit.ts';
import { tenant } from '#test/support/engine/engine.ts';
import { askRefund } from '#test/support/engine/refunds.ts';
import { confirm, sell, sellAgain, serviceShop, shop } from '#test/support/engine/sale.ts';
import type { World } from '#test/support/engine/world.ts';

const minute = 60_000;
const tables: Readonly<Record<Shelf, string>> = {
  engine: 'engine',
  outbox: 'outbox',
  readModel: 'read-model',
  commands: 'commands',
};

/** Everything published and handed out, as relay and dispatcher leave it. */
const publishAll = async (at: World): Promise<void> => {
  for (const item of at.dynamo.dump('commands') as Attributes[]) {
    if (item['cp'] !== undefined) await at.deps.commandMarks.done(decodeCommand(item));
  }
  for (const item of at.dynamo.dump('outbox') as Attributes[]) {
    if (item['bp'] !== undefined) await at.deps.outboxMarks.published(decodeOutboxRow(item));
  }
};

/** A sale, one with a refund, and one that was declined; published, sealed and at rest. */
const atRest = async () => {
  const at = shop();
  await openShop(at);
  at.clock.advance(1_000);
  const sale = await sell(at, { amount: 10_000n });
  await confirm(at, sale);
  at.clock.advance(2_000);
  await askRefund(at, sale, { amount: 3_000n });
  await sell(at, { amount: 4_000n, key: 'waiting' });
  at.clock.advance(30 * minute);
  await publishAll(at);
  await auditOf(at).seal();
  return { at, sale };
};

/** A deposit that its bank took back; published, sealed and at rest. */
const takenBack = async () => {
  const at = shop();
  await openShop(at);
  at.clock.advance(1_000);
  const sale = await sell(at, { method: 'VIRTUAL_ACCOUNT', validHours: 24 });
  await confirm(at, sale);
  for (const move of ['deposit', 'reverseDeposit'] as const) {
    at.pg.control[move](sale.paymentKey);
    await at.runFor(2_000);
    const { deps } = at;
    const key = { tenant, paymentId: sale.paymentId };
    await getPayment({ ...deps, readNow: readNow(deps) })({ ...key, refresh: true });
  }
  at.clock.advance(30 * minute);
  await publishAll(at);
  await auditOf(at).seal();
  return { at, sale };
};

type Item = Record<
  string,
  { S?: string; N?: string; M?: Item; L?: { M?: Item }[]; B?: Uint8Array }
>;

interface Change {
  readonly shelf: Shelf;
  readonly of: (item: Item) => boolean;
  /** Changes the row, or gives nothing for one that is taken out. */
  readonly change: (item: Item) => Item | undefined;
}

/** The books of the one tenant, with one row changed on its way. */
const booksOf = (at: World, planted?: Change): Books => {
  const sorted = shelves();
  let isPlanted = planted === undefined;
  for (const [shelf, table] of Object.entries(tables) as [Shelf, string][]) {
    for (const item of structuredClone(at.dynamo.dump(table)) as unknown as Item[]) {
      const isIt = !isPlanted && planted?.shelf === shelf && planted.of(item);
      isPlanted ||= isIt;
      const kept = isIt ? planted?.change(item) : item;
      if (kept !== undefined) sorted.put(shelf, kept as Attributes);
    }
  }
  assert(isPlanted, 'the row to change is there');
  const [books] = sorted.books();
  assert(books !== undefined && sorted.unreadable.length === 0, 'every row is read');
  return books;
};

const found = (at: World, planted?: Change): Difference[] =>
  recount(booksOf(at, planted), at.clock.now(), nodeDigests);

const sk = (start: string) => (item: Item) => item['sk']?.S?.startsWith(start) === true;
const engineRow = (start: string, change: Change['change']): Change => ({
  shelf: 'engine',
  of: sk(start),
  change,
});
const group = (start: string, change: Change['change']): Change => ({
  shelf: 'engine',
  of: ({ effectKey }) => effectKey?.S?.startsWith(start) === true,
  change,
});
const set = (name: string, value: Item[string]) => (item: Item) => ({ ...item, [name]: value });
const amounts = (name: string, minor: string) => (item: Item) => {
  const field = item['amounts']?.M?.[name]?.M;
  assert(field !== undefined, 'a payment has its amounts');
  field['minor'] = { N: minor };
  return item;
};
const paid = (change: Change['change']): Change => ({
  shelf: 'engine',
  of: (item) => sk('PAYMENT')(item) && item['status']?.S === 'PARTIALLY_REFUNDED',
  change,
});
const line = (change: (of: Item) => void) => (item: Item) => {
  const first = item['lines']?.L?.[0]?.M;
  assert(first !== undefined, 'a group has lines');
  change(first);
  return item;
};
const ofOutbox = (change: Change['change'], n = 2): Change => ({
  shelf: 'outbox',
  of: (item) => Number(item['n']?.N) >= n,
  change,
});
const entry = (change: (of: Item) => void): Change => ({
  shelf: 'readModel',
  of: (item) => sk('aud_')(item) && item['seq']?.N === '2',
  change: (item) => {
    const fields = item['entry']?.M;
    assert(fields !== undefined, 'an index row has its record');
    change(fields);
    return item;
  },
});

const gone = (): undefined => undefined;

const plantings: readonly (readonly [string, Change, Difference['kind'], RegExp])[] = [
  ['captured', paid(amounts('captured', '10001')), 'payment', /captured 10001 is not/u],
  ['below zero', paid(amounts('refundable', '-1')), 'payment', /below zero/u],
  ['refunding', paid(amounts('refunding', '5')), 'payment', /refunding is 5; its refunds say 0/u],
  ['refunded', paid(amounts('refunded', '2999')), 'payment', /refunded is 2999/u],
  ['a status', paid(set('status', { S: 'REFUNDED' })), 'payment', /its amounts do not say/u],
  [
    'a status before',
    paid(set('status', { S: 'CONFIRMED' })),
    'payment',
    /its amounts do not say/u,
  ],
  ['a failure', paid(set('status', { S: 'FAILED' })), 'payment', /FAILED without a decline/u],
  [
    'an open attempt',
    paid(set('openAttempt', { M: { id: { S: 'CONFIRM#x' } } })),
    'payment',
    /names CONFIRM#x as open; open is none/u,
  ],
  [
    'an attempt',
    engineRow('ATTEMPT#CONFIRM', set('state', { S: 'DECLINED' })),
    'payment',
    /without an approval that succeeded/u,
  ],
  [
    'an attempt left open',
    engineRow('ATTEMPT#REFUND', set('state', { S: 'IN_DOUBT' })),
    'payment',
    /names no attempt as open; open is REFUND#/u,
  ],
  ['a refund', engineRow('REFUND#', set('status', { S: 'FAILED' })), 'refund', /posted as failed/u],
  ['a lost refund', engineRow('REFUND#', gone), 'payment', /its refunds say 0/u],
  ['a lost payment', paid(gone), 'refund', /a payment that is not there/u],
  ['a lost capture', group('capture:', gone), 'payment', /captured 10000 is not posted/u],
  ['a lost claim', group('refund:', gone), 'refund', /its claim is not posted|posted as done/u],
  [
    'a line',
    group(
      'capture:',
      line((of) => (of['amount'] = { N: '9' })),
    ),
    'ledger',
    /is off by/u,
  ],
  [
    'a line below zero',
    group(
      'capture:',
      line((of) => (of['amount'] = { N: '-5' })),
    ),
    'ledger',
    /not positive/u,
  ],
  [
    'a side',
    group(
      'capture:',
      line((of) => (of['side'] = { S: 'X' })),
    ),
    'ledger',
    /of no side/u,
  ],
  ['no lines', group('deliver:', set('lines', { L: [] })), 'ledger', /has 0 lines/u],
  ['a currency', group('deliver:', set('currency', { S: '' })), 'ledger', /no currency/u],
  [
    'an effect key',
    group('deliver:', set('effectKey', { S: 'deliver:ord_x' })),
    'ledger',
    /says that it is deliver:ord_x/u,
  ],
  ['a lost order', engineRow('ORDER', gone), 'ledger', /an object that is not there/u],
  [
    'a debt below zero',
    group('capture:', (item) => {
      for (const each of item['lines']?.L ?? []) {
        if (each.M?.['account']?.S === 'order_deferred') each.M['side'] = { S: 'D' };
        else if (each.M !== undefined) each.M['side'] = { S: 'C' };
      }
      return item;
    }),
    'ledger',
    /owes -20000/u,
  ],
  ['a count of events', ofOutbox(set('n', { N: '7' })), 'outbox', /of 7 events/u],
  ['a lost row', ofOutbox(gone), 'outbox', /counts \d+ events; there are/u],
  [
    'a sequence',
    ofOutbox((item) => {
      const { events } = decodeOutboxRow(item as Attributes);
      return { ...item, events: { B: deflated(events.toSpliced(0, 1)) }, n: { N: '1' } };
    }),
    'outbox',
    /counts \d+ events/u,
  ],
  [
    'a publication',
    ofOutbox(({ busAt: _busAt, ...item }) => item, 1),
    'outbox',
    /waits for no sink/u,
  ],
  [
    'a command',
    {
      shelf: 'commands',
      of: ({ cp }) => cp === undefined,
      change: set('cp', { S: '1' }),
    },
    'command',
    /is not handed out yet/u,
  ],
  ['a marker', ofOutbox(set('bp', { S: '1' }), 1), 'outbox', /is not published yet/u],
  [
    'a marker of nothing',
    {
      shelf: 'outbox',
      of: ({ n }) => n?.N === '0',
      change: set('bp', { S: '1' }),
    },
    'outbox',
    /waits with nothing to publish/u,
  ],
  [
    'an audit record',
    ofOutbox((item) => ({ ...item, audit: { M: { ...item['audit']?.M, actor: { S: 'x' } } } })),
    'audit',
    /differs from what was sealed/u,
  ],
  ['a sealed record', entry((of) => (of['actor'] = { S: 'x' })), 'audit', /not what was sealed/u],
  ['a number', entry((of) => (of['seq'] = { N: '5' })), 'audit', /has number/u],
  ['a link', entry((of) => (of['prevHash'] = { S: '0' })), 'audit', /does not continue/u],
  [
    'a lost record',
    { shelf: 'readModel', of: sk('aud_'), change: gone },
    'audit',
    /has no sealed record/u,
  ],
  ['the head', engineRow('HEAD', set('seq', { N: '99' })), 'audit', /ends at 99; the last/u],
  ['a lost head', engineRow('HEAD', gone), 'audit', /ends at 0; the last/u],
];

describe('recount', () => {
  it('finds nothing in what the engine has stored, and the balances add up', async () => {
    const { at } = await atRest();
    const books = booksOf(at);
    const balances = trialBalance(books.groups);

    expect(found(at)).toEqual([]);
    expect(recordsOf(books)).toBeGreaterThan(15);
    expect([...balances.values()].reduce((sum, each) => sum + each, 0n)).toBe(0n);
    expect(balances.get('order_deferred KRW')).toBe(0n);
    expect(balances.get('pg_receivable:toss KRW')).toBe(7_000n);
  });

  it.each(plantings)('names the record where %s differs', async (_what, planted, kind, says) => {
    const { at } = await atRest();

    const differences = found(at, planted);

    expect(differences.filter((one) => one.kind === kind && says.test(one.says))).not.toEqual([]);
    for (const { record } of differences) expect(record).not.toBe('');
  });

  it('finds nothing in a sale with a service, and names a service or saga that lost count', async () => {
    const at = serviceShop({ timeoutSeconds: 3_600 });
    await openShop(at);
    at.clock.advance(1_000);
    await confirm(at, await sell(at));
    await at.runFor(1_000);
    at.clock.advance(30 * minute);
    await publishAll(at);
    await auditOf(at).seal();
    const seq = set('seq', { N: '9' });

    expect(found(at)).toEqual([]);
    expect(booksOf(at).counted.length).toBeGreaterThan(1);
    expect(found(at, engineRow('SVC', seq))).toMatchObject([{ kind: 'outbox' }]);
    expect(found(at, engineRow('SAGA', seq))).toMatchObject([{ kind: 'outbox' }]);
  });

  it('leaves out what is younger than the relay, the sweeper and the sealer need', async () => {
    const { at } = await atRest();
    await sell(at, { key: 'young' });

    expect(found(at)).toEqual([]);
    const later = recount(booksOf(at), plus(at.clock.now(), 30 * minute), nodeDigests);

    expect(later.map(({ kind, says }) => [kind, says])).toEqual([
      ['outbox', 'is not published yet'],
      ['audit', 'has no sealed record'],
    ]);
  });

  it('counts on from the first event that is left, once rows have ended', async () => {
    const { at } = await atRest();
    const old = plus(at.clock.now(), 40 * 24 * 60 * minute);
    const books = booksOf(at);

    const kept = recount({ ...books, outbox: books.outbox.slice(-1) }, old, nodeDigests);
    const none = recount({ ...books, outbox: [] }, old, nodeDigests);

    expect(kept.filter(({ kind }) => kind === 'outbox')).toEqual([]);
    expect(none).toEqual([]);
  });

  it('tells of one payment, of some days, or of all', async () => {
    const { at, sale } = await atRest();
    const books = booksOf(at, paid(amounts('refunded', '2999')));
    const differences = recount(books, at.clock.now(), nodeDigests);
    const told = (asked: Asked) => differences.filter(isAsked(books, asked)).length;
    const day = 24 * 60 * minute;

    expect(told({})).toBe(differences.length);
    expect(told({ paymentId: sale.paymentId })).toBe(2);
    expect(told({ paymentId: 'pay_other' })).toBe(0);
    expect(told({ from: plus(at.clock.now(), -day), to: at.clock.now() })).toBe(2);
    expect(told({ from: plus(at.clock.now(), day) })).toBe(0);
    expect(told({ to: plus(at.clock.now(), -day) })).toBe(0);
  });

  it('tells of the group, the row and the record of a payment', async () => {
    const { at, sale } = await atRest();
    const asked = { paymentId: sale.paymentId };
    const toldOf = (planted: Change) => {
      const books = booksOf(at, planted);
      return recount(books, at.clock.now(), nodeDigests).filter(isAsked(books, asked));
    };

    expect(toldOf(group('capture:', set('currency', { S: '' })))).toHaveLength(1);
    expect(toldOf(engineRow('REFUND#', set('status', { S: 'FAILED' })))).not.toEqual([]);
    expect(toldOf(engineRow('HEAD', gone))).toEqual([]);
  });

  it('names a payment whose row is gone, with all that is left of it', async () => {
    const { at, sale } = await atRest();
    const asked = { paymentId: sale.paymentId };
    const whole = booksOf(at);
    const books = booksOf(at, paid(gone));

    const told = recount(books, at.clock.now(), nodeDigests).filter(isAsked(books, asked));

    expect(told).toContainEqual({
      kind: 'payment',
      record: sale.paymentId,
      says: 'its row is missing',
    });
    expect(told.map(({ record }) => record)).toContain(`capture:${sale.paymentId}`);
    expect(told.map(({ kind }) => kind)).toContain('refund');
    expect(books.commands.map(({ objectId }) => objectId)).toContain(sale.paymentId);
    expect(recordsAsked(books, asked)).toBe(recordsAsked(whole, asked) - 1);
  });

  it('names on its day a payment whose row is gone, though its order is of the day before', async () => {
    const at = shop();
    await openShop(at);
    const dayMs = 24 * 60 * minute;
    const midnight = instant((Math.floor(at.clock.now() / dayMs) + 1) * dayMs);
    at.clock.advance(midnight - at.clock.now() - minute);
    const first = await sell(at, { amount: 991_001n });
    at.clock.advance(2 * minute);
    const second = sellAgain(at, first, await confirm(at, first));
    at.clock.advance(30 * minute);
    await publishAll(at);
    await auditOf(at).seal();
    const ofSecond = (item: Item) =>
      sk('PAYMENT')(item) && item['paymentId']?.S === second.paymentId;
    const day: Asked = { from: midnight, to: plus(midnight, dayMs) };
    const toldOf = (books: Books) =>
      recount(books, at.clock.now(), nodeDigests).filter(isAsked(books, day));
    const whole = booksOf(at);
    const books = booksOf(at, { shelf: 'engine', of: ofSecond, change: gone });
    const missing = { kind: 'payment', record: second.paymentId, says: 'its row is missing' };

    expect(whole.orders.map(({ createdAt }) => createdAt < midnight)).toEqual([true]);
    expect(toldOf(whole)).toEqual([]);
    expect(toldOf(books)).toContainEqual(missing);
    expect(recordsAsked(books, day)).toBe(recordsAsked(whole, day) - 1);
  });

  it('names on the day of its refund a payment whose row is gone, when its events have ended too', async () => {
    const at = shop();
    await openShop(at);
    const sale = await sell(at, { amount: 10_000n });
    await confirm(at, sale);
    at.clock.advance(24 * 60 * minute);
    const from = at.clock.now();
    await askRefund(at, sale, { amount: 3_000n });
    at.clock.advance(30 * minute);
    await publishAll(at);
    const books = { ...booksOf(at, paid(gone)), outbox: [], commands: [] };
    const toldOf = (over: Partial<Books>) => {
      const left = { ...books, ...over };
      return recount(left, at.clock.now(), nodeDigests)
        .filter(isAsked(left, { from }))
        .map(({ record, says }) => `${record} ${says}`);
    };
    const missing = `${sale.paymentId} its row is missing`;
    const stray = `${books.refunds[0]?.refundId} is of a payment that is not there`;

    expect(books.groups.filter(({ recordedAt }) => recordedAt >= from).length).toBeGreaterThan(1);
    expect(toldOf({})).toEqual(expect.arrayContaining([missing, stray]));
    // By the row of the refund alone, and by its groups alone.
    expect(toldOf({ groups: [] })).toEqual(expect.arrayContaining([missing, stray]));
    const early = books.refunds.map((refund) => ({ ...refund, createdAt: plus(from, -minute) }));
    expect(toldOf({ refunds: early })).toEqual(expect.arrayContaining([missing, stray]));
  });

  it('counts the deposit that a bank took back, and names what of it was not posted', async () => {
    const { at, sale } = await takenBack();
    const books = booksOf(at);
    const asked = { paymentId: sale.paymentId };
    const toldOf = (planted: Change) => {
      const changed = booksOf(at, planted);
      return recount(changed, at.clock.now(), nodeDigests)
        .filter(isAsked(changed, asked))
        .map(({ says }) => says);
    };

    const reversals = books.groups.filter(({ keyedAs }) => keyedAs.startsWith('reversal:'));

    expect(recount(books, at.clock.now(), nodeDigests)).toEqual([]);
    expect(reversals).toHaveLength(1);
    expect(toldOf(group('reversal:', set('currency', { S: '' })))).toEqual(['names no currency']);
    expect(toldOf(group('reversal:', gone))).toContainEqual(
      `${reversals[0]?.keyedAs} is not posted, and the deposit was taken back`,
    );
    expect(toldOf(group('capture:', gone))).toContainEqual(
      `capture:${sale.paymentId} is not posted, and the deposit was taken back`,
    );
    expect(toldOf(engineRow('PAYMENT', gone))).toEqual(
      expect.arrayContaining(['its row is missing', 'is posted for an object that is not there']),
    );
  });

  it('counts what was asked for: one payment, one day, or all', async () => {
    const { at, sale } = await atRest();
    const books = booksOf(at);
    const day = 24 * 60 * minute;
    const counted = (asked: Asked) => recordsAsked(books, asked);

    const all = counted({});
    const one = counted({ paymentId: sale.paymentId });

    expect(all).toBe(recordsOf(books));
    // Payment, refund, two groups, and an outbox row with its record for each of order, approval and refund.
    expect(one).toBeGreaterThanOrEqual(8);
    expect(one).toBeLessThan(all - 2);
    expect(counted({ paymentId: 'pay_other' })).toBe(0);
    expect(counted({ from: plus(at.clock.now(), -day) })).toBe(all);
    expect(counted({ from: plus(at.clock.now(), day) })).toBe(0);
  });

  it('finds nothing in a shop so young that nothing was sealed', async () => {
    const at = shop();
    await sell(at);

    expect(found(at)).toEqual([]);
  });

  it('tells a row that cannot be read, and leaves rows of no tenant out', () => {
    const sorted = shelves();
    sorted.put('engine', { pk: { S: 'sys.engine#KEY#x' }, sk: { S: 'KEY' } });
    sorted.put('engine', { pk: { S: 'test.M1#ORDER#ord_1' }, sk: { S: 'ORDER' } });

    expect(sorted.unreadable).toEqual(['test.M1#ORDER#ord_1 ORDER: a stored row has orderId']);
    expect(sorted.books()).toMatchObject([{ tenant: 'test.M1', orders: [] }]);
  });
});
