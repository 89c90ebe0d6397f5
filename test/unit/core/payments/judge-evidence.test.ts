// What one answer of the PG proves of one attempt, row by row. Age alone never fails a payment.
// Source: saga specification, section 3.3.
import { describe, expect, it } from 'vitest';
import { type Instant, plus } from '#core/kernel/instant.ts';
import { money } from '#core/kernel/money.ts';
import {
  isInDoubt,
  isOpen,
  openDoubt,
  readSlotsMs,
  slotAfter,
  slotAt,
} from '#core/payments/attempt.ts';
import {
  countNotFound,
  countRefusal,
  isProvenAbsent,
  isSpent,
  judgeFirstRead,
  judgeReplay,
  judgeReply,
} from '#core/payments/judge-evidence.ts';
import { judgeState } from '#core/payments/judge-state.ts';
import type { PgCancel, PgPayment, PgReply, PgStatus } from '#core/payments/payment-gateway.ts';
import * as sample from '#test/support/engine/sample-rows.ts';

const { sampleAt, refundId } = sample;
const won = (minor: bigint) => money(minor, 'KRW');
const attempt = sample.anAttempt();
const refund = sample.anAttempt({
  op: 'REFUND',
  objectId: refundId,
  refundableBefore: won(9_000n),
  total: won(9_000n),
});

const pg = (over: Partial<PgPayment> = {}): PgPayment => ({
  paymentKey: 'key-1',
  pgOrderId: sample.orderId,
  status: 'DONE',
  total: won(9_000n),
  balance: won(9_000n),
  lastTransactionKey: 'tx-1',
  method: { type: 'CARD' },
  approvalNumber: '1',
  receiptUrl: undefined,
  requestedAt: sampleAt,
  approvedAt: sampleAt,
  cancels: [],
  ...over,
});

const cancelOf = (over: Partial<PgCancel> = {}): PgCancel => ({
  transactionKey: 'tx-2',
  amount: won(9_000n),
  reason: 'console',
  isDone: true,
  canceledAt: sampleAt,
  ...over,
});

const replyOf = (over: Partial<PgReply> = {}): PgReply => ({
  class: 'UNKNOWN',
  code: 'X',
  durationMs: 1,
  ...over,
});

const found = (payment: PgPayment) => ({ kind: 'FOUND' as const, payment });
const nothing = { kind: 'NOT_FOUND' as const, code: 'NOT_FOUND_PAYMENT' };
const failed = { kind: 'FAILED' as const, code: 'TIMEOUT' };

describe('a state of an approval', () => {
  const rows: readonly (readonly [PgStatus, string])[] = [
    ['DONE', 'APPROVED'],
    ['CANCELED', 'APPROVED'],
    ['PARTIAL_CANCELED', 'APPROVED'],
    ['EXPIRED', 'SESSION_GONE'],
    ['ABORTED', 'DECLINED'],
    ['IN_PROGRESS', 'REPLAY'],
    ['READY', 'REPLAY'],
    ['WAITING_FOR_DEPOSIT', 'UNKNOWN'],
    ['AUTHORIZED', 'UNKNOWN'],
    ['OTHER', 'UNKNOWN'],
  ];

  it.each(rows)('%s is %s', (status, kind) => {
    expect(judgeState(attempt, pg({ status })).kind).toBe(kind);
  });

  it.each([
    ['another payment key', { paymentKey: 'key-2' }],
    ['another order', { pgOrderId: 'ord_other' }],
    ['another amount', { total: won(8_999n) }],
    ['another currency', { total: money(9_000n, 'USD') }],
  ] as const)('of %s is a mismatch', (_what, over) => {
    expect(judgeState(attempt, pg(over)).kind).toBe('MISMATCH');
  });

  it('that was cancelled before its deposit is declined', () => {
    const virtualAccount = { bankCode: '88', accountNumber: '1', dueAt: sampleAt };
    const payment = pg({ status: 'CANCELED', virtualAccount, approvedAt: undefined });

    expect(judgeState(attempt, payment)).toMatchObject({
      kind: 'DECLINED',
      failure: { pgCode: 'CANCELED' },
    });
  });

  it('brings the cancels that are done, and no others', () => {
    const cancels = [cancelOf(), cancelOf({ transactionKey: 'tx-3', isDone: false })];

    expect(judgeState(attempt, pg({ cancels }))).toMatchObject({ cancels: [cancels[0]] });
  });
});

