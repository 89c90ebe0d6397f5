// Reads the bundle of policies a function carries, or one file, and gives every term its default.
// Source: API specification, section 9.3.
import * as z from 'zod/mini';
import {
  type BillingPolicy,
  billingPolicySchema,
} from '#core/contracts/policies/billing-policy.ts';
import { present } from '#core/kernel/assert.ts';
import { durationSeconds, fromIso, type Instant } from '#core/kernel/instant.ts';
import { amountMax } from '#core/kernel/money.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';

export interface RateLimitTerms {
  readonly perMinute: number;
  readonly burst?: number;
}

/** A policy in the engine's own units: seconds, minor units, every default filled in. */
export interface ServicePolicy {
  readonly serviceId: string;
  readonly version: number;
  readonly effectiveFrom: Instant;
  /** Merchant ids, or `*` alone for all. */
  readonly merchants: readonly string[];
  readonly displayName: { readonly ko: string; readonly en: string };
  readonly timeZone: string;
  readonly currency: string;
  readonly provider: string;
  readonly allowedProviders: readonly string[];
  readonly methods: readonly string[];
  /** Bounds of the PG money, minor units, both inclusive. */
  readonly amountMin: bigint;
  readonly amountMax: bigint;
  readonly attemptsMax: number;
  /** Absent: the deadline of the payment's method. */
  readonly refundWindowDays?: number;
  readonly refundPartialsMax: number;
  readonly splitTender: 'PRO_RATA' | 'CARD_FIRST' | 'CREDIT_FIRST';
  readonly lineItemsMax: number;
  readonly expiresInSeconds: number;
  readonly canCancelWhilePaid: boolean;
  readonly fulfilment: 'callback' | 'none';
  /** Time a service has from the approval. */
  readonly timeoutSeconds: number;
  readonly takesActualUsage: boolean;
  readonly rateLimits: Readonly<
    Partial<Record<'authorize' | 'capture' | 'refund', RateLimitTerms>>
  >;
}

/** One fault of one policy: `lumen-ai: payments.provider: invalid_value`. */
export type PolicyFault = string;

const seconds = (text: string | undefined, otherwise: number): number =>
  text === undefined ? otherwise : present(durationSeconds(text), 'the schema let it pass');

const limitsOf = ({ rateLimits = {} }: BillingPolicy): ServicePolicy['rateLimits'] =>
  Object.fromEntries(
    Object.entries(rateLimits).flatMap(([name, limit]) =>
      limit === undefined ? [] : [[name, { ...limit } as RateLimitTerms]],
    ),
  );

const termsOf = (policy: BillingPolicy): ServicePolicy => {
  const { payments, orders = {}, fulfilment } = policy;
  const { amount = {}, refund = {} } = payments;
  return {
    serviceId: policy.serviceId,
    version: policy.version,
    effectiveFrom: fromIso(policy.effectiveFrom),
    merchants: policy.merchants,
    displayName: policy.displayName,
    timeZone: policy.timeZone ?? 'Asia/Seoul',
    currency: policy.currency ?? 'KRW',
    provider: payments.provider,
    allowedProviders: payments.allowedProviders ?? [payments.provider],
    methods: payments.methods ?? ['CARD', 'EASY_PAY'],
    // Without bounds of its own only the field's limit stands; the PG's minimum is the connector's.
    amountMin: BigInt(amount.min ?? 1),
    amountMax: amount.max === undefined ? amountMax : BigInt(amount.max),
    attemptsMax: payments.maxAttemptsPerOrder ?? 5,
    ...(refund.windowDays === undefined ? {} : { refundWindowDays: refund.windowDays }),
    refundPartialsMax: refund.maxPartials ?? 10,
    splitTender: refund.splitTender ?? 'PRO_RATA',
    lineItemsMax: orders.maxLineItems ?? 100,
    expiresInSeconds: seconds(orders.expiresIn, 1_800),
    canCancelWhilePaid: orders.cancelWhilePaid !== 'refuse',
    fulfilment: fulfilment.mode,
    timeoutSeconds: seconds(fulfilment.timeout, 10),
    takesActualUsage: fulfilment.actualUsage ?? false,
    rateLimits: limitsOf(policy),
  };
};

const pathText = (path: readonly PropertyKey[]): string => path.map(String).join('.');

/**
 * Checks one policy.
 *
 * @param name - The service it is filed under; `serviceId` must equal it.
 * @returns The policy with its defaults, or every fault with service, path and reason.
 */
export const parsePolicy = (name: string, value: unknown): Result<ServicePolicy, PolicyFault[]> => {
  const parsed = z.safeParse(billingPolicySchema, value);
  if (!parsed.success) {
    return err(
      parsed.error.issues.map((issue) => {
        const keys = issue.code === 'unrecognized_keys' ? ` ${issue.keys.join(', ')}` : '';
        const reason = issue.code === 'custom' ? issue.message : issue.code;
        return `${name}: ${pathText(issue.path)}: ${reason}${keys}`;
      }),
    );
  }
  return parsed.data.serviceId === name
    ? ok(termsOf(parsed.data))
    : err([`${name}: serviceId: is ${parsed.data.serviceId}`]);
};

/**
 * Reads a bundle: a JSON object of policies by service id.
 *
 * @returns The policies in the order of the bundle, or all faults of all of them.
 */
export const parsePolicies = (json: unknown): Result<readonly ServicePolicy[], PolicyFault[]> => {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return err(['the bundle is no object of policies by service id']);
  }
  const policies: ServicePolicy[] = [];
  const faults: PolicyFault[] = [];
  for (const [name, value] of Object.entries(json)) {
    const result = parsePolicy(name, value);
    if (result.ok) policies.push(result.value);
    else faults.push(...result.error);
  }
  return faults.length > 0 ? err(faults) : ok(policies);
};
