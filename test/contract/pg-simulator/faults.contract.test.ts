import { describe, expect, it } from 'vitest';
import { faultCatalogue } from '#local/pg-simulator/fault-catalogue.ts';
import {
  advance,
  authenticatedPayment,
  bothDoors,
  cancelOf,
  confirmOf,
  type DoorKind,
  get,
  inProcess,
  notedTimers,
  type Opened,
  paidPayment,
  readOf,
  type Seen,
} from './doors.ts';

const told = (seen: Seen) => {
  if (seen.kind !== 'reply') return `${seen.kind} ${seen.status}`;
  return `${seen.status} ${seen.json.code ?? seen.json.status ?? 'garbage'}`;
};

interface Row {
  readonly fault: string;
  readonly args?: Readonly<Record<string, string | number>>;
  /** Replies to the same confirm, sent under one key until it says something final. */
  readonly confirms: readonly string[];
  /** The column "Effect": approvals after the first call. */
  readonly effect: 0 | 1;
  /** Approvals after the last call; never more than one. */
  readonly approvals: 0 | 1;
}

// One row of the fault table each; `confirms` lists what each call under one key is told.
const rows: readonly Row[] = [
  {
    fault: 'F01',
    args: { holdMs: 20 },
    confirms: ['no-reply 0', '200 DONE'],
    effect: 1,
    approvals: 1,
  },
  { fault: 'F02', confirms: ['cut 200', '200 DONE'], effect: 1, approvals: 1 },
  { fault: 'F03', confirms: ['no-reply 0', '200 DONE'], effect: 0, approvals: 1 },
  {
    fault: 'F04',
    args: { delayMs: 5 },
    confirms: ['200 DONE', '200 DONE'],
    effect: 1,
    approvals: 1,
  },
  {
    fault: 'F05',
    confirms: ['500 FAILED_INTERNAL_SYSTEM_PROCESSING', '400 ALREADY_PROCESSED_PAYMENT'],
    effect: 1,
    approvals: 1,
  },
  {
    fault: 'F06',
    confirms: ['500 FAILED_INTERNAL_SYSTEM_PROCESSING', '200 DONE'],
    effect: 0,
    approvals: 1,
  },
  { fault: 'F07', confirms: ['400 PROVIDER_ERROR', '400 PROVIDER_ERROR'], effect: 0, approvals: 0 },
  { fault: 'F08', confirms: ['400 PROVIDER_ERROR', '400 PROVIDER_ERROR'], effect: 1, approvals: 1 },
  { fault: 'F09', confirms: ['200 garbage', '200 DONE'], effect: 1, approvals: 1 },
  {
    fault: 'F09',
    args: { form: 'cut' },
    confirms: ['200 garbage', '200 DONE'],
    effect: 1,
    approvals: 1,
  },
  {
    fault: 'F10',
    confirms: [
      '409 IDEMPOTENT_REQUEST_PROCESSING',
      '409 IDEMPOTENT_REQUEST_PROCESSING',
      '200 DONE',
      '200 DONE',
    ],
    effect: 0,
    approvals: 1,
  },
  {
    fault: 'F11',
    confirms: [
      '429 TOO_MANY_REQUESTS',
      '429 TOO_MANY_REQUESTS',
      '429 TOO_MANY_REQUESTS',
      '200 DONE',
      '200 DONE',
    ],
    effect: 0,
    approvals: 1,
  },
  { fault: 'F13', confirms: ['200 SETTLEMENT_HELD', '200 DONE'], effect: 1, approvals: 1 },
  { fault: 'F14', confirms: ['200 DONE', '200 DONE'], effect: 1, approvals: 1 },
  {
    fault: 'F26',
    confirms: ['400 INVALID_REQUEST', '400 INVALID_REQUEST'],
    effect: 0,
    approvals: 0,
  },
  { fault: 'F27', confirms: ['200 DONE', '200 DONE'], effect: 1, approvals: 1 },
  { fault: 'F28', confirms: ['crash 0', '200 DONE'], effect: 1, approvals: 1 },
];

