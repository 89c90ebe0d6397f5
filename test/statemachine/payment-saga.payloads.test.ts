// What the file hands to each step on every path is what the step's contract takes: the file and
// the handlers are written by different hands, and meet only here and in production.

import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { StepState } from '#core/contracts/steps/outcomes.ts';
import { stepContracts } from '#core/contracts/steps/step-payloads.ts';
import { machineByFolder } from '#test/support/asl/machine-file.ts';
import { runScript } from '#test/support/asl/scripted-run.ts';
import { count } from '#test/support/counters.ts';
import { pathRows } from './payment-saga.rows.ts';

const idBody = '01KJPBH7Q8R9S0T1V2W3X4Y5Z6';

const sagaInput = {
  v: 1,
  tenant: 'live.M123',
  sagaId: `saga_${idBody}`,
  paymentId: `pay_${idBody}`,
  orderId: `ord_${idBody}`,
  serviceRequestId: `svc_${idBody}`,
  userId: 'u-1',
  entry: 'EXECUTE',
  from: null,
  service: { timeoutSeconds: 10, deadline: '2026-01-01T00:00:10.000Z' },
  approvedAt: '2026-01-01T00:00:00.000Z',
  requestId: 'req_00000001',
};

type Handed = { readonly state: StepState };

describe('payment-saga payloads', () => {
  it.each(pathRows)('are what the steps take: $name', async ({ script, entry }) => {
    const ran = await runScript({
      definition: machineByFolder('payment-saga'),
      script,
      input: { ...sagaInput, entry: entry ?? 'EXECUTE' },
    });
    const handed = ran.events.flatMap((event) =>
      event.type === 'tried' ? [event.payload as unknown as Handed] : [],
    );

    const refused = handed.flatMap((payload) => {
      const read = z.safeParse(stepContracts[payload.state].input, payload);
      return read.success ? [] : [`${payload.state}: ${z.prettifyError(read.error)}`];
    });

    expect(handed.length).toBeGreaterThan(0);
    expect(refused).toEqual([]);
    count('asl-payloads', handed.length);
  });
});
