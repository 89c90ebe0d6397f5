// The one place where PG evidence of any operation becomes state. Callers: the watchdog, the sweep, a
// read that refreshes.

import { applyEvidence } from './apply-evidence.ts';
import { recordApprovalVerdict } from './record-approval-verdict.ts';
import { recordRefundVerdict } from './record-refund-verdict.ts';
import { recordVoidVerdict } from './record-void-verdict.ts';

const records = {
  CONFIRM: recordApprovalVerdict,
  VOID: recordVoidVerdict,
  REFUND: recordRefundVerdict,
} as const;

export const applyPgState = applyEvidence((applying, deps) =>
  records[applying.case.attempt.op](applying, deps),
);
