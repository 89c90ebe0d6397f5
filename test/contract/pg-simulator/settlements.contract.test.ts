// Transactions and settlements: what reconciliation will read, and the ways in which it can be wrong.
import { describe, expect, it } from 'vitest';
import { kstDay, kstDayPlus, tossTime } from '#local/pg-simulator/clock.ts';
import { type SettlementKind, settlementKinds } from '#local/pg-simulator/settlement-row.ts';
import {
  advance,
  cancelOf,
  get,
  inProcess,
  type Opened,
  otherSecretKey,
  paidPayment,
  type Seen,
} from './doors.ts';

type Row = Readonly<Record<string, unknown>>;

const dayMs = 24 * 3_600_000;

const rowsOf = (seen: Seen): readonly Row[] => seen.json as unknown as readonly Row[];

const today = ({ clock }: Opened): string => kstDay(clock.now());

const days = (opened: Opened) => ({
  startDate: today(opened),
  endDate: kstDayPlus(today(opened), 1),
});

const ask = (opened: Opened, name: string, query: Readonly<Record<string, string>> = {}) =>
  opened.send(get(`/v1/${name}?${new URLSearchParams({ ...days(opened), ...query }).toString()}`));

const keysOf = (rows: readonly Row[]) => rows.map(({ transactionKey }) => String(transactionKey));

/** One payment of 99,800 and two cancels of it, all on one day. */
const soldDay = async (opened: Opened) => {
  const payment = await paidPayment(opened, { amount: 99_800 });
  await opened.send(cancelOf(payment, { cancelAmount: 33_333 }));
  advance(opened, 2_000);
  await opened.send(cancelOf(payment, { cancelAmount: 66_467 }));
  return payment;
};

describe('transactions', () => {
  it('are one row per approval and per cancel, cancels negative, in the order of time', async () => {
    const opened = await inProcess.open();
    const { paymentKey, orderId } = await soldDay(opened);

    const rows = rowsOf(await ask(opened, 'transactions'));

    expect(rows.map(({ status, amount }) => [status, amount])).toEqual([
      ['DONE', 99_800],
      ['PARTIAL_CANCELED', -33_333],
      ['PARTIAL_CANCELED', -66_467],
    ]);
    expect(new Set(keysOf(rows)).size).toBe(3);
    for (const row of rows) {
      expect(row).toMatchObject({ mId: 'tliar01', paymentKey, orderId, method: '카드' });
    }
  });

  it('name a full cancel by its own status', async () => {
    const opened = await inProcess.open();
    const payment = await paidPayment(opened);
    await opened.send(cancelOf(payment));

    const rows = rowsOf(await ask(opened, 'transactions'));

    expect(rows.map(({ status }) => status)).toEqual(['DONE', 'CANCELED']);
  });

  it('come page by page, each after the last key of the one before', async () => {
    const opened = await inProcess.open();
    for (let count = 0; count < 5; count += 1) {
      await paidPayment(opened);
      advance(opened, 1_000);
    }
    const all = keysOf(rowsOf(await ask(opened, 'transactions')));

    const pages: string[][] = [];
    for (let after: string | undefined, page = 0; page < 3; page += 1) {
      const more = { limit: '2', ...(after && { startingAfter: after }) };
      pages.push(keysOf(rowsOf(await ask(opened, 'transactions', more))));
      after = pages.at(-1)?.at(-1);
    }

    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(pages.flat()).toEqual(all);
  });

  it('end before the end that is asked for; a day without a time is its first second', async () => {
    const opened = await inProcess.open();
    await paidPayment(opened);
    const at = tossTime(opened.clock.now()).slice(0, 19);
    const later = tossTime(opened.clock.now() + 1_000).slice(0, 19);
    const countOf = async (query: Readonly<Record<string, string>>) =>
      rowsOf(await ask(opened, 'transactions', query)).length;

    expect(await countOf({ startDate: at, endDate: at })).toBe(0);
    expect(await countOf({ startDate: at, endDate: later })).toBe(1);
    expect(await countOf({ startDate: today(opened), endDate: today(opened) })).toBe(0);
  });

  it.each([
    ['no dates', { startDate: '', endDate: '' }, 400, 'INVALID_DATE'],
    ['a day of no calendar', { startDate: '2026-02-30' }, 400, 'INVALID_DATE'],
    ['an end before the start', { endDate: '2025-01-01' }, 400, 'INVALID_DATE'],
    ['a limit above 5000', { limit: '5001' }, 400, 'INVALID_REQUEST'],
    ['a key that is none', { startingAfter: 'nobody' }, 400, 'INVALID_TRANSACTION_KEY'],
  ])('refuse %s', async (_name, query, status, code) => {
    const seen = await ask(await inProcess.open(), 'transactions', query);

    expect([seen.status, seen.json.code]).toEqual([status, code]);
  });

  it('are those of the merchant who asks', async () => {
    const opened = await inProcess.open();
    await paidPayment(opened);
    const path = `/v1/transactions?${new URLSearchParams(days(opened)).toString()}`;

    expect(rowsOf(await opened.send(get(path, otherSecretKey)))).toEqual([]);
    expect((await opened.send({ method: 'GET', path })).json.code).toBe('UNAUTHORIZED_KEY');
  });
});

