import { describe, expect, it } from 'vitest';
import { AssertionFailed } from '#core/kernel/assert.ts';
import { fallbackGate } from '#core/limits/fallback-gate.ts';
import type { GateReply, Nonces } from '#core/limits/ports.ts';
import {
  anAdmission,
  aPolicy,
  aTenant,
  away,
  freshInstance,
  keptNonces,
  scriptedGate,
  settableClock,
} from '#test/support/limits/limit-world.ts';

const states = [{ policy: 'authorize', remaining: 3 }];
const allowed: GateReply = { kind: 'ALLOWED', states };
const limited: GateReply = { kind: 'LIMITED', policy: 'authorize', waitMicros: 500_000, states };

const open = (reply: () => Promise<GateReply>, nonces: Nonces = keptNonces().nonces) => {
  const clock = settableClock();
  const { gate, reached } = scriptedGate(reply);
  const deps = { gate, nonces, clock, instance: freshInstance(), expectedInstances: 20 };
  return { clock, reached, gate: fallbackGate(deps) };
};

const says = (reply: GateReply) => () => Promise.resolve(reply);
const grant = { tenant: aTenant(), policies: [aPolicy()], isFailedOpen: false };

describe('fallbackGate with Redis', () => {
  it.each([
    ['lets pass', allowed, { ...allowed, isFailedOpen: false }],
    ['limits', limited, { ...limited, isFailedOpen: false }],
    ['knows a nonce', { kind: 'NONCE_USED' } as const, { kind: 'NONCE_USED' }],
  ])('%s as the shared limiter says', async (_word, reply, decision) => {
    const { nonces, used } = keptNonces();
    const { gate } = open(says(reply), nonces);

    expect(await gate.admit(anAdmission({ isFailClosed: true }))).toEqual(decision);
    expect(used.size).toBe(0);
  });

  it('repeats a refusal without asking, until its wait is over', async () => {
    const { gate, reached, clock } = open(says(limited));
    await gate.admit(anAdmission());

    clock.advance(200);
    const within = await gate.admit(anAdmission());
    const asked = reached.takes;
    clock.advance(300);
    await gate.admit(anAdmission());

    expect(within).toMatchObject({ kind: 'LIMITED', waitMicros: 300_000 });
    expect([asked, reached.takes]).toEqual([1, 2]);
  });

  it('refuses what could never pass before it asks', async () => {
    const { gate, reached } = open(says(allowed));

    const decision = await gate.admit(anAdmission({ policies: [aPolicy({ burst: 1, cost: 2 })] }));

    expect(decision).toEqual({ kind: 'COST_ABOVE_BURST', policy: 'authorize' });
    expect(reached.takes).toBe(0);
  });

  it('gives units back to the shared limiter', async () => {
    const { gate, reached } = open(says(allowed));

    await gate.giveBack(grant);

    expect(reached.givenBack).toEqual([['authorize']]);
  });

  it('stops at a bug instead of failing open', async () => {
    const { gate } = open(() => Promise.reject(new AssertionFailed('a reply of no known form')));

    await expect(gate.admit(anAdmission())).rejects.toThrow(AssertionFailed);
  });
});

describe('fallbackGate and a move of money', () => {
  const move = { isMoneyMove: true };

  it('keeps its nonce in the database too', async () => {
    const { nonces, used } = keptNonces();
    const { gate } = open(says(allowed), nonces);
    const request = anAdmission(move);

    expect((await gate.admit(request)).kind).toBe('ALLOWED');
    expect([...used]).toEqual([request.nonce]);
  });

  it('is refused when only the database knows its nonce, and gets its units back', async () => {
    const { gate, reached } = open(says(allowed));
    const request = anAdmission(move);
    await gate.admit(request);

    expect(await gate.admit(request)).toEqual({ kind: 'NONCE_USED' });
    expect(reached.givenBack).toEqual([['authorize']]);
  });

  it('waits for the database: away, the request fails and gets its units back', async () => {
    const { gate, reached } = open(says(allowed), { use: away });

    await expect(gate.admit(anAdmission(move))).rejects.toThrow('away');
    expect(reached.givenBack).toEqual([['authorize']]);
  });

  it('is limited also while the database is away', async () => {
    const { gate } = open(says(limited), { use: away });

    expect((await gate.admit(anAdmission(move))).kind).toBe('LIMITED');
  });

  it('uses its nonce once with Redis away', async () => {
    const { gate } = open(away);
    const request = anAdmission(move);

    const kinds = [(await gate.admit(request)).kind, (await gate.admit(request)).kind];

    expect(kinds).toEqual(['ALLOWED', 'NONCE_USED']);
  });

  it('throws with both away', async () => {
    const { gate } = open(away, { use: away });

    await expect(gate.admit(anAdmission(move))).rejects.toThrow('away');
  });
});

