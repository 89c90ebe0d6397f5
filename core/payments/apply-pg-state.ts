// The one place where PG evidence of any operation becomes state. Callers: the watchdog, the sweep, a
// read that refreshes.
import { applyEvidence, type RecordVerdict } from './apply-evidence.ts';
import type { PgOperation } from './payment.ts';
import { recordApprovalVerdict } from './record-approval-verdict.ts';
import { recordAuthorizeVerdict } from './record-authorize-verdict.ts';
import { recordRefundVerdict } from './record-refund-verdict.ts';
import { recordReservedVerdict } from './record-reserved-verdict.ts';

/** Where the PG took the money instead of reserving it, it is recorded like any other capture. */
const recordAuthorizedOrTaken: RecordVerdict = (applying, deps) =>
  applying.verdict.kind === 'APPROVED'
    ? recordReservedVerdict(applying, deps)
    : recordAuthorizeVerdict(applying, deps);

const records: Readonly<Record<PgOperation, RecordVerdict>> = {
  CONFIRM: recordApprovalVerdict,
  AUTHORIZE: recordAuthorizedOrTaken,
  CAPTURE: recordReservedVerdict,
  VOID: recordReservedVerdict,
  REFUND: recordRefundVerdict,
};

export const applyPgState = applyEvidence((applying, deps) =>
  records[applying.case.attempt.op](applying, deps),
);
