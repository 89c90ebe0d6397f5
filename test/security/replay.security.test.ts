// A captured request, sent again: at once, at the end of what its timestamp allows, with Redis away, by a process
// that has just started, and bent to another path or another key. It has one effect, however it comes.
import { beforeAll, describe, expect, it } from 'vitest';
import { confirm, order, pay } from '#test/simulation/buyer.ts';
import { count } from '#test/support/counters.ts';
import { signedGateway } from '#test/support/world/client.ts';
import type { FaultPlan } from '#test/support/world/faults.ts';
import { credentialsOf } from '#test/support/world/set-up-rows.ts';
import { askOf, signedRoutes } from './asks.ts';
import {
  businessDigest,
  bytesSeen,
  codeSeen,
  type Reply,
  type Siege,
  type SiegeEvent,
  siege,
} from './siege.ts';

const by = signedGateway(credentialsOf('M123'));
const minute = 60_000;

/** Signed as far ahead of our clock as is let in, so that it is let in for nearly ten minutes. */
const ahead = (here: Siege): string => new Date(here.now() + 5 * minute - 1_000).toISOString();

interface Captured {
  readonly folder: string;
  readonly event: SiegeEvent;
  readonly first: Reply;
}

/** Every instance is a new one from here on. */
const restarting = () => {
  const state = { isOn: false };
  const plan: FaultPlan = {
    strikes: (site) =>
      state.isOn && site.includes('#s1.') && /\/invoke~/u.test(site) ? 'cold' : undefined,
  };
  return { state, plan };
};

const used = '401 AUTH_004';

const profiles = [
  ['lean', false],
  ['standard', true],
] as const;

describe.each(profiles)('a captured request in profile %s', (_profile, hasRedis) => {
  let here: Siege;
  const { state, plan } = restarting();

  beforeAll(async () => {
    here = await siege({ seed: `replay ${hasRedis}`, hasRedis, plan: () => plan });
  });

  const capture = async (route: string): Promise<Captured> => {
    const event = here.eventOf({ ask: askOf(route), by, timestamp: ahead(here) });
    const folder = `api/${route}`;
    return { folder, event, first: await here.deliver(folder, event) };
  };
  const again = ({ folder, event }: Captured): Promise<Reply> => here.deliver(folder, event);

  /** A read that is let in again: told the same, and nothing of it. */
  const expectHarmless = async (captured: Captured): Promise<void> => {
    const before = businessDigest(here);
    expect(bytesSeen(await again(captured))).toBe(bytesSeen(captured.first));
    expect(businessDigest(here)).toBe(before);
  };

  it.each(signedRoutes)('to $id is refused at once, and nine minutes later', async ({ id }) => {
    const captured = await capture(id);
    expect(codeSeen(captured.first)).not.toContain('AUTH_');

    expect(codeSeen(await again(captured))).toBe(used);
    await here.pass(9 * minute);
    expect(codeSeen(await again(captured))).toBe(used);
    await here.pass(2 * minute);
    expect(codeSeen(await again(captured))).toBe('401 AUTH_003');
    count('replays', 3);
  });

  it.each(signedRoutes)('to $id twice in one moment is let in once', async (row) => {
    const { id, method, movesMoney } = row;
    const event = here.eventOf({ ask: askOf(id), by });
    const before = businessDigest(here);

    const codes = await here.settle(async () => {
      const replies = await Promise.all(
        ['s1.a', 's1.b'].map((work) => here.world.invoke({ folder: `api/${id}`, work, event })),
      );
      return replies.map((reply) => codeSeen(reply as Reply));
    });

    const letIn = codes.filter((code) => code !== used).length;
    // A lean stage remembers the nonces of reads in the process: two of them may both be read. What moves money
    // asks Redis and the table side by side: each may let in the one that the other refuses.
    if (!hasRedis && method === 'GET') expect(letIn).toBe(2);
    else if (hasRedis && movesMoney) expect(letIn).toBeLessThanOrEqual(1);
    else expect(letIn).toBe(1);
    expect(businessDigest(here)).toBe(before);
    count('replays', 2);
  });

  it.each(signedRoutes)('to $id is known after a restart', async ({ id, method }) => {
    const captured = await capture(id);
    state.isOn = true;
    try {
      if (hasRedis || method !== 'GET') expect(codeSeen(await again(captured))).toBe(used);
      else await expectHarmless(captured);
    } finally {
      state.isOn = false;
    }
    count('replays');
  });

  it.each(signedRoutes)('to $id does not fit another path, key or nonce', async ({ id, key }) => {
    const { folder, event } = await capture(id);
    const bent: readonly (readonly [string, object])[] = [
      ['path', { rawPath: '/api/v1/elsewhere' }],
      ['nonce', { headers: { ...event.headers, 'x-nonce': 'another-nonce-000001' } }],
      [
        'key',
        key === 'none'
          ? { rawQueryString: `${event.rawQueryString}&b=1` }
          : { headers: { ...event.headers, 'idempotency-key': 'another-key' } },
      ],
    ];
    for (const [name, change] of bent) {
      expect(codeSeen(await here.deliver(folder, { ...event, ...change })), name).toBe(
        '401 AUTH_002',
      );
      count('replays');
    }
    const twice = { ...event.headers, 'X-Nonce': 'another-nonce-000001' };
    expect(codeSeen(await here.deliver(folder, { ...event, headers: twice }))).toBe('401 AUTH_001');
  });

  it('that moves money moves it once', async () => {
    const buyer = here.world.client('c1');
    const checkout = await here.settle(() => order(buyer));
    if (checkout === undefined) throw new Error('no order');
    const paymentKey = pay(here.world, checkout);
    await here.settle(() => confirm(buyer, checkout, paymentKey));
    const sent = here.world.requests.at(-1);
    const effects = () =>
      here.world.pg.payments().find((one) => one.paymentKey === paymentKey)?.effects.length;
    const before = effects();

    const codes = await here.settle(() =>
      Promise.all(
        Array.from({ length: 20 }, async (_, nth) => {
          const folder = 'api/confirm-payment';
          const call = { folder, work: `s1.r${nth}`, event: sent?.event };
          return codeSeen((await here.world.invoke(call)) as Reply);
        }),
      ),
    );

    expect(before).toBeGreaterThan(0);
    expect(new Set(codes)).toEqual(new Set([used]));
    expect(effects()).toBe(before);
    count('replays', codes.length);
  });
});

describe('a captured request while Redis is away', () => {
  let here: Siege;

  beforeAll(async () => {
    here = await siege({ seed: 'replay without Redis', hasRedis: true });
  });

  it.each(signedRoutes)('to $id has one effect', async ({ id, movesMoney, failClosed }) => {
    const event = here.eventOf({ ask: askOf(id), by, timestamp: ahead(here) });
    const first = await here.deliver(`api/${id}`, event);
    const before = businessDigest(here);
    const { ground } = here.world;
    ground.beginOutage('redis', { name: 'the outage of a row', key: 1, fault: undefined });
    expect(ground.isOut('redis')).toBe(true);

    const reply = await here.deliver(`api/${id}`, event);

    if (failClosed) expect(codeSeen(reply)).toBe('503 RATE_004');
    else if (movesMoney) expect(codeSeen(reply)).toBe(used);
    // Its nonce was in Redis alone: it is told again what it was told, by the key it came under.
    else expect([used, codeSeen(first)]).toContain(codeSeen(reply));
    expect(businessDigest(here)).toBe(before);
    await here.pass(60_000);
    count('replays');
  });
});
