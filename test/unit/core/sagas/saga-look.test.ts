// When the sweep looks at a saga that has moved: within a minute, whatever its service might still have taken.
import { describe, expect, it } from 'vitest';
import { plus } from '#core/kernel/instant.ts';
import { moveSaga, type Saga } from '#core/sagas/saga.ts';
import { aSaga, sampleAt } from '#test/support/engine/sample-rows.ts';

const lookOf = (dueAt: Saga['dueAt'], status: Saga['status']): Saga['dueAt'] => {
  const { dueAt: _sample, ...saga } = aSaga();
  const before: Saga = dueAt === undefined ? saga : { ...saga, dueAt };
  return moveSaga(before, status, 'Step', sampleAt).dueAt;
};

describe('a saga that begins to give money back', () => {
  it.each([
    ['a week', 7 * 86_400_000, 60_000],
    ['a moment more than a minute', 60_001, 60_000],
    ['less than a minute', 12_000, 12_000],
  ])(
    'with a look planned in %s is looked at after at most a minute',
    (_name, plannedMs, lookMs) => {
      expect(lookOf(plus(sampleAt, plannedMs), 'COMPENSATING')).toBe(plus(sampleAt, lookMs));
    },
  );

  it('joins the line of the sweep again after a person had it', () => {
    expect(lookOf(undefined, 'COMPENSATING')).toBe(plus(sampleAt, 60_000));
  });
});

describe('a saga that ends, or that a person gets', () => {
  it.each(['COMPLETED', 'NEEDS_ATTENTION'] as const)('%s has no look left', (status) => {
    expect(lookOf(plus(sampleAt, 12_000), status)).toBeUndefined();
  });
});
