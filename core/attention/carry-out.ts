// Carries an action out and says what it has made of the item. Each effect is one of the engine's own and
// harmless when repeated: a request that died after it is simply sent again.
import type { AttentionAction } from '#core/contracts/vocabulary.ts';
import { present } from '#core/kernel/assert.ts';
import { type Instant, toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { Clock } from '#core/kernel/ports.ts';
import type { Cause } from '#core/outbox/assemble-commit.ts';
import type { PgProof } from './attention-item.ts';
import {
  heldAtPg,
  heldSaga,
  type Matter,
  type MatterDeps,
  matterOf,
  openAttempt,
} from './matter.ts';
import type { PaymentWork } from './ports.ts';
import { type Beside, nothingBeside, resumed, wokenUp } from './resolution.ts';

export interface CarryDeps extends MatterDeps {
  readonly work: PaymentWork;
  readonly clock: Clock;
}

export interface Carrying {
  readonly matter: Matter;
  readonly action: AttentionAction;
  /** Where a saga goes on. */
  readonly from?: string | undefined;
  readonly proof?: PgProof | undefined;
  readonly cause: Cause;
}

/** `CONTRADICTED`: the PG's own books say otherwise, and nothing was done. */
export type Carried =
  | { readonly kind: 'RESOLVED'; readonly matter: Matter; readonly beside: Beside }
  | {
      readonly kind: 'NOTED' | 'CONTRADICTED';
      readonly matter: Matter;
      readonly evidence: JsonObject;
    };

const again = (deps: CarryDeps, { item }: Matter): Promise<Matter> => matterOf(deps, item);

const over = (matter: Matter, beside: Beside = nothingBeside): Carried => ({
  kind: 'RESOLVED',
  matter,
  beside,
});

const keyOf = ({ item: { tenant, paymentId } }: Matter) => ({
  tenant,
  paymentId: present(paymentId, 'an item with an action names its payment'),
});

const seenAs = (action: AttentionAction, found: string, at: Instant): JsonObject => ({
  action,
  found,
  at: toIso(at),
});

/** Cancels that had no room may have it now. */
const cancelsSettled = (deps: CarryDeps, matter: Matter): Promise<boolean> =>
  matter.item.kind === 'INTEGRITY_MISMATCH'
    ? deps.work.readCancels(keyOf(matter))
    : Promise.resolve(true);

const readAgain = async (
  deps: CarryDeps,
  { matter, action, cause }: Carrying,
): Promise<Carried> => {
  const { outcome, seen = outcome } = await deps.work.readNow({
    ...keyOf(matter),
    actor: cause.actor,
  });
  const isOver =
    outcome === 'ENDED' || (outcome === 'NOTHING_OPEN' && (await cancelsSettled(deps, matter)));
  const fresh = await again(deps, matter);
  // A saga goes on by another run, not by the truth alone; what the PG still holds is not over.
  if (isOver && heldSaga(fresh) === undefined && heldAtPg(fresh) === undefined) return over(fresh);
  const evidence = seenAs(action, seen, deps.clock.now());
  return { kind: 'NOTED', matter: fresh, evidence };
};

/** The PG is read first: what it proves wins over anybody's word. */
const adopt = async (deps: CarryDeps, carrying: Carrying): Promise<Carried> => {
  const { matter, action, cause } = carrying;
  const key = keyOf(matter);
  const isSuccess = action === 'ADOPT_SUCCESS';
  const proof = present(carrying.proof, 'who adopts shows proof');
  const read = await deps.work.readNow({ ...key, actor: cause.actor });
  // Money that the PG tells otherwise is no success by anybody's word.
  const mayBelieve = read.outcome === 'IN_DOUBT' || (read.outcome === 'MISMATCH' && !isSuccess);
  const as = isSuccess ? ('SUCCESS' as const) : ('FAILURE' as const);
  if (mayBelieve) await deps.work.adoptOutcome({ ...key, as, proof, cause });

  const fresh = await again(deps, matter);
  const now = deps.clock.now();
  const evidence = seenAs(action, read.seen ?? read.outcome, now);
  // Not told by word alone, or somebody moved the rows: the doubt stays, and so does the item.
  if (openAttempt(fresh) !== undefined) return { kind: 'CONTRADICTED', matter: fresh, evidence };
  if (heldSaga(fresh) === undefined) return over(fresh);
  // Its money did not go back: the person still has to say how it will.
  if (fresh.view?.payment.status !== 'CANCELLED') return { kind: 'NOTED', matter: fresh, evidence };
  return over(fresh, resumed(fresh, { entry: 'RESUME', at: now }));
};

const returnedByHand = async (deps: CarryDeps, carrying: Carrying): Promise<Carried> => {
  const { matter, action, cause } = carrying;
  const proof = present(carrying.proof, 'who returned money by hand shows proof');
  const isTaken = await deps.work.adoptManualReturn({ ...keyOf(matter), proof, cause });
  const fresh = await again(deps, matter);
  const now = deps.clock.now();
  if (!isTaken) {
    const evidence = seenAs(action, 'NOT_SHOWN_BY_THE_PG', now);
    return { kind: 'CONTRADICTED', matter: fresh, evidence };
  }
  return over(fresh, resumed(fresh, { entry: 'RESUME', at: now }));
};

export const carryOut = async (deps: CarryDeps, carrying: Carrying): Promise<Carried> => {
  const { matter, action, from } = carrying;
  const at = deps.clock.now();
  switch (action) {
    case 'READ_AGAIN':
      return readAgain(deps, carrying);
    case 'RETRY':
      return over(
        matter,
        heldSaga(matter) === undefined
          ? wokenUp(matter, at)
          : resumed(matter, { entry: 'RESUME', from, at }),
      );
    case 'REFUND':
      return over(matter, resumed(matter, { entry: 'COMPENSATE', at }));
    case 'ADOPT_SUCCESS':
    case 'ADOPT_FAILURE':
      return adopt(deps, carrying);
    case 'MANUAL_REFUND_DONE':
      return returnedByHand(deps, carrying);
    case 'CLOSE':
      return over(matter);
  }
};
