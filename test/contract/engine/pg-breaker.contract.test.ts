// What a client meets while a PG is known to be away: an answer at once, no attempt left behind, the truth
// of what was begun before, and refunds that wait instead of failing.
import { describe, expect, it } from 'vitest';
import { dynamoBreakers } from '#adapters/dynamo/dynamo-breakers.ts';
import { openMs } from '#core/breakers/breaker.ts';
import { breakerGate, guardedGateway } from '#core/breakers/guarded-gateway.ts';
import { statesOf } from '#test/support/engine/books.ts';
import { tenant } from '#test/support/engine/engine.ts';
import { askRefund } from '#test/support/engine/refunds.ts';
import { confirm, type Sale, sell } from '#test/support/engine/sale.ts';
import { type World, world } from '#test/support/engine/world.ts';
import { policy } from '#test/support/selling-policy.ts';

/** The engine with its breakers, as it is deployed. */
const guardedWorld = (provider: string): World => {
  const at = world({ policies: [policy({ provider })] });
  const memory = new Map<string, unknown>();
  const deps = {
    ...at.deps,
    breakers: dynamoBreakers(at.store),
    instance: {
      memory: <T>(name: string, make: () => T): T => {
        if (!memory.has(name)) memory.set(name, make());
        return memory.get(name) as T;
      },
    },
    countRefused: () => undefined,
    telemetry: () => undefined,
  };
  const { gateways } = at.deps;
  Object.assign(at.deps, {
    gateways: (name: string) => guardedGateway(gateways(name), name, deps),
    permits: breakerGate(deps),
  });
  return at;
};

const attemptsOf = async (at: World, sale: Sale): Promise<number> => {
  const view = await at.deps.payments.byId({ tenant, paymentId: sale.paymentId });
  return view?.attempts.length ?? 0;
};

/** The PG fails until the breaker of that operation opens. @returns The first sale that met it. */
const awayFor = async (at: World, op: 'confirm' | 'cancel'): Promise<string> =>
  at.pg.control.addRule({ fault: 'F06', match: { op }, times: 1_000 }).ruleId;

const openedByConfirms = async (provider: string) => {
  const at = guardedWorld(provider);
  const ruleId = await awayFor(at, 'confirm');
  const sales: Sale[] = [];
  for (let each = 0; each < 10; each += 1) {
    const sale = await sell(at);
    sales.push(sale);
    expect((await confirm(at, sale)).code).toBe('PAY_005');
    at.clock.advance(1_001);
  }
  return { at, sales, ruleId };
};

describe.each(['toss', 'sandbox'])('%s that is away', (provider) => {
  it('answers PAY_009 at once and leaves no attempt', async () => {
    const { at } = await openedByConfirms(provider);
    const sale = await sell(at);

    const answer = await confirm(at, sale);

    expect(answer).toMatchObject({ status: 503, code: 'PAY_009', retryAfterSeconds: 5 });
    expect(await attemptsOf(at, sale)).toBe(0);
  });

  it('tells a key the truth of what it began before', async () => {
    const { at, sales } = await openedByConfirms(provider);

    const answers = await Promise.all(sales.map((sale) => confirm(at, sale)));

    expect(new Set(answers.map(({ code }) => code))).toEqual(new Set(['PAY_005']));
  });

  it('resolves its doubts while it is closed to new calls, and takes payments again', async () => {
    const { at, sales, ruleId } = await openedByConfirms(provider);
    at.pg.control.removeRules(ruleId);
    // Before the breaker lets anybody try: the last doubt began a second ago.
    await at.runFor(30_000);
    for (const sale of sales) {
      expect(await statesOf(at, sale)).toMatchObject({ payment: 'CONFIRMED' });
    }
    await at.runFor(openMs + 5 * 60_000);

    const late = await sell(at);
    const answer = await confirm(at, late);
    const views = await Promise.all(
      sales.map(({ paymentId }) => at.deps.payments.byId({ tenant, paymentId })),
    );

    expect(answer.status).toBe(200);
    expect(new Set(views.map((view) => view?.payment.status))).toEqual(new Set(['CONFIRMED']));
    for (const { pgOrderId } of sales) {
      expect(at.pg.control.truth.order(pgOrderId).approvals).toBe(1);
    }
  });

  it('keeps refunds waiting, and returns each once', async () => {
    const at = guardedWorld(provider);
    const sales: Sale[] = [];
    for (let each = 0; each < 12; each += 1) {
      const sale = await sell(at);
      await confirm(at, sale);
      sales.push(sale);
    }
    const ruleId = await awayFor(at, 'cancel');
    const codes: string[] = [];
    for (const sale of sales) {
      codes.push((await askRefund(at, sale, { amount: 4_000n })).code);
      at.clock.advance(1_001);
    }
    at.pg.control.removeRules(ruleId);
    await at.runFor(60 * 60_000);

    expect(new Set(codes)).toEqual(new Set(['PAY_005']));
    for (const { pgOrderId } of sales) {
      expect(at.pg.control.truth.order(pgOrderId)).toMatchObject({
        cancels: 1,
        canceledAmount: 4_000,
      });
    }
  });
});
