// The one place where PG evidence of any operation becomes state. Callers: the watchdog, the sweep, a
// read that refreshes.
import { applyEvidence, type RecordVerdict } from './apply-evidence.ts';
import type { PgOperation } from './payment.ts';
import { recordApprovalVerdict } from './record-approval-verdict.ts';
import { recordRefundVerdict } from './record-refund-verdict.ts';
import { recordTwoStepVerdict } from './record-two-step-verdict.ts';

const records: Readonly<Record<PgOperation, RecordVerdict>> = {
  CONFIRM: recordApprovalVerdict,
  AUTHORIZE: recordTwoStepVerdict,
  CAPTURE: recordTwoStepVerdict,
  VOID: recordTwoStepVerdict,
  REFUND: recordRefundVerdict,
};

export const applyPgState = applyEvidence((applying, deps) =>
  records[applying.case.attempt.op](applying, deps),
);