const settled = async () => {
  const opened = await inProcess.open();
  const payment = await soldDay(opened);
  opened.pg.control.closeSettlements({ date: today(opened) });
  return { opened, payment };
};

const sum = (rows: readonly Row[], name: string): number =>
  rows.reduce((total, row) => total + Number(row[name]), 0);

describe('18: settlements', () => {
  it('are empty until their day is closed, and closing it again adds nothing twice', async () => {
    const opened = await inProcess.open();
    await soldDay(opened);
    const date = today(opened);

    expect(rowsOf(await ask(opened, 'settlements'))).toEqual([]);
    expect(opened.pg.control.closeSettlements({ date })).toEqual({ closed: 3 });
    expect(opened.pg.control.closeSettlements({ date })).toEqual({ closed: 0 });
    expect(rowsOf(await ask(opened, 'settlements'))).toHaveLength(3);
  });

  it('hold the vector: 99,800 at 2.05 % costs 2,045 and 205, and pays out 97,550', async () => {
    const { opened } = await settled();

    const [approval] = rowsOf(await ask(opened, 'settlements'));

    expect(approval).toMatchObject({
      amount: 99_800,
      supplyAmount: 2_045,
      vat: 205,
      fee: 2_250,
      fees: [{ type: 'BASE', fee: 2_250 }],
      payOutAmount: 97_550,
      interestFee: 0,
      soldDate: today(opened),
      paidOutDate: kstDayPlus(today(opened), 7),
      cancel: null,
    });
  });

  it('add up: fee is supply and VAT, payout is amount less fee, all cancels take the fee back', async () => {
    const { opened } = await settled();

    const rows = rowsOf(await ask(opened, 'settlements'));

    for (const { amount, fee, supplyAmount, vat, payOutAmount } of rows) {
      expect(fee).toBe(Number(supplyAmount) + Number(vat));
      expect(payOutAmount).toBe(Number(amount) - Number(fee));
    }
    for (const name of ['amount', 'fee', 'supplyAmount', 'vat', 'payOutAmount']) {
      expect(rows.slice(1).every((row) => Number(row[name]) < 0)).toBe(true);
      expect(sum(rows, name)).toBe(0);
    }
  });

  it('carry the cancel itself, positive, under the key of the cancel', async () => {
    const { opened } = await settled();
    const transactions = keysOf(rowsOf(await ask(opened, 'transactions')));

    const rows = rowsOf(await ask(opened, 'settlements'));

    expect(keysOf(rows)).toEqual(transactions);
    expect(rows.slice(1).map(({ cancel }) => (cancel as Row)['cancelAmount'])).toEqual([
      33_333, 66_467,
    ]);
  });

  it('cost 1.6 % for a transfer', async () => {
    const opened = await inProcess.open();
    await paidPayment(opened, { amount: 100_000, method: 'TRANSFER' });
    opened.pg.control.closeSettlements({ date: today(opened) });

    const [row] = rowsOf(await ask(opened, 'settlements'));

    expect(row).toMatchObject({ supplyAmount: 1_600, vat: 160, payOutAmount: 98_240 });
  });

  it('are asked for by the day of sale or of payout, and come in numbered pages', async () => {
    const { opened } = await settled();
    const paidOut = {
      startDate: kstDayPlus(today(opened), 7),
      endDate: kstDayPlus(today(opened), 8),
    };
    const countOf = async (query: Readonly<Record<string, string>>) =>
      rowsOf(await ask(opened, 'settlements', query)).length;

    expect(await countOf({ dateType: 'paidOutDate' })).toBe(0);
    expect(await countOf({ dateType: 'paidOutDate', ...paidOut })).toBe(3);
    expect(await countOf({ size: '2', page: '1' })).toBe(2);
    expect(await countOf({ size: '2', page: '2' })).toBe(1);
    expect(await countOf({ size: '2', page: '3' })).toBe(0);
    expect((await ask(opened, 'settlements', { page: '0' })).json.code).toBe('INVALID_REQUEST');
    expect((await ask(opened, 'settlements', { dateType: 'today' })).status).toBe(400);
  });

  it('close no day that has not begun, and no text that is no day', async () => {
    const { pg, clock } = await inProcess.open();

    expect(() => pg.control.closeSettlements({ date: kstDay(clock.now() + dayMs) })).toThrow(
      'begun',
    );
    expect(() => pg.control.closeSettlements({ date: 'yesterday' })).toThrow('yyyy-MM-dd');
  });

  it('live in the journal: a process that takes its lines shows the same rows', async () => {
    const { opened } = await settled();
    const lines = opened.pg.control.journal();
    const other = await inProcess.open({ lines });

    const [one, two] = [await ask(opened, 'settlements'), await ask(other, 'settlements')];

    expect(two.text).toBe(one.text);
  });
});

