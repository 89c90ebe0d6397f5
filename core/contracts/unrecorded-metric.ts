// Calls of the PG whose record failed by a fault of ours, as CloudWatch knows them: what the engine writes and what the
// alarm asks for.

export const unrecordedMetric = 'PgCallsUnrecorded';

/** All dimensions: no more and no fewer. */
export const unrecordedDimensions = (stage: string): { readonly stage: string } => ({ stage });
