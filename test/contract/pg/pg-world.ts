// A connector on a real wire in front of the simulator: one door per test, on a free port. Both speak
// to the same program, each by its own protocol.

import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import type { HttpGatewayOptions } from '#adapters/pg-http/pg-client.ts';
import { sandboxGateway } from '#adapters/sandbox/sandbox-gateway.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import { tossGateway } from '#adapters/toss/toss-gateway.ts';
import type { CallLabel } from '#core/contracts/labels.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import { type Money, money } from '#core/kernel/money.ts';
import type { PgCancelRequest, PgConfirmRequest } from '#core/payments/payment-gateway.ts';
import { openDoor } from '#local/pg-simulator/http-door.ts';
import { liar } from '#local/pg-simulator/liar.ts';

export const tenant: Tenant = { environment: 'test', merchantId: 'M123' as MerchantId };
export const won = (amount: number): Money => money(BigInt(amount), 'KRW');

/** Gateway options without a network of their own. */
export const optionsFor = (baseUrl: string, labels: CallLabel[] = []): HttpGatewayOptions => ({
  baseUrl,
  secretKey: () => Promise.resolve('test_sk_liar_tliar01'),
  calls: {
    run: (label, effect) => {
      labels.push(label);
      return effect();
    },
  },
  clock: systemClock,
  digests: nodeDigests,
});

export const connectors = { toss: tossGateway, sandbox: sandboxGateway } as const;

export type ConnectorName = keyof typeof connectors;

export const connectorNames = Object.keys(connectors) as readonly ConnectorName[];

export const pgWorld = async (connector: ConnectorName) => {
  const labels: CallLabel[] = [];
  const pg = liar();
  const door = await openDoor({ liar: pg });
  const baseUrl = `http://127.0.0.1:${door.port}`;
  const gateway = connectors[connector](optionsFor(baseUrl, labels));
  let payments = 0;

  /** A payment whose buyer has finished the window, and the confirm that belongs to it. */
  const authenticated = (amount = 10_000, currency = 'KRW'): PgConfirmRequest => {
    payments += 1;
    const pgOrderId = `order-${payments}`;
    const major = currency === 'USD' ? amount / 100 : amount;
    const opened = pg.control.openPayment({ orderId: pgOrderId, amount: major, currency });
    const paymentKey = String(opened['paymentKey']);
    pg.control.authenticate(paymentKey);
    return {
      tenant,
      paymentKey,
      pgOrderId,
      amount: money(BigInt(amount), currency),
      idempotencyKey: `key-of-order-${payments}`,
      timeoutMs: 2_000,
    };
  };

  const cancelOf = (
    { paymentKey, pgOrderId, amount: total }: PgConfirmRequest,
    overrides: Partial<PgCancelRequest> = {},
  ): PgCancelRequest => ({
    tenant,
    paymentKey,
    pgOrderId,
    amount: total,
    total,
    refundable: total,
    reason: 'service failed [rf:rf_1]',
    mark: '[rf:rf_1]',
    idempotencyKey: `cancel-${pgOrderId}`,
    timeoutMs: 2_000,
    ...overrides,
  });

  const readOf = ({ paymentKey, pgOrderId }: PgConfirmRequest) =>
    gateway.read({ tenant, paymentKey, pgOrderId, timeoutMs: 2_000 });

  const close = async () => {
    await door.close();
    await pg.close();
  };
  return { pg, baseUrl, gateway, labels, authenticated, cancelOf, readOf, close };
};

export type PgWorld = Awaited<ReturnType<typeof pgWorld>>;
