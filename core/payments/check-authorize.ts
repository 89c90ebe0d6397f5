// What an authorization must find before anything is claimed or sent: an order that can be paid, or the
// terms for one of its own; and a PG that captures by request.
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import type { OrderId } from '#core/kernel/ids.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { money } from '#core/kernel/money.ts';
import type { Ids } from '#core/kernel/ports.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import { directOrder } from '#core/orders/direct-order.ts';
import { isCancelNoted, type Order, type PendingOrder } from '#core/orders/order.ts';
import type { Cause } from '#core/outbox/assemble-commit.ts';
import { type Policies, policiesOf, type SellingPolicy } from '#core/pricing/selling-policy.ts';
import { capturesByRequest } from './captures-by-request.ts';
import {
  inDoubtRetrySeconds,
  isShortOfTime,
  notPending,
  refusedAsItStands,
} from './check-confirm.ts';
import type { PaymentReads } from './present-payment.ts';
import type { SendDeps } from './send-attempt.ts';

export interface AuthorizePayment {
  readonly tenant: Tenant;
  readonly cause: Cause;
  readonly claim: IdempotencyClaim;
  /** Minor units. */
  readonly amount: bigint;
  readonly currency?: string;
  /** Without it the engine makes an order of kind DIRECT. */
  readonly orderId?: OrderId;
  readonly userId?: string;
  readonly serviceId?: string;
  /** From the PG's window. Without it the test PG takes a card that approves. */
  readonly paymentKey?: string;
  readonly metadata?: JsonObject;
  /** Public PG keys of the merchant in this environment, by provider. */
  readonly clientKeys: Readonly<Record<string, string>>;
  /** Milliseconds the caller has left to live. */
  readonly remainingMs: () => number;
}

export interface CheckAuthorizeDeps extends PaymentReads, Pick<SendDeps, 'gateways'> {
  /** Read for the first authorization that names no order. */
  readonly loadPolicies: () => Promise<Policies>;
  readonly ids: Ids;
}

const fieldError = (field: string, code: string): Answer =>
  refusal('VAL_001', { fieldErrors: [{ field, code }] });

/** What the request lacks, whatever it is for. */
const refusedRequest = (command: AuthorizePayment): Answer | undefined => {
  const isLive = command.tenant.environment === 'live';
  if (isLive && command.paymentKey === undefined) return fieldError('paymentKey', 'required');
  return isShortOfTime(command) ? refusal('SYS_003', null, 1) : undefined;
};

const asksForItsAmount = ({ amount, currency }: AuthorizePayment, order: PendingOrder): boolean =>
  amount === order.amount.minor && (currency === undefined || currency === order.amount.currency);

/** What the order itself says against it. */
const refusedOrder = (command: AuthorizePayment, order: PendingOrder): Answer | undefined => {
  if (isCancelNoted(order)) return refusal('PAY_004', null, inDoubtRetrySeconds);
  if (order.terms.fulfilment !== 'none') return refusal('PAY_004');
  return asksForItsAmount(command, order) ? undefined : refusal('PAY_007');
};

/**
 * @param isRepeat - A claim lost a condition before: the payment is read as well, to name the reason.
 * @returns The order whose current payment can be authorized, or the refusal.
 */
export const checkOrder =
  (deps: CheckAuthorizeDeps) =>
  async (
    command: AuthorizePayment,
    order: Order | undefined,
    isRepeat: boolean,
  ): Promise<Result<PendingOrder, Answer>> => {
    if (order === undefined) return err(refusal('ORD_001'));
    if (!capturesByRequest(deps, order.terms.provider)) return err(refusal('PAY_008'));
    if (order.status !== 'PENDING') return err(await notPending(deps, order));
    const refused =
      refusedOrder(command, order) ??
      (await refusedAsItStands(deps, order, isRepeat)) ??
      refusedRequest(command);
    return refused === undefined ? ok(order) : err(refused);
  };

/** Without a service the one policy counts that has such a PG and nothing to deliver. */
const chosenOf = async (
  deps: CheckAuthorizeDeps,
  { tenant, serviceId }: AuthorizePayment,
): Promise<Result<SellingPolicy, Answer>> => {
  const policies = policiesOf(await deps.loadPolicies(), tenant.merchantId);
  const asked =
    serviceId === undefined
      ? policies.filter(({ fulfilment }) => fulfilment === 'none')
      : policies.filter((policy) => policy.serviceId === serviceId);
  if (asked.length === 0) return err(refusal('ORD_003'));
  const [only, ...more] = asked.filter(({ provider }) => capturesByRequest(deps, provider));
  if (only === undefined) return err(refusal('PAY_008'));
  return more.length === 0 ? ok(only) : err(fieldError('serviceId', 'required'));
};

/** @returns An order of kind DIRECT for this request, or the refusal. Nothing is written. */
export const checkDirect = async (
  deps: CheckAuthorizeDeps,
  command: AuthorizePayment,
): Promise<Result<PendingOrder, Answer>> => {
  const chosen = await chosenOf(deps, command);
  if (!chosen.ok) return chosen;
  const policy = chosen.value;
  const { tenant, userId, metadata, cause, clientKeys, currency = 'KRW' } = command;
  if (currency !== policy.currency) return err(refusal('PAY_007'));
  const amount = money(command.amount, currency);
  const isWithin = amount.minor >= policy.amountMin && amount.minor <= policy.amountMax;
  if (!isWithin) return err(refusal('PAY_013'));
  const refused = refusedRequest(command);
  if (refused !== undefined) return err(refused);
  const sale = {
    tenant,
    policy,
    clientKey: clientKeys[policy.provider] ?? '',
    amount,
    ...(userId === undefined ? {} : { userId }),
    ...(metadata === undefined ? {} : { metadata }),
    requestId: cause.requestId,
    at: deps.clock.now(),
  };
  return ok(directOrder(sale, deps.ids));
};
