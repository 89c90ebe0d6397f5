// The PG port over a PG that speaks Toss's JSON: map in, one call, map out. The two protocols differ
// in where their paths lie, which keys they take and what they offer beyond these three calls.
import type { PaymentGateway } from '#core/payments/payment-gateway.ts';
import { cancelClasses } from './cancel-classes.ts';
import { confirmClasses } from './confirm-classes.ts';
import { judgeCancelled, judgeConfirmed } from './judge-success.ts';
import type { PgClient, PgProtocol } from './pg-client.ts';
import { cancelBody, cancelPath, confirmBody, confirmPath, readPath } from './requests.ts';

export const httpGateway = ({ capabilities }: PgProtocol, client: PgClient): PaymentGateway => ({
  capabilities,
  confirm: (request) => {
    const { tenant, timeoutMs, idempotencyKey } = request;
    const post = { idempotencyKey, body: confirmBody(request) };
    return client.money(
      { label: 'pg.confirm', tenant, path: confirmPath, timeoutMs, post },
      confirmClasses,
      (payment) => judgeConfirmed(request, payment),
    );
  },
  cancel: (request) => {
    const { tenant, timeoutMs, idempotencyKey, paymentKey } = request;
    const post = { idempotencyKey, body: cancelBody(request) };
    return client.money(
      { label: 'pg.cancel', tenant, path: cancelPath(paymentKey), timeoutMs, post },
      cancelClasses,
      (payment) => judgeCancelled(request, payment),
    );
  },
  read: (request) => {
    const { tenant, timeoutMs } = request;
    return client.read({ label: 'pg.read', tenant, path: readPath(request), timeoutMs });
  },
});
