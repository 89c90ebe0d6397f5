// What the clients of a world have sent, kept for whoever wants to send it again.
import { type Gateway, type Request, signedGateway } from './client.ts';
import { credentialsOf, type MerchantName } from './set-up-rows.ts';

/** One request as it went to its function. */
export interface SentRequest {
  readonly request: Request;
  readonly event: unknown;
  readonly merchant: MerchantName;
}

export interface SentRequests {
  readonly requests: readonly SentRequest[];
  readonly gatewayOf: (merchant: MerchantName) => Gateway;
}

/** @param keeps - False where nobody will ask. */
export const sentRequests = (keeps: boolean): SentRequests => {
  const requests: SentRequest[] = [];
  return {
    requests,
    gatewayOf: (merchant) => {
      const gateway = signedGateway(credentialsOf(merchant));
      if (!keeps) return gateway;
      return (request) => {
        const event = gateway(request);
        requests.push({ request, event, merchant });
        return event;
      };
    },
  };
};
