// What a PG must be able to do before two-step payments are offered: anything else is refused, not imitated,
// because an imitation would take the money at once.
import type { PaymentGateway } from './payment-gateway.ts';

/** True where the PG reserves first and takes by request. */
export const capturesByRequest = (
  { gateways }: { readonly gateways: (provider: string) => PaymentGateway },
  provider: string,
): boolean => gateways(provider).twoStep !== undefined;
