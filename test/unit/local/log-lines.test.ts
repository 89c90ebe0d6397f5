import { describe, expect, it } from 'vitest';
import { matching, prettyLine } from '#local/cloud/log-lines.ts';

const line = (text: string) => ({
  at: Date.parse('2026-03-01T00:00:00.250Z'),
  functionName: 'fluxpay-local-create-order',
  text,
  id: '1',
});

describe('prettyLine', () => {
  it('shows level, message and the other fields of a structured line', () => {
    const text =
      '{"level":"INFO","message":"order made","timestamp":"t","orderId":"ord_1","n":{"a":1}}';

    expect(prettyLine(line(text))).toBe(
      '00:00:00.250 fluxpay-local-create-order       INFO  order made orderId=ord_1 n={"a":1}',
    );
  });

  it('shows any other line as it is, half an object too', () => {
    expect(prettyLine(line('{"level":'))).toMatch(/ \{"level":$/u);
    expect(prettyLine(line('Error: x'))).toMatch(/ Error: x$/u);
  });
});

describe('matching', () => {
  const names = ['fluxpay-local-get-order', 'fluxpay-local-get-order-list'];

  it('prefers the function of exactly that name, with or without the prefix', () => {
    expect(matching(names, { stage: 'local', functionName: 'get-order' })).toEqual([names[0]]);
    expect(matching(names, { stage: 'local', functionName: names[1] ?? '' })).toEqual([names[1]]);
  });

  it('takes part of a name, and all of them when none is given', () => {
    expect(matching(names, { stage: 'local', functionName: 'list' })).toEqual([names[1]]);
    expect(matching(names, { stage: 'local' })).toEqual(names);
  });
});