const restated = async (
  kind: SettlementKind,
  nth: number,
  field?: 'fee' | 'amount' | 'paidOutDate',
) => {
  const { opened } = await settled();
  const before = rowsOf(await ask(opened, 'settlements'));
  const key = keysOf(before)[nth] ?? '';
  const told = opened.pg.control.restateSettlement({
    transactionKey: key,
    kind,
    ...(field && { field }),
  });
  const query = { endDate: kstDayPlus(today(opened), 30) };
  const after = rowsOf(await ask(opened, 'settlements', query));
  const others = (rows: readonly Row[]) =>
    rows.filter(({ transactionKey }) => transactionKey !== key);
  expect(others(after)).toEqual(others(before));
  const found = after.filter(({ transactionKey }) => transactionKey === key);
  return { before: before[nth] ?? {}, found, told, truth: opened.pg.control.truth.summary() };
};

const changedFields = (before: Row, after: Row | undefined): string[] =>
  Object.keys({ ...before, ...after }).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after?.[name]),
  );

/** F24 by kind: the cell it is shown in, and what is other than before. */
const anomalies: Readonly<
  Record<Exclude<SettlementKind, 'restated'>, readonly [number, string[]]>
> = {
  missing: [0, []],
  duplicate: [0, []],
  fee: [0, ['fee', 'fees', 'supplyAmount', 'vat', 'payOutAmount']],
  lateCancel: [1, ['soldDate']],
  noFees: [0, ['fee', 'fees']],
  wrongSign: [1, ['amount', 'fee', 'fees', 'supplyAmount', 'vat', 'payOutAmount']],
};

describe('15: settlements that lie', () => {
  it.each([
    ['fee', ['fee', 'fees', 'supplyAmount', 'vat', 'payOutAmount']],
    ['amount', ['amount', 'payOutAmount']],
    ['paidOutDate', ['paidOutDate']],
  ] as const)(
    '18: F23: a row that was served comes back with another %s',
    async (field, changed) => {
      const { before, found, told } = await restated('restated', 0, field);

      expect(told.fault).toBe('F23');
      expect(found).toHaveLength(1);
      expect(changedFields(before, found[0]).sort()).toEqual([...changed].sort());
    },
  );

  it.each(Object.entries(anomalies))('F24: %s', async (kind, [nth, changed]) => {
    const { before, found, told } = await restated(kind as SettlementKind, nth);
    const times = { missing: 0, duplicate: 2 }[kind] ?? 1;

    expect(told).toMatchObject({ fault: 'F24', before: [before], after: found });
    expect(found).toHaveLength(times);
    if (times > 0) expect(changedFields(before, found[0]).sort()).toEqual([...changed].sort());
  });

  it('has a row here for each kind', () => {
    expect(['restated', ...Object.keys(anomalies)]).toEqual(settlementKinds);
  });

  it('is refused for rows and kinds that are not there', async () => {
    const { opened } = await settled();
    const [transactionKey = ''] = keysOf(rowsOf(await ask(opened, 'settlements')));
    const restate = (wanted: object) => () => opened.pg.control.restateSettlement(wanted as never);

    expect(restate({ transactionKey: 'nobody', kind: 'fee' })).toThrow('no settled');
    expect(restate({ transactionKey, kind: 'no-such' })).toThrow('kind is one of');
    expect(restate({ transactionKey, kind: 'restated', field: 'mId' })).toThrow('field is one of');
    expect(restate({ transactionKey, kind: 'lateCancel' })).toThrow('is no cancel');
  });
});
