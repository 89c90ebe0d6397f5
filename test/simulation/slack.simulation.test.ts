// What each list of faults may take longer, and whose faults they are: a bound that nobody has looked at is
// no bound.
import { describe, expect, it } from 'vitest';
import { count } from '#test/support/counters.ts';
import type { LayerName } from '#test/support/world/layers.ts';
import { clientsOfFault, type Met, type Struck, unpromised } from './met.ts';
import { slackFor } from './slack.ts';

const struck = (text: string): Struck => {
  const [kind = '', site = ''] = text.split('|');
  return { kind: kind as Struck['kind'], site };
};

const crashedRead = 'crash-before|events/on-watchdog-due#c1/payment.byId~0';
const lostMessage = 'error-before|streams/dispatch-commands#c1/queue.watchdog~1';
const failedRead = 'error-before|events/on-watchdog-due#c1/pg.read~0';
const lateDoubt = 'late|api/confirm-payment#c1.2/TX-DOUBT~0';
const noToken = 'crash-before|steps/request-service#c1/TX-TOKEN~0';
const anywhere = 'crash-after|api/confirm-payment#c1.2/TX-CLAIM~0';

interface SlackRow {
  readonly when: string;
  readonly faults?: readonly string[];
  readonly liesAtReads?: number;
  readonly slowLies?: number;
  readonly isHeldUp?: boolean;
  readonly layerOff?: LayerName;
  readonly templateMs?: number;
  /** In seconds. */
  readonly wait: number;
  readonly proof: number;
}

const rows: SlackRow[] = [
  { when: 'nothing struck', wait: 0, proof: 300 },
  { when: 'one death, off the road: its lease', faults: [anywhere], wait: 2, proof: 302 },
  { when: 'one read crashed: the other chain reads', faults: [crashedRead], wait: 0, proof: 900 },
  {
    when: 'one message delayed',
    faults: ['delay|queue:watchdog#c1/deliver~0'],
    wait: 0,
    proof: 900,
  },
  {
    when: 'a doubled message',
    faults: ['duplicate|queue:watchdog#c1/deliver~0'],
    wait: 0,
    proof: 300,
  },
  { when: 'a doubt, and its road cut', faults: [anywhere, crashedRead], wait: 82, proof: 982 },
  {
    when: 'a doubt, its first message lost',
    faults: [anywhere, lostMessage],
    wait: 82,
    proof: 982,
  },
  { when: 'a crash and a read that failed', faults: [anywhere, failedRead], wait: 82, proof: 982 },
  {
    when: 'its first message lost, and a lie at the read of the sweep',
    faults: [anywhere, lostMessage],
    liesAtReads: 1,
    wait: 82 + 280,
    proof: 82 + 3_600,
  },
  { when: 'a throttle at the first sending', liesAtReads: 2, wait: 0, proof: 3_600 },
  { when: 'a throttle at a read', liesAtReads: 3, wait: 0, proof: 21_600 },
  { when: 'a neighbour in the shard came late', isHeldUp: true, wait: 0, proof: 900 },
  { when: 'and four lies at reads', isHeldUp: true, liesAtReads: 4, wait: 280, proof: 86_400 },
  { when: 'four lies at reads', liesAtReads: 4, wait: 40, proof: 21_600 + 64_800 },
  {
    when: 'four lies, and one read late',
    faults: [lateDoubt],
    liesAtReads: 4,
    wait: 880,
    proof: 86_400,
  },
  {
    when: 'a throttle, and a read that hung',
    liesAtReads: 3,
    slowLies: 1,
    wait: 40,
    proof: 3_600 * 6,
  },
  {
    when: 'a throttle, and a late doubt',
    faults: [lateDoubt],
    liesAtReads: 2,
    wait: 40,
    proof: 21_600,
  },
  { when: 'six lies at reads', liesAtReads: 6, wait: 880, proof: 86_400 },
  { when: 'more lies than slots', liesAtReads: 30, wait: 86_380, proof: 86_400 },
  {
    when: 'a lease of tier 1',
    faults: ['redis-down|api/confirm-payment#c1.2/redis.idem-done~0'],
    wait: 2,
    proof: 302,
  },
  { when: 'a scenario of its own', templateMs: 7_000, wait: 7, proof: 307 },
  { when: 'no messages', layerOff: 'watchdog', wait: 75, proof: 995 },
  {
    when: 'no messages, a throttle at a replay',
    layerOff: 'watchdog',
    liesAtReads: 2,
    wait: 975,
    proof: 21_695,
  },
  { when: 'no streams', layerOff: 'streams', wait: 180, proof: 460 },
  { when: 'no due sweep', layerOff: 'due-sweep', wait: 0, proof: 300 },
  { when: 'no retries', layerOff: 'state-retries', faults: [anywhere], wait: 2, proof: 302 },
  {
    when: 'no retries, no store',
    layerOff: 'state-retries',
    faults: ['store-down|steps/complete-order#c1/order.byId~0'],
    wait: 190,
    proof: 1_090,
  },
  {
    when: 'no streams, a clock ahead',
    layerOff: 'streams',
    faults: ['clock-forward|steps/request-service#c1/invoke~0'],
    wait: 481,
    proof: 761,
  },
  {
    when: 'no retries, no token',
    layerOff: 'state-retries',
    faults: [noToken],
    wait: 3_680,
    proof: 3_980,
  },
];

