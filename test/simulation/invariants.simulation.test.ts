// The invariants watch the real engine: sales that end in every way, judged after every committed write.
import { describe, expect, it } from 'vitest';
import type { EngineOptions } from '#test/support/engine/engine.ts';
import { askRefund } from '#test/support/engine/refunds.ts';
import * as sale from '#test/support/engine/sale.ts';
import * as twoStep from '#test/support/engine/two-step.ts';
import { invariants, judge } from '#test/support/invariants/all.ts';
import { clauseFixtures } from '#test/support/invariants/fixtures/broken-clauses.ts';
import {
  invariantFixtures,
  proveFixtures,
  reportedBy,
} from '#test/support/invariants/fixtures/invariant-fixtures.ts';
import { type Item, liveTables } from '#test/support/invariants/live-tables.ts';
import type { Breach } from '#test/support/invariants/view.ts';
import { type Witnessed, witnessedWorld } from '#test/support/invariants/witnessed-world.ts';
import { policy } from '#test/support/selling-policy.ts';

const minute = 60_000;

const callback = (pg?: EngineOptions['pg']): Witnessed =>
  witnessedWorld({
    policies: [policy({ fulfilment: 'callback', timeoutSeconds: 10 })],
    ...(pg === undefined ? {} : { pg }),
  });

const named = (breaches: readonly (Breach & { readonly id: string })[]): string[] =>
  breaches.map(({ id, about, says }) => `${id} ${about}: ${says}`).toSorted();

/** No step broke anything, both looks agreed at each, and nothing is broken in the end. */
const expectKept = async (witnessed: Witnessed, numbers: readonly string[]): Promise<void> => {
  const { at, view, verdicts } = witnessed;
  await at.runFor(minute);
  await at.sweepOnce();
  await at.runFor(minute);
  expect(verdicts.length).toBeGreaterThan(5);
  for (const [index, { touched, full }] of verdicts.entries()) {
    expect(named(full.breaches), `step ${index + 1}`).toEqual([]);
    expect(named(touched.breaches), `step ${index + 1}`).toEqual([]);
  }
  const end = judge(view, undefined, true);
  expect(named(end.breaches)).toEqual([]);
  const looks = [end, ...verdicts.map(({ touched }) => touched)];
  const unseen = numbers.filter((id) => looks.every(({ looked }) => (looked[id] ?? 0) === 0));
  expect(unseen, 'numbers that looked at nothing').toEqual([]);
};

/** Every sale has something for these. */
const always = invariants
  .map(({ id }) => id)
  .filter((id) => !['I07', 'I08', 'I12', 'I13', 'I24', 'I25', 'I28'].includes(id));

const boundTables = () => {
  const live = liveTables();
  return {
    tables: live.tables,
    apply: (raw: Parameters<typeof live.apply>[0]) => live.apply(raw),
    reset: () => live.reset(),
  };
};

describe('the invariants over the real engine', () => {
  it('hold through a happy sale', async () => {
    const witnessed = callback();
    const { at, told } = witnessed;
    const sold = await sale.sell(at);
    const answers = [await sale.confirm(at, sold), await sale.confirm(at, sold)];
    for (const [retry, { status, code, result }] of answers.entries()) {
      told.push({
        at: at.clock.now(),
        sentAt: at.clock.now(),
        client: 'c1',
        work: 'c1.1',
        retry,
        route: sale.routes.confirm,
        key: 'confirm-1',
        payload: 'p1',
        status,
        code,
        result: result as Record<string, unknown> | null,
        headers: {},
      });
    }
    await at.runFor(1_000);
    await sale.report(at, sold, 'COMPLETED');
    await expectKept(witnessed, [...always, 'I08', 'I24', 'I25', 'I28']);
  });

  it('hold where no service is asked', async () => {
    const witnessed = witnessedWorld({ policies: [policy({})] });
    const sold = await sale.sell(witnessed.at);
    await sale.confirm(witnessed.at, sold);
    await expectKept(witnessed, [...always, 'I08']);
  });

  it('hold through a decline and the sale after it', async () => {
    const witnessed = callback();
    const { at } = witnessed;
    const sold = await sale.sell(at);
    at.pg.control.addRule({ fault: 'DECLINE' });
    const declined = await sale.confirm(at, sold);
    await sale.confirm(at, sale.sellAgain(at, sold, declined));
    await expectKept(witnessed, [...always, 'I07', 'I08', 'I24']);
  });

  it('hold through a service that fails and money that goes back', async () => {
    const witnessed = callback();
    const { at } = witnessed;
    const sold = await sale.sell(at);
    await sale.confirm(at, sold);
    await at.runFor(1_000);
    await sale.report(at, sold, 'FAILED');
    await expectKept(witnessed, [...always, 'I24', 'I25', 'I28']);
  });

  const reservingWorld = (): Witnessed =>
    witnessedWorld({ policies: [policy({ provider: 'sandbox' })] });
  /** No service is asked, and where nothing is taken nobody is owed anything. */
  const untaken = always.filter((id) => id !== 'I26' && id !== 'I17');

  it('hold through what is reserved, taken and returned in parts', async () => {
    const witnessed = reservingWorld();
    const { at } = witnessed;
    const reserved = twoStep.saleOf(await twoStep.authorize(at));
    await twoStep.capture(at, reserved);
    await askRefund(at, reserved, { amount: 3_000n, shape: 'TWO_STEP' });
    await expectKept(witnessed, [...untaken, 'I08', 'I17']);
  });

  it.each(['F01', 'F03', 'F05', 'DECLINE'])(
    'hold through a capture of %s, and a cancel meanwhile',
    async (fault) => {
      const witnessed = reservingWorld();
      const { at } = witnessed;
      const reserved = twoStep.saleOf(await twoStep.authorize(at));
      at.pg.control.addRule({ fault, match: { op: 'capture' } });
      await twoStep.capture(at, reserved);
      await sale.cancel(at, reserved);
      await expectKept(witnessed, untaken);
    },
  );

  it.each(['F01', 'F03', 'F26'])('hold through a void of %s', async (fault) => {
    const witnessed = reservingWorld();
    const { at } = witnessed;
    const reserved = twoStep.saleOf(await twoStep.authorize(at));
    at.pg.control.addRule({ fault, match: { op: 'void' } });
    await sale.cancel(at, reserved);
    await expectKept(witnessed, untaken);
  });

  it('hold through an authorization in doubt that lapses uncaptured', async () => {
    const witnessed = reservingWorld();
    const { at } = witnessed;
    at.pg.control.addRule({ fault: 'F01', match: { op: 'authorize' } });
    await twoStep.authorize(at);
    await at.runFor(30_000);
    at.clock.advance(7 * 86_400_000);
    await at.sweepOnce();
    await expectKept(witnessed, untaken);
  });

  it('hold through a doubt that a read ends, and a cancel by the client', async () => {
    const witnessed = callback();
    const { at, view } = witnessed;
    const sold = await sale.sell(at);
    at.pg.control.addRule({ fault: 'F03', match: { op: 'confirm' } });
    const doubtful = await sale.confirm(at, sold);
    expect(doubtful.code).toBe('PAY_005');
    expect(judge(view, undefined).looked).toMatchObject({ I11: 1 });
    await at.runFor(4_000);
    await sale.cancel(at, sold);
    await expectKept(witnessed, [...always, 'I08', 'I24', 'I25', 'I28']);
  });
});

