// The breakers around the PGs. Loaded beside the entry, not with it: a cold start reads them while its
// first request is still being checked.
import { dynamoBreakers } from '#adapters/dynamo/dynamo-breakers.ts';
import { dynamoUnitOfWork } from '#adapters/dynamo/dynamo-unit-of-work.ts';
import type { Store } from '#adapters/dynamo/store.ts';
import { type BreakerDeps, breakerGate, guardedGateway } from '#core/breakers/guarded-gateway.ts';
import type { BreakerGate } from '#core/breakers/ports.ts';
import type { PaymentGateway } from '#core/payments/payment-gateway.ts';
import { type MetricNames, refusedCalls } from './count-line.ts';
import type { RuntimeDeps } from './runtime.ts';

export interface Breakers {
  readonly permits: BreakerGate;
  readonly guard: (gateway: PaymentGateway, provider: string) => PaymentGateway;
}

export const breakersOver = (
  names: MetricNames,
  store: Store,
  runtime: RuntimeDeps,
  countRefused: BreakerDeps['countRefused'] = refusedCalls(names, runtime.clock),
): Breakers => {
  const unitOfWork = dynamoUnitOfWork({ ...runtime, store });
  const deps = { ...runtime, breakers: dynamoBreakers(store), unitOfWork, countRefused };
  return {
    permits: breakerGate(deps),
    guard: (gateway, provider) => guardedGateway(gateway, provider, deps),
  };
};
