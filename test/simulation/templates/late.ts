// S13: money that comes when nobody waits for it any more.
import { chooseAccount, confirm, order, tellsAccounts } from '../buyer.ts';
import type { Template } from '../template.ts';

const beforeDateMs = 5_000;
/** From the deposit on: longer than the look at the date comes after it. */
const lagMs = 60_000;

/** When the account closes, as the client was told. */
const dateOf = (result: Readonly<Record<string, unknown>> | null): number =>
  Date.parse(String((result?.['virtualAccount'] as { readonly dueAt?: unknown })?.dueAt));

export const s13: Template = {
  id: 'S13',
  says: 'late success of an expired payment: a deposit of the last seconds, which the read at the date does not show yet',
  serviceMs: 0,
  isTimed: true,
  isWorldless: true,
  expected: [{ client: 'c1', order: 'CANCELLED', payment: 'EXPIRED', hasItem: true }],
  clients: {
    c1: async ({ world, client }) => {
      const c1 = client('c1');
      const { pg } = world;
      tellsAccounts(world, c1);
      const checkout = await order(c1);
      if (checkout === undefined) return;
      const paymentKey = chooseAccount(world, checkout, 1);
      const { status, result } = await confirm(c1, checkout, paymentKey);
      if (status !== 202) return;
      await c1.sleep(dateOf(result) - beforeDateMs - world.ground.scheduler.now());
      if (!pg.deposit(paymentKey)) return;
      pg.lie({ fault: 'F12', match: { op: 'read', paymentKey }, args: { lagMs } });
    },
  },
};
