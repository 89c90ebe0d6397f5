import { describe, expect, it } from 'vitest';
import { WrongArguments } from '#local/demo/demo-arguments.ts';
import { picked, requestArguments, requestForm } from '#local/demo/request-arguments.ts';
import { parsedOptions } from '#local/read-options.ts';

const read = (...args: string[]) => {
  const outcome = parsedOptions(args, requestForm);
  if (outcome.kind !== 'GIVEN') throw new WrongArguments(JSON.stringify(outcome));
  return requestArguments(outcome.given);
};

describe('npm run request', () => {
  it('reads a method in any case, a path with its query, and defaults', () => {
    expect(read('get', '/api/v1/orders?limit=1')).toEqual({
      method: 'GET',
      path: '/api/v1/orders?limit=1',
      language: 'en',
      isReadOnly: false,
    });
  });

  it('reads every flag', () => {
    const flags = ['--data', '{"a":1}', '--key', 'k1', '--lang', 'ko', '--read-only'];

    expect(read('POST', '/api/v1/orders', ...flags, '--pick', 'orderId')).toEqual({
      method: 'POST',
      path: '/api/v1/orders',
      body: { a: 1 },
      key: 'k1',
      language: 'ko',
      isReadOnly: true,
      pick: 'orderId',
    });
  });

  it.each([
    [[], 'a word is missing'],
    [['PUT', '/x'], 'neither GET nor POST'],
    [['GET', 'api/v1/orders'], 'does not begin with /'],
    [['GET', '/a', '/b'], 'a word too many'],
    [['POST', '/a', '--data', '{a}'], '--data is no JSON'],
    [['GET', '/a', '--dta', '1'], 'no option --dta'],
    [['GET', '/a', '--lang', 'de'], 'one of en, ko'],
  ])('refuses %j: %s', (args, reason) => {
    expect(() => read(...args)).toThrow(WrongArguments);
    expect(() => read(...args)).toThrow(reason);
  });

  it('picks one field of a result, however deep, and none that is not there', () => {
    const result = { orderId: 'ord_1', amount: 9_000, checkout: { pgOrderId: 'ord_1-2' } };

    expect(picked(result, 'orderId')).toBe('ord_1');
    expect(picked(result, 'amount')).toBe('9000');
    expect(picked(result, 'checkout.pgOrderId')).toBe('ord_1-2');
    expect(picked(result, 'checkout')).toBe('{"pgOrderId":"ord_1-2"}');
    expect(picked(result, 'checkout.no.such')).toBeUndefined();
    expect(picked(null, 'orderId')).toBeUndefined();
  });
});
