// Toss Payments as the engine's PG. It takes the money in one call; an authorization it does not know
// is not imitated. Source: Toss specification, section 16.
import { httpGateway } from '#adapters/pg-http/http-gateway.ts';
import { type HttpGatewayOptions, type PgProtocol, pgClient } from '#adapters/pg-http/pg-client.ts';
import type { PaymentGateway } from '#core/payments/payment-gateway.ts';
import { misfitOf } from './secret-key.ts';

export const tossProtocol: PgProtocol = {
  root: '/v1/payments',
  capabilities: {
    partialCancel: true,
    netCancel: false,
    billing: true,
    webhooks: 'unsigned',
    replayWindowDays: 14,
  },
  hasAuthorizations: false,
  misfitOf,
};

export const tossGateway = (options: HttpGatewayOptions): PaymentGateway =>
  httpGateway(tossProtocol, pgClient(tossProtocol, options));
