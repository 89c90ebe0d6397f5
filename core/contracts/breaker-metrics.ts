// The breakers' metrics as CloudWatch knows them: what the engine writes and what the alarm asks for.
// Source: operations specification, section 2.7: namespace `FluxPay`, dimension `stage` plus the metric's own.

export const breakerMetrics = {
  state: 'BreakerState',
  notPermitted: 'BreakerNotPermitted',
} as const;

/** All dimensions of both metrics: no more and no fewer. @param name - Of a breaker, a closed list. */
export const breakerDimensions = (
  stage: string,
  name: string,
): { readonly stage: string; readonly name: string } => ({ stage, name });
