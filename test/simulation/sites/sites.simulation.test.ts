// The coverage of sites notices what is missing: each list with one thing taken out of a complete record, and
// the parser and the marks on texts of their own. The long run itself is `npm run sim -- --sites`.
import { stripTypeScriptTypes } from 'node:module';
import { runInThisContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { catchBlocksOf, placeOf } from './catch-blocks.ts';
import { type CrashPoint, crashPoints, crashSeed, waitingPoints } from './crash-points.ts';
import { runCrashPoint } from './crash-run.ts';
import { demandOf, outOfReach } from './demand.ts';
import { countMarks, markedText } from './entered.ts';
import { isComplete, judgeSeen } from './judge-seen.ts';
import { addSeen, bump, nothingSeen, parts, type Seen, withoutLabel } from './seen.ts';

const demand = demandOf();

const isReachable = (name: string): boolean => !outOfReach.some((known) => known.name.test(name));

const recordOf = (): Seen => {
  const seen = nothingSeen();
  const note = (part: 'folders' | 'labels' | 'states' | 'edges' | 'catches'): void => {
    for (const name of demand[part].filter(isReachable)) bump(seen[part], name);
  };
  for (const part of ['folders', 'labels', 'states', 'edges', 'catches'] as const) note(part);
  for (const label of demand.labels.filter(isReachable)) {
    for (const part of ['allowed', 'struck'] as const) {
      bump(seen[part], `api/confirm-payment/${label} × error-before`);
    }
  }
  return seen;
};

const lacksOf = (seen: Seen): string[] =>
  judgeSeen(seen, demand).flatMap((part) => (isComplete(part) ? [] : [part.name]));

describe('what a record of sites lacks', () => {
  it('asks for lists of the engine that hold something', () => {
    expect(demand.folders.length).toBeGreaterThanOrEqual(30);
    expect(demand.labels).toContain('TX-CLAIM');
    expect(demand.labels).toContain('key.encrypt');
    expect(demand.labels.length).toBeGreaterThanOrEqual(77);
    expect(demand.states).toHaveLength(11);
    expect(demand.edges.length).toBeGreaterThanOrEqual(36);
    expect(demand.catches.length).toBeGreaterThanOrEqual(40);
  });

  it('holds a complete record for complete', () => {
    expect(lacksOf(recordOf())).toEqual([]);
  });

  it.each(demand.labels.filter(isReachable))('fails without %s', (label) => {
    expect(lacksOf(withoutLabel(recordOf(), label))).toEqual(['labels called']);
  });

  it.each(parts.filter((part) => part !== 'allowed'))('fails with one of %s missing', (part) => {
    const seen = recordOf();
    const [first = ''] = Object.keys(seen[part]);
    delete seen[part][first];
    expect(lacksOf(seen)).toHaveLength(1);
  });

  it('fails where a fault was allowed and never struck', () => {
    const seen = recordOf();
    bump(seen.allowed, 'api/confirm-payment/TX-CLAIM × late');
    expect(lacksOf(seen)).toEqual(['(place, label, kind) forced']);
  });

  it('fails when nothing was seen at all', () => {
    expect(lacksOf(nothingSeen()).length).toBeGreaterThanOrEqual(6);
  });

  it('fails when something excused was taken after all', () => {
    const seen = recordOf();
    bump(seen.labels, 'init.ping');
    expect(lacksOf(seen)).toEqual(['excuses needed']);
  });

  it('adds up what two processes saw', () => {
    const sum = recordOf();
    addSeen(sum, recordOf());
    expect(sum.labels['TX-CLAIM']).toBe(2);
  });
});

const text = [
  'const first = (): string => {',
  '  try {',
  "    return JSON.parse('한');",
  '  } catch {',
  "    return 'é';",
  '  }',
  '};',
  'try { first(); } catch (fault) { throw fault; }',
].join('\n');

describe('catch blocks', () => {
  const blocks = catchBlocksOf('one.ts', text);

  it('finds each by line and character, also behind letters of several bytes', () => {
    expect(blocks.map(placeOf)).toEqual(['one.ts:4', 'one.ts:8']);
    for (const { offset } of blocks) expect(text[offset - 1]).toBe('{');
  });

  it('finds them again in the next file', () => {
    expect(catchBlocksOf('two.ts', text).map(({ offset }) => offset)).toEqual(
      blocks.map(({ offset }) => offset),
    );
  });

  it('counts those that are entered, and no other', () => {
    const entered = countMarks();
    runInThisContext(stripTypeScriptTypes(`(() => {${markedText(text, blocks)}})()`));

    expect(entered.take()).toEqual({ 'one.ts:4': 1 });
    expect(entered.take()).toEqual({});
  });
});

describe('crash points', () => {
  const ids = [...crashPoints, ...waitingPoints].map(({ id }) => id);

  it('has each of C01 to C31 once', () => {
    const wanted = Array.from(
      { length: 31 },
      (_, index) => `C${String(index + 1).padStart(2, '0')}`,
    );
    expect(ids.toSorted()).toEqual(wanted);
  });

  it('names a repairer for each', () => {
    for (const { repairedBy } of crashPoints) expect(repairedBy.length).toBeGreaterThan(0);
  });

  const relayDies = crashPoints.find(({ id }) => id === 'C26') as CrashPoint;
  const faultsOf = async (over: Partial<CrashPoint>): Promise<readonly string[]> =>
    (await runCrashPoint({ ...relayDies, ...over }, crashSeed)).faults;

  it('passes the relay that dies before publishing', async () => {
    expect(await faultsOf({})).toEqual([]);
  });

  it.each([
    ['leaves nothing', { left: () => false }, 'never in the tables'],
    ['is repaired by nobody', { repairedBy: [/^steps\/nobody#/u] }, 'repairer was not seen'],
    ['tells nobody', { told: () => false }, 'nobody was told'],
    [
      'never strikes',
      {
        run: {
          template: 'S01',
          faults: ['crash-before|streams/relay-eventbridge#c9/bus.publish~0'],
        },
      },
      'only 0 of its faults struck',
    ],
  ] as const)('fails one that %s', async (_what, over, says) => {
    expect((await faultsOf(over)).join('; ')).toContain(says);
  });
});
