import { describe, expect, it } from 'vitest';
import { WrongArguments } from '#local/demo/demo-arguments.ts';
import { picked, requestArguments, requestForm } from '#local/demo/request-arguments.ts';
import { shownAnswer } from '#local/demo/shown-answer.ts';
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

describe('what npm run request shows', () => {
  const success = { code: 'COMMON_000', isSuccess: true, message: 'ok', result: { orderId: 'o1' } };
  const refusal = {
    code: 'VAL_001',
    isSuccess: false,
    message: 'no',
    result: { fieldErrors: [{ field: 'orderId' }] },
  };

  it('is the field alone where one is picked, else the whole', () => {
    expect(shownAnswer(200, success, 'orderId')).toEqual({ out: 'o1\n', err: '', exitCode: 0 });
    expect(shownAnswer(200, success, undefined)).toMatchObject({ err: '', exitCode: 0 });
    expect(shownAnswer(400, refusal, undefined)).toMatchObject({ err: '', exitCode: 1 });
    expect(JSON.parse(shownAnswer(400, refusal, undefined).out)).toEqual(refusal);
  });

  it.each(['orderId', 'fieldErrors'])(
    'of a refusal no %s on stdout: all of it on stderr',
    (pick) => {
      const { out, err, exitCode } = shownAnswer(400, refusal, pick);

      expect([out, exitCode]).toEqual(['', 1]);
      expect(JSON.parse(err)).toEqual(refusal);
    },
  );

  it('names the field that a success has not', () => {
    const { out, err, exitCode } = shownAnswer(200, success, 'amount');

    expect([out, exitCode]).toEqual(['', 1]);
    expect(err).toMatch(/request: the result has no amount\n$/u);
  });
});
