// What operators are told of a call in doubt: since when, and when the PG is read next, if it is.
import { describe, expect, it } from 'vitest';
import { plus, toIso } from '#core/kernel/instant.ts';
import { doubtfulCall } from '#core/payments/doubtful-call.ts';
import * as sample from '#test/support/engine/sample-rows.ts';

const sent = sample.anAttempt({ state: 'SENT' });
const late = plus(sent.deadlineAt, 7_000);
const inDoubt = { operation: sent.op, since: toIso(sent.deadlineAt) };

describe('the call in doubt', () => {
  it('is none as long as its answer may come', () => {
    expect(doubtfulCall([], late)).toEqual({});
    expect(doubtfulCall([sent], plus(sent.deadlineAt, -1))).toEqual({});
    expect(doubtfulCall([{ ...sent, state: 'SUCCEEDED' }], late)).toEqual({});
  });

  it('is one whose deadline is past, before anybody has written so: it is read soon', () => {
    expect(doubtfulCall([{ ...sent, state: 'DECLINED' }, sent], late)).toEqual({
      inDoubt: { ...inDoubt, nextCheckAt: toIso(plus(late, 2_000)) },
    });
  });

  it('tells the read that is due next, and none where a person decides', () => {
    const doubtAt = plus(sent.sentAt, 1_000);
    const written = { ...sent, state: 'IN_DOUBT' as const, doubtAt };
    const nextReadAt = plus(doubtAt, 60_000);
    const since = toIso(doubtAt);

    expect([
      doubtfulCall([{ ...written, nextReadAt }], late),
      doubtfulCall([written], late),
    ]).toEqual([
      { inDoubt: { ...inDoubt, since, nextCheckAt: toIso(nextReadAt) } },
      { inDoubt: { ...inDoubt, since } },
    ]);
  });
});
