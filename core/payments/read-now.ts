// One read of the PG because somebody asks now: a client that refreshes, an operator who reads again. It
// applies what the PG proves and changes nothing else; the schedule of the doubt goes on beside it.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import type { ApplyDeps } from './apply-evidence.ts';
import { applyPgState } from './apply-pg-state.ts';
import { attemptId, isInDoubt, isOpen } from './attempt.ts';
import { type Case, engineCause, loadCase } from './case.ts';
import { judgeState, type Verdict } from './judge-state.ts';
import type { PgReading } from './payment-gateway.ts';
import type { PaymentView } from './ports.ts';
import { readTruth } from './read-truth.ts';
import { readingEvidence, readPg, type SendDeps } from './send-attempt.ts';

export type ReadNowDeps = ApplyDeps & Pick<SendDeps, 'gateways'>;

export interface ReadNowKey {
  readonly tenant: Tenant;
  readonly paymentId: PaymentId;
  /** Who looks: `engine:refresh`. */
  readonly actor: string;
}

/** `NOTHING_OPEN`: no call of this payment is in doubt. `seen`: what the PG showed, in its words. */
export interface ReadNow {
  readonly outcome: 'NOTHING_OPEN' | 'ENDED' | 'IN_DOUBT' | 'MISMATCH';
  readonly seen?: string;
}

const proves = ({ kind }: Verdict): boolean =>
  kind !== 'REPLAY' && kind !== 'UNKNOWN' && kind !== 'RUNNING';

const apply = async (
  deps: ReadNowDeps,
  kase: Case,
  reading: PgReading & { readonly kind: 'FOUND' },
  actor: string,
): Promise<ReadNow> => {
  const { attempt } = kase;
  const seen = reading.payment.status;
  const verdict = judgeState(attempt, reading.payment);
  if (!proves(verdict)) return { outcome: 'IN_DOUBT', seen };
  const applied = await applyPgState(deps)({
    case: kase,
    verdict,
    evidence: readingEvidence(reading, deps.clock.now()),
    cause: engineCause(attempt, actor),
    doubtAt: attempt.doubtAt ?? attempt.deadlineAt,
  });
  if (verdict.kind === 'MISMATCH') return { outcome: 'MISMATCH', seen };
  return { outcome: applied.outcome === 'IN_DOUBT' ? 'IN_DOUBT' : 'ENDED', seen };
};

/** Money of a virtual account moves without a call of ours, and what is reserved may be taken or let go. */
const readStanding = async (
  deps: ReadNowDeps,
  view: PaymentView,
  actor: string,
): Promise<ReadNow> => {
  const { payment } = view;
  const movesByItself = payment.virtualAccount !== undefined || payment.status === 'AUTHORIZED';
  if (!movesByItself) return { outcome: 'NOTHING_OPEN' };
  const { applied, ...seen } = await readTruth(deps)(payment, view, actor);
  return { outcome: applied === 'APPLIED' ? 'ENDED' : 'NOTHING_OPEN', ...seen };
};

export type AskNow = (key: ReadNowKey) => Promise<ReadNow>;

export const readNow =
  (deps: ReadNowDeps): AskNow =>
  async ({ tenant, paymentId, actor }) => {
    const view = await deps.payments.byId({ tenant, paymentId });
    const now = deps.clock.now();
    if (view === undefined) return { outcome: 'NOTHING_OPEN' };
    const open = view.attempts.find((attempt) => isOpen(attempt) && isInDoubt(attempt, now));
    if (open === undefined) return readStanding(deps, view, actor);
    const kase = await loadCase(deps)({ tenant, paymentId, attemptId: attemptId(open) });
    if (kase === undefined) return { outcome: 'NOTHING_OPEN' };
    const reading = await readPg(deps, kase.attempt);
    if (reading.kind !== 'FOUND') return { outcome: 'IN_DOUBT', seen: reading.code };
    return apply(deps, kase, reading, actor);
  };
