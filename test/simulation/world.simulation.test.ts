import { describe, expect, it } from 'vitest';
import { count } from '#test/support/counters.ts';
import { allowedAt } from '#test/support/world/faults.ts';
import { cellsOf } from '#test/support/world/ground.ts';
import { scheduler } from '#test/support/world/scheduler.ts';
import { corpus } from './corpus.ts';
import { optionsOf, runJob, runSpec, secondsOf } from './jobs.ts';
import { invariants, judge } from './judge-run.ts';
import { randomOptions } from './random-world.ts';
import { castsOf, castsText, type RunSpec, replayLine } from './replay-line.ts';
import { type Ran, runCasts } from './run-world.ts';
import { type breaks, shrink } from './shrink.ts';
import { noCounts, tallyOf } from './tally.ts';
import { templates } from './templates/all.ts';

const run = (spec: Partial<RunSpec> & { readonly template: string }): Promise<Ran> =>
  runCasts(optionsOf({ seed: 'a', faults: [], ...spec }, { isRecording: true }), 'hop');

describe('the scheduler', () => {
  it('runs events by time, then by their draw, then by their number', () => {
    const ran: string[] = [];
    const time = scheduler(100);
    time.at(120, () => ran.push('late'));
    time.at(110, () => ran.push('second'), 0.7);
    time.at(110, () => ran.push('first'), 0.2);
    const cancel = time.at(105, () => ran.push('never'));
    cancel();
    time.at(50, () => ran.push('at once'));

    while (time.runNext()) count('events run', 1);

    expect(ran).toEqual(['at once', 'first', 'second', 'late']);
    expect(time.now()).toBe(120);
  });
});

describe('a world', () => {
  it('of each template ends as it says, and breaks nothing', { timeout: 60_000 }, async () => {
    for (const template of templates) {
      const tally = tallyOf();
      await runJob({ kind: 'fault-free', template: template.id, seed: 'a' }, tally);
      expect(tally.counts.findings, template.id).toEqual([]);
      expect(tally.counts.payments, template.id).toBeGreaterThan(0);
      count('templates run', 1);
    }
  });

  it('has one hash per seed, after others and in both ways of draining', async () => {
    const first = await runCasts(randomOptions('one'), 'hop');
    await runCasts(randomOptions('two'), 'hop');
    const again = await runCasts(randomOptions('one'), 'native');

    expect(again.hash).toBe(first.hash);
    expect((await runCasts(randomOptions('two'), 'hop')).hash).not.toBe(first.hash);
  });

  it('strikes a forced fault once, where it was told, and leaves the others in place', async () => {
    const site = 'api/confirm-payment#c1.2/TX-CLAIM~0';
    const free = await run({ template: 'S01' });
    const forced = await run({ template: 'S01', faults: [`crash-after|${site}`] });

    expect(free.world.ground.fired).toEqual([]);
    expect(forced.world.ground.fired.map(({ kind, site: at }) => `${kind}|${at}`)).toEqual([
      `crash-after|${site}`,
    ]);
    const cells = cellsOf(free.world.ground.sites ?? new Map());
    expect(cells).toContain(`crash-after|${site}`);
    count('cells of S01', cells.length);
  });

  it.each(['single', 'redis'] as const)('counts a %s fault that strikes nothing', async (kind) => {
    const missedBy = async (faults: readonly string[]): Promise<readonly number[]> => {
      const tally = tallyOf();
      const spec: RunSpec = { template: 'S05', seed: 'a', faults, redis: 'on' };
      await runSpec(spec, tally, { kind });
      return [tally.counts.missed, Object.keys(tally.counts.cells).length];
    };

    expect(await missedBy(['redis-down|api/create-order#c1.1/redis.rl-take~0'])).toEqual([0, 1]);
    expect(await missedBy(['redis-down|api/create-order#c1.1/redis.no-such~0'])).toEqual([1, 0]);
    expect(await missedBy([])).toEqual([0, 1]);
  });

  it('does not strike a kind that its site does not allow', async () => {
    const ran = await run({
      template: 'S05',
      faults: ['pg:F01|api/confirm-payment#c1.2/TX-CLAIM~0'],
    });

    expect(ran.world.ground.fired).toEqual([]);
    expect(allowedAt('pg:confirm:later')).toContain('pg:F01');
  });

  it('sees a person where the PG refuses the money back, and a doubt that ends', async () => {
    const refused = await run({ template: 'S10-refused' });
    const doubted = await run({ template: 'S06' });

    const items = refused.world.watch.tables.ofKind('ITEM').map(({ fields }) => fields['kind']);
    expect(items).toEqual(['CANCEL_REFUSED']);
    const types = doubted.world.view.deliveries.map(({ event }) => event.type);
    expect(types).toContain('com.fluxpay.payment.in_doubt_resolved');
  });
});

