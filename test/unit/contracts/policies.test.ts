import { describe, expect, it } from 'vitest';
import { parsePolicies, parsePolicy } from '#core/contracts/policies/parse-policies.ts';

const least = {
  serviceId: 'shop',
  version: 1,
  effectiveFrom: '2026-03-01T00:00:00+09:00',
  merchants: ['M123'],
  displayName: { ko: '가게', en: 'Shop' },
  payments: { provider: 'toss' },
  fulfilment: { mode: 'none' },
};

const full = {
  ...least,
  merchants: ['*'],
  timeZone: 'Asia/Seoul',
  currency: 'USD',
  payments: {
    provider: 'toss',
    allowedProviders: ['toss', 'sandbox'],
    methods: ['CARD'],
    amount: { min: 100, max: 2_000_000 },
    capture: 'with_confirm',
    maxAttemptsPerOrder: 3,
    refund: { windowDays: 180, maxPartials: 2, splitTender: 'CARD_FIRST' },
  },
  orders: { expiresIn: 'PT1H', cancelWhilePaid: 'refuse', maxLineItems: 20 },
  fulfilment: { mode: 'callback', timeout: 'PT60S', onTimeout: 'compensate', actualUsage: true },
  rateLimits: {
    authorize: { perMinute: 60, burst: 5 },
    refund: { perMinute: 30 },
    capture: undefined,
  },
};

const faultsOf = (part: object): readonly string[] => {
  const result = parsePolicy('shop', { ...least, ...part });
  return result.ok ? [] : result.error;
};

describe('parsePolicy', () => {
  it('fills in every default', () => {
    expect(parsePolicy('shop', least)).toEqual({
      ok: true,
      value: {
        serviceId: 'shop',
        version: 1,
        effectiveFrom: Date.UTC(2026, 1, 28, 15),
        merchants: ['M123'],
        displayName: { ko: '가게', en: 'Shop' },
        timeZone: 'Asia/Seoul',
        currency: 'KRW',
        provider: 'toss',
        allowedProviders: ['toss'],
        methods: ['CARD', 'EASY_PAY'],
        amountMin: 1n,
        amountMax: 999_999_999_999_999n,
        attemptsMax: 5,
        refundPartialsMax: 10,
        splitTender: 'PRO_RATA',
        lineItemsMax: 100,
        expiresInSeconds: 1_800,
        canCancelWhilePaid: true,
        fulfilment: 'none',
        timeoutSeconds: 10,
        takesActualUsage: false,
        rateLimits: {},
      },
    });
  });

  it('keeps every term that is written', () => {
    const result = parsePolicy('shop', full);

    expect(result.ok && result.value).toMatchObject({
      merchants: ['*'],
      currency: 'USD',
      allowedProviders: ['toss', 'sandbox'],
      methods: ['CARD'],
      amountMin: 100n,
      amountMax: 2_000_000n,
      attemptsMax: 3,
      refundWindowDays: 180,
      refundPartialsMax: 2,
      splitTender: 'CARD_FIRST',
      lineItemsMax: 20,
      expiresInSeconds: 3_600,
      canCancelWhilePaid: false,
      fulfilment: 'callback',
      timeoutSeconds: 60,
      takesActualUsage: true,
      rateLimits: { authorize: { perMinute: 60, burst: 5 }, refund: { perMinute: 30 } },
    });
  });

  it.each([
    ['an unknown field', { subscription: {} }, 'shop: : unrecognized_keys subscription'],
    ['another service', { serviceId: 'other' }, 'shop: serviceId: is other'],
    [
      'a date without offset',
      { effectiveFrom: '2026-03-01' },
      'shop: effectiveFrom: RFC 3339 with an offset',
    ],
    [
      'a metal as currency',
      { currency: 'XAU', payments: { provider: 'sandbox' } },
      'shop: currency: an ISO 4217 code',
    ],
    [
      'a currency the PG does not take',
      { currency: 'EUR' },
      'shop: currency: the provider does not take this currency',
    ],
    [
      'a provider that is not allowed',
      { payments: { provider: 'toss', allowedProviders: ['sandbox'] } },
      'shop: payments.provider: the provider is not among the allowed ones',
    ],
    [
      'bounds that cross',
      { payments: { provider: 'toss', amount: { min: 2, max: 1 } } },
      'shop: payments.amount.min: min is above max',
    ],
    [
      'a timeout without a callback',
      { fulfilment: { mode: 'none', timeout: 'PT5S' } },
      'shop: fulfilment.timeout: nothing is waited for without a callback',
    ],
    [
      'a long timeout',
      { fulfilment: { mode: 'callback', timeout: 'P8D' } },
      'shop: fulfilment.timeout: a duration between 1 s and 604800 s',
    ],
    [
      'an empty duration',
      { orders: { expiresIn: 'PT' } },
      'shop: orders.expiresIn: a duration between 60 s and 86400 s',
    ],
    ['no merchant', { merchants: [] }, 'shop: merchants: too_small'],
  ])('names service, path and reason of %s', (_name, part, fault) => {
    expect(faultsOf(part)).toEqual([fault]);
  });

  it('takes the sandbox in any currency, and one bound alone', () => {
    expect(
      faultsOf({ currency: 'EUR', payments: { provider: 'sandbox', amount: { min: 1 } } }),
    ).toEqual([]);
    expect(faultsOf({ payments: { provider: 'toss', amount: { max: 5 } } })).toEqual([]);
  });
});

describe('parsePolicies', () => {
  it('reads a bundle in its order', () => {
    const result = parsePolicies({ shop: least, other: { ...least, serviceId: 'other' } });

    expect(result.ok && result.value.map(({ serviceId }) => serviceId)).toEqual(['shop', 'other']);
  });

  it('gathers the faults of all policies', () => {
    const result = parsePolicies({ shop: {}, other: { ...least, version: 0 } });

    expect(!result.ok && result.error.some((fault) => fault.startsWith('shop: '))).toBe(true);
    expect(!result.ok && result.error.at(-1)).toBe('other: version: too_small');
  });

  it.each([null, [], 'text'])('refuses %j as a bundle', (json) => {
    expect(parsePolicies(json).ok).toBe(false);
  });
});
