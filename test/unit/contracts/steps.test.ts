import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { outcomesOf, type StepState, stepOutcomes } from '#core/contracts/steps/outcomes.ts';
import { sagaInput } from '#core/contracts/steps/saga-input.ts';
import { stepContracts } from '#core/contracts/steps/step-payloads.ts';

const input = {
  v: 1,
  tenant: 'live.M123',
  sagaId: 'saga_01KJPBG54TFCY9TKJZC1RR54X4',
  paymentId: 'pay_01KJPBG54TFCY9TKJZC1RR54X4',
  orderId: 'ord_01KJPBG54TEGFV0XS2T709NSFK',
  serviceRequestId: 'svc_01KJPBH91CEATA3HBDFT7S04HM',
  userId: 'user-42',
  entry: 'EXECUTE',
  from: null,
  service: { timeoutSeconds: 10, deadline: '2026-03-02T04:05:16.789Z' },
  approvedAt: '2026-03-02T04:05:06.789Z',
  requestId: 'req-7f3a21c8',
};

const states = Object.keys(stepContracts) as StepState[];

describe('sagaInput', () => {
  it('takes the input of a first run and of one that only compensates', () => {
    const { serviceRequestId: _request, service: _service, ...compensate } = input;

    expect(z.safeParse(sagaInput, input).success).toBe(true);
    expect(z.safeParse(sagaInput, { ...compensate, entry: 'COMPENSATE' }).success).toBe(true);
  });

  it('refuses a tenant without an environment', () => {
    expect(z.safeParse(sagaInput, { ...input, tenant: 'M123' }).success).toBe(false);
  });
});

describe('stepContracts', () => {
  it('names seven states, and outcomes of the closed list only', () => {
    expect(states).toHaveLength(7);
    expect(states).toEqual(expect.arrayContaining(Object.keys(outcomesOf)));
    expect(
      Object.values(outcomesOf)
        .flat()
        .every((outcome) => stepOutcomes.includes(outcome)),
    ).toBe(true);
  });

  it.each(states)('takes the payload of %s after an earlier step and a caught error', (state) => {
    const saga = {
      ...input,
      step: { outcome: 'NOT_DELIVERED' },
      error: { Error: 'States.Timeout', Cause: 'no answer' },
    };
    const isToken = state === 'ExecuteService' || state === 'AwaitCancel';
    const payload = { state, saga, ...(isToken ? { taskToken: 'token' } : {}) };

    expect(z.safeParse(stepContracts[state].input, payload).success).toBe(true);
    expect(
      z.safeParse(stepContracts[state].output, { outcome: outcomesOf[state][0] }).success,
    ).toBe(true);
    expect(z.safeParse(stepContracts[state].output, { outcome: 'LOST' }).success).toBe(false);
  });
});