describe('fallbackGate without Redis', () => {
  const policies = [aPolicy({ intervalMicros: 6_000_000, burst: 40 })];

  it('lets pay paths and reads pass by the local bucket, without states', async () => {
    const { gate } = open(away);

    const decisions = [
      await gate.admit(anAdmission()),
      await gate.admit(anAdmission({ isWrite: false })),
    ];

    expect(decisions).toEqual([
      { kind: 'ALLOWED', isFailedOpen: true },
      { kind: 'ALLOWED', isFailedOpen: true },
    ]);
  });

  it('limits them to the share of one instance', async () => {
    const { gate } = open(away);
    await gate.admit(anAdmission({ policies }));

    expect(await gate.admit(anAdmission({ policies }))).toEqual({
      kind: 'LIMITED',
      policy: 'authorize',
      waitMicros: 1_000_000,
      isFailedOpen: true,
    });
  });

  it('refuses what fails closed, and keeps no nonce of it', async () => {
    const { nonces, used } = keptNonces();
    const { gate } = open(away, nonces);

    expect(await gate.admit(anAdmission({ isFailClosed: true }))).toEqual({ kind: 'UNAVAILABLE' });
    expect(used.size).toBe(0);
  });

  it('keeps nonces in the database, reads included', async () => {
    const { gate } = open(away);
    const read = anAdmission({ isWrite: false });
    await gate.admit(read);

    expect(await gate.admit(read)).toEqual({ kind: 'NONCE_USED' });
  });

  it('throws with the database away as well, and takes no quota', async () => {
    let isAway = true;
    const { gate } = open(away, { use: () => (isAway ? away() : Promise.resolve(true)) });
    await expect(gate.admit(anAdmission({ policies }))).rejects.toThrow('away');

    isAway = false;

    expect((await gate.admit(anAdmission({ policies }))).kind).toBe('ALLOWED');
  });

  it('gives units of the local bucket back to it', async () => {
    const { gate, reached } = open(away);
    await gate.admit(anAdmission({ policies }));

    await gate.giveBack({ tenant: aTenant(), policies, isFailedOpen: true });

    expect((await gate.admit(anAdmission({ policies }))).kind).toBe('ALLOWED');
    expect(reached.givenBack).toEqual([]);
  });

  it('tells of the failure it goes on without', async () => {
    const failures: unknown[] = [];
    const { gate } = scriptedGate(away);
    const deps = {
      gate,
      nonces: keptNonces().nonces,
      clock: settableClock(),
      expectedInstances: 20,
    };
    const fallback = fallbackGate({
      ...deps,
      instance: freshInstance(),
      onFailure: (error) => failures.push(error),
    });

    await fallback.admit(anAdmission());

    expect(failures).toEqual([new Error('away')]);
  });

  it('asks no more after ten failures, and again after two seconds', async () => {
    let isAway = true;
    const { gate, reached, clock } = open(() => (isAway ? away() : Promise.resolve(allowed)));
    for (let call = 0; call < 12; call += 1) await gate.admit(anAdmission());
    const asked = reached.takes;
    await gate.giveBack(grant);
    const closed = await gate.admit(anAdmission({ isFailClosed: true }));

    isAway = false;
    clock.advance(2_000);
    const back = await gate.admit(anAdmission({ isFailClosed: true }));

    expect([asked, reached.takes, reached.givenBack]).toEqual([10, 11, []]);
    expect([closed.kind, back.kind]).toEqual(['UNAVAILABLE', 'ALLOWED']);
  });
});
