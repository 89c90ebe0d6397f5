// Laws of the domain over many values: parts add up to the whole, the ledger balances and reverses to
// nothing, the schedule of doubt only rises, a cursor opens where it was made, a record is always judged.
import { fc, test } from '@fast-check/vitest';
import { afterAll, describe, expect } from 'vitest';
import { sealedCursor } from '#adapters/crypto/sealed-cursor.ts';
import { judgeRecord } from '#core/idempotency/decide.ts';
import type { IdempotencyRecord } from '#core/idempotency/idempotency-record.ts';
import { parseId, prefixed, uuidTime, uuidv7 } from '#core/kernel/ids.ts';
import { fromIso, type Instant, instant, plus, toIso } from '#core/kernel/instant.ts';
import { canonicalJson } from '#core/kernel/json.ts';
import { allocate, money, splitTax, taxFreePart, toWire } from '#core/kernel/money.ts';
import type { LedgerGroup } from '#core/ledger/ledger-group.ts';
import {
  captured,
  delivered,
  refundClaimed,
  refundDone,
  refundFailed,
} from '#core/ledger/movements.ts';
import { slotAfter, slotAt } from '#core/payments/attempt.ts';
import { judgeReply } from '#core/payments/judge-evidence.ts';
import { judgeState } from '#core/payments/judge-state.ts';
import { checkAmounts, type Payment, type TakenPayment } from '#core/payments/payment.ts';
import type { PgPayment, PgReply } from '#core/payments/payment-gateway.ts';
import {
  adoptExternalRefund,
  claimRefund,
  releaseRefund,
  settleRefund,
} from '#core/payments/payment-returns.ts';
import { markedReason } from '#core/refunds/refund.ts';
import { tenant } from '#test/support/engine/engine.ts';
import * as sample from '#test/support/engine/sample-rows.ts';

const { sampleAt } = sample;
const won = (minor: bigint) => money(minor, 'KRW');
const amount = fc.bigInt({ min: 1n, max: 999_999_999_999_999n });
const time = fc.integer({ min: 0, max: 4_102_444_800_000 }).map(instant);

const labels = new Map<string, Set<string>>();
/** A property that never met one of its cases has proven nothing of it. */
const mustSee = (property: string, wanted: readonly string[]) => {
  const seen = new Set<string>();
  labels.set(property, new Set(wanted));
  return (label: string): void => {
    seen.add(label);
    if (wanted.every((one) => seen.has(one))) labels.delete(property);
  };
};
afterAll(() => {
  const unseen = [...labels].map(([property, wanted]) => `${property}: ${[...wanted].join(', ')}`);
  if (unseen.length > 0) throw new Error(`never seen together: ${unseen.join('; ')}`);
});

describe('money', () => {
  const seenSplit = mustSee('split', ['rest', 'even']);

  test.prop([
    amount,
    fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 12 }),
  ])('splits into parts that add up, each within one unit of its share', (whole, weights) => {
    fc.pre(weights.some((weight) => weight > 0n));
    const total = weights.reduce((sum, weight) => sum + weight, 0n);

    const parts = allocate(won(whole), weights).map(({ minor }) => minor);

    seenSplit(
      parts.some((part, at) => part * total !== whole * (weights[at] ?? 0n)) ? 'rest' : 'even',
    );
    expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(whole);
    for (const [at, part] of parts.entries()) {
      const exact = whole * (weights[at] ?? 0n);
      expect(part * total > exact - total && part * total < exact + total).toBe(true);
    }
  });

  test.prop([amount, fc.integer({ min: 0, max: 100 })])(
    'holds a VAT of one eleventh, rounded half up once, and parts that add up',
    (minor, percent) => {
      const taxFree = (minor * BigInt(percent)) / 100n;

      const split = splitTax(won(minor), won(taxFree));

      const taxable = minor - taxFree;
      expect(split.supply.minor + split.vat.minor + split.taxFree.minor).toBe(minor);
      expect(2n * (11n * split.vat.minor - taxable) <= 11n).toBe(true);
      expect(2n * (11n * split.vat.minor - taxable) > -11n).toBe(true);
    },
  );

  test.prop([amount, amount, amount])(
    'shares what bears no tax and never more than the part',
    (a, b, c) => {
      const [part, whole] = a < b ? [a, b] : [b, a];
      const taxFree = c % (whole + 1n);

      const share = taxFreePart(won(part), won(whole), won(taxFree)).minor;

      expect(share >= 0n && share <= part).toBe(true);
      expect(taxFreePart(won(whole), won(whole), won(taxFree)).minor).toBe(taxFree);
    },
  );

  test.prop([fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n })])(
    'crosses the wire exactly',
    (minor) => {
      expect(BigInt(toWire(minor))).toBe(minor);
    },
  );
});

