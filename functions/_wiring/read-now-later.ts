// Few who look at a payment make us read the PG, and what applies its answer is as large as a bundle may be:
// it is loaded with the first one.
import type { AskNow, ReadNowDeps, readNow } from '#core/payments/read-now.ts';

type Load = () => Promise<{ readonly readNow: typeof readNow }>;

const loadIt: Load = () => import('#core/payments/read-now.ts');

export const readNowLater =
  (deps: ReadNowDeps, load = loadIt): AskNow =>
  async (key) =>
    (await load()).readNow(deps)(key);
