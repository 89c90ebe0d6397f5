// Each kind of fault does what it says, seen by what it leaves behind: a kind without effect would let every
// run with it pass.
import { describe, expect, it } from 'vitest';
import { count } from '#test/support/counters.ts';
import type { Told } from '#test/support/invariants/view.ts';
import { driven } from '#test/support/world/scheduler.ts';
import { prepareWorlds } from '#test/support/world/set-up-rows.ts';
import { optionsOf } from './jobs.ts';
import { faultKinds } from './kinds.ts';
import { hostWith, type Ran, runner } from './run-world.ts';

interface Struck {
  readonly free: Ran;
  readonly ran: Ran;
  /** Keys that Redis holds at the end. */
  readonly keys: { readonly free: number; readonly ran: number };
  /** Deliveries of events to whoever listens. */
  readonly heard: { readonly free: number; readonly ran: number };
}

interface Effect {
  readonly kind: string;
  readonly at: readonly string[];
  readonly template?: string;
  readonly redis?: 'on';
  readonly says: string;
  readonly isSeen: (struck: Struck) => boolean;
}

const confirm = 'api/confirm-payment#c1.2';
const claim = `${confirm}/TX-CLAIM`;
const approved = `${confirm}/TX-APPROVED`;
const sent = `${confirm}/pg.confirm`;

const wrote = ({ world }: Ran, site: string): number | undefined =>
  world.view.steps.find((step) => step.site === site)?.at;

/** When a call or an invocation came to its site, or a fault struck there. */
const came = ({ world }: Ran, site: string): number =>
  world.ground.trace?.find((line) => line.site === site)?.at ?? Number.NaN;

const met = ({ world }: Ran, site: string): boolean => world.ground.sites?.has(site) === true;

const told = ({ world }: Ran, work: string, retry = 0): Told | undefined =>
  world.view.told.find((one) => one.work === work && one.retry === retry);

const publishedAt = ({ world }: Ran, type: string): number[] =>
  world.view.deliveries
    .filter(({ event }) => event.type === `com.fluxpay.${type}`)
    .map(({ at }) => at);

const webhooksIn = ({ world }: Ran): number =>
  [...(world.ground.sites?.keys() ?? [])].filter((site) =>
    site.startsWith('api/receive-pg-webhook#c1/invoke~'),
  ).length;

const orderMadeAt = ({ world }: Ran): number =>
  Number(world.view.tables.ofKind('ORDER')[0]?.fields['createdAt']);

const isLater = (ran: number | undefined, free: number | undefined, byMs: number): boolean =>
  ran !== undefined && free !== undefined && ran - free >= byMs;

/** Without writing at its first try, and with a second that did. */
const againAfterNothing = ({ ran }: Struck): boolean =>
  wrote(ran, `${claim}~0`) === undefined && wrote(ran, `${claim}~1`) !== undefined;

/** A call is named some ms before it arrives, and the window opens when it does. */
const arrivesWithinMs = 25;

/** From when until when a dependency is away. */
const windowOf = ({ world }: Ran): readonly [number, number] => {
  const at = world.ground.fired[0]?.at ?? Number.NaN;
  return [at + arrivesWithinMs, world.ground.lastFaultAt()];
};

const isWithin = (at: number, [from, to]: readonly [number, number]): boolean =>
  at > from && at < to;

