// Two at work on one thing: what another does between two reads of the first.
import type { World } from './world.ts';

type Read = 'orders' | 'payments' | 'services';

/** The engine to whose first read of these something happens ahead: behind the reads before it, unseen by them. */
export const meanwhile = (
  at: World,
  happens: () => Promise<unknown>,
  ahead: Read = 'orders',
): Pick<World, 'deps'> => {
  const { orders, payments, services } = at.deps;
  let isFirst = true;
  const behind =
    <Key, Found>(read: Read, byId: (key: Key) => Promise<Found>) =>
    async (key: Key): Promise<Found> => {
      if (isFirst && read === ahead) {
        isFirst = false;
        await happens();
      }
      return byId(key);
    };
  return {
    deps: {
      ...at.deps,
      orders: { ...orders, byId: behind('orders', orders.byId) },
      payments: { ...payments, byId: behind('payments', payments.byId) },
      services: { ...services, byId: behind('services', services.byId) },
    },
  };
};