describe('a state of a cancel', () => {
  const ours = cancelOf({ reason: `service failed [rf:${refundId}]` });

  it('with our mark is returned, once it is done', () => {
    expect(judgeState(refund, pg({ cancels: [ours] }))).toEqual({
      kind: 'RETURNED',
      cancel: ours,
      cancels: [],
    });
    // What the PG tells of others beside it: neither another refund of ours nor what is still running.
    const console = { ...ours, transactionKey: 'tx-3', reason: 'console' };
    const other = { ...ours, transactionKey: 'tx-4', reason: 'again [rf:my-refund-1]' };
    const running = { ...console, transactionKey: 'tx-5', isDone: false };
    expect(judgeState(refund, pg({ cancels: [other, console, ours, running] }))).toMatchObject({
      cancel: ours,
      cancels: [console],
    });
    expect(judgeState(refund, pg({ cancels: [{ ...ours, isDone: false }] }))).toEqual({
      kind: 'RUNNING',
    });
  });

  it.each([
    ['another amount than we asked for', { amount: won(1n) }, {}],
    ['another total', {}, { total: won(9_001n) }],
    ['another currency', { amount: money(9_000n, 'USD') }, {}],
  ])('with our mark and %s is a mismatch', (_what, cancel, over) => {
    const payment = pg({ ...over, cancels: [{ ...ours, ...cancel }] });

    expect(judgeState(refund, payment)).toEqual({ kind: 'MISMATCH', payment });
  });

  it('with our mark needs no total where the attempt knows none', () => {
    const { total: _unknown, ...old } = refund;

    expect(judgeState(old, pg({ cancels: [ours] })).kind).toBe('RETURNED');
  });

  it('with the mark of another refund is not ours', () => {
    const others = cancelOf({ reason: 'service failed [rf:rf_other]' });

    expect(judgeState(refund, pg({ balance: won(0n), cancels: [others] }))).toMatchObject({
      kind: 'REFUSED',
      isNothingLeft: true,
      cancels: [others],
    });
  });

  it('with an untouched balance asks to send again', () => {
    expect(judgeState(refund, pg()).kind).toBe('REPLAY');
    expect(judgeState({ ...refund, total: won(9_000n) }, pg()).kind).toBe('REPLAY');
  });

  it.each([
    [8_000n, false],
    [0n, true],
  ])('with a balance of %s left by others is refused', (balance, isNothingLeft) => {
    const verdict = judgeState(refund, pg({ balance: won(balance), cancels: [cancelOf()] }));

    expect(verdict).toMatchObject({
      kind: 'REFUSED',
      isNothingLeft,
      cancels: [{ reason: 'console' }],
    });
  });

  it('of another order is a mismatch', () => {
    expect(judgeState(refund, pg({ pgOrderId: 'ord_other' })).kind).toBe('MISMATCH');
  });
});

describe('the first reply', () => {
  it.each([
    ['SUCCESS with its payment', replyOf({ class: 'SUCCESS', payment: pg() }), 'APPROVED'],
    ['SUCCESS without one', replyOf({ class: 'SUCCESS' }), 'UNKNOWN'],
    ['NOT_SENT', replyOf({ class: 'NOT_SENT' }), 'NOT_SENT'],
    ['a hard decline', replyOf({ class: 'DECLINED_HARD' }), 'DECLINED'],
    ['a soft decline', replyOf({ class: 'DECLINED_SOFT', message: 'no' }), 'DECLINED'],
    ['a lost session', replyOf({ class: 'DECLINED_HARD', cause: 'SESSION' }), 'SESSION_GONE'],
    [
      'a decline that waits for a read',
      replyOf({ class: 'DECLINED_HARD', needsRead: true }),
      'UNKNOWN',
    ],
    ['UNKNOWN', replyOf(), 'UNKNOWN'],
    ['another amount', replyOf({ cause: 'INTEGRITY', payment: pg() }), 'MISMATCH'],
    ['an integrity fault without payment', replyOf({ cause: 'INTEGRITY' }), 'UNKNOWN'],
  ])('%s', (_what, reply, kind) => {
    expect(judgeReply(attempt, reply).kind).toBe(kind);
  });

  it.each([
    ['DECLINED_HARD', undefined, 'HARD'],
    ['DECLINED_SOFT', undefined, 'SOFT'],
    ['DECLINED_HARD', 'CONFIG', 'CONFIG'],
  ] as const)('of class %s and cause %s fails as %s', (kind, cause, type) => {
    const reply = replyOf({ class: kind, ...(cause === undefined ? {} : { cause }) });

    expect(judgeReply(attempt, reply)).toMatchObject({ failure: { type, pgCode: 'X' } });
  });

  it.each([
    ['DECLINED_HARD', 'HARD'],
    ['DECLINED_SOFT', 'SOFT'],
  ] as const)('to a cancel of class %s is a refusal', (kind, type) => {
    expect(judgeReply(refund, replyOf({ class: kind, message: 'no' }))).toEqual({
      kind: 'REFUSED',
      failure: { type, pgCode: 'X', pgMessage: 'no' },
      cancels: [],
      isNothingLeft: false,
    });
  });
});

