// An execution that is stopped, with the message of its end hidden: who moves its saga, how soon, and how
// much of that wait R04 excuses.
import { describe, expect, it } from 'vitest';
import { count } from '#test/support/counters.ts';
import { r04 } from '#test/support/oracle/time-rules.ts';
import type { LayerName } from '#test/support/world/layers.ts';
import { recordOf } from './judge-run.ts';
import { metByClient } from './met.ts';
import { rejudge } from './rejudge.ts';
import { castsOf } from './replay-line.ts';
import { slackFor } from './slack.ts';

const stopOf = (step: string): string => `stop-execution|steps/${step}#c1/invoke~0`;
const hidden = 'crash-before|events/on-execution-ended#c1/payment.byId~0';
const failed = (step: string): string => `crash-before|steps/${step}#c1/order.byId~0`;
const skewedLook = 'clock-forward|events/on-execution-ended#c1/invoke~0';

interface Row {
  readonly when: string;
  readonly template: string;
  readonly faults: readonly string[];
  readonly layerOff?: LayerName;
  /** Seconds from the stop to the end of the saga. */
  readonly takes: readonly [number, number];
  readonly breaks: readonly string[];
}

const returning = { template: 'S03', faults: [stopOf('cancel-payment'), hidden] };
const completing = {
  template: 'S01',
  faults: [stopOf('complete-order'), failed('complete-order'), hidden],
};

const rows: readonly Row[] = [
  {
    when: 'money goes back: the sweep moves it in its minute',
    ...returning,
    takes: [60, 80],
    breaks: [],
  },
  {
    when: 'money goes back, and no sweep comes: the wait is found',
    ...returning,
    layerOff: 'due-sweep',
    takes: [180, 190],
    breaks: ['R04'],
  },
  {
    when: 'money goes back, and its step died when that was written: the sweep moves it in its minute',
    template: 'S03',
    faults: [
      stopOf('cancel-payment'),
      'crash-after|steps/cancel-payment#c1/TX-RETURN-CLAIM~0',
      hidden,
    ],
    takes: [60, 80],
    breaks: [],
  },
  {
    when: 'money goes back, and that is written late: the sweep moves it in its minute',
    template: 'S03',
    faults: [stopOf('cancel-payment'), 'late|steps/cancel-payment#c1/TX-RETURN-CLAIM~0', hidden],
    takes: [60, 90],
    breaks: [],
  },
  {
    when: 'money went back, and the cancel of its order failed: the sweep moves it in its minute',
    template: 'S03',
    faults: [
      stopOf('cancel-order'),
      'crash-before|steps/cancel-order#c1/TX-CANCEL-ORDER~0',
      hidden,
    ],
    takes: [60, 80],
    breaks: [],
  },
  {
    when: 'no row has moved: its message comes again, and that is excused',
    ...completing,
    takes: [180, 190],
    breaks: [],
  },
  {
    when: 'money goes back, and a clock ahead says when to look: that is excused',
    template: 'S03',
    faults: [stopOf('cancel-payment'), skewedLook],
    takes: [361, 380],
    breaks: [],
  },
];

describe('the saga of a stopped execution', () => {
  it.each(rows)('$when', async ({ template, faults, layerOff, takes, breaks }) => {
    const { ran, verdict } = await rejudge({ template, seed: 'a', faults, layerOff });

    const { fired } = ran.world.ground;
    const stoppedAt = fired.find(({ kind }) => kind === 'stop-execution')?.at ?? 0;
    const ended = ran.world.watch.steps.findLast(({ changes }) =>
      changes.some(({ next }) => next?.kind === 'SAGA'),
    );
    const tookMs = (ended?.at ?? 0) - stoppedAt;

    count('stopped sagas');
    expect(fired).toHaveLength(faults.length);
    expect(tookMs).toBeGreaterThan(takes[0] * 1_000);
    expect(tookMs).toBeLessThan(takes[1] * 1_000);
    expect([...new Set(verdict.violations.map(({ id }) => id))]).toEqual(breaks);
  });

  it('is found waiting where its step had not failed', async () => {
    const { ran } = await rejudge({ seed: 'a', ...completing });
    const casts = castsOf(completing.template);
    const met = metByClient(ran.world, { casts }).get('c1');
    const record = recordOf(ran, { casts });
    const slackWithout = (folder: string) => {
      const faults = met?.faults.filter(({ site }) => !site.startsWith(folder)) ?? [];
      return new Map([['c1', slackFor({ lies: [], liesAtReads: 0, slowLies: 0, faults })]]);
    };
    const breachesWithout = (folder: string): readonly string[] =>
      r04.check({ ...record, slack: slackWithout(folder) }).breaches.map(({ says }) => says);

    expect(breachesWithout('nothing')).toEqual([]);
    for (const folder of [
      'steps/complete-order#c1/order.',
      'events/',
      'steps/complete-order#c1/invoke',
    ]) {
      expect(breachesWithout(folder)).toEqual([expect.stringContaining('limit 120.0 s')]);
    }
  });
});
