// The sandbox: the Toss calls under a prefix of their own, and a reservation that is captured or voided
// by request. It exists beside the simulator only. Source: Toss specification, section 17.1.
import { httpGateway } from '#adapters/pg-http/http-gateway.ts';
import { type HttpGatewayOptions, type PgProtocol, pgClient } from '#adapters/pg-http/pg-client.ts';
import type { PaymentGateway } from '#core/payments/payment-gateway.ts';
import { twoStep } from './two-step.ts';

export const sandboxProtocol: PgProtocol = {
  root: '/sandbox/v1/payments',
  capabilities: {
    partialCancel: true,
    netCancel: false,
    billing: false,
    webhooks: 'signed',
    replayWindowDays: 14,
  },
  hasAuthorizations: true,
  // Real money has no business here, whoever holds its key.
  misfitOf: (key, _baseUrl, environment) => {
    if (!/^test_g?sk_/u.test(key)) return 'no test key';
    return environment === 'live' ? 'the sandbox takes no real money' : undefined;
  },
};

export const sandboxGateway = (options: HttpGatewayOptions): PaymentGateway => {
  const client = pgClient(sandboxProtocol, options);
  return { ...httpGateway(sandboxProtocol, client), twoStep: twoStep(client) };
};
