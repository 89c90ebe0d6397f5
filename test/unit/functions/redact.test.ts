// No log line holds a secret: two hundred tainted objects go through the real logger, and what it
// would have printed is searched.

import { fc, test } from '@fast-check/vitest';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { redact, redactText } from '#functions/_pipeline/redact.ts';
import { powertoolsTelemetry } from '#functions/_pipeline/telemetry.ts';

const names = {
  fluxpayStage: 'test',
  fluxpayVersion: '1.2.3',
  powertoolsServiceName: 'api/create-order',
};

/** Names whose value must go, whatever it is. */
const taintedNames = [
  'authorization',
  'Authorization',
  'signature',
  'x-signature',
  'secret',
  'clientSecret',
  'taskToken',
  'accessToken',
  'password',
  'cookie',
  'body',
  'rawBody',
  'cardNumber',
  'cvc',
  'cvv',
  'pan',
  'expiry',
  'billingKey',
  'authKey',
  'apiKey',
  'phone',
  'email',
  'birthDate',
  'bankAccount',
  'customer',
] as const;

/** Values that must go wherever they stand. */
const taintedTexts = [
  '4111111111111111',
  '4111 1111 1111 1111',
  '5500-0000-0000-0004',
  '378282246310005',
  'kim@example.com',
  '010-1234-5678',
  'fps_test_4f9d2a7c1e8b5036d47a9c2e6b1f8035',
  'fps_live_4f9d2a7c1e8b5036d47a9c2e6b1f8035',
  'test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R',
  `FLUXPAY-HMAC-SHA256 keyId=fpk_test_A,signature=${'ab'.repeat(32)}`,
  'Bearer abcdef0123456789',
] as const;

const taintOf = (value: string): string => value.replace(/^FLUXPAY-HMAC-SHA256 /u, '');

const printed = (write: () => void): string => {
  const lines: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    lines.push(String(chunk));
    return true;
  });
  const errors = vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    lines.push(String(chunk));
    return true;
  });
  try {
    write();
  } finally {
    spy.mockRestore();
    errors.mockRestore();
  }
  return lines.join('');
};

afterEach(() => {
  vi.restoreAllMocks();
});

const wrapped = (depth: number, value: unknown): unknown =>
  depth === 0 ? value : { inner: [wrapped(depth - 1, value)] };

describe('the logger', () => {
  test.prop(
    [
      fc.constantFrom(...taintedTexts),
      fc.constantFrom(...taintedNames),
      fc.string({ minLength: 12, unit: fc.constantFrom('q', 'w', 'e', '7') }),
      fc.nat({ max: 8 }),
      fc.string({ maxLength: 5, unit: fc.constantFrom('a', ' ', '"', '한', '-', ' 0 ') }),
    ],
    { numRuns: 200 },
  )('prints no tainted value', (text, name, hidden, depth, around) => {
    const error = new Error(`${around}${text}${around}`, { cause: new Error(text) });
    const line = printed(() =>
      powertoolsTelemetry(names)({
        level: 'ERROR',
        message: 'http.toy',
        fields: {
          plain: `${around} ${text} ${around}`,
          [name]: hidden,
          deep: wrapped(depth, { [name]: hidden, note: text }),
          list: [text],
          ...(/^\d+$/u.test(text) ? { digits: Number(text) } : {}),
        },
        error,
      }),
    );

    expect(line).toContain('"message":"http.toy"');
    expect(line).not.toContain(taintOf(text));
    expect(line).not.toContain(hidden);
  });

  it('keeps what an operator needs', () => {
    const fields = {
      requestId: '019a0000-0000-7000-8000-000000000000',
      traceId: 'a'.repeat(32),
      merchantId: 'M123',
      orderId: 'ord_01KJPBG54TEGFV0XS2T709NSFK',
      code: 'COMMON_000',
      durationMs: 12,
      coldStart: false,
      at: 1_772_323_200_000,
    };
    const line = printed(() =>
      powertoolsTelemetry(names)({ level: 'INFO', message: 'http.toy', fields }),
    );

    expect(JSON.parse(line)).toMatchObject({
      ...fields,
      level: 'INFO',
      message: 'http.toy',
      service: 'fluxpay',
      function: 'api/create-order',
      stage: 'test',
      version: '1.2.3',
    });
    expect(line.trim().split('\n')).toHaveLength(1);
  });

  it('keeps name, text and cause of an error', () => {
    const line = printed(() =>
      powertoolsTelemetry(names)({
        level: 'ERROR',
        message: 'http.toy',
        fields: {},
        error: new TypeError('outer', { cause: new RangeError('inner') }),
      }),
    );

    expect(JSON.parse(line)).toMatchObject({
      error: {
        name: 'TypeError',
        message: 'outer',
        cause: { name: 'RangeError', message: 'inner' },
      },
    });
  });
});

describe('redact', () => {
  it('cuts what is too deep or too long', () => {
    expect(JSON.stringify(redact(wrapped(10, 'deep')))).not.toContain('deep');
    expect((redact('x'.repeat(9_000)) as string).length).toBe(2_000);
  });

  it('leaves digits that are no card number', () => {
    expect(redactText('1772323200000 and 4111111111111112')).toBe(
      '1772323200000 and 4111111111111112',
    );
  });

  it('writes a bigint as text', () => {
    expect(redact({ amount: 5n, none: null, yes: true })).toEqual({
      amount: '5',
      none: null,
      yes: true,
    });
  });
});
