// What the rules excuse, each beside what looks like it and is not excused: an excuse for one payment, one
// event or one shelf is none for its neighbour.
import { describe, expect, it } from 'vitest';
import { count } from '#test/support/counters.ts';
import type { DeadLetter } from '#test/support/invariants/view.ts';
import {
  type Breaking,
  broken,
  cancelledC1,
  doubt,
  withoutEvent,
  withRow,
  withRun,
  withTold,
} from '#test/support/oracle/fixture-breaks.ts';
import {
  attempt,
  healAt,
  orderId,
  paymentId,
  row,
  startedAt,
  step,
} from '#test/support/oracle/fixture-rows.ts';
import { judgeRun } from '#test/support/oracle/rules.ts';
import type { RunRecord } from '#test/support/oracle/run-record.ts';

const slackOf = (client: string): Partial<RunRecord> => ({
  slack: new Map([[client, { waitMs: 90_000, proofMs: 90_000 }]]),
});

const lateAnswer = withTold('c1.2', (told) => ({ ...told, at: healAt + 60_000 }));
const longDoubt = doubt(healAt - 10_000, healAt + 45_000);

const item = ({ rows }: { readonly rows: readonly ReturnType<typeof row>[] }) => ({
  rows: [
    ...rows,
    row('ITEM', 'ATTN#attn_1', { status: 'OPEN', paymentId: paymentId(1), objectId: paymentId(1) }),
  ],
});

const failedStep = (client: string): Partial<RunRecord> => ({
  layerOff: 'state-retries',
  faults: [{ kind: 'crash-before', site: `steps/cancel-order#${client}/invoke~0`, at: startedAt }],
});

const stopped = (client: string, times: number): Partial<RunRecord> => ({
  faults: Array.from({ length: times }, (_, nth) => ({
    kind: 'stop-execution',
    site: `steps/request-service#${client}/invoke~${nth}`,
    at: startedAt,
  })),
});

/** The same run without Redis, in which the order of c2 was cancelled. */
const withoutRedis = broken(withRow('ORDER', orderId(2), { status: 'CANCELLED' }))();

const racing = (client: string): Partial<RunRecord> => ({
  variants: [{ name: 'off', run: withoutRedis }],
  racing: new Set([client]),
});

const paidWithPerson: readonly Breaking[] = [
  withRow('ORDER', orderId(1), { status: 'PAID' }),
  item,
];

/** c1 has paid, and its saga came to a person after all its runs. */
const stuck = ({ kind = 'SAGA_STUCK', status = 'OPEN', runNo = 3 } = {}): readonly Breaking[] => [
  withRow('ORDER', orderId(1), { status: 'PAID' }),
  withRow('SAGA', paymentId(1), { runNo }),
  ({ rows }) => ({
    rows: [
      ...rows,
      row('ITEM', 'ATTN#attn_1', {
        kind,
        status,
        paymentId: paymentId(1),
        objectId: paymentId(1),
      }),
    ],
  }),
];

/** c1 paid nothing: its doubt ended after so long with the proof of it. */
const expiredAfter = (ms: number, layerOff: string): readonly Breaking[] => [
  withRun({ layerOff }),
  withRow('ORDER', orderId(1), { status: 'CANCELLED' }),
  withRow('PAYMENT', paymentId(1), { status: 'EXPIRED' }),
  ({ pgPayments }) => ({
    pgPayments: pgPayments.filter(({ paymentKey }) => paymentKey !== 'pk-1'),
  }),
  ({ steps }) => ({
    steps: [
      ...steps,
      step(900, startedAt + 1_000, '', { next: attempt(1, 'IN_DOUBT') }),
      step(901, startedAt + 1_000 + ms, '', { next: attempt(1, 'DECLINED') }),
    ],
  }),
];

const letter = (queue: string, body: string): Breaking => {
  const deadLetters: readonly DeadLetter[] = [{ at: startedAt + 9_000, queue, body }];
  return () => ({ deadLetters });
};

const poison = (site: string, at = startedAt + 1_000): Breaking =>
  withRun({ faults: [{ kind: 'poison', site, at }] });

const eventLetter = (type: string, subject: string, sequence: number): string =>
  JSON.stringify({
    source: 'relay-eventbridge',
    body: JSON.stringify({ type, subject, sequence: `${sequence}`, data: { orderId: orderId(1) } }),
  });

const captured = eventLetter('com.fluxpay.payment.captured', paymentId(1), 2);
const lacksCapture = withoutEvent('payment.captured', paymentId(1));

interface Row {
  readonly rule: string;
  readonly when: string;
  readonly breakings: readonly Breaking[];
  readonly isExcused: boolean;
}

