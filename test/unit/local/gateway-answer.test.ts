import { describe, expect, it } from 'vitest';
import { messageHeaders } from '#local/cloud/forward.ts';
import { gatewayEnvelope, isEnvelope, isGatewayStatus } from '#local/cloud/gateway-answer.ts';

describe('gatewayEnvelope', () => {
  it.each([
    [413, 'VAL_004'],
    [429, 'RATE_001'],
    [503, 'SYS_002'],
  ] as const)('gives %i the code %s, with the four keys in their order', (status, code) => {
    const body = gatewayEnvelope(status);

    expect(Object.keys(JSON.parse(body) as object)).toEqual([
      'isSuccess',
      'code',
      'message',
      'result',
    ]);
    expect(JSON.parse(body)).toMatchObject({ isSuccess: false, code, result: null });
  });

  it('speaks Korean unless the client prefers English', () => {
    const korean =
      '{"isSuccess":false,"code":"RATE_001","message":"요청이 너무 많습니다.","result":null}';

    expect(gatewayEnvelope(429)).toBe(korean);
    expect(gatewayEnvelope(429, 'ko-KR,en;q=0.5')).toBe(korean);
    expect(gatewayEnvelope(429, 'en-US,ko;q=0.5')).toContain('Rate limit exceeded.');
  });
});

describe('isGatewayStatus', () => {
  it('knows the three answers a gateway makes without a function', () => {
    const statuses = [200, 404, 413, 429, 431, 500, 502, 503, 504];

    expect(statuses.filter(isGatewayStatus)).toEqual([413, 429, 503]);
  });
});

describe('isEnvelope', () => {
  it('knows an answer of the engine', () => {
    expect(isEnvelope('{"isSuccess":false,"code":"RATE_004","message":"","result":null}')).toBe(
      true,
    );
  });

  it.each(['', 'Too Many Requests', '{"message":"Service Unavailable"}', '[]', 'null', '7'])(
    'knows that %j is not one',
    (body) => {
      expect(isEnvelope(body)).toBe(false);
    },
  );
});

describe('messageHeaders', () => {
  it('keeps order, case and repeats, and leaves out what belongs to the connection', () => {
    const raw = [
      'X-Nonce',
      'a',
      'Connection',
      'close',
      'x-nonce',
      'connection',
      'Expect',
      '100-continue',
    ];

    expect(messageHeaders(raw)).toEqual(['X-Nonce', 'a', 'x-nonce', 'connection']);
  });
});
