import { describe, expect, it } from 'vitest';
import { WrongArguments } from '#local/demo/demo-arguments.ts';
import { readRequestArguments } from '#local/demo/request-arguments.ts';

describe('readRequestArguments', () => {
  it('reads a method in any case, a path with its query, and defaults', () => {
    expect(readRequestArguments(['get', '/api/v1/orders?limit=1'])).toEqual({
      method: 'GET',
      path: '/api/v1/orders?limit=1',
      language: 'en',
      isReadOnly: false,
    });
  });

  it('reads every flag', () => {
    const flags = ['--data', '{"a":1}', '--key', 'k1', '--lang', 'ko', '--read-only'];

    expect(readRequestArguments(['POST', '/api/v1/orders', ...flags])).toEqual({
      method: 'POST',
      path: '/api/v1/orders',
      body: { a: 1 },
      key: 'k1',
      language: 'ko',
      isReadOnly: true,
    });
  });

  it.each([
    [[], 'neither GET nor POST'],
    [['PUT', '/x'], 'neither GET nor POST'],
    [['GET', 'api/v1/orders'], 'does not begin with /'],
    [['GET', '/a', '/b'], 'too many words'],
    [['POST', '/a', '--data', '{a}'], '--data is no JSON'],
    [['GET', '/a', '--dta', '1'], 'npm run request'],
  ])('refuses %j: %s', (args, reason) => {
    expect(() => readRequestArguments(args)).toThrow(WrongArguments);
    expect(() => readRequestArguments(args)).toThrow(reason);
  });
});
