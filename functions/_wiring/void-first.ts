// The void that a cancel may need first. Few orders are reserved, so the PG's client and what it takes to
// record its answer are loaded for the first that is.
import type { Store } from '#adapters/dynamo/store.ts';
import type { Voided, VoidFirst } from '#core/payments/ports.ts';
import type { PayCuts, PayEnv } from './pay.ts';
import type { RuntimeDeps } from './runtime.ts';
import { writeDeps } from './store.ts';

const loadVoid = () =>
  Promise.all([import('#core/payments/void-authorization.ts'), import('./pay.ts')]);

/** Another wire to the PG, and modules that are there already. */
export interface VoidCuts extends PayCuts {
  readonly loadVoid?: typeof loadVoid;
}

export const voidDeps = (
  env: PayEnv,
  store: Store,
  runtime: RuntimeDeps,
  { loadVoid: load = loadVoid, ...cuts }: VoidCuts = {},
) => ({
  voidFirst: async (asked: VoidFirst): Promise<Voided> => {
    const [{ voidFirst }, { payDeps }] = await load();
    const deps = { ...writeDeps(store, runtime), ...payDeps(env, store, runtime, cuts) };
    return voidFirst(deps)(asked);
  },
});
