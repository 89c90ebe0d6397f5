// The sweeper under what may go wrong around it: a bus that is away, rows nobody can read, rows that stay
// due, and more rows than one page holds.
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamoBreakers } from '#adapters/dynamo/dynamo-breakers.ts';
import { noCounts, operated } from '#core/breakers/breaker.ts';
import { moveBreaker } from '#core/breakers/move-breaker.ts';
import { breakerNames } from '#core/contracts/breaker-names.ts';
import { present } from '#core/kernel/assert.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import { instant, toIso } from '#core/kernel/instant.ts';
import { attentionOf, statesOf } from '#test/support/engine/books.ts';
import { cause } from '#test/support/engine/engine.ts';
import { confirm, type Sale, sell, serviceShop, shop } from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import type { World } from '#test/support/engine/world.ts';

const minute = 60_000;

const busAway = (at: World): void => {
  at.deps.publisher.publish = () => Promise.reject(new DependencyUnavailable('EventBridge'));
};

const putRow = async (at: World, table: string, row: Record<string, string>): Promise<void> => {
  const item = Object.entries(row).map(([name, text]) => [name, { S: text }] as const);
  await at.store.client.send(
    'init.ping',
    new PutItemCommand({ TableName: table, Item: Object.fromEntries(item) }),
  );
};

/** A confirm whose process dies after its claim: the payment has an open call and nobody watches it. */
const leaveOpen = async (at: World): Promise<Sale> => {
  const sale = await sell(at);
  at.losing.watchMessages = true;
  at.mishap.plan('TX-CLAIM', 'DIES_AFTER');
  void confirm(at, sale);
  await at.runFor(1);
  return sale;
};

describe('while the bus is away', () => {
  it('a sweep does all its other work, measures, and tells of the failure', async () => {
    const at = serviceShop({ timeoutSeconds: 3_600 });
    const unpaid = await sell(at);
    at.losing.commands = true;
    await at.runFor(30 * minute);
    await confirm(at, await sell(at));
    await at.runFor(minute);
    busAway(at);

    const swept = await at.sweepOnce();

    expect(swept).toMatchObject({ published: 0, dispatched: 2, due: 1, failed: 3 });
    expect(await statesOf(at, unpaid)).toMatchObject({ order: 'CANCELLED' });
    expect(at.backlogs.at(-1)).toEqual({ pending: 3, oldestSeconds: 1_860 });
    expect(at.troubles).toMatchObject([
      { part: 'PUBLISH', rows: 3, error: { message: 'EventBridge is not available' } },
    ]);
  });
});

describe('a long backlog', () => {
  it('is published in one turn, at 500 rows a second at most', async () => {
    const at = shop();
    for (let count = 0; count < 230; count += 1) await sell(at);
    await at.runFor(minute);
    const startedAt = at.clock.now();

    const swept = await at.sweepOnce();

    expect(swept).toMatchObject({ published: 230, failed: 0 });
    expect(at.published).toHaveLength(230);
    expect(at.clock.now() - startedAt).toBe(400);
    expect(at.backlogs).toEqual([{ pending: 0, oldestSeconds: 0 }]);
  });

  it('of commands reaches the last one though the first hundred fail', async () => {
    const at = serviceShop({ timeoutSeconds: 3_600 });
    at.losing.commands = true;
    const first = await sell(at);
    await confirm(at, first);
    for (let count = 0; count < 50; count += 1) await confirm(at, await sell(at));
    await at.runFor(minute);
    const { start } = at.deps.workflows;
    let calls = 0;
    at.deps.workflows.start = (run) => {
      calls += 1;
      return calls <= 1 ? Promise.reject(new DependencyUnavailable('Step Functions')) : start(run);
    };

    const swept = await at.sweepOnce();

    expect(swept).toMatchObject({ dispatched: 2, failed: 100 });
    expect(at.troubles).toMatchObject([{ part: 'COMMANDS', rows: 100 }]);
  });
});

