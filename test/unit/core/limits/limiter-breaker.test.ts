import { describe, expect, it } from 'vitest';
import { limitMemory } from '#test/support/limits/limit-world.ts';

type Memory = ReturnType<typeof limitMemory>;

const record = ({ breaker }: Memory, outcome: 'ANSWERED' | 'FAILED', times: number): void => {
  for (let call = 0; call < times; call += 1) breaker.record(outcome);
};

describe('limiterBreaker', () => {
  it('opens above half errors over ten calls, for two seconds', () => {
    const memory = limitMemory();
    record(memory, 'ANSWERED', 4);
    record(memory, 'FAILED', 5);
    const before = memory.breaker.isOpen();
    record(memory, 'FAILED', 1);
    const after = memory.breaker.isOpen();

    memory.clock.advance(1_999);
    const late = memory.breaker.isOpen();
    memory.clock.advance(1);

    expect([before, after, late, memory.breaker.isOpen()]).toEqual([false, true, true, false]);
  });

  it('stays closed at exactly half', () => {
    const memory = limitMemory();
    record(memory, 'ANSWERED', 10);
    record(memory, 'FAILED', 10);

    expect(memory.breaker.isOpen()).toBe(false);
  });

  it('forgets calls after five seconds', () => {
    const memory = limitMemory();
    record(memory, 'FAILED', 9);

    memory.clock.advance(5_000);
    record(memory, 'FAILED', 9);

    expect(memory.breaker.isOpen()).toBe(false);
    memory.clock.advance(4_000);
    record(memory, 'FAILED', 1);
    expect(memory.breaker.isOpen()).toBe(true);
  });

  it('counts anew after it was open', () => {
    const memory = limitMemory();
    record(memory, 'FAILED', 10);
    memory.clock.advance(2_000);
    record(memory, 'FAILED', 9);

    expect(memory.breaker.isOpen()).toBe(false);
  });

  it('is not held open by a clock that was set back', () => {
    const memory = limitMemory();
    record(memory, 'FAILED', 10);

    memory.clock.advance(-301_000);

    expect(memory.breaker.isOpen()).toBe(false);
    record(memory, 'FAILED', 9);
    expect(memory.breaker.isOpen()).toBe(false);
  });
});