describe('the invariants over worlds on paper', () => {
  it('break nowhere in a sound world, and each looks at something in it', () => {
    expect(reportedBy(invariantFixtures.sound())).toEqual([]);
    const { looked } = judge(invariantFixtures.sound(), undefined, true);
    expect(Object.keys(looked)).toHaveLength(31);
    expect(Object.entries(looked).filter(([, count]) => count === 0)).toEqual([]);
  });

  it('name one changed value each, under their own number and no other', () => {
    const results = proveFixtures();
    expect(results.map(({ id }) => id)).toEqual(['SOUND', ...invariants.map(({ id }) => id)]);
    expect(results.filter(({ isProven }) => !isProven)).toEqual([]);
  });

  it.each(clauseFixtures)('report $says: $reportedBy', ({ reportedBy: numbers, view }) => {
    expect(reportedBy(view()).toSorted()).toEqual(numbers);
  });
});

describe('the tables as the invariants see them', () => {
  const group = (amount: string): Item => ({
    pk: { S: 'test.M1#LEDGER#capture:pay_1' },
    sk: { S: 'GROUP' },
    currency: { S: 'KRW' },
    refs: { M: { orderId: { S: 'ord_1' } } },
    lines: {
      L: [
        { M: { account: { S: 'cash' }, side: { S: 'D' }, amount: { N: amount } } },
        { M: { account: { S: 'owed' }, side: { S: 'C' }, amount: { N: amount } } },
      ],
    },
  });

  it('follow every write, also one that takes a row away', () => {
    const { tables, apply, reset } = boundTables();
    const [first, second] = [group('700'), group('900')];
    apply([{ table: 'engine', old: undefined, next: first }]);
    const [{ old, next } = {}] = apply([{ table: 'engine', old: first, next: second }]);
    expect([old?.fields['lines'], next?.fields['lines']]).not.toContain(undefined);
    expect(tables.balances.get('test.M1|owed|KRW')).toBe(-900);
    expect(tables.ofRoot('test.M1|ord_1')).toEqual([next]);
    expect(tables.ofKind('GROUP')).toEqual([next]);
    apply([{ table: 'engine', old: second, next: undefined }]);
    expect(tables.balances.get('test.M1|cash|KRW')).toBe(0);
    expect([tables.roots(), tables.ofKind('GROUP'), tables.partition(next?.pk ?? '')]).toEqual([
      [],
      [],
      [],
    ]);
    apply([{ table: 'engine', old: undefined, next: first }]);
    reset();
    expect([tables.ofKind('GROUP'), tables.balances.size]).toEqual([[], 0]);
  });

  it('refuse a change that skips one they were not told of', () => {
    const { apply } = boundTables();
    const change = { table: 'engine', old: group('1'), next: group('2') } as const;
    expect(() => apply([change])).toThrow('was not told');
  });

  it('keep the outbox in the order of its commits when markers leave', () => {
    const { tables, apply } = boundTables();
    const row = (sk: string, bp?: string): Item => ({
      pk: { S: 'test.M1#U#u' },
      sk: { S: sk },
      n: { N: '0' },
      ...(bp === undefined ? {} : { bp: { S: bp } }),
    });
    const [first, second] = [row('b', '0'), row('a', '0')];
    apply([{ table: 'outbox', old: undefined, next: first }]);
    apply([{ table: 'outbox', old: undefined, next: second }]);
    apply([{ table: 'outbox', old: first, next: row('b') }]);
    const seen = tables.outbox().map(({ groupId, isBusPending }) => [groupId, isBusPending]);
    expect(seen).toEqual([
      ['b', false],
      ['a', true],
    ]);
    expect(tables.outbox('test.M1#U#u')).toEqual(tables.outbox());
  });
});