describe('orders past their time whose payment is open', () => {
  it('do not hide an order that has simply expired', async () => {
    const at = shop({ expiresInSeconds: 60 });
    for (let count = 0; count < 101; count += 1) await leaveOpen(at);
    const plain = await sell(at);
    await at.runFor(61_000);

    const swept = await at.sweepOnce();

    expect(swept).toMatchObject({ failed: 0 });
    expect(await statesOf(at, plain)).toMatchObject({ order: 'CANCELLED', payment: 'EXPIRED' });
  });

  it('go to the end of the line, and are found again', async () => {
    const at = shop({ expiresInSeconds: 60 });
    const open = await leaveOpen(at);
    await at.runFor(61_000);
    const due = async () => (await at.deps.pending.due('ORDER', at.clock.now(), 10)).items;
    const before = await due();

    await at.sweepOnce();
    const soon = await due();
    await at.runFor(30_001);
    const later = await due();

    expect(before).toMatchObject([{ orderId: open.orderId }]);
    expect(soon).toEqual([]);
    expect(later).toEqual(before);
    expect(await statesOf(at, open)).toMatchObject({ order: 'PENDING' });
  });

  it('leave the index as ever once they are paid', async () => {
    const at = shop({ expiresInSeconds: 60 });
    const open = await leaveOpen(at);
    await at.runFor(61_000);
    await at.sweepOnce();
    await at.runFor(2 * minute);
    await at.sweepOnce();
    await at.runFor(2 * minute);

    expect((await at.deps.pending.due('ORDER', at.clock.now(), 10)).items).toEqual([]);
    expect(await statesOf(at, open)).toMatchObject({ order: 'COMPLETED' });
  });
});

describe('a due row whose work throws', () => {
  it('is counted and told, and the others go on', async () => {
    const at = shop({ expiresInSeconds: 60 });
    await sell(at);
    await sell(at);
    await at.runFor(61_000);
    at.mishap.plan('order.byId', 'IS_AWAY');

    const swept = await at.sweepOnce();

    expect(swept).toMatchObject({ due: 1, failed: 1 });
    expect(at.troubles).toMatchObject([{ part: 'DUE', rows: 1 }]);
  });
});

describe('a row nobody can read', () => {
  it('is counted and told, and the others go on', async () => {
    const at = serviceShop({ timeoutSeconds: 3_600 });
    at.losing.commands = true;
    const sale = await sell(at);
    await confirm(at, sale);
    const early = toIso(instant(at.clock.now() - 1));
    const row = { pk: 'test.M123#x', sk: 'broken', pendingSk: `${early}#broken` };
    await putRow(at, 'outbox', { ...row, bp: '0' });
    await putRow(at, 'commands', { ...row, cp: '0', payload: 'null' });
    await putRow(at, 'engine', { ...row, duePk: 'ORDER#0', dueSk: `${early}#no row's name` });
    await at.runFor(minute);

    const swept = await at.sweepOnce();

    expect(swept).toMatchObject({ published: 2, dispatched: 2, failed: 3, unreadable: 3 });
    expect(at.troubles.map(({ part, unreadable }) => [part, unreadable])).toEqual(
      expect.arrayContaining([
        ['PUBLISH', ['broken']],
        ['COMMANDS', ['broken']],
        ['DUE', ['broken']],
      ]),
    );
  });
});

describe('a store that is away', () => {
  it('is told part by part, and no gauge is shown', async () => {
    const at = shop();
    at.mishap.plan('outbox.pending', 'IS_AWAY', { times: 99 });
    at.mishap.plan('due.list', 'IS_AWAY', { times: 99 });

    const swept = await at.sweepOnce();

    expect(swept).toMatchObject({ published: 0, due: 0, failed: 7 });
    expect(at.troubles.map(({ part }) => part).sort()).toEqual([
      'DUE',
      'DUE',
      'DUE',
      'DUE',
      'DUE',
      'MEASURE',
      'PUBLISH',
    ]);
    expect(at.backlogs).toEqual([]);
  });
});

