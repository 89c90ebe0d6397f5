// One run of the audit sealer.

import { type SealDeps, type SealRun, sealAudit } from '#core/audit/seal-audit.ts';

/** @returns Counts for the log line. */
export const sealAuditHandler = (deps: SealDeps) => (): Promise<SealRun> => sealAudit(deps)();
