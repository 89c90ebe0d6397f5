import { describe, expect, it } from 'vitest';
import { instant } from '#core/kernel/instant.ts';
import { drain, type Found, type Trouble } from '#core/outbox/drain.ts';
import { testClock } from '#test/support/engine/engine.ts';

const turn = () => {
  const clock = testClock(0);
  const slept: number[] = [];
  const troubles: Trouble[] = [];
  const sleeper = {
    sleep: (ms: number) => {
      slept.push(ms);
      clock.advance(ms);
      return Promise.resolve();
    },
  };
  const deps = { clock, sleeper, report: (trouble: Trouble) => void troubles.push(trouble) };
  return { clock, slept, troubles, deps };
};

/** Pages of ten rows, each naming the next; the last names none. */
const pages =
  (count: number, asked: (string | undefined)[] = []) =>
  (after: string | undefined): Promise<Found<number>> => {
    asked.push(after);
    const page = Number(after ?? 0);
    const items = Array.from({ length: 10 }, (_, index) => page * 10 + index);
    const next = page + 1 < count ? { next: String(page + 1) } : {};
    return Promise.resolve({ items, unreadable: [], ...next });
  };

const all = (items: readonly number[]) => Promise.resolve(items.length);

describe('drain', () => {
  it('goes on from page to page, at two milliseconds a row', async () => {
    const { deps, slept, clock } = turn();
    const asked: (string | undefined)[] = [];

    const drained = await drain(deps)({
      part: 'PUBLISH',
      until: instant(20_000),
      page: pages(3, asked),
      work: all,
    });

    expect(drained).toEqual({ done: 30, failed: 0, unreadable: 0 });
    expect(asked).toEqual([undefined, '1', '2']);
    expect(slept).toEqual([20, 20]);
    expect(clock.now()).toBe(40);
  });

  it('does not wait where the work has taken that long already', async () => {
    const { deps, slept, clock } = turn();
    const work = (items: readonly number[]) => {
      clock.advance(15);
      return all(items);
    };

    await drain(deps)({ part: 'PUBLISH', until: instant(20_000), page: pages(2), work });
    clock.advance(10);
    await drain(deps)({
      part: 'PUBLISH',
      until: instant(20_000),
      page: pages(2),
      work: (items) => {
        clock.advance(20);
        return all(items);
      },
    });

    expect(slept).toEqual([5]);
  });

  it('begins no page after its time, and always the first one', async () => {
    const { deps, clock } = turn();
    const work = (items: readonly number[]) => {
      clock.advance(1_000);
      return all(items);
    };

    const some = await drain(deps)({
      part: 'PUBLISH',
      until: instant(2_000),
      page: pages(9),
      work,
    });
    const one = await drain(deps)({ part: 'PUBLISH', until: instant(0), page: pages(9), work });

    expect(some.done).toBe(20);
    expect(one.done).toBe(10);
  });

  it('ends with the page whose work throws: what comes after it must not pass', async () => {
    const { deps, troubles } = turn();
    const asked: (string | undefined)[] = [];
    const away = new Error('away');

    const drained = await drain(deps)({
      part: 'PUBLISH',
      until: instant(20_000),
      page: pages(3, asked),
      work: (items) => (items.includes(10) ? Promise.reject(away) : all(items)),
    });

    expect(drained).toEqual({ done: 10, failed: 10, unreadable: 0 });
    expect(asked).toEqual([undefined, '1']);
    expect(troubles).toEqual([{ part: 'PUBLISH', rows: 10, error: away }]);
  });

  it('counts a page that cannot be read as one failure', async () => {
    const { deps, troubles } = turn();
    const away = new Error('away');

    const drained = await drain(deps)({
      part: 'DUE',
      until: instant(20_000),
      page: () => Promise.reject(away),
      work: all,
    });

    expect(drained).toEqual({ done: 0, failed: 1, unreadable: 0 });
    expect(troubles).toEqual([{ part: 'DUE', rows: 0, error: away }]);
  });

  it('tells what it cannot read, and asks for no work where nothing else is there', async () => {
    const { deps, troubles } = turn();
    const error = new Error('no row');
    const unreadable = ['a', 'b'].map((row) => ({ row, error }));

    const drained = await drain(deps)({
      part: 'COMMANDS',
      until: instant(20_000),
      page: () => Promise.resolve({ items: [], unreadable }),
      work: () => Promise.reject(new Error('not asked')),
    });

    expect(drained).toEqual({ done: 0, failed: 2, unreadable: 2 });
    expect(troubles).toEqual([{ part: 'COMMANDS', rows: 2, error, unreadable: ['a', 'b'] }]);
  });
});
