// Roads of an order through the engine, for what they send to its store: paid, declined, served,
// cancelled, in doubt. The suites of the ports reach the statements that these do not.

import type { MemoryDynamoOptions } from '#adapters/memory/dynamo/memory-dynamo.ts';
import { policy } from '#test/support/selling-policy.ts';
import { cancel, confirm, report, sell, sellAgain } from '../engine/sale.ts';
import { type World, world } from '../engine/world.ts';
import { expressionsIn, type ShippedExpression } from './shipped-expressions.ts';

const service = policy({ fulfilment: 'callback', timeoutSeconds: 10 });

/** Amounts at which the PG's simulator lies by itself, see its README. */
const declining = 991_001n;
const lossy = 990_001n;

const roads: readonly ((at: World) => Promise<unknown>)[] = [
  async (at) => confirm(at, await sell(at)),
  async (at) => {
    const sale = await sell(at, { amount: declining });
    return confirm(at, sellAgain(at, sale, await confirm(at, sale)));
  },
  async (at) => {
    const sale = await sell(at, { amount: lossy });
    await confirm(at, sale);
    await at.runFor(3_600_000);
  },
  async (at) => {
    const sale = await sell(at);
    await confirm(at, sale);
    await at.runFor(1_000);
    await report(at, sale, 'COMPLETED');
  },
  async (at) => {
    const sale = await sell(at);
    await confirm(at, sale);
    await at.runFor(1_000);
    await cancel(at, sale);
  },
  async (at) => cancel(at, await sell(at)),
  // A deposit that is polled, found, and to be returned to an account that nobody has told.
  async (at) => {
    const sale = await sell(at, { method: 'VIRTUAL_ACCOUNT', validHours: 1 });
    await confirm(at, sale);
    await at.runFor(301_000);
    await at.sweepOnce();
    at.pg.control.deposit(sale.paymentKey);
    await at.runFor(3_600_000);
    await at.sweepOnce();
    await at.runFor(1_000);
    await report(at, sale, 'FAILED');
  },
  // One that nobody pays into: it lapses, and is looked at once more.
  async (at) => {
    const sale = await sell(at, { method: 'VIRTUAL_ACCOUNT', validHours: 1 });
    await confirm(at, sale);
    for (let hour = 0; hour < 4; hour += 1) {
      await at.runFor(3_600_000);
      await at.sweepOnce();
    }
  },
];

/** Sends seen on all roads, and each expression in them once as `kind: shape`. */
export const journeyExpressions = async (): Promise<{
  readonly sends: number;
  readonly lines: readonly string[];
}> => {
  const seen: ShippedExpression[] = [];
  let sends = 0;
  const intercept: NonNullable<MemoryDynamoOptions['intercept']> = async ({ input }, execute) => {
    sends += 1;
    seen.push(...expressionsIn(input));
    return execute();
  };
  for (const road of roads) {
    for (const policies of [[policy({})], [service]]) {
      const at = world({ policies, intercept });
      await road(at);
      await at.runFor(60_000);
    }
  }
  return { sends, lines: [...new Set(seen.map(({ kind, shape }) => `${kind}: ${shape}`))] };
};
