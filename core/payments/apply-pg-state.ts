// The one place where PG evidence of any operation becomes state. Callers: the watchdog, the sweep, a
// read that refreshes.
import { applyEvidence } from './apply-evidence.ts';
import { recordApprovalVerdict } from './record-approval-verdict.ts';
import { recordRefundVerdict } from './record-refund-verdict.ts';

export const applyPgState = applyEvidence((applying, deps) =>
  applying.case.attempt.op === 'CONFIRM'
    ? recordApprovalVerdict(applying, deps)
    : recordRefundVerdict(applying, deps),
);