describe('the read after an uncertain reply', () => {
  const waiting = replyOf({ class: 'DECLINED_HARD', cause: 'CONFIG', needsRead: true });

  it.each([
    ['fails', replyOf(), failed, 'UNKNOWN'],
    ['finds nothing', replyOf(), nothing, 'UNKNOWN'],
    ['finds nothing after a waiting decline', waiting, nothing, 'DECLINED'],
    ['finds it done', waiting, found(pg()), 'APPROVED'],
    ['shows no effect', replyOf(), found(pg({ status: 'IN_PROGRESS' })), 'UNKNOWN'],
    [
      'shows no effect after a waiting decline',
      waiting,
      found(pg({ status: 'IN_PROGRESS' })),
      'DECLINED',
    ],
    ['finds it declined', replyOf(), found(pg({ status: 'ABORTED' })), 'DECLINED'],
  ] as const)('that %s', (_what, reply, reading, kind) => {
    expect(judgeFirstRead(attempt, reply, reading).kind).toBe(kind);
  });

  it('keeps the reply’s reason where it only confirms the refusal', () => {
    expect(judgeFirstRead(attempt, waiting, found(pg({ status: 'ABORTED' })))).toMatchObject({
      failure: { type: 'CONFIG', pgCode: 'X' },
    });
  });

  it('that finds nothing proves nothing of a cancel', () => {
    expect(judgeFirstRead(refund, waiting, nothing).kind).toBe('UNKNOWN');
  });
});

describe('a replay', () => {
  const later = plus(sampleAt, 100_000);
  const listed = replyOf({ code: 'PROVIDER_ERROR', isListedRefusal: true });
  const refusals = { code: 'PROVIDER_ERROR', count: 2, firstAt: sampleAt, lastAt: sampleAt };

  it('that succeeds is judged by its payment', () => {
    const reply = replyOf({ class: 'SUCCESS', payment: pg() });

    expect(judgeReplay(attempt, reply, later).verdict.kind).toBe('APPROVED');
  });

  it.each(['UNKNOWN', 'DECLINED_HARD', 'NOT_SENT'] as const)(
    'of class %s proves nothing by itself',
    (kind) => {
      expect(judgeReplay(attempt, replyOf({ class: kind }), later)).toEqual({
        verdict: { kind: 'UNKNOWN', code: 'X' },
      });
    },
  );

  it('spends the key with its third equal refusal, 55 s after the first', () => {
    const soon = judgeReplay({ ...attempt, refusals }, listed, plus(sampleAt, 54_999));
    const spent = judgeReplay({ ...attempt, refusals }, listed, plus(sampleAt, 55_000));

    expect(soon.verdict.kind).toBe('UNKNOWN');
    expect(spent).toMatchObject({
      verdict: { kind: 'DECLINED', failure: { type: 'HARD', pgCode: 'PROVIDER_ERROR' } },
      refusals: { count: 3 },
    });
  });

  it('keeps the class of a spent key that was a decline', () => {
    const reply = replyOf({ ...listed, class: 'DECLINED_SOFT' });

    expect(judgeReplay({ ...attempt, refusals }, reply, later).verdict).toMatchObject({
      failure: { type: 'SOFT' },
    });
  });

  it('begins to count anew with another code', () => {
    expect(judgeReplay({ ...attempt, refusals }, { ...listed, code: 'Y' }, later).refusals).toEqual(
      {
        code: 'Y',
        count: 1,
        firstAt: later,
        lastAt: later,
      },
    );
  });

  it('of a cancel counts only 70 s after the last sending', () => {
    const reply = replyOf({ class: 'DECLINED_HARD' });
    const at = (ms: number) =>
      judgeReplay({ ...refund, lastSentAt: sampleAt }, reply, plus(sampleAt, ms));

    expect(at(69_999).verdict.kind).toBe('UNKNOWN');
    expect(at(70_000).verdict.kind).toBe('REFUSED');
  });

  it('of a cancel that says the balance moved does not count against a read that says it did not', () => {
    const reply = replyOf({ class: 'DECLINED_HARD', code: 'NOT_CANCELABLE_AMOUNT' });

    expect(judgeReplay(refund, reply, later).verdict.kind).toBe('UNKNOWN');
  });

  it('of a cancel whose key is spent is refused, once it is settled too', () => {
    const spent = judgeReplay({ ...refund, refusals }, listed, later);

    expect(spent.verdict).toMatchObject({ kind: 'REFUSED', failure: { type: 'SOFT' } });
  });
});