describe('ids and instants', () => {
  test.prop([time, fc.nat(0xfff), fc.bigInt({ min: 0n, max: 2n ** 62n - 1n })])(
    'keep their time and sort by it',
    (at, randA, randB) => {
      const uuid = uuidv7(at, randA, randB);
      const next = uuidv7(plus(at, 1), 0, 0n);

      expect(uuidTime(uuid)).toBe(at);
      expect(uuid < next).toBe(true);
      expect(prefixed('pay', uuid) < prefixed('pay', next)).toBe(true);
      expect(parseId('pay', prefixed('pay', uuid))).toBe(prefixed('pay', uuid));
      expect(parseId('ord', prefixed('pay', uuid))).toBeUndefined();
    },
  );

  test.prop([time])('are read back as they were written', (at) => {
    expect(fromIso(toIso(at))).toBe(at);
  });

  test.prop([fc.string()])('never throw at what is none', (text) => {
    expect(parseId('pay', text)).toBeUndefined();
  });
});

describe('canonical JSON', () => {
  test.prop([fc.jsonValue({ maxDepth: 4 })])(
    'is JSON, and does not see the order of keys',
    (value) => {
      const turned = (one: unknown): unknown =>
        Array.isArray(one)
          ? one.map(turned)
          : typeof one === 'object' && one !== null
            ? Object.fromEntries(
                Object.entries(one)
                  .map(([key, two]) => [key, turned(two)])
                  .reverse(),
              )
            : one;

      const text = canonicalJson(value);

      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(turned(value))).toBe(text);
    },
  );
});

describe('the ledger', () => {
  const head = { tenant, effectiveAt: sampleAt, recordedAt: sampleAt, refs: {} };
  const balanceOf = (groups: readonly LedgerGroup[]): Map<string, bigint> => {
    const sums = new Map<string, bigint>();
    for (const { account, side, amount: minor } of groups.flatMap(({ lines }) => lines)) {
      sums.set(account, (sums.get(account) ?? 0n) + (side === 'D' ? minor : -minor));
    }
    return sums;
  };

  test.prop([amount, fc.integer({ min: 0, max: 100 }), fc.boolean(), fc.boolean()])(
    'balances after every effect, and what is returned leaves nothing owed',
    (minor, percent, isDelivered, isRefused) => {
      const whole = won(minor);
      const taxFree = won((minor * BigInt(percent)) / 100n);
      const tax = isDelivered ? { tax: splitTax(whole, taxFree) } : {};
      const refund = { refundId: 'rf_1', provider: 'toss', amount: whole, ...tax };
      const groups = [
        captured(head, { paymentId: 'pay_1', provider: 'toss', amount: whole }),
        ...(isDelivered ? [delivered(head, { orderId: 'o', amount: whole, taxFree })] : []),
        refundClaimed(head, refund),
        isRefused ? refundFailed(head, refund) : refundDone(head, refund),
      ];

      const sums = balanceOf(groups);

      expect([...sums.values()].reduce((sum, one) => sum + one, 0n)).toBe(0n);
      expect(sums.get('refund_payable')).toBe(0n);
      const vat = isDelivered && isRefused ? splitTax(whole, taxFree).vat.minor : 0n;
      expect(-(sums.get('vat_output') ?? 0n)).toBe(vat);
      expect(sums.get('pg_receivable:toss')).toBe(isRefused ? minor : 0n);
    },
  );
});

