// One read of the PG for a payment without an open call, and what it says applied: money of a virtual account moves
// without us, and what is reserved may be taken or let go.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import type { ApplyDeps } from './apply-evidence.ts';
import { applyTruth, type TruthApplied } from './apply-truth.ts';
import { isApproval, isOpen } from './attempt.ts';
import { engineCause } from './case.ts';
import type { PaymentView } from './ports.ts';
import { readingEvidence, readPg, type SendDeps } from './send-attempt.ts';

export type ReadTruthDeps = ApplyDeps & Pick<SendDeps, 'gateways'>;

export interface TruthRead {
  /** `LATER`: the PG did not tell, or it cannot be applied yet. */
  readonly applied: TruthApplied;
  /** What the PG showed, in its words. */
  readonly seen?: string;
}

/** @param actor - Who looks: `engine:refresh`. */
export const readTruth =
  (deps: ReadTruthDeps) =>
  async (
    key: { readonly tenant: Tenant; readonly paymentId: PaymentId },
    { attempts }: PaymentView,
    actor: string,
  ): Promise<TruthRead> => {
    // An open call has reads of its own; what it leaves is looked at afterwards.
    if (attempts.some(isOpen)) return { applied: 'LATER' };
    const asked = attempts.findLast(isApproval);
    if (asked === undefined) return { applied: 'STANDS' };
    const reading = await readPg(deps, asked);
    if (reading.kind !== 'FOUND') return { applied: 'LATER', seen: reading.code };
    const { tenant, paymentId } = key;
    const { payment: pg } = reading;
    const evidence = readingEvidence(reading, deps.clock.now());
    const cause = engineCause(asked, actor);
    const applied = await applyTruth(deps)({ tenant, paymentId, pg, evidence, cause });
    return { applied, seen: pg.status };
  };
