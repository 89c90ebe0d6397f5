// The pipeline of the saga's tasks: the input is checked, a business outcome leaves as data, and only
// surprises throw; so in ASL an error always means outage or bug.
import type * as z from 'zod/mini';
import type { StepState } from '#core/contracts/steps/outcomes.ts';
import {
  type StepInput,
  type StepOutput,
  stepContracts,
} from '#core/contracts/steps/step-payloads.ts';
import { parseTenant } from '#core/contracts/tenant.ts';
import { AssertionFailed } from '#core/kernel/assert.ts';
import type { EdgeDeps } from './exchange.ts';
import { type Fields, invoked, type LambdaHandler } from './invocation.ts';

export interface Step<S extends StepState> {
  readonly state: S;
  readonly deps: EdgeDeps;
  /** States that wait answer nothing: whoever knows the truth resumes them by their token. */
  readonly handler: (
    input: StepInput<S>,
    // biome-ignore lint/suspicious/noConfusingVoidType: a use case of a waiting state returns nothing.
  ) => Promise<StepOutput<S> | undefined | void>;
}

/** Reads against a contract; names the places at fault, never their values. */
export const checked = <T>(schema: z.ZodMiniType<T>, value: unknown, what: string): T => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path, code }) => `${path.join('.')} ${code}`);
  throw new AssertionFailed(`${what} is not valid: ${places.slice(0, 10).join(', ')}`);
};

const tellSaga = (fields: Fields, { saga }: StepInput<StepState>): void => {
  const tenant = parseTenant(saga.tenant);
  Object.assign(fields, {
    requestId: saga.requestId,
    ...(tenant === undefined ? {} : { merchantId: tenant.merchantId, env: tenant.environment }),
    sagaId: saga.sagaId,
    paymentId: saga.paymentId,
    orderId: saga.orderId,
    ...(saga.traceparent === undefined ? {} : { traceId: saga.traceparent.slice(3, 35) }),
  });
};

/** The Lambda handler of one task. @throws AssertionFailed for an input its contract refuses. */
export const stepPipeline = <S extends StepState>({
  state,
  deps,
  handler,
}: Step<S>): LambdaHandler<StepOutput<S> | undefined> =>
  invoked({ message: `step.${state}`, deps }, async (event, fields) => {
    const { input, output } = stepContracts[state];
    const task = checked(
      input as unknown as z.ZodMiniType<StepInput<S>>,
      event,
      `the input of ${state}`,
    );
    tellSaga(fields, task as StepInput<StepState>);
    const result = await handler(task);
    if (result === undefined) return undefined;
    const ended = checked(
      output as unknown as z.ZodMiniType<StepOutput<S>>,
      result,
      `the result of ${state}`,
    );
    fields['outcome'] = ended.outcome;
    return ended;
  });