const effects: readonly Effect[] = [
  {
    kind: 'crash-before',
    at: [`${claim}~0`],
    says: 'nothing is written, and the client has no answer',
    isSeen: ({ ran }) => wrote(ran, `${claim}~0`) === undefined && told(ran, 'c1.2')?.status === 0,
  },
  {
    kind: 'crash-after',
    at: [`${claim}~0`],
    says: 'it is written, and the client has no answer',
    isSeen: ({ ran }) =>
      wrote(ran, `${claim}~0`) !== undefined &&
      told(ran, 'c1.2')?.status === 0 &&
      !met(ran, `${approved}~0`),
  },
  {
    kind: 'error-before',
    at: [`${claim}~0`],
    says: 'nothing is written, and asked again it is',
    isSeen: againAfterNothing,
  },
  {
    kind: 'timeout-after',
    at: [`${claim}~0`],
    says: 'it is written, and the caller hears of it no sooner than 3 s later',
    isSeen: ({ ran }) =>
      isLater(came(ran, `${confirm}/payment.byId~0`), wrote(ran, `${claim}~0`), 3_000),
  },
  {
    kind: 'late',
    at: [`${approved}~0`],
    says: 'it lands 2 to 11 s after it was sent, and its caller does not know',
    isSeen: ({ ran }) =>
      isLater(wrote(ran, `${approved}~0`), came(ran, `${approved}~0`), 2_000) &&
      told(ran, 'c1.2')?.code === 'PAY_005',
  },
  { kind: 'throttle', at: [`${claim}~0`], says: 'as an error before', isSeen: againAfterNothing },
  { kind: 'conflict', at: [`${claim}~0`], says: 'as an error before', isSeen: againAfterNothing },
  {
    kind: 'duplicate',
    at: ['stream:outbox#c1/deliver~1'],
    says: 'the relay gets the batch once more',
    isSeen: ({ free, ran }) => {
      const fifth = 'streams/relay-eventbridge#c1/invoke~4';
      return met(ran, fifth) && !met(free, fifth);
    },
  },
  {
    kind: 'duplicate',
    at: ['queue:watchdog#c1/deliver~0'],
    says: 'the message is received a second time',
    isSeen: ({ free, ran }) => {
      const third = 'events/on-watchdog-due#c1/invoke~2';
      return met(ran, third) && !met(free, third);
    },
  },
  {
    kind: 'webhook:F20',
    at: ['webhook#c1/deliver~0'],
    template: 'S09-webhook',
    says: 'the endpoint gets one that the PG did not write beside the one it wrote',
    isSeen: ({ free, ran }) => webhooksIn(ran) === webhooksIn(free) + 1,
  },
  {
    kind: 'duplicate',
    at: ['bus#c1/deliver~4'],
    says: 'whoever listens hears of it twice',
    isSeen: ({ heard }) => heard.ran === heard.free + 1,
  },
  ...['stream:outbox#c1/deliver~0', 'stream:outbox#c1/deliver~1'].map(
    (at): Effect => ({
      kind: 'delay',
      at: [at],
      says: 'what it carries is published 2 to 11 s later',
      isSeen: ({ free, ran }) => {
        const type = at.endsWith('~0') ? 'order.created' : 'order.paid';
        return isLater(publishedAt(ran, type)[0], publishedAt(free, type)[0], 1_900);
      },
    }),
  ),
  {
    kind: 'reorder',
    at: ['stream:outbox#c1/deliver~0'],
    says: 'it is overtaken by what came 0.7 s after it',
    isSeen: ({ free, ran }) =>
      isLater(publishedAt(ran, 'order.created')[0], publishedAt(free, 'order.created')[0], 600),
  },
  {
    kind: 'poison',
    at: ['stream:outbox#c1/deliver~1'],
    says: 'the relay cannot read a record, and puts it aside',
    isSeen: ({ free, ran }) => {
      const aside = 'streams/relay-eventbridge#c1/queue.dead-letter~0';
      return met(ran, aside) && !met(free, aside);
    },
  },
  {
    kind: 'poison',
    at: ['queue:watchdog#c1/deliver~0'],
    says: 'the consumer cannot read the message, and it comes again',
    isSeen: ({ free, ran }) => {
      const second = 'queue:watchdog#c1/deliver~2';
      return met(ran, second) && !met(free, second);
    },
  },
  {
    kind: 'lost-result',
    at: ['api/create-order#c1.1/invoke~0'],
    says: 'the order is made, the client has no answer, asks again and is told the same order',
    isSeen: ({ ran }) =>
      wrote(ran, 'api/create-order#c1.1/TX-ORDER~0') !== undefined &&
      told(ran, 'c1.1')?.status === 0 &&
      told(ran, 'c1.1', 1)?.status === 201,
  },
  {
    kind: 'cold',
    at: [`${confirm}/invoke~0`],
    says: 'what the instance remembered is read again',
    isSeen: ({ free, ran }) =>
      met(ran, `${confirm}/key.byId~0`) && !met(free, `${confirm}/key.byId~0`),
  },
  ...(['clock-back', 'clock-forward'] as const).map(
    (kind): Effect => ({
      kind,
      at: ['api/create-order#c1.1/invoke~0'],
      says: 'a signature is more than 300 s off',
      isSeen: ({ ran }) => told(ran, 'c1.1')?.code === 'AUTH_003',
    }),
  ),
  ...(
    [
      ['clock-behind', -2_000],
      ['clock-ahead', 2_000],
    ] as const
  ).map(
    ([kind, ms]): Effect => ({
      kind,
      at: ['api/create-order#c1.1/invoke~0'],
      says: `the order is made ${ms} ms away`,
      isSeen: ({ free, ran }) => orderMadeAt(ran) - orderMadeAt(free) === ms,
    }),
  ),
  {
    kind: 'stop-execution',
    at: ['steps/complete-order#c1/invoke~0'],
    says: 'the execution is aborted, and the engine is told',
    isSeen: ({ ran }) =>
      ran.world.workflows.executions().some(({ status }) => status === 'ABORTED') &&
      met(ran, 'events/on-execution-ended#c1/invoke~0'),
  },
  {
    kind: 'store-down',
    at: [`${claim}~0`],
    says: 'for 4 to 15 s nobody writes',
    isSeen: ({ ran }) => {
      const window = windowOf(ran);
      return (
        window[1] - window[0] >= 3_900 &&
        !ran.world.view.steps.some(({ at }) => isWithin(at, window)) &&
        isWithin(came(ran, `${claim}~1`), window)
      );
    },
  },
  {
    kind: 'bus-down',
    at: ['streams/relay-eventbridge#c1/bus.publish~1'],
    says: 'for 4 to 15 s the bus acknowledges nothing',
    isSeen: ({ free, ran }) => {
      const window = windowOf(ran);
      const isIn = ({ at }: { readonly at: number }) => isWithin(at, window);
      return (
        window[1] - window[0] >= 3_900 &&
        free.world.view.deliveries.some(isIn) &&
        !ran.world.view.deliveries.some(isIn)
      );
    },
  },
  {
    kind: 'pg-down',
    at: [`${sent}~0`],
    says: 'for 4 to 15 s the PG takes nothing',
    isSeen: ({ ran }) => {
      const window = windowOf(ran);
      const taken = ran.world.pg.payments().flatMap(({ effects: done }) => done);
      const isIn = ({ at }: { readonly at: number }) => isWithin(at, window);
      return (
        window[1] - window[0] >= 3_900 &&
        ran.world.view.pgCalls.some(isIn) &&
        !taken.filter(({ op }) => op === 'confirm').some(isIn)
      );
    },
  },
  {
    kind: 'restart',
    at: [`${approved}~0`],
    says: 'it is written, every invocation dies and every instance is new',
    isSeen: ({ ran }) =>
      wrote(ran, `${approved}~0`) !== undefined && told(ran, 'c1.2')?.status === 0,
  },
  {
    kind: 'deploy',
    at: [`${claim}~0`],
    says: 'the invocation ends, and every later instance is new',
    isSeen: ({ free, ran }) => {
      const read = 'api/complete-service#c1.complete/key.byId~0';
      return told(ran, 'c1.2')?.status === 200 && met(ran, read) && !met(free, read);
    },
  },
  {
    kind: 'nudge',
    at: ['streams/relay-eventbridge#c1/bus.publish~1'],
    says: 'some entries of a call are refused and published by another',
    isSeen: ({ free, ran }) => {
      const fifth = 'streams/relay-eventbridge#c1/bus.publish~4';
      return met(ran, fifth) && !met(free, fifth);
    },
  },
  {
    kind: 'stale',
    template: 'TOUR-reads',
    at: Array.from({ length: 64 }, (_, page) => `api/list-orders#c1.6/order.list~${page}`),
    says: 'a list does not have what was made less than 2 s ago',
    isSeen: ({ free, ran }) => JSON.stringify(listed(ran)) !== JSON.stringify(listed(free)),
  },
  {
    kind: 'slow',
    at: [`${confirm}/order.byId~0`],
    says: 'what was read is told no sooner than 0.2 s later',
    isSeen: ({ free, ran }) =>
      isLater(wrote(ran, `${claim}~0`), wrote(free, `${claim}~0`), 200) &&
      !met(ran, `${confirm}/order.byId~1`),
  },
  {
    kind: 'redis-flush',
    redis: 'on',
    at: ['api/complete-service#c1.complete/redis.idem-done~0'],
    says: 'the keys are gone',
    isSeen: ({ keys }) => keys.ran < keys.free,
  },
  {
    kind: 'redis-old',
    redis: 'on',
    at: ['api/confirm-payment#c1.2/redis.idem-done~0'],
    says: 'what was written in the last 2 s is gone',
    isSeen: ({ keys }) => keys.ran < keys.free,
  },
  {
    kind: 'redis-down',
    redis: 'on',
    at: ['api/create-order#c1.1/redis.rl-take~0'],
    says: 'for 4 to 15 s it keeps nothing, and clients hear nothing of it',
    isSeen: ({ keys, ran }) =>
      keys.ran < keys.free &&
      told(ran, 'c1.1')?.status === 201 &&
      told(ran, 'c1.2')?.status === 200,
  },
];