const rows: readonly Row[] = [
  {
    rule: 'R03',
    when: 'slack of its own',
    breakings: [lateAnswer, withRun(slackOf('c1'))],
    isExcused: true,
  },
  {
    rule: 'R03',
    when: 'slack of another client',
    breakings: [lateAnswer, withRun(slackOf('c2'))],
    isExcused: false,
  },
  {
    rule: 'R04',
    when: 'a doubt of nobody, slack of anybody',
    breakings: [longDoubt, withRun(slackOf('c2'))],
    isExcused: true,
  },
  {
    rule: 'R05',
    when: 'its own end is not promised',
    breakings: [...cancelledC1, withRun({ unpromised: new Set(['c1']) })],
    isExcused: true,
  },
  {
    rule: 'R05',
    when: "another's end is not promised",
    breakings: [...cancelledC1, withRun({ unpromised: new Set(['c2']) })],
    isExcused: false,
  },
  {
    rule: 'R05',
    when: 'a step without retries failed',
    breakings: [...paidWithPerson, withRun(failedStep('c1'))],
    isExcused: true,
  },
  {
    rule: 'R05',
    when: "another's step failed",
    breakings: [...paidWithPerson, withRun(failedStep('c2'))],
    isExcused: false,
  },
  {
    rule: 'R05',
    when: 'a step failed and nobody was told',
    breakings: [...paidWithPerson.slice(0, 1), withRun(failedStep('c1'))],
    isExcused: false,
  },
  {
    rule: 'R05',
    when: 'all three runs of its saga were stopped',
    breakings: [...stuck(), withRun(stopped('c1', 3))],
    isExcused: true,
  },
  {
    rule: 'R05',
    when: 'all three runs were stopped and the person heard of something else',
    breakings: [...stuck({ kind: 'INTEGRITY_MISMATCH' }), withRun(stopped('c1', 3))],
    isExcused: false,
  },
  {
    rule: 'R05',
    when: 'three stops, and its saga counts two runs',
    breakings: [...stuck({ runNo: 2 }), withRun(stopped('c1', 3))],
    isExcused: false,
  },
  {
    rule: 'R05',
    when: 'its saga has a run left',
    breakings: [...stuck(), withRun(stopped('c1', 2))],
    isExcused: false,
  },
  {
    rule: 'R05',
    when: "another's saga was stopped",
    breakings: [...stuck(), withRun(stopped('c2', 3))],
    isExcused: false,
  },
  {
    rule: 'R05',
    when: 'all three runs were stopped and nobody is asked any more',
    breakings: [...stuck({ status: 'RESOLVED' }), withRun(stopped('c1', 3))],
    isExcused: false,
  },
  {
    rule: 'R08',
    when: 'the race of its client decides about money',
    breakings: [withRun(racing('c2'))],
    isExcused: true,
  },
  {
    rule: 'R08',
    when: "another's race decides about money",
    breakings: [withRun(racing('c1'))],
    isExcused: false,
  },
  {
    rule: 'R05',
    when: "the PG's window ended before a late look",
    breakings: expiredAfter(600_000, 'watchdog'),
    isExcused: true,
  },
  {
    rule: 'R05',
    when: 'the window was still open',
    breakings: expiredAfter(590_000, 'watchdog'),
    isExcused: false,
  },
  {
    rule: 'R05',
    when: 'nothing made the look late',
    breakings: expiredAfter(600_000, 'outbox-sweep'),
    isExcused: false,
  },
  {
    rule: 'R04',
    when: 'a poisoned record on its shelf',
    breakings: [letter('relay', '{}'), poison('stream:outbox#c1/deliver~0')],
    isExcused: true,
  },
  {
    rule: 'R04',
    when: 'a poison of another shelf',
    breakings: [letter('relay', '{}'), poison('stream:commands#c1/deliver~0')],
    isExcused: false,
  },
  {
    rule: 'R04',
    when: 'a poison that came later',
    breakings: [
      letter('watchdog', '{}'),
      poison('queue:watchdog#c1/deliver~0', startedAt + 10_000),
    ],
    isExcused: false,
  },
  {
    rule: 'R04',
    when: 'a refused event on the shelf',
    breakings: [letter('relay', captured), poison('bus#c1/com.fluxpay.payment.captured')],
    isExcused: true,
  },
  {
    rule: 'R04',
    when: 'another event was refused',
    breakings: [letter('relay', captured), poison('bus#c1/com.fluxpay.order.paid')],
    isExcused: false,
  },
  {
    rule: 'R04',
    when: 'the event of another client was refused',
    breakings: [letter('relay', captured), poison('bus#c2/com.fluxpay.payment.captured')],
    isExcused: false,
  },
  {
    rule: 'R13',
    when: 'the missing event is on the shelf',
    breakings: [lacksCapture, letter('relay', captured)],
    isExcused: true,
  },
  {
    rule: 'R13',
    when: 'another event is on the shelf',
    breakings: [
      lacksCapture,
      letter('relay', eventLetter('com.fluxpay.payment.captured', paymentId(2), 2)),
    ],
    isExcused: false,
  },
  {
    rule: 'R13',
    when: 'something was poisoned somewhere',
    breakings: [lacksCapture, poison('stream:outbox#c1/deliver~0')],
    isExcused: false,
  },
];

describe('an excuse', () => {
  it.each(rows)('$rule, $when: $isExcused', ({ rule, breakings, isExcused }) => {
    const verdict = judgeRun(broken(...breakings)()).find(({ id }) => id === rule);

    count('excuses');
    expect(verdict?.breaches.map(({ says }) => says)).toHaveLength(isExcused ? 0 : 1);
  });
});
