// What operators may let happen to a payment, by the use cases of payments.
import type { PaymentWork } from '#core/attention/ports.ts';
import { adoptManualReturn, adoptOutcome } from '#core/payments/adopt-proof.ts';
import { type ReadCancelsDeps, readCancels } from '#core/payments/read-cancels.ts';
import { readNow } from '#core/payments/read-now.ts';

/** Past the last look of the repairer: what is not settled by then stays with the person who asks. */
const lastLook = 99;

export const attentionWork = (deps: ReadCancelsDeps): PaymentWork => ({
  readNow: readNow(deps),
  readCancels: async (key) => {
    const { kind } = await readCancels(deps)({ ...key, slot: lastLook });
    return kind === 'ENDED';
  },
  adoptOutcome: adoptOutcome(deps),
  adoptManualReturn: adoptManualReturn(deps),
});
