// In a file of its own: what the desk and the sweep need shall not load with each payment.

/** Every breaker there is: the operations of each connector. */
export const breakerNames = [
  'pg-toss-confirm',
  'pg-toss-refund',
  'pg-sandbox-authorize',
  'pg-sandbox-capture',
  'pg-sandbox-confirm',
  'pg-sandbox-refund',
  'pg-sandbox-void',
] as const;
export type BreakerName = (typeof breakerNames)[number];
