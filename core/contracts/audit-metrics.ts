// The audit log's gauge as CloudWatch knows it: what the sealer writes and what the alarm asks for.

export const auditMetrics = { unsealed: 'AuditUnsealed' } as const;

/** All dimensions of the gauge: no more and no fewer. */
export const auditDimensions = (stage: string): { readonly stage: string } => ({ stage });