const listed = ({ world }: Ran): unknown =>
  world.view.told.filter(({ route }) => route === 'list-orders').map(({ result }) => result);

interface Seen {
  readonly ran: Ran;
  readonly keys: number;
  readonly heard: number;
}

const runWith = async (
  { template = 'S01', redis }: Effect,
  faults: readonly string[],
): Promise<Seen> => {
  const spec = { template, seed: 'a', faults, redis };
  await prepareWorlds();
  const run = runner(optionsOf(spec, { isRecording: true, isTracing: true }));
  let heard = 0;
  run.world.onEvent(() => {
    heard += 1;
  });
  await driven('hop', run.turn);
  const ran = run.end();
  const keys = Object.keys(hostWith(redis === 'on').current?.redis?.dump() ?? {}).length;
  return { ran, keys, heard };
};

describe('a fault', () => {
  it.each(effects)('$kind at $at.0: $says', async (effect) => {
    const free = await runWith(effect, []);
    const struck = await runWith(
      effect,
      effect.at.map((site) => `${effect.kind}|${site}`),
    );

    expect(struck.ran.world.ground.fired.map(({ kind }) => kind)).toContain(effect.kind);
    expect(
      effect.isSeen({
        free: free.ran,
        ran: struck.ran,
        keys: { free: free.keys, ran: struck.keys },
        heard: { free: free.heard, ran: struck.heard },
      }),
    ).toBe(true);
    count('effects seen', 1);
  });

  it('of every kind that strikes outside the PG has its effect above', () => {
    const seen = new Set(effects.map(({ kind }) => kind));
    const missing = faultKinds.filter((kind) => !kind.startsWith('pg:') && !seen.has(kind));
    expect(missing).toEqual([]);
  });
});