describe('the breakers', () => {
  it('are told by each sweep, those that never counted too', async () => {
    const at = shop();
    const name = 'pg-toss-confirm';
    const counts = { ...noCounts, calls: 20, failed: 5, slow: 10 };
    const rows = dynamoBreakers(at.store);
    const row = present(
      await rows.count({ name, version: 0 }, at.clock.now(), counts),
      'nobody else counts',
    );
    const opening = operated(row, 'FORCE_OPEN', { at: at.clock.now(), until: undefined });
    await at.sweepOnce();
    await moveBreaker(at.deps)(opening, { environment: 'test', cause });

    await at.sweepOnce();

    const told = at.breakerGauges.filter((gauge) => gauge.name === name);
    expect(told).toEqual([
      { name, state: 0, failureRate: 25, slowCallRate: 50, bufferedCalls: 20 },
      { name, state: 4, failureRate: -1, slowCallRate: -1, bufferedCalls: 0 },
    ]);
    const untold = { state: 0, failureRate: -1, slowCallRate: -1, bufferedCalls: 0 };
    expect(at.breakerGauges).toHaveLength(2 * breakerNames.length);
    expect(at.breakerGauges.filter((gauge) => gauge.name !== name)).toEqual(
      [1, 2].flatMap(() =>
        breakerNames.filter((other) => other !== name).map((other) => ({ name: other, ...untold })),
      ),
    );
  });

  it('are told all or not at all, and the sweep goes on', async () => {
    const at = shop();
    at.mishap.plan('breaker.byName', 'IS_AWAY', { pass: 3 });

    const swept = await at.sweepOnce();

    expect(swept.failed).toBe(1);
    expect(at.troubles).toMatchObject([{ part: 'MEASURE', rows: 0 }]);
    expect(at.breakerGauges).toEqual([]);
    expect(at.backlogs).toHaveLength(1);
  });
});

describe('a command that fails for what it is', () => {
  const poisoned = async () => {
    const at = serviceShop({ timeoutSeconds: 3_600 });
    at.losing.commands = true;
    const bad = await sell(at);
    await confirm(at, bad);
    const good = await sell(at);
    await confirm(at, good);
    const { start } = at.deps.workflows;
    at.deps.workflows.start = (run) =>
      run.input.paymentId === bad.paymentId
        ? Promise.reject(Object.assign(new Error('too long'), { name: 'InvalidName' }))
        : start(run);
    await at.runFor(31_000);
    return { at, bad, good };
  };

  it('is put before a person after three tries, and its neighbours go on', async () => {
    const { at, bad, good } = await poisoned();

    await at.sweepOnce();
    const afterOne = at.parked.length;
    await at.sweepOnce();
    const afterTwo = at.parked.length;
    await at.sweepOnce();
    const afterThree = await at.sweepOnce();

    expect([afterOne, afterTwo]).toEqual([0, 0]);
    expect(at.parked).toMatchObject([
      { source: 'dispatch-commands', reason: 'InvalidName: too long' },
    ]);
    expect(attentionOf(at)).toMatchObject([
      { kind: 'SAGA_STUCK', objectType: 'saga', paymentId: bad.paymentId, severity: 'P2' },
    ]);
    expect(await statesOf(at, bad)).toMatchObject({ order: 'PAID', saga: 'NEEDS_ATTENTION' });
    expect(at.sagasStarted.map(({ paymentId }) => paymentId)).toEqual([good.paymentId]);
    expect(afterThree.dispatched).toBe(0);
    await expectSound(at);
  });

  it('is not counted while a dependency is away', async () => {
    const { at } = await poisoned();
    at.deps.workflows.start = () => Promise.reject(new DependencyUnavailable('Step Functions'));

    for (let turn = 0; turn < 5; turn += 1) await at.sweepOnce();

    expect(at.parked).toEqual([]);
    expect(at.mishap.called).not.toContain('command.failed');
  });
});
