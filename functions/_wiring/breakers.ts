// The breakers around the PGs. Loaded beside the entry, not with it: a cold start reads them while its
// first request is still being checked.
import { dynamoBreakers } from '#adapters/dynamo/dynamo-breakers.ts';
import { dynamoUnitOfWork } from '#adapters/dynamo/dynamo-unit-of-work.ts';
import type { Store } from '#adapters/dynamo/store.ts';
import { breakerGate, guardedGateway } from '#core/breakers/guarded-gateway.ts';
import type { BreakerGate } from '#core/breakers/ports.ts';
import { isOutage } from '#core/kernel/faults.ts';
import type { PaymentGateway } from '#core/payments/payment-gateway.ts';
import { type MetricNames, refusedCalls, unrecordedCalls } from './count-line.ts';
import type { RuntimeDeps } from './runtime.ts';

export interface Breakers {
  readonly permits: BreakerGate;
  readonly guard: (gateway: PaymentGateway, provider: string) => PaymentGateway;
  /**
   * Why a call that was sent could not be recorded: its client is told 202. An outage has alarms of its own; of a
   * fault of ours nobody else would hear. Here, since what counts comes with the breakers.
   */
  readonly countUnrecorded: (fault: unknown) => void;
}

const countsOf = (names: MetricNames, { clock }: RuntimeDeps) => ({
  refused: refusedCalls(names, clock),
  unrecorded: unrecordedCalls(names, clock),
});

export const breakersOver = (
  names: MetricNames,
  store: Store,
  runtime: RuntimeDeps,
  counts: ReturnType<typeof countsOf> = countsOf(names, runtime),
): Breakers => {
  const unitOfWork = dynamoUnitOfWork({ ...runtime, store });
  const deps = {
    ...runtime,
    breakers: dynamoBreakers(store),
    unitOfWork,
    countRefused: counts.refused,
  };
  return {
    permits: breakerGate(deps),
    guard: (gateway, provider) => guardedGateway(gateway, provider, deps),
    countUnrecorded: (fault) => {
      if (!isOutage(fault)) counts.unrecorded();
    },
  };
};