describe('pairs', () => {
  const base = new Map([
    ['late|a~0', 0],
    ['late|b~0', 1],
  ]);

  it('are unordered: a repeat of two base faults is dropped, a new site is not', () => {
    const cells = ['late|a~0', 'late|b~0', 'late|c~0', 'cold|d~0', 'crash-after|b~0'];

    expect(secondsOf('late|a~0', base, cells)).toEqual(['late|b~0', 'late|c~0', 'crash-after|b~0']);
    expect(secondsOf('late|b~0', base, cells)).toEqual(['late|c~0']);
  });

  it('of one first fault are all run, as many as were enumerated', async () => {
    const tally = tallyOf();
    const firsts = ['crash-after|api/create-order#c1.1/TX-ORDER~0'];
    await runJob({ kind: 'pairs', template: 'S05', seed: 'a', firsts }, tally);

    const pair = tally.counts.pairs['S05'];
    expect(pair?.done).toBe(pair?.total);
    expect(pair?.total).toBeGreaterThan(50);
    expect(tally.counts.findings).toEqual([]);
    count('pairs run', pair?.done ?? 0);
  });
});

describe('shrinking', () => {
  const two = [
    'timeout-after|api/confirm-payment#c1.2/pg.confirm~0',
    'crash-after|streams/relay-eventbridge#c1/bus.publish~1',
  ];
  const others = [
    'duplicate|stream:outbox#c1/deliver~0',
    'delay|stream:commands#c1/deliver~0',
    'error-before|api/create-order#c1.1/key.byId~0',
    'throttle|api/create-order#c1.1/TX-ORDER~0',
    'cold|api/confirm-payment#c1.2/invoke~0',
  ];
  /** Stands for a bug that needs both faults. */
  const planted: typeof breaks = async (spec) => {
    const ran = await runCasts(optionsOf(spec), 'hop');
    const struck = ran.world.ground.fired.map(({ kind, site }) => `${kind}|${site}`);
    const isBroken = two.every((fault) => struck.includes(fault));
    const violation = { id: 'I99', about: 'run', says: 'both struck', at: ran.endedAt };
    return { violations: isBroken ? [violation] : [], labelOf: () => 'none' };
  };

  it('leaves the two faults that a planted violation needs', { timeout: 60_000 }, async () => {
    const spec: RunSpec = { template: 'S05', seed: 'a', faults: [...others, ...two] };
    const small = await shrink(spec, 'I99', { breaking: planted });

    expect(small.isRepeated).toBe(true);
    expect([...small.spec.faults].sort()).toEqual([...two].sort());
    count('runs to shrink', small.runs);
  });

  it('says when a failure does not come back as forced faults', async () => {
    const spec: RunSpec = { template: 'S05', seed: 'a', faults: others };

    expect((await shrink(spec, 'I99', { breaking: planted })).isRepeated).toBe(false);
  });
});

describe('a replay line', () => {
  it('names everything that decides a run', () => {
    const spec: RunSpec = {
      template: 'S03',
      seed: 'b',
      faults: ['late|x~0'],
      layerOff: 'watchdog',
    };

    expect(replayLine(spec, 'c2')).toBe(
      "npm run sim -- --template S03 --seed b --faults 'late|x~0' --layer watchdog --trace c2",
    );
  });

  it('keeps the casts of a random world', () => {
    const text = 'S01@0+17,S15@1+900';

    expect(castsText(castsOf(text))).toBe(text);
    expect(castsText(castsOf('S01'))).toBe('S01@0+1');
    expect(() => castsOf('S99')).toThrow('no template S99');
  });
});

describe('the corpus', () => {
  it('has a reason, a check and a sound replay for each entry', { timeout: 60_000 }, async () => {
    const entries = corpus();
    expect(entries.length).toBeGreaterThan(0);
    for (const entry of entries) {
      const casts = castsOf(entry.template);
      const ran = await runCasts(optionsOf(entry), 'hop');
      const { violations } = judge(ran, { casts, isRandom: casts.length > 1 });
      expect(violations, entry.reason).toEqual([]);
      expect(ran.world.ground.fired.length, entry.reason).toBe(entry.faults.length);
      expect(entry.reason.length).toBeGreaterThan(30);
      expect(entry.broke).toMatch(/^[IR]\d\d$/u);
      count('corpus entries', 1);
    }
  });
});

describe('every check', () => {
  it('looks at something in a declined sale and one with a service', async () => {
    const tally = tallyOf();
    await runJob({ kind: 'fault-free', template: 'S02', seed: 'a' }, tally);
    await runJob({ kind: 'fault-free', template: 'S03', seed: 'a' }, tally);

    const credits = ['I12', 'I13'];
    const unseen = invariants.filter(({ id }) => !(tally.counts.looked[id] ?? 0));
    expect(unseen.map(({ id }) => id).filter((id) => !credits.includes(id))).toEqual([]);
    expect(noCounts().runs).toBe(0);
  });
});
