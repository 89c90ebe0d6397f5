// The account of a proof: the files of one run become one, and whatever is missing or wrong is named.
import { describe, expect, it } from 'vitest';
import { joinedSimulations, scriptTier, simulation } from '#test/support/commands.ts';
import { count } from '#test/support/counters.ts';
import { sometimes } from '#test/support/oracle/run-rules.ts';
import { join, tableOf } from './joined.ts';
import { faultKinds } from './kinds.ts';
import { waitingChecks } from './looked.ts';
import { waitingSometimes } from './sometimes.ts';
import { checkNumbers, type StageFile, violationsIn } from './stage-file.ts';

const everyKind = Object.fromEntries(faultKinds.map((kind) => [kind, 2]));

const everyCheck = Object.fromEntries(
  checkNumbers.map((id) => [id, waitingChecks.some((one) => one.id === id) ? 0 : 3]),
);

const everyHappening = Object.fromEntries(
  sometimes.map((name) => [name, waitingSometimes.some((one) => one.name === name) ? 0 : 7]),
);

const aFile = (over: Partial<StageFile> = {}): StageFile => ({
  run: 'proof-1',
  seed: '7',
  cases: 10,
  payments: 30,
  seconds: 1.5,
  cpuSeconds: 3,
  places: ['api/confirm-payment/TX-CLAIM'],
  faultsByKind: everyKind,
  looked: everyCheck,
  violations: violationsIn([]),
  ...over,
});

const joined = (files: Readonly<Record<string, StageFile | undefined>>) =>
  join({ run: 'proof-1', stages: Object.keys(files), fileOf: (stage) => files[stage] });

describe('the account of a proof', () => {
  it('adds up the files of its stages', () => {
    const pairs = { S01: { done: 2, total: 2 } };
    const { account, problems } = joined({
      singles: aFile({ places: ['api/create-order/TX-ORDER', 'api/confirm-payment/TX-CLAIM'] }),
      random: aFile({ randomPayments: 25, randomWorlds: 2 }),
      pairs: aFile({ pairs }),
    });

    expect(problems).toEqual([]);
    expect(account).toMatchObject({
      seed: '7',
      sites: 2,
      cases: 30,
      pairs,
      payments: 90,
      randomPayments: 25,
      seconds: 4.5,
      paymentsPerSecondPerCore: 10,
    });
    expect(account.faultsByKind['late']).toBe(6);
    expect(Object.keys(account.violations)).toEqual(checkNumbers);
    expect(checkNumbers).toHaveLength(44);
  });

  const broken = violationsIn([{ id: 'I02' }, { id: 'I02' }]);
  const { I07: _, ...withoutOne } = violationsIn([]);
  it.each<[string, Readonly<Record<string, StageFile | undefined>>, string[]]>([
    ['a stage without file', { singles: aFile(), random: undefined }, ['random left no file']],
    [
      'a file of an earlier run',
      { singles: aFile(), random: aFile({ run: 'proof-0' }) },
      ['random left no file in this run: its file is of proof-0'],
    ],
    ['a violation', { singles: aFile({ violations: broken }) }, ['I02 was broken in 2 runs']],
    [
      'a number that a stage left out',
      { singles: aFile({ violations: withoutOne }) },
      ['singles says nothing of I07'],
    ],
    [
      'a kind that never struck',
      { singles: aFile({ faultsByKind: { ...everyKind, late: 0 } }) },
      ['no fault of kind late ever struck'],
    ],
    [
      'pairs that were not all done',
      { pairs: aFile({ pairs: { S01: { done: 3, total: 4 } } }) },
      ['3 of 4 pairs of S01 were done'],
    ],
    [
      'pairs of which there were none',
      { pairs: aFile({ pairs: { S01: { done: 0, total: 0 } } }) },
      ['0 of 0 pairs of S01 were done'],
    ],
    [
      'a check that was blind in all of them',
      { singles: aFile({ looked: { ...everyCheck, I05: 0 } }) },
      ['I05 looked at nothing'],
    ],
    [
      'what never happened in five hundred worlds',
      {
        random: aFile({
          randomWorlds: 500,
          sometimes: { ...everyHappening, 'batch bisected': 0 },
        }),
      },
      ['R12 batch of 500 worlds: "batch bisected" happened in none of them'],
    ],
    ['a stage that ran nothing', { random: aFile({ cases: 0 }) }, ['random ran nothing']],
  ])('names %s', (_name, files, says) => {
    const result = joined(files);

    expect(result.problems).toEqual(says);
    expect(tableOf(result).filter((text) => text.startsWith('FAIL'))).toHaveLength(says.length);
    count('broken accounts');
  });

  it('is none without stages', () => {
    expect(joined({}).problems[0]).toBe('there is no stage to join');
  });
});

describe('the last stage of a proof', () => {
  it('joins the simulations among its stages and nothing else', () => {
    const model = scriptTier('model', 'out/model.json', 'test/simulation/model/main.ts');
    const stages = [simulation('singles', '--singles'), model, simulation('sites', '--sites')];

    const { name, args } = joinedSimulations(stages);
    expect(name).toBe('joined');
    expect(args.slice(-2)).toEqual(['--stages', 'singles,sites']);
  });
});

describe('the table of a proof', () => {
  const text = tableOf(
    joined({ singles: aFile({ faultsByKind: { ...everyKind, late: 0, cold: 0 } }) }),
  ).join('\n');

  it('lists every number, also those that nothing broke', () => {
    for (const id of checkNumbers) expect(text).toContain(`${id} 0`);
  });

  it('names the kinds that never struck, and how often the others did', () => {
    expect(text).toContain('kinds that never struck      cold, late');
    expect(text).toContain('restart 2');
    expect(faultKinds.length).toBeGreaterThanOrEqual(44);
  });
});
