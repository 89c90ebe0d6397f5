import { describe, expect, it } from 'vitest';
import { progressLine } from '#local/verify/progress.ts';
import { recountedLines } from '#local/verify/told.ts';
import { readVerifyArguments } from '#local/verify/verify-arguments.ts';

const payment = 'pay_01KJPBG54TFCY9TKJZC1RR54X4';

describe('npm run verify', () => {
  it('asks the local stage for yesterday and today', () => {
    expect(readVerifyArguments([])).toEqual({ stage: 'local', isFull: false, isJson: false });
  });

  it('takes a payment, a day or everything', () => {
    expect(readVerifyArguments(['--payment', payment])).toMatchObject({ payment });
    expect(readVerifyArguments(['--day', '2026-03-02', '--json'])).toMatchObject({
      day: '2026-03-02',
      isJson: true,
    });
    expect(readVerifyArguments(['--full', '--stage', 'dev'])).toMatchObject({
      isFull: true,
      stage: 'dev',
    });
  });

  it.each([
    [['--payment', 'ord_1'], '"ord_1" is no payment'],
    [['--day', '2026-13-02'], '"2026-13-02" is no day'],
    [['--day', '2026-03-02', '--full'], 'one of --payment, --day and --full'],
    [['--all'], "Unknown option '--all'"],
  ])('refuses %s', (args, says) => {
    expect(() => readVerifyArguments(args)).toThrow(says);
  });

  it('tells how far it is and how long it takes', () => {
    expect(progressLine(500, 2_000, 5_000)).toBe('500 of 2000 rows · 100/s · 15 s left');
    expect(progressLine(0, 10, 1_000)).toBe('0 of 10 rows · 0/s · 0 s left');
  });

  it('names the records that differ', () => {
    const none = { tenants: 1, records: 7, differences: [], unreadable: [] };
    const differences = [
      { tenant: 'test.M1', kind: 'payment' as const, record: payment, says: 'is off' },
    ];

    expect(recountedLines(none)).toEqual([
      'verify: 7 records of 1 tenants recounted, nothing differs',
    ]);
    expect(recountedLines({ ...none, differences, unreadable: ['x'] })).toEqual([
      `differs: payment ${payment} of test.M1: is off`,
      'cannot be read: x',
      'verify: 7 records of 1 tenants recounted, 2 differ',
    ]);
    expect(recountedLines({ ...none, records: 0 })).toEqual([
      'verify: there is nothing to recount',
    ]);
  });
});
