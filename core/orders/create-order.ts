// Creates an order with its first payment READY: one transaction with its events and its answer.
import { type Answer, created, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import type { OrderId } from '#core/kernel/ids.ts';
import { plus } from '#core/kernel/instant.ts';
import { firstVersion } from '#core/kernel/versioned.ts';
import type { Cause, Draft } from '#core/outbox/assemble-commit.ts';
import { type CommitDeps, commitAnswer, refuse } from '#core/outbox/commit-answer.ts';
import { noAmounts, type ReadyPayment } from '#core/payments/payment.ts';
import type { Policies } from '#core/pricing/selling-policy.ts';
import { type SealedCustomer, sealCustomer } from '#core/privacy/customer.ts';
import type { FieldSeal } from '#core/privacy/ports.ts';
import type { PendingOrder } from './order.ts';
import { orderCreatedEvent } from './order-created.ts';
import { orderObject } from './order-object.ts';
import { termsOf } from './order-terms.ts';
import { type OrderReads, orderNow, presentOrder } from './present-order.ts';
import { type OrderRequest, type PricedOrder, priceOrder } from './price-order.ts';

export interface CreateOrder extends OrderRequest {
  readonly tenant: Tenant;
  readonly cause: Cause;
  readonly claim: IdempotencyClaim;
  /** Public PG keys of the merchant in this environment, by provider. */
  readonly clientKeys: Readonly<Record<string, string>>;
}

export interface CreateOrderDeps extends CommitDeps, OrderReads {
  readonly policies: Policies;
  readonly fieldSeal: Pick<FieldSeal, 'seal'>;
}

const action = 'order.create';

interface NewOrder {
  readonly order: PendingOrder;
  readonly payment: ReadyPayment;
}

interface Named {
  readonly orderId: OrderId;
  readonly clientKey: string;
  readonly customer: { readonly customer?: SealedCustomer };
}

/** Nothing is asked of the keys where no customer is told. */
const sealedCustomer = async (
  { fieldSeal }: CreateOrderDeps,
  { tenant, customer = {} }: CreateOrder,
  orderId: OrderId,
): Promise<Named['customer']> =>
  Object.keys(customer).length === 0
    ? {}
    : { customer: await sealCustomer(fieldSeal, { tenant, orderId }, customer) };

const newOrder = (
  command: CreateOrder,
  { policy, ...priced }: PricedOrder,
  { orderId, clientKey, customer }: Named,
  { ids, clock }: CommitDeps,
): NewOrder => {
  const now = clock.now();
  const paymentId = ids.next('pay');
  const facts = {
    ...firstVersion,
    tenant: command.tenant,
    orderId,
    userId: command.userId,
    amount: priced.amount,
    taxFree: priced.taxFree,
    createdAt: now,
    requestId: command.cause.requestId,
  };
  return {
    order: {
      ...facts,
      status: 'PENDING',
      ...(command.merchantOrderId === undefined
        ? {}
        : { merchantOrderId: command.merchantOrderId }),
      ...(command.metadata === undefined ? {} : { metadata: command.metadata }),
      ...customer,
      serviceId: policy.serviceId,
      kind: 'PURCHASE',
      terms: termsOf(policy),
      orderName: priced.orderName,
      lineItems: priced.lineItems,
      clientKey,
      paymentIds: [paymentId],
      current: { paymentId, number: 1, attemptNo: 0, version: 1, seq: 0, createdAt: now },
      expiresAt: plus(now, (command.expiresInSeconds ?? policy.expiresInSeconds) * 1_000),
    },
    payment: {
      ...facts,
      status: 'READY',
      paymentId,
      provider: policy.provider,
      number: 1,
      amounts: noAmounts(priced.amount.currency),
    },
  };
};

const draftOf = ({ order, payment }: NewOrder, cause: Cause): Omit<Draft, 'idempotency'> => ({
  name: 'TX-ORDER',
  tenant: order.tenant,
  userId: order.userId,
  rootId: order.orderId,
  at: order.createdAt,
  cause,
  changes: [
    { change: 'order.create', order },
    { change: 'payment.create', payment },
    ...(order.merchantOrderId === undefined
      ? []
      : [
          {
            change: 'unique.create' as const,
            tenant: order.tenant,
            kind: 'MORDER' as const,
            value: order.merchantOrderId,
            owner: order.orderId,
          },
        ]),
  ],
  events: [orderCreatedEvent(order)],
  audit: { action, object: order.orderId, statusAfter: 'PENDING' },
});

/**
 * Creates an order.
 *
 * @returns 201 with the order; 402 to 422 by its code; 502 PAY_014 for a merchant without a client
 * key of the PG in this environment; 409 PAY_003 with the order that has this
 * `merchantOrderId` already.
 */
export const createOrder =
  (deps: CreateOrderDeps) =>
  async (command: CreateOrder): Promise<Answer> => {
    const { tenant, cause, claim, userId } = command;
    const present = presentOrder(deps, tenant);
    const no = (answer: Answer): Promise<Answer> =>
      refuse(deps)({ tenant, cause, claim, answer, action, rootId: userId, userId, present });

    const priced = priceOrder(command, deps.policies, tenant.merchantId);
    if (!priced.ok) return no(priced.error);

    // Without the PG's public key no window opens: an order that nobody could pay.
    const { provider } = priced.value.policy;
    const clientKey = command.clientKeys[provider] ?? '';
    if (clientKey === '') return no(refusal('PAY_014', { provider, missing: 'clientKey' }));

    const orderId = deps.ids.next('ord');
    const customer = await sealedCustomer(deps, command, orderId);
    const made = newOrder(command, priced.value, { orderId, clientKey, customer }, deps);
    const ended = await commitAnswer(deps)({
      claim,
      answer: created(
        orderObject({ order: made.order, payments: [made.payment] }, deps.clock.now()),
      ),
      draft: draftOf(made, cause),
      resource: { type: 'order', id: made.order.orderId },
      present,
    });
    if (ended.kind === 'ANSWER') return ended.answer;

    // The merchant's own order number belongs to another order already, for ever.
    const owner = (ended.lost as { readonly owner?: string }).owner;
    const existing = owner === undefined ? null : await orderNow(deps, tenant, owner as OrderId);
    return no(refusal('PAY_003', existing));
  };