describe('the amounts of a payment', () => {
  type Step = readonly ['claim' | 'settle' | 'release' | 'external', bigint];
  const steps = fc.array(
    fc.tuple(
      fc.constantFrom('claim' as const, 'settle' as const, 'release' as const, 'external' as const),
      fc.constantFrom(1n, 3_000n, 4_500n, 9_000n),
    ),
    { maxLength: 12 },
  );
  const seenEnd = mustSee('amounts', ['emptied', 'left', 'refused']);
  const open = { id: 'REFUND#1', op: 'REFUND' as const, deadlineAt: sampleAt };

  const apply = (payment: Payment, [kind, minor]: Step): Payment => {
    switch (kind) {
      case 'claim':
        return claimRefund(payment as TakenPayment, won(minor), open);
      case 'settle':
        return settleRefund(payment, won(minor), sampleAt);
      case 'release':
        return releaseRefund(payment, won(minor));
      case 'external':
        return adoptExternalRefund(payment, won(minor), sampleAt);
    }
  };

  test.prop([steps])('add up after every step that is taken; any other is refused', (program) => {
    let payment: Payment = sample.aPayment({ status: 'CONFIRMED', ...sample.taken } as never);
    for (const step of program) {
      const before: Payment = payment;
      try {
        payment = apply(payment, step);
      } catch {
        seenEnd('refused');
        payment = before;
      }
      checkAmounts(payment.amounts);
      expect(payment.amounts.captured.minor).toBe(9_000n);
    }
    const left = payment.amounts.refundable.minor + payment.amounts.refunding.minor;
    seenEnd(left === 0n ? 'emptied' : 'left');
    expect(payment.status === 'REFUNDED').toBe(left === 0n);
  });
});

describe('the schedule of a doubt', () => {
  test.prop([time, fc.integer({ min: 1, max: 10 }), fc.integer({ min: 0, max: 100_000_000 })])(
    'only rises: the next slot lies ahead of now and behind the last, or there is none',
    (doubtAt, slot, sinceMs) => {
      const now = plus(doubtAt, sinceMs);

      const following = slotAfter(doubtAt, slot, now);
      const at = slotAt(doubtAt, following);

      expect(following).toBeGreaterThan(slot);
      if (at !== undefined)
        expect(at).toBeGreaterThan(Math.max(now, Number(slotAt(doubtAt, slot))));
      expect(at === undefined).toBe(following > 10);
    },
  );
});

describe('the judgement of the PG', () => {
  const mostly = <T>(usual: T, rare: T) =>
    fc.oneof(
      { weight: 9, arbitrary: fc.constant(usual) },
      { weight: 1, arbitrary: fc.constant(rare) },
    );
  const attempt = sample.anAttempt();
  const payment = fc.record({
    status: fc.constantFrom<PgPayment['status']>(
      'READY',
      'IN_PROGRESS',
      'WAITING_FOR_DEPOSIT',
      'DONE',
      'CANCELED',
      'PARTIAL_CANCELED',
      'ABORTED',
      'EXPIRED',
      'OTHER',
    ),
    minor: mostly(9_000n, 8_999n),
    paymentKey: mostly('key-1', 'key-2'),
    pgOrderId: mostly<string>(sample.orderId, 'ord_other'),
  });
  const seenVerdict = mustSee('judgement', [
    'APPROVED',
    'DECLINED',
    'MISMATCH',
    'UNKNOWN',
    'REPLAY',
  ]);
  const pgOf = ({
    minor,
    ...rest
  }: { minor: bigint } & Pick<PgPayment, 'status' | 'paymentKey' | 'pgOrderId'>): PgPayment => ({
    ...rest,
    total: won(minor),
    balance: won(minor),
    lastTransactionKey: 'tx',
    method: undefined,
    approvalNumber: undefined,
    receiptUrl: undefined,
    requestedAt: undefined,
    approvedAt: undefined,
    cancels: [],
  });

  test.prop([payment])('approves only what is ours, whole and done', (drawn) => {
    const pg = pgOf(drawn);

    const verdict = judgeState(attempt, pg);

    seenVerdict(verdict.kind);
    const isOurs =
      pg.paymentKey === 'key-1' && pg.pgOrderId === sample.orderId && drawn.minor === 9_000n;
    expect(verdict.kind === 'MISMATCH').toBe(!isOurs);
    if (verdict.kind === 'APPROVED') {
      expect(['DONE', 'CANCELED', 'PARTIAL_CANCELED']).toContain(pg.status);
    }
  });

  test.prop([
    fc.constantFrom<PgReply['class']>(
      'SUCCESS',
      'DECLINED_HARD',
      'DECLINED_SOFT',
      'NOT_SENT',
      'UNKNOWN',
    ),
    fc.string(),
    fc.boolean(),
  ])('never fails a payment for an answer of unknown class', (kind, code, needsRead) => {
    const verdict = judgeReply(attempt, { class: kind, code, needsRead, durationMs: 1 });

    const isNo = kind === 'DECLINED_HARD' || kind === 'DECLINED_SOFT';
    expect(verdict.kind === 'DECLINED').toBe(isNo && !needsRead);
  });
});