const approvalsOf = ({ pg }: Opened, paymentKey: string) =>
  pg.control.truth.payment(paymentKey).approvals;

const named = (row: Row) => ({ ...row, name: `${row.fault}${row.args ? ' with arguments' : ''}` });

const playRow = async (door: DoorKind, row: Row, crash: string) => {
  const opened = await door.open();
  const payment = authenticatedPayment(opened);
  const rule = { fault: row.fault, match: { orderId: payment.orderId }, args: row.args ?? {} };
  opened.pg.control.addRule(rule);

  const replies: string[] = [];
  let effect = -1;
  for (const expected of row.confirms) {
    const seen = await opened.send(confirmOf(payment, { key: 'key-1' }));
    replies.push(expected === 'crash 0' ? told(seen).replace(crash, 'crash') : told(seen));
    if (effect < 0) effect = approvalsOf(opened, payment.paymentKey);
  }
  const approvals = approvalsOf(opened, payment.paymentKey);
  await opened.close();
  return { replies, effect, approvals };
};

describe.each(bothDoors)('faults of a confirm $name', (door) => {
  it.each(rows.map(named))('15: $name by rule, with the truth of its row', async (row) => {
    // A process that is gone looks like a connection without a reply.
    const seen = await playRow(door, row, door === inProcess ? 'crash' : 'no-reply');

    expect(seen).toEqual({ replies: row.confirms, effect: row.effect, approvals: row.approvals });
  });
});

