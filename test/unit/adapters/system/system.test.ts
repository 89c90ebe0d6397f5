import { describe, expect, it } from 'vitest';
import {
  type CallInterval,
  collectingCalls,
  labelled,
  measuredCalls,
} from '#adapters/system/labelled.ts';
import { processInstance } from '#adapters/system/process-instance.ts';
import { systemChance } from '#adapters/system/system-chance.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import { systemIds } from '#adapters/system/system-ids.ts';
import { systemSleeper } from '#adapters/system/system-sleeper.ts';
import { parseId, uuidTime } from '#core/kernel/ids.ts';
import { instant } from '#core/kernel/instant.ts';

const at = instant(1_800_000_000_000);

describe('measuredCalls', () => {
  const ticking = () => {
    let now = 0;
    const tick = () => {
      now += 5;
      return instant(now);
    };
    return measuredCalls({ now: tick });
  };

  it('adds each call of a request to its list, failed ones too', async () => {
    const calls = ticking();
    const intervals: CallInterval[] = [];

    const outcome = collectingCalls(intervals, async () => {
      await calls.run('order.byId', () => Promise.resolve(1));
      await calls.run('pg.confirm', () => Promise.reject(new Error('lost')));
    });

    await expect(outcome).rejects.toThrow('lost');
    expect(intervals).toEqual([
      { label: 'order.byId', startedAt: 5, durationMs: 5 },
      { label: 'pg.confirm', startedAt: 15, durationMs: 5 },
    ]);
  });

  it('keeps two requests apart', async () => {
    const calls = ticking();
    const lists: [CallInterval[], CallInterval[]] = [[], []];

    await Promise.all([
      collectingCalls(lists[0], () => calls.run('order.byId', () => Promise.resolve())),
      collectingCalls(lists[1], () => calls.run('payment.byId', () => Promise.resolve())),
    ]);

    expect(lists.map((list) => list.map(({ label }) => label))).toEqual([
      ['order.byId'],
      ['payment.byId'],
    ]);
  });

  it('only runs what belongs to no request', async () => {
    expect(await ticking().run('order.byId', () => Promise.resolve(7))).toBe(7);
  });
});

describe('labelled', () => {
  it('sends the command it was given, under its label', async () => {
    const seen: unknown[] = [];
    const client = labelled(
      { send: (command: never) => Promise.resolve({ echo: command }) },
      {
        run: (label, effect) => {
          seen.push(label);
          return effect();
        },
      },
    );
    const command = { input: {}, resolveMiddleware: () => () => Promise.reject(new Error('no')) };

    expect(await client.send('order.byId', command)).toEqual({ echo: command });
    expect(seen).toEqual(['order.byId']);
  });
});

describe('systemIds', () => {
  it('makes ids of the present time, all different', () => {
    const ids = systemIds({ now: () => at });

    const uuids = Array.from({ length: 1_000 }, () => ids.uuid());

    expect(new Set(uuids).size).toBe(1_000);
    expect(uuids.every((uuid) => uuidTime(uuid) === at)).toBe(true);
    for (const uuid of uuids) {
      expect(uuid).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u,
      );
    }
    expect(parseId('pay', ids.next('pay'))).toBeDefined();
  });
});

describe('processInstance', () => {
  it('makes a thing once and keeps it', () => {
    const instance = processInstance();

    const first = instance.memory('cache', () => new Map());

    expect(instance.memory('cache', () => new Map())).toBe(first);
    expect(instance.memory('other', () => undefined)).toBeUndefined();
    expect(processInstance().memory('cache', () => new Map())).not.toBe(first);
  });
});

describe('the machine', () => {
  it('has time, chance and patience', async () => {
    const before = Date.now();

    await systemSleeper.sleep(0);

    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
    const fraction = systemChance.fraction();
    expect(fraction >= 0 && fraction < 1).toBe(true);
  });
});
