// Authorize, capture and void: what a reply means, and how each call is written.
import { cancelClasses } from '#adapters/pg-http/cancel-classes.ts';
import { classTable } from '#adapters/pg-http/classify.ts';
import { approvalRows, confirmClasses } from '#adapters/pg-http/confirm-classes.ts';
import { writeFields } from '#adapters/pg-http/json-fields.ts';
import { broken, hasOurIds, type Judged } from '#adapters/pg-http/judge-success.ts';
import type { PgCall, PgClient } from '#adapters/pg-http/pg-client.ts';
import { authorizePath, pathOf, reasonMax } from '#adapters/pg-http/requests.ts';
import { equals } from '#core/kernel/money.ts';
import type {
  PgAuthorizeRequest,
  PgCaptureRequest,
  PgPayment,
  PgVoidRequest,
  TwoStepGateway,
} from '#core/payments/payment-gateway.ts';

/** As an approval; an authorization that was voided can never be captured. */
const captureClasses = classTable([
  ...approvalRows,
  {
    class: 'DECLINED_HARD',
    cause: 'STATE',
    needsRead: true,
    codes: ['ALREADY_CANCELED_PAYMENT'],
  },
  { class: 'UNKNOWN', cause: 'THROTTLE', codes: ['FORBIDDEN_CONSECUTIVE_REQUEST'] },
]);

type Request = PgAuthorizeRequest | PgCaptureRequest | PgVoidRequest;

/** A success shows our payment, our amount, and the effect that was asked for. */
const judge =
  (request: Request, hasEffect: (payment: PgPayment) => boolean) =>
  (payment: PgPayment | undefined): Judged => {
    if (payment === undefined) return broken('UNREADABLE_REPLY');
    if (!hasOurIds(request, payment)) return broken('OTHER_PAYMENT', payment);
    if (!equals(payment.total, request.amount)) return broken('OTHER_AMOUNT', payment);
    return hasEffect(payment)
      ? { class: 'SUCCESS', code: payment.status, payment }
      : { class: 'UNKNOWN', cause: 'STATE', code: payment.status, payment };
  };

const call = (
  label: PgCall['label'],
  { tenant, timeoutMs, idempotencyKey }: Request,
  path: string | undefined,
  body: string,
): PgCall => ({ label, tenant, path, timeoutMs, post: { idempotencyKey, body } });

const authorizeBody = ({ paymentKey, pgOrderId, amount, orderName }: PgAuthorizeRequest): string =>
  writeFields({
    ...(paymentKey !== undefined && { paymentKey }),
    orderId: pgOrderId,
    amount,
    currency: amount.currency,
    orderName,
  });

export const twoStep = (client: PgClient): TwoStepGateway => ({
  authorize: (request) =>
    client.money(
      call('pg.authorize', request, authorizePath, authorizeBody(request)),
      confirmClasses,
      judge(request, ({ status }) => status === 'AUTHORIZED'),
    ),
  capture: (request) =>
    client.money(
      call(
        'pg.capture',
        request,
        pathOf(request.paymentKey, 'capture'),
        writeFields({ amount: request.amount }),
      ),
      captureClasses,
      judge(request, ({ status }) => status === 'DONE'),
    ),
  void: (request) =>
    client.money(
      call(
        'pg.void',
        request,
        pathOf(request.paymentKey, 'void'),
        writeFields({ cancelReason: request.reason.slice(0, reasonMax).toWellFormed() }),
      ),
      cancelClasses,
      // Where money was taken and given back again, the void was not what ended it.
      judge(request, ({ status, approvedAt }) => status === 'CANCELED' && approvedAt === undefined),
    ),
});
