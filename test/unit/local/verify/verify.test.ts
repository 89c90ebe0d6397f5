// What is typed after `npm run verify --`, what it asks of the books, and what people read of it.
import { describe, expect, it, vi } from 'vitest';
import { instant } from '#core/kernel/instant.ts';
import { parsedOptions } from '#local/read-options.ts';
import { progressLine } from '#local/verify/progress.ts';
import { rowsOf } from '#local/verify/stage-rows.ts';
import { readRows, type StageRows } from '#local/verify/stored-rows.ts';
import { recountedLines } from '#local/verify/told.ts';
import { scopeOf, tooMuch, type VerifyValues, verifyForm } from '#local/verify/verify-arguments.ts';

const payment = 'pay_01KJPBG54TFCY9TKJZC1RR54X4';
const form = verifyForm(['dev', 'local']);
const now = instant(Date.parse('2026-03-02T10:00:00Z'));
const midnight = Date.parse('2026-03-02T00:00:00Z');
const day = 86_400_000;

const typed = (...args: string[]): VerifyValues => {
  const outcome = parsedOptions(args, form);
  if (outcome.kind !== 'GIVEN') throw new Error(JSON.stringify(outcome));
  return outcome.given.values;
};

const scopeFor = (...args: string[]) => scopeOf(typed(...args), now);

describe('npm run verify', () => {
  it('asks the local stage for yesterday and today', () => {
    expect(typed()).toMatchObject({ stage: 'local', full: false, json: false });
    expect(scopeFor()).toEqual({
      asked: { from: midnight - day },
      name: 'yesterday and today (UTC)',
    });
  });

  it('takes a payment, a day or everything', () => {
    expect(scopeFor('--payment', payment)).toEqual({
      asked: { paymentId: payment },
      name: `payment ${payment} alone`,
    });
    expect(scopeFor('--day', '2026-03-02', '--json')).toEqual({
      asked: { from: midnight, to: midnight + day },
      name: '2026-03-02 (UTC)',
    });
    expect(scopeFor('--full', '--stage', 'dev')).toEqual({ asked: {}, name: 'everything' });
    expect(tooMuch(typed('--full'))).toBeUndefined();
    expect(tooMuch(typed('--full', '--payment', payment))).toBe(
      'one of --payment, --day and --full',
    );
  });

  it.each([
    [['--payment', 'ord_1'], '--payment takes a payment: pay_ and 26 characters, not "ord_1"'],
    [['--day', '2026-13-02'], '--day takes a day: 2026-03-02, not "2026-13-02"'],
    [['--day', '2026-02-30'], '--day takes a day: 2026-03-02, not "2026-02-30"'],
    [['--stage', 'nope'], '--stage takes one of dev, local, not "nope"'],
    [['--all'], 'there is no option --all'],
  ])('refuses %s', (args, says) => {
    expect(parsedOptions(args, form)).toEqual({ kind: 'WRONG', says });
  });

  it('tells how far it is and how long it takes', () => {
    expect(progressLine(500, 2_000, 5_000)).toBe('500 of 2000 rows · 100/s · 15 s left');
    expect(progressLine(0, 10, 1_000)).toBe('0 of 10 rows · 0/s · 0 s left');
  });

  it('says what was asked, and names the records that differ', () => {
    const none = { tenants: 1, records: 7, differences: [], unreadable: [] };
    const differences = [
      { tenant: 'test.M1', kind: 'payment' as const, record: payment, says: 'is off' },
    ];

    expect(recountedLines({ ...none, tenants: 2 })).toEqual([
      'verify: everything: 7 records of 2 tenants recounted, nothing differs',
    ]);
    expect(recountedLines(none, `payment ${payment} alone`)).toEqual([
      `verify: payment ${payment} alone: 7 records of 1 tenant recounted, nothing differs`,
    ]);
    expect(recountedLines({ ...none, differences, unreadable: ['x'] })).toEqual([
      `differs: payment ${payment} of test.M1: is off`,
      'cannot be read: x',
      'verify: everything: 7 records of 1 tenant recounted, 2 differ',
    ]);
    expect(recountedLines({ ...none, records: 0 }, 'payment x alone')).toEqual([
      'verify: payment x alone: there is nothing to recount',
    ]);
  });
});

describe('a stage that cannot be read', () => {
  const failing = (error: Error): StageRows['aws'] => ({
    region: 'ap-northeast-2',
    maxAttempts: 1,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: { handle: () => Promise.reject(error) },
  });
  const fault = (name: string, message: string, code?: string): Error =>
    Object.assign(new Error(message), { name, code });
  const reading = (stage: string, aws: StageRows['aws']) =>
    readRows({ ...rowsOf('dev'), stage, aws }, () => undefined);

  it('is no stage that differs: 3 where AWS refuses, in one sentence with what to do', async () => {
    const nobody = () => Promise.reject(fault('CredentialsProviderError', 'no credentials'));

    const reason = await reading('dev', { region: 'x', credentials: nobody }).catch(String);

    expect(reason).toBe('Error: verify: AWS refused: no credentials');
    await expect(reading('dev', { region: 'x', credentials: nobody })).rejects.toMatchObject({
      details: { next: 'sign in, then try again', exitCode: 3 },
    });
  });

  it.each([
    [
      'dev',
      fault('Error', 'getaddrinfo ENOTFOUND x', 'ENOTFOUND'),
      'verify: AWS does not answer: getaddrinfo ENOTFOUND x',
      'is the stage up?',
    ],
    [
      'dev',
      fault('ResourceNotFoundException', 'gone'),
      'verify: stage dev is not deployed here',
      'npx cdk deploy --all -c stage=dev',
    ],
    [
      'local',
      fault('Error', 'connect ECONNREFUSED', 'ECONNREFUSED'),
      'local: nobody listens there',
      'npm run local:up',
    ],
  ])('is 4 where %s is not there: %s', async (stage, error, message, next) => {
    await expect(reading(stage, failing(error))).rejects.toMatchObject({
      message,
      details: { next, exitCode: 4 },
    });
  });

  it('lies in Seoul where the shell names no region', () => {
    vi.stubEnv('AWS_REGION', undefined);
    vi.stubEnv('AWS_DEFAULT_REGION', undefined);

    expect(rowsOf('dev').aws).toEqual({ region: 'ap-northeast-2' });
    vi.unstubAllEnvs();
  });
});
