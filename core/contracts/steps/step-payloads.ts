// What the state machine hands to each task and what it may get back. The input is the whole state,
// so fields beyond the saga's own (`step`, `error`) are let through. Source: saga specification, 4.2.
import * as z from 'zod/mini';
import { outcomesOf, type StepState } from '#core/contracts/steps/outcomes.ts';
import { sagaInput } from '#core/contracts/steps/saga-input.ts';

/** The input of the saga with what earlier states left in it. */
export const sagaState = z.strictObject({
  ...sagaInput.shape,
  /** Any word: one that the machine does not know goes to NeedsAttention, which must read it. */
  step: z.optional(z.strictObject({ outcome: z.string().check(z.minLength(1), z.maxLength(64)) })),
  /** What a Catch wrote: the name of the error and its cause as text. */
  error: z.optional(z.looseObject({ Error: z.string(), Cause: z.optional(z.string()) })),
});

export type SagaState = z.infer<typeof sagaState>;

const taskOf = <S extends StepState>(state: S) =>
  z.strictObject({ state: z.literal(state), saga: sagaState });

const tokenTaskOf = <S extends StepState>(state: S) =>
  z.strictObject({
    state: z.literal(state),
    saga: sagaState,
    /** Never leaves the engine, enters no event and no log. */
    taskToken: z.string().check(z.minLength(1), z.maxLength(2048)),
  });

const resultOf = <const O extends readonly string[]>(outcomes: O) =>
  z.strictObject({ outcome: z.enum(outcomes) });

/** By state: the payload of its task, and the result of the task or of the call that resumes it. */
export const stepContracts = {
  ExecuteService: {
    input: tokenTaskOf('ExecuteService'),
    output: resultOf(outcomesOf.ExecuteService),
  },
  SettleService: { input: taskOf('SettleService'), output: resultOf(outcomesOf.SettleService) },
  CompleteOrder: { input: taskOf('CompleteOrder'), output: resultOf(outcomesOf.CompleteOrder) },
  CancelPayment: { input: taskOf('CancelPayment'), output: resultOf(outcomesOf.CancelPayment) },
  AwaitCancel: { input: tokenTaskOf('AwaitCancel'), output: resultOf(outcomesOf.AwaitCancel) },
  CancelOrder: { input: taskOf('CancelOrder'), output: resultOf(outcomesOf.CancelOrder) },
  NeedsAttention: { input: taskOf('NeedsAttention'), output: resultOf(outcomesOf.NeedsAttention) },
} as const;

export type StepInput<S extends StepState> = z.infer<(typeof stepContracts)[S]['input']>;

export type StepOutput<S extends StepState> = z.infer<(typeof stepContracts)[S]['output']>;
