// The closed list of what a step of the saga may return. An outcome is data that a Choice tests;
// a thrown error always means an outage or a bug. Source: saga specification, sections 4.1 and 4.2.

export const stepOutcomes = [
  'COMPLETED',
  'NOT_DELIVERED',
  'RETURNED',
  'IN_DOUBT',
  'REFUSED',
  'DONE',
] as const;

export type StepOutcome = (typeof stepOutcomes)[number];

/** What each state knows; the Choice behind it has a branch for each and a person as the default. */
export const outcomesOf = {
  ExecuteService: ['COMPLETED', 'NOT_DELIVERED', 'RETURNED', 'IN_DOUBT'],
  SettleService: ['COMPLETED', 'NOT_DELIVERED'],
  CompleteOrder: ['DONE'],
  CancelPayment: ['RETURNED', 'IN_DOUBT', 'REFUSED'],
  AwaitCancel: ['RETURNED', 'REFUSED'],
  CancelOrder: ['DONE'],
  NeedsAttention: ['DONE'],
} as const satisfies Record<string, readonly StepOutcome[]>;

export type StepState = keyof typeof outcomesOf;

export type OutcomeOf<S extends StepState> = (typeof outcomesOf)[S][number];

/** States that wait: the task stores a token, and whoever knows the truth resumes it. */
export type TokenState = 'ExecuteService' | 'AwaitCancel';