const skewedRead = 'clock-forward|events/on-watchdog-due#c1/invoke~1';
const awayStore = 'store-down|streams/relay-eventbridge#c1/outbox.published~0';

const stopped = 'stop-execution|steps/cancel-payment#c1/invoke~0';
const lostStep = 'crash-before|steps/cancel-payment#c1/TX-RETURN-CLAIM~0';
const lostStop = [stopped, lostStep];
const hid = 'crash-before|events/on-execution-ended#c1/payment.byId~0';
const poisonedEnd = 'poison|queue:execution-ended#c1/deliver~0';
const lateEnd = 'delay|queue:execution-ended#c1/deliver~0';
const skewedLook = 'clock-forward|events/on-execution-ended#c1/invoke~0';

rows.push(
  {
    when: 'stopped while the store is away',
    faults: [awayStore, 'stop-execution|steps/cancel-payment#c1/invoke~1'],
    wait: 190,
    proof: 1_090,
  },
  {
    when: 'stopped, its step failed, and its message hidden',
    faults: [...lostStop, hid],
    wait: 190,
    proof: 490,
  },
  {
    when: 'stopped, its step failed, and its message poisoned',
    faults: [...lostStop, poisonedEnd],
    wait: 190,
    proof: 490,
  },
  { when: 'stopped, its step failed, and its message came', faults: lostStop, wait: 0, proof: 300 },
  { when: 'stopped and hidden, its step went on', faults: [stopped, hid], wait: 0, proof: 300 },
  {
    when: 'stopped and hidden, another step failed',
    faults: [stopped, hid, noToken],
    wait: 0,
    proof: 300,
  },
  { when: 'its step failed and it is not stopped', faults: [lostStep, hid], wait: 0, proof: 300 },
  {
    when: 'stopped, its step failed, and its message late',
    faults: [...lostStop, lateEnd],
    wait: 0,
    proof: 300,
  },
  ...(
    [
      ['its row was written', 'crash-after|steps/cancel-payment#c1/TX-RETURN-CLAIM~0'],
      ['its row lands late', 'late|steps/cancel-payment#c1/TX-RETURN-CLAIM~0'],
      ['its row was written, and the PG asked', 'crash-before|steps/cancel-payment#c1/pg.cancel~0'],
      ['its second row was lost', 'error-before|steps/cancel-payment#c1/TX-RETURN-OK~0'],
      [
        'its saga had written before this step',
        'crash-before|steps/cancel-order#c1/TX-CANCEL-ORDER~0',
        'stop-execution|steps/cancel-order#c1/invoke~0',
      ],
      ['that of another saga failed', 'crash-before|steps/cancel-payment#c2/TX-RETURN-CLAIM~0'],
    ] as const
  ).map(
    ([why, fault, stop = stopped]): SlackRow => ({
      when: `stopped and hidden, and ${why}`,
      faults: [stop, fault, hid],
      wait: 0,
      proof: 300,
    }),
  ),
  {
    when: 'its step failed, was tried again, and stopped then',
    faults: [lostStep, stopped, hid],
    wait: 0,
    proof: 300,
  },
  {
    when: 'stopped and hidden, and its step crashed when it had read',
    faults: [stopped, 'crash-after|steps/cancel-payment#c1/order.byId~0', hid],
    wait: 190,
    proof: 490,
  },
  {
    when: 'stopped, and a clock ahead that says when to look',
    faults: [stopped, skewedLook],
    wait: 281,
    proof: 300,
  },
  { when: 'a clock ahead alone that says when to look', faults: [skewedLook], wait: 0, proof: 300 },
  { when: 'one clock ahead, nothing else', faults: [skewedRead], wait: 0, proof: 900 },
  {
    when: 'a clock ahead at a read that finds no PG: its slots of five minutes are passed over',
    faults: [skewedRead, 'pg-down|events/on-watchdog-due#c1/pg.read~1'],
    wait: 960,
    proof: 3_680,
  },
  {
    when: 'a throttle, and a clock ahead at a read',
    faults: [skewedRead],
    liesAtReads: 2,
    wait: 3_660,
    proof: 21_680,
  },
  { when: 'no store, four lies', faults: [awayStore], liesAtReads: 4, wait: 880, proof: 86_400 },
);

