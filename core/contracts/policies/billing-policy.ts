// Billing policy: what one service sells, under which terms. Read from config/policies/<service>.yaml
// and checked while typing, in CI and when a function starts. Unknown fields are refused; blocks of
// later features (credits, subscriptions) are unknown until then.
// Source: API specification, section 9.
import * as z from 'zod/mini';
import { isCurrency } from '#core/kernel/currency.ts';
import { durationSeconds, parseInstant } from '#core/kernel/instant.ts';
import { amountMax } from '#core/kernel/money.ts';

/** Currencies a connector can take; a policy in another one fails its check. */
const currenciesOf: Readonly<Record<string, readonly string[]>> = {
  toss: ['KRW', 'USD', 'JPY'],
};

const methods = ['CARD', 'EASY_PAY', 'VIRTUAL_ACCOUNT', 'TRANSFER', 'MOBILE_PHONE'] as const;

const provider = z.enum(['toss', 'sandbox']);

const whole = (min: number, max: number) => z.number().check(z.int(), z.gte(min), z.lte(max));

const minorUnits = z.number().check(z.int(), z.gte(0), z.lte(Number(amountMax)));

const day = 86_400;

/** ISO 8601 duration between two lengths in seconds. */
const duration = (minSeconds: number, maxSeconds: number) =>
  z.string().check(
    z.regex(/^P(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?$/u),
    z.refine((text) => {
      const seconds = durationSeconds(text);
      return seconds !== undefined && seconds >= minSeconds && seconds <= maxSeconds;
    }, `a duration between ${minSeconds} s and ${maxSeconds} s`),
  );

/** Requests per minute and how many at once; may only lower the deployment's limits. */
const rateLimit = z.strictObject({
  perMinute: whole(1, 10_000_000),
  burst: z.optional(whole(1, 10_000_000)),
});

const amountBounds = z
  .strictObject({ min: z.optional(minorUnits), max: z.optional(minorUnits) })
  .check(
    z.refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
      error: 'min is above max',
      path: ['min'],
    }),
  );

const payments = z
  .strictObject({
    provider,
    allowedProviders: z.optional(z.array(provider).check(z.minLength(1))),
    /** Default CARD and EASY_PAY; others need PG webhooks first. */
    methods: z.optional(z.array(z.enum(methods)).check(z.minLength(1))),
    /** Bounds of the PG money, both inclusive; default the PG's own. */
    amount: z.optional(amountBounds),
    capture: z.optional(z.literal('with_confirm')),
    maxAttemptsPerOrder: z.optional(whole(1, 20)),
    refund: z.optional(
      z.strictObject({
        windowDays: z.optional(whole(1, 3650)),
        maxPartials: z.optional(whole(1, 100)),
        splitTender: z.optional(z.enum(['PRO_RATA', 'CARD_FIRST', 'CREDIT_FIRST'])),
      }),
    ),
  })
  .check(
    z.refine(
      ({ provider: chosen, allowedProviders }) =>
        allowedProviders === undefined || allowedProviders.includes(chosen),
      { error: 'the provider is not among the allowed ones', path: ['provider'] },
    ),
  );

const orders = z.strictObject({
  expiresIn: z.optional(duration(60, day)),
  cancelWhilePaid: z.optional(z.enum(['allow', 'refuse'])),
  maxLineItems: z.optional(whole(1, 100)),
});

const fulfilment = z
  .strictObject({
    mode: z.enum(['callback', 'none']),
    /** From the approval. Up to 10 s lies inside the promise of 30 s. */
    timeout: z.optional(duration(1, 7 * day)),
    onTimeout: z.optional(z.literal('compensate')),
    actualUsage: z.optional(z.boolean()),
  })
  .check(
    z.refine(({ mode, timeout }) => mode === 'callback' || timeout === undefined, {
      error: 'nothing is waited for without a callback',
      path: ['timeout'],
    }),
  );

const merchantId = z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/u));

const merchants = z.union([z.tuple([z.literal('*')]), z.array(merchantId).check(z.minLength(1))]);

export const billingPolicySchema = z
  .strictObject({
    serviceId: z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,62}$/u)),
    /** One higher with every change; a file may not change once its version is deployed. */
    version: whole(1, 1_000_000),
    effectiveFrom: z
      .string()
      .check(z.refine((text) => parseInstant(text) !== undefined, 'RFC 3339 with an offset')),
    merchants,
    displayName: z.strictObject({
      ko: z.string().check(z.minLength(1)),
      en: z.string().check(z.minLength(1)),
    }),
    /** IANA zone: the calendar of periods and expiry. Default Asia/Seoul. */
    timeZone: z.optional(z.string().check(z.regex(/^[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+){0,2}$/u))),
    currency: z.optional(z.string().check(z.refine(isCurrency, 'an ISO 4217 code'))),
    payments,
    orders: z.optional(orders),
    fulfilment,
    rateLimits: z.optional(
      z.strictObject({
        authorize: z.optional(rateLimit),
        capture: z.optional(rateLimit),
        refund: z.optional(rateLimit),
      }),
    ),
  })
  .check(
    z.refine(
      ({ currency = 'KRW', payments: { provider: chosen } }) =>
        currenciesOf[chosen]?.includes(currency) ?? true,
      { error: 'the provider does not take this currency', path: ['currency'] },
    ),
  );

export type BillingPolicy = z.infer<typeof billingPolicySchema>;