describe('an idempotency record', () => {
  const rowOf = (state: IdempotencyRecord['state'], leaseMs: number | undefined): string => {
    if (state === 'COMPLETED') return 'FINISHED';
    const isAlive = leaseMs !== undefined && leaseMs >= 0;
    return state === 'IN_PROGRESS' && isAlive ? 'IN_PROGRESS' : 'TAKE_OVER';
  };
  const seenRow = mustSee('record', ['OTHER_PAYLOAD', 'IN_PROGRESS', 'FINISHED', 'TAKE_OVER']);

  test.prop([
    fc.constantFrom('IN_PROGRESS' as const, 'RECOVERABLE' as const, 'COMPLETED' as const),
    fc.boolean(),
    fc.option(fc.integer({ min: -1_000, max: 1_000 }), { nil: undefined }),
    fc.nat(9),
  ])('is always judged, by the table', (state, isSame, leaseMs, fence) => {
    const record: IdempotencyRecord = {
      tenant,
      scope: 's',
      fingerprint: isSame ? 'f' : 'g',
      state,
      fence,
      recoveryPoint: 'CLAIMED',
      requestId: 'r',
      createdAt: sampleAt,
      ...(leaseMs === undefined ? {} : { leaseUntil: plus(sampleAt, leaseMs) }),
    };

    const verdict = judgeRecord(record, 'f', sampleAt);

    seenRow(verdict.kind);
    const wanted = isSame ? rowOf(state, leaseMs) : 'OTHER_PAYLOAD';
    expect(verdict.kind).toBe(wanted);
    if (verdict.kind === 'TAKE_OVER') expect(verdict.fence).toBe(fence);
  });
});

describe('a cursor', () => {
  const seal = sealedCursor(() => Promise.resolve('a secret of thirty-two characters'));

  test.prop([fc.string(), fc.string(), fc.string(), fc.nat(1_000)])(
    'opens where it was made and nowhere else, and not after its time',
    async (position, binding, other, lifeMs) => {
      const expiresAt = plus(sampleAt, lifeMs + 1);
      const open = (text: string, bound: string, now: Instant) => seal.open(text, bound, now);

      const text = await seal.seal(position, binding, expiresAt);

      expect(await open(text, binding, sampleAt)).toBe(position);
      expect(await open(text, `${binding}${other}!`, sampleAt)).toBeUndefined();
      expect(await open(text, binding, expiresAt)).toBeUndefined();
    },
  );

  test.prop([fc.string(), fc.nat()])(
    'does not open when one character differs',
    async (position, at) => {
      const text = await seal.seal(position, 'b', plus(sampleAt, 1));
      const place = at % text.length;
      const letter = text[place] === 'A' ? 'B' : 'A';

      const altered = `${text.slice(0, place)}${letter}${text.slice(place + 1)}`;

      const opened = await seal.open(altered, 'b', sampleAt);
      // The last character may hold bits that no byte uses: then nothing was altered.
      expect(
        opened === undefined ||
          Buffer.from(altered, 'base64url').equals(Buffer.from(text, 'base64url')),
      ).toBe(true);
    },
  );
});

describe('the mark of a refund', () => {
  test.prop([fc.string({ maxLength: 400 })])(
    'ends every reason, and the reason fits the PG',
    (reason) => {
      const marked = markedReason(reason, sample.refundId);

      expect(marked.endsWith(`[rf:${sample.refundId}]`)).toBe(true);
      expect(marked.length).toBeLessThanOrEqual(200);
    },
  );
});