describe('faults by marker', () => {
  const markers = rows.filter(({ args, fault }) => args === undefined && fault !== 'F28');
  const forms = markers.flatMap((row) => [
    { row, form: 'amount', wanted: { amount: 990_000 + Number(row.fault.slice(1)) } },
    { row, form: 'orderId', wanted: { orderId: `order-LIE-${row.fault}` } },
    { row, form: 'orderName', wanted: { orderName: `Cup [LIE:${row.fault}]` } },
  ]);

  it.each(forms.map((each) => ({ ...each, fault: each.row.fault })))(
    '15: $fault by $form equals the rule',
    async ({ row, wanted }) => {
      const opened = await inProcess.open();
      const payment = authenticatedPayment(opened, wanted);

      const replies: string[] = [];
      for (const _ of row.confirms) {
        replies.push(told(await opened.send(confirmOf(payment, { key: 'key-1' }))));
      }

      expect(replies).toEqual(row.confirms);
      expect(approvalsOf(opened, payment.paymentKey)).toBe(row.approvals);
    },
  );

  it('15: an argument in the orderId and one in the orderName reach the fault', async () => {
    const { timers, waiting } = notedTimers();
    const opened = await inProcess.open({ timers });
    const byOrder = authenticatedPayment(opened, { orderId: 'order-LIE-F04-2500' });
    const byName = authenticatedPayment(opened, { orderName: '[LIE:F04,delayMs=700]' });
    const plain = authenticatedPayment(opened, { amount: 990_004 });

    const all = [byOrder, byName, plain].map((payment) => opened.send(confirmOf(payment)));
    await new Promise((resolve) => setImmediate(resolve));

    // The effect is there while the reply still waits.
    expect(approvalsOf(opened, byOrder.paymentKey)).toBe(1);
    expect(waiting.map(({ ms }) => ms)).toEqual([2_500, 700, 3_000]);
    for (const { run } of waiting) run();
    expect((await Promise.all(all)).map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('15: F01 withholds the reply for 15 s unless told otherwise', async () => {
    const { pg } = await inProcess.open();
    const payment = authenticatedPayment({ pg }, { amount: 990_001 });

    expect(await pg.handle(confirmOf(payment))).toEqual({
      kind: 'hold-then-close',
      holdMs: 15_000,
    });
  });
});

describe('faults of a cancel', () => {
  const cancelRows = rows.filter(({ fault }) => !['F04', 'F27'].includes(fault));
  const asCancel = (words: string, fault: string) =>
    words
      .replace('200 DONE', '200 PARTIAL_CANCELED')
      // One cancel was done, so a repeat that executes meets the one-second throttle.
      .replace('400 ALREADY_PROCESSED_PAYMENT', '403 FORBIDDEN_CONSECUTIVE_REQUEST')
      .replace('cut 200', fault === 'F02' ? 'cut 200' : '');

  it.each(cancelRows.map(named))('15: $name in the cancel reason', async (row) => {
    const opened = await inProcess.open();
    const payment = await paidPayment(opened);
    const list = Object.entries(row.args ?? {}).map(([name, value]) => `,${name}=${value}`);
    const body = { cancelAmount: 1_000, cancelReason: `mind [LIE:${row.fault}${list.join('')}]` };

    const replies: string[] = [];
    let effect = -1;
    for (const _ of row.confirms) {
      replies.push(told(await opened.send(cancelOf(payment, body, { key: 'key-1' }))));
      if (effect < 0) effect = opened.pg.control.truth.payment(payment.paymentKey).cancels;
    }

    expect(replies).toEqual(row.confirms.map((words) => asCancel(words, row.fault)));
    expect(effect).toBe(row.effect);
    expect(opened.pg.control.truth.payment(payment.paymentKey).cancels).toBe(row.approvals);
  });

  it.each([
    ['amount', { amount: 990_025 }, {}],
    ['orderId', { orderId: 'order-LIE-F25' }, {}],
    ['cancelReason', {}, { cancelReason: '[LIE:F25]' }],
  ])(
    '15: F25 by %s refuses one cancel, and the same key passes then',
    async (_form, wanted, body) => {
      const opened = await inProcess.open();
      const payment = await paidPayment(opened, wanted);

      const first = await opened.send(cancelOf(payment, body, { key: 'key-1' }));
      const between = opened.pg.control.truth.payment(payment.paymentKey).cancels;
      const second = await opened.send(cancelOf(payment, body, { key: 'key-1' }));

      expect([told(first), told(second)]).toEqual([
        '403 FORBIDDEN_CONSECUTIVE_REQUEST',
        '200 CANCELED',
      ]);
      expect(between).toBe(0);
    },
  );
});

describe('faults of a read', () => {
  it.each([
    ['magic amount', { amount: 990_012 }, 8_000],
    ['orderId', { orderId: 'order-LIE-F12' }, 8_000],
    ['orderName', { orderName: '[LIE:F12,lagMs=4000]' }, 4_000],
  ])('15: F12 by %s answers the past, on every read', async (_form, wanted, lagMs) => {
    const opened = await inProcess.open();
    const payment = authenticatedPayment(opened, wanted);
    const byOrder = get(`/v1/payments/orders/${payment.orderId}`);

    const unborn = await opened.send(readOf(payment));
    const unbornByOrder = await opened.send(byOrder);
    advance(opened, lagMs);
    const known = await opened.send(readOf(payment));
    const confirmed = await opened.send(confirmOf(payment));
    const stale = await opened.send(readOf(payment));
    const staleByOrder = await opened.send(byOrder);
    advance(opened, lagMs - 1);
    const lastStale = await opened.send(readOf(payment));
    advance(opened, 1);
    const fresh = await opened.send(readOf(payment));

    expect([unborn, unbornByOrder].map(told)).toEqual([
      '404 NOT_FOUND_PAYMENT',
      '404 NOT_FOUND_PAYMENT',
    ]);
    expect([known, confirmed, stale, staleByOrder, lastStale, fresh].map(told)).toEqual([
      '200 IN_PROGRESS',
      '200 DONE',
      '200 IN_PROGRESS',
      '200 IN_PROGRESS',
      '200 IN_PROGRESS',
      '200 DONE',
    ]);
  });

  it('15: F12 in a cancel reason hides the cancel for a while', async () => {
    const opened = await inProcess.open();
    const payment = await paidPayment(opened);
    advance(opened, 60_000);

    await opened.send(cancelOf(payment, { cancelReason: 'mind [LIE:F12,lagMs=4000]' }));
    const stale = await opened.send(readOf(payment));
    advance(opened, 4_000);
    const fresh = await opened.send(readOf(payment));

    expect([told(stale), told(fresh)]).toEqual(['200 DONE', '200 CANCELED']);
  });

  it('15: F12 by rule ends after its times', async () => {
    const opened = await inProcess.open();
    const payment = await paidPayment(opened);
    opened.pg.control.addRule({
      fault: 'F12',
      match: { paymentKey: payment.paymentKey },
      times: 2,
    });

    const replies: string[] = [];
    for (let nth = 0; nth < 3; nth += 1) replies.push(told(await opened.send(readOf(payment))));

    expect(replies).toEqual(['404 NOT_FOUND_PAYMENT', '404 NOT_FOUND_PAYMENT', '200 DONE']);
  });

  it.each(['status', 'method', 'cardType'])(
    '15: F13 shows an unknown %s once more on a read',
    async (field) => {
      const opened = await inProcess.open();
      const payment = authenticatedPayment(opened, { orderName: `[LIE:F13,field=${field}]` });
      const shownBy = ({ json }: Seen) =>
        field === 'cardType' ? (json['card'] as Record<string, unknown>)['cardType'] : json[field];
      const known = { status: 'DONE', method: '카드', cardType: '신용' }[field];

      const confirmed = shownBy(await opened.send(confirmOf(payment)));
      const firstRead = shownBy(await opened.send(readOf(payment)));
      const secondRead = shownBy(await opened.send(readOf(payment)));

      expect(confirmed).not.toBe(known);
      expect([firstRead, secondRead]).toEqual([confirmed, known]);
    },
  );

  it.each(['totalAmount', 'orderId'])(
    '15: F27 shows another %s in the reply and in every read',
    async (field) => {
      const opened = await inProcess.open();
      const payment = authenticatedPayment(opened, { orderName: `[LIE:F27,field=${field}]` });

      const confirmed = await opened.send(confirmOf(payment));
      const reads = [await opened.send(readOf(payment)), await opened.send(readOf(payment))];

      const truth = opened.pg.control.truth.payment(payment.paymentKey).payment[field];
      expect(truth).toBe(field === 'orderId' ? payment.orderId : payment.amount);
      expect(confirmed.json[field]).not.toBe(truth);
      expect(reads.map(({ json }) => json[field])).toEqual([
        confirmed.json[field],
        confirmed.json[field],
      ]);
    },
  );

  it('15: F14 adds fields, leaves nulls out and speaks English', async () => {
    const opened = await inProcess.open();
    const payment = await paidPayment(opened);
    const plain = await opened.send(readOf(payment));
    opened.pg.control.addRule({ fault: 'F14', match: { op: 'read' } });

    const drifted = await opened.send(readOf(payment));

    const added = Object.keys(drifted.json).filter((name) => !(name in plain.json));
    expect(added).toEqual(['settlementHint', 'paymentFlow']);
    expect([plain.json['virtualAccount'], 'virtualAccount' in drifted.json]).toEqual([null, false]);
    expect([drifted.json['method'], drifted.json['totalAmount']]).toEqual(['CARD', 10_000]);
  });

  it.each([
    ['F01', 'no-reply 0'],
    ['F02', 'cut 200'],
    ['F03', 'no-reply 0'],
    ['F06', '500 FAILED_INTERNAL_SYSTEM_PROCESSING'],
    ['F09', '200 garbage'],
    ['F11', '429 TOO_MANY_REQUESTS'],
  ])('15: %s strikes a read only when a rule asks for it', async (fault, words) => {
    const opened = await inProcess.open();
    const payment = await paidPayment(opened);

    const { ruleId } = opened.pg.control.addRule({ fault });
    const spared = await opened.send(readOf(payment));
    opened.pg.control.removeRules(ruleId);
    opened.pg.control.addRule({ fault, match: { op: 'read' }, args: { n: 1 } });
    const struck = await opened.send(readOf(payment));
    const after = await opened.send(readOf(payment));

    expect([spared, struck, after].map(told)).toEqual(['200 DONE', words, '200 DONE']);
  });
});

describe('faults, counted', () => {
  it('15: every fault that exists has a row here', () => {
    const tested = new Set([...rows.map(({ fault }) => fault), 'F12', 'F25', 'DECLINE']);

    // Lies about webhooks have their rows in webhooks.contract.test.ts.
    const known = Object.keys(faultCatalogue).filter(
      (id) => faultCatalogue[id]?.phase !== 'webhook',
    );
    expect([...tested].sort()).toEqual(known.sort());
  });

  it('15: F05, F08, F13, F27 and F28 have nothing to spoil when nothing was done', async () => {
    const opened = await inProcess.open();
    for (const fault of ['F05', 'F08', 'F13', 'F27', 'F28']) {
      const payment = authenticatedPayment(opened);
      opened.pg.control.addRule({ fault, match: { orderId: payment.orderId } });

      const refused = await opened.send(confirmOf({ ...payment, amount: 1 }));
      const struck = await opened.send(confirmOf(payment));

      expect([fault, told(refused)]).toEqual([fault, '400 INVALID_REQUEST']);
      // Spared once, the fault still waits for the confirm that has an effect.
      expect(opened.pg.control.truth.payment(payment.paymentKey).effects.at(-1)?.cause.fault).toBe(
        fault,
      );
      expect([fault, struck.kind]).toEqual([fault, fault === 'F28' ? 'crash' : 'reply']);
    }
  });
});

describe('declines', () => {
  const amounts: [number, string, number][] = [
    [991_001, 'REJECT_CARD_PAYMENT', 403],
    [991_002, 'REJECT_CARD_COMPANY', 403],
    [991_003, 'INVALID_CARD_LOST_OR_STOLEN', 400],
    [991_004, 'EXCEED_MAX_DAILY_PAYMENT_COUNT', 400],
    [991_005, 'NOT_AVAILABLE_BANK', 403],
    [991_006, 'FDS_ERROR', 403],
    [991_007, 'INVALID_STOPPED_CARD', 400],
    [991_008, 'INVALID_PASSWORD', 403],
    [991_009, 'NOT_AVAILABLE_PAYMENT', 400],
    [991_010, 'INVALID_API_KEY', 400],
  ];

  it.each(amounts)(
    '15: %d is declined with %s and aborts the payment',
    async (amount, code, status) => {
      const opened = await inProcess.open();
      const payment = authenticatedPayment(opened, { amount });

      const seen = await opened.send(confirmOf(payment, { key: 'key-1' }));
      const again = await opened.send(confirmOf(payment, { key: 'key-1' }));
      const read = await opened.send(readOf(payment));

      expect([seen.status, seen.json.code]).toEqual([status, code]);
      expect(again.text).toBe(seen.text);
      expect(read.json).toMatchObject({ status: 'ABORTED', failure: { code } });
      expect(approvalsOf(opened, payment.paymentKey)).toBe(0);
    },
  );

  it('15: a DECLINE rule declines the first confirm of an order, its next payment succeeds', async () => {
    const opened = await inProcess.open();
    const [first, second] = [1, 2].map(() => authenticatedPayment(opened, { orderId: 'order-a' }));
    opened.pg.control.addRule({
      fault: 'DECLINE',
      args: { code: 'EXCEED_MAX_AMOUNT' },
      match: { orderId: 'order-a' },
    });
    if (!first || !second) throw new Error('two payments were opened');

    const declined = await opened.send(confirmOf(first));
    const confirmed = await opened.send(confirmOf(second));

    expect([told(declined), told(confirmed)]).toEqual(['400 EXCEED_MAX_AMOUNT', '200 DONE']);
    expect(opened.pg.control.truth.order('order-a')).toMatchObject({
      approvals: 1,
      approvedAmount: 10_000,
    });
  });
});