describe('readings that find nothing', () => {
  const at = (seconds: number): Instant => plus(sampleAt, seconds * 1_000);
  const counted = (first: number, ...seconds: number[]) =>
    seconds.reduce(
      (before, second) => countNotFound(before, at(second)),
      countNotFound(undefined, at(first)),
    );

  it('count when they come 20 s apart', () => {
    expect(counted(0)?.count).toBe(1);
    expect(counted(0, 19)?.count).toBe(1);
    expect(counted(0, 20)?.count).toBe(2);
    expect(counted(0, 20, 39, 40)?.count).toBe(3);
  });

  it('prove absence with three of them, the last 70 s after the first read', () => {
    const read = { firstReadAt: at(0) };
    expect(isProvenAbsent(counted(0, 20, 69), read, at(69))).toBe(false);
    expect(isProvenAbsent(counted(0, 20, 70), read, at(70))).toBe(true);
    expect(isProvenAbsent(counted(0, 70), read, at(70))).toBe(false);
    expect(isProvenAbsent(counted(0, 20, 70), {}, at(70))).toBe(false);
  });

  it('and nothing was sent in the seconds before: what was not there then may come now', () => {
    const sent = { firstReadAt: at(0), lastSentAt: at(60) };
    expect(isProvenAbsent(counted(0, 20, 129), sent, at(129))).toBe(false);
    expect(isProvenAbsent(counted(0, 20, 130), sent, at(130))).toBe(true);
  });

  it('are counted apart from refusals', () => {
    expect(isSpent(undefined)).toBe(false);
    expect(countRefusal(undefined, 'X', sampleAt).count).toBe(1);
  });
});

describe('the schedule of a doubt', () => {
  it('has ten slots, each after the one before', () => {
    const times = readSlotsMs.map((_, index) => slotAt(sampleAt, index + 1));

    expect(times.map((at) => Number(at) - sampleAt)).toEqual([
      2_000, 5_000, 10_000, 20_000, 60_000, 300_000, 900_000, 3_600_000, 21_600_000, 86_400_000,
    ]);
    expect(slotAt(sampleAt, 11)).toBeUndefined();
  });

  it('leaves out the slots that are past', () => {
    expect(slotAfter(sampleAt, 1, plus(sampleAt, 2_000))).toBe(2);
    expect(slotAfter(sampleAt, 1, plus(sampleAt, 61_000))).toBe(6);
    expect(slotAfter(sampleAt, 1, plus(sampleAt, 90_000_000))).toBe(11);
  });

  it('begins with the doubt', () => {
    const opened = openDoubt(attempt, sampleAt, []);

    expect(opened).toMatchObject({ state: 'IN_DOUBT', slot: 1, nextReadAt: plus(sampleAt, 2_000) });
  });

  it('reads as in doubt from the deadline on, whether written or not', () => {
    const before = plus(attempt.deadlineAt, -1);
    const ended = { ...attempt, state: 'SUCCEEDED' as const };

    expect([isInDoubt(attempt, before), isInDoubt(attempt, attempt.deadlineAt)]).toEqual([
      false,
      true,
    ]);
    expect(isInDoubt(openDoubt(attempt, sampleAt, []), sampleAt)).toBe(true);
    expect([isInDoubt(ended, attempt.deadlineAt), isOpen(ended)]).toEqual([false, false]);
  });
});