describe('slackFor', () => {
  it.each(rows)(
    '$when',
    ({ faults = [], liesAtReads = 0, slowLies = 0, wait, proof, when: _when, ...rest }) => {
      const met: Met = {
        faults: faults.map(struck),
        lies: [],
        liesAtReads,
        slowLies,
        ...rest,
      };

      count('slack rows');
      expect(slackFor(met)).toEqual({ waitMs: wait * 1_000, proofMs: proof * 1_000 });
    },
  );
});

describe('clientsOfFault', () => {
  it.each([
    ['crash-after|api/confirm-payment#c7.2/TX-CLAIM~0', ['c7']],
    ['late|api/fail-service#c12.fail/TX-OUTCOME~0', ['c12']],
    ['delay|queue:watchdog#c1/deliver~0', ['c1']],
    ['error-before|streams/dispatch-commands#c1+c13/saga.start~0', ['c1', 'c13']],
    ['poison|bus#c3/com.fluxpay.payment.captured', ['c3']],
    ['crash-before|schedules/sweep-pending-work#sweep/due.list~0', undefined],
    ['delay|bus#none/deliver~0', undefined],
    ['pg-down|api/confirm-payment#c7.2/pg.confirm~0', undefined],
    ['restart|steps/cancel-order#c7/TX-CANCEL-ORDER~0', undefined],
  ])('%s belongs to %j', (text, clients) => {
    expect(clientsOfFault(struck(text))).toEqual(clients);
  });
});

describe('unpromised', () => {
  const met = (over: Partial<Met>): Met => ({
    faults: [],
    lies: [],
    liesAtReads: 0,
    slowLies: 0,
    ...over,
  });

  it('is who met a lie that decides, and a race that anything struck, and nobody else', () => {
    const all = new Map([
      ['c1', met({ lies: ['F01', 'F07'] })],
      ['c2', met({ lies: ['F11'], faults: [struck(anywhere)] })],
      ['c3', met({ isTimed: true, faults: [struck(anywhere)] })],
      ['c4', met({ isTimed: true })],
    ]);

    expect([...unpromised(all)]).toEqual(['c1', 'c3']);
  });
});
