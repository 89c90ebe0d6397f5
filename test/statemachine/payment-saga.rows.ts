// The paths of the payment saga as data: what each step answers, and where that leads.
// Rows up to `crashed run` are the price table of the specification; the others are its edges.

import type { Script, ScriptedTry } from '#test/support/asl/scripted-run.ts';

export type PathRow = {
  readonly name: string;
  readonly entry?: 'EXECUTE' | 'COMPENSATE' | 'RESUME';
  readonly script: Script;
  readonly entered: readonly string[];
  readonly transitions: number;
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT';
  /** Name of the error that ends a failed execution. */
  readonly error?: string;
  /** Callbacks that came after the end. */
  readonly refusals?: readonly string[];
  /** Functions called where the number of tries is the point. */
  readonly tries?: Readonly<Record<string, number>>;
};

const answers = (outcome: string, afterMs = 0): readonly ScriptedTry[] => [
  { answers: outcome, afterMs },
];

const down: readonly ScriptedTry[] = [{ throws: 'TransactionCanceledException' }];
const slow: readonly ScriptedTry[] = [{ hangs: true }];

/** One outage, one timeout, then the answer: both names of Retry are used. */
const shaky = (outcome: string): readonly ScriptedTry[] => [
  { throws: 'Lambda.TooManyRequestsException' },
  { hangs: true },
  { answers: outcome },
];

const seconds = 1000;
const hours = 3600 * seconds;

const done = answers('DONE', 40);
const undelivered = { CancelPayment: answers('RETURNED', 900), CancelOrder: done };

const happy = ['ExecuteService', 'ServiceOutcome', 'CompleteOrder'];
const returned = ['CancelOrder', 'Compensated'];
const person = ['NeedsAttention', 'Attention'];
const cancelled = ['ExecuteService', 'ServiceOutcome', 'CancelPayment', 'CancelOutcome'];
const doubted = [...cancelled, 'AwaitCancel', 'CancelOutcome'];

const succeeded = { status: 'SUCCEEDED' } as const;
const attention = { status: 'FAILED', error: 'SYS_008' } as const;

const compensated = (name: string, row: Partial<PathRow> & Pick<PathRow, 'script'>): PathRow => ({
  name,
  entered: [...cancelled, ...returned],
  transitions: 7,
  ...succeeded,
  ...row,
});

const priceRows: readonly PathRow[] = [
  {
    name: 'happy',
    script: { ExecuteService: answers('COMPLETED', 3 * seconds), CompleteOrder: done },
    entered: happy,
    transitions: 4,
    ...succeeded,
  },
  {
    name: 'happy, the callback before the token is stored',
    script: {
      ExecuteService: [{ answers: 'COMPLETED', afterMs: 5, returnsAfterMs: 80 }],
      CompleteOrder: done,
    },
    entered: happy,
    transitions: 4,
    ...succeeded,
  },
  compensated('service failed', {
    script: { ExecuteService: answers('NOT_DELIVERED', 2 * seconds), ...undelivered },
  }),
  compensated('service timed out, ended by the watchdog', {
    script: { ExecuteService: answers('NOT_DELIVERED', 11.5 * seconds), ...undelivered },
  }),
  compensated('order cancelled by the client while the service runs', {
    script: { ExecuteService: answers('NOT_DELIVERED', 1 * seconds), ...undelivered },
  }),
  compensated('a run that enters to compensate', {
    entry: 'COMPENSATE',
    script: { ExecuteService: answers('NOT_DELIVERED', 30), ...undelivered },
  }),
  compensated('no PG money to return', {
    script: {
      ExecuteService: answers('NOT_DELIVERED', 2 * seconds),
      CancelPayment: answers('RETURNED', 10),
      CancelOrder: done,
    },
  }),
  {
    name: 'cancel in doubt for thirty hours',
    script: {
      ExecuteService: answers('NOT_DELIVERED'),
      CancelPayment: answers('IN_DOUBT', 5 * seconds),
      AwaitCancel: answers('RETURNED', 30 * hours),
      CancelOrder: done,
    },
    entered: [...doubted, ...returned],
    transitions: 9,
    ...succeeded,
  },
  {
    name: 'cancel refused',
    script: {
      ExecuteService: answers('NOT_DELIVERED'),
      CancelPayment: answers('REFUSED', 700),
      NeedsAttention: done,
    },
    entered: [...cancelled, ...person],
    transitions: 7,
    ...attention,
  },
  {
    name: 'completion cannot commit',
    script: { ExecuteService: answers('COMPLETED'), CompleteOrder: down, NeedsAttention: done },
    entered: [...happy, ...person],
    transitions: 18,
    ...attention,
    tries: { 'complete-order': 13 },
  },
  {
    name: 'service cannot be asked, settled past its deadline, compensated',
    script: {
      ExecuteService: down,
      SettleService: answers('NOT_DELIVERED', 20),
      ...undelivered,
    },
    entered: [
      'ExecuteService',
      'SettleService',
      'ServiceOutcome',
      'CancelPayment',
      'CancelOutcome',
      ...returned,
    ],
    transitions: 20,
    ...succeeded,
    tries: { 'request-service': 13 },
  },
  {
    name: 'crashed run, the next one finds the money returned',
    entry: 'RESUME',
    script: { ExecuteService: answers('RETURNED', 30), CancelOrder: done },
    entered: ['ExecuteService', 'ServiceOutcome', ...returned],
    transitions: 5,
    ...succeeded,
  },
  {
    name: 'crashed run, the next one finds the cancel in doubt',
    entry: 'RESUME',
    script: {
      ExecuteService: answers('IN_DOUBT', 30),
      AwaitCancel: answers('RETURNED', 2 * seconds),
      CancelOrder: done,
    },
    entered: ['ExecuteService', 'ServiceOutcome', 'AwaitCancel', 'CancelOutcome', ...returned],
    transitions: 7,
    ...succeeded,
  },
];

const edgeRows: readonly PathRow[] = [
  {
    name: 'unknown outcome of the service',
    script: { ExecuteService: answers('MAYBE'), NeedsAttention: done },
    entered: ['ExecuteService', 'ServiceOutcome', ...person],
    transitions: 5,
    ...attention,
  },
  {
    name: 'unknown outcome of the cancel',
    script: {
      ExecuteService: answers('NOT_DELIVERED'),
      CancelPayment: answers('DONE'),
      NeedsAttention: done,
    },
    entered: [...cancelled, ...person],
    transitions: 7,
    ...attention,
  },
  {
    name: 'nobody ends the service for eight days, the outcome was completed',
    script: {
      ExecuteService: slow,
      SettleService: shaky('COMPLETED'),
      CompleteOrder: shaky('DONE'),
    },
    entered: ['ExecuteService', 'SettleService', 'ServiceOutcome', 'CompleteOrder'],
    transitions: 9,
    ...succeeded,
    tries: { 'request-service': 1, 'settle-service': 3, 'complete-order': 3 },
  },
  {
    name: 'the service cannot be settled',
    script: { ExecuteService: slow, SettleService: slow, NeedsAttention: shaky('DONE') },
    entered: ['ExecuteService', 'SettleService', ...person],
    transitions: 19,
    ...attention,
    tries: { 'settle-service': 13, 'raise-attention': 3 },
  },
  {
    name: 'outages on the way back, each survived',
    script: {
      ExecuteService: [{ throws: 'Sandbox.Timedout' }, { answers: 'NOT_DELIVERED', afterMs: 50 }],
      CancelPayment: shaky('IN_DOUBT'),
      AwaitCancel: [{ throws: 'Lambda.ServiceException' }, { answers: 'RETURNED', afterMs: 50 }],
      CancelOrder: shaky('DONE'),
    },
    entered: [...doubted, ...returned],
    transitions: 15,
    ...succeeded,
    tries: { 'request-service': 2, 'cancel-payment': 3, 'await-cancel': 2, 'cancel-order': 3 },
  },
  {
    name: 'the cancel cannot be tried',
    script: {
      ExecuteService: answers('NOT_DELIVERED'),
      CancelPayment: down,
      NeedsAttention: done,
    },
    entered: ['ExecuteService', 'ServiceOutcome', 'CancelPayment', ...person],
    transitions: 18,
    ...attention,
  },
  {
    name: 'the doubt ends in a refusal',
    script: {
      ExecuteService: answers('NOT_DELIVERED'),
      CancelPayment: answers('IN_DOUBT'),
      AwaitCancel: answers('REFUSED', 24 * hours),
      NeedsAttention: done,
    },
    entered: [...doubted, ...person],
    transitions: 9,
    ...attention,
  },
  {
    name: 'nobody ends the doubt for thirty-six hours',
    script: {
      ExecuteService: answers('NOT_DELIVERED'),
      CancelPayment: answers('IN_DOUBT'),
      AwaitCancel: slow,
      NeedsAttention: done,
    },
    entered: [...cancelled, 'AwaitCancel', ...person],
    transitions: 8,
    ...attention,
    tries: { 'await-cancel': 1 },
  },
  {
    name: 'a doubt that is followed by a doubt',
    script: {
      ExecuteService: answers('NOT_DELIVERED'),
      CancelPayment: answers('IN_DOUBT'),
      AwaitCancel: [{ answers: 'IN_DOUBT' }, { answers: 'RETURNED' }],
      CancelOrder: done,
    },
    entered: [...doubted, 'AwaitCancel', 'CancelOutcome', ...returned],
    transitions: 11,
    ...succeeded,
  },
  {
    name: 'the order cannot be cancelled',
    script: {
      ExecuteService: answers('RETURNED'),
      CancelOrder: down,
      NeedsAttention: done,
    },
    entered: ['ExecuteService', 'ServiceOutcome', 'CancelOrder', ...person],
    transitions: 18,
    ...attention,
  },
  {
    name: 'doubts for longer than the machine may live',
    script: {
      ExecuteService: slow,
      SettleService: answers('NOT_DELIVERED'),
      CancelPayment: answers('IN_DOUBT'),
      AwaitCancel: answers('IN_DOUBT', 35 * hours),
    },
    entered: [
      'ExecuteService',
      'SettleService',
      'ServiceOutcome',
      'CancelPayment',
      'CancelOutcome',
      'AwaitCancel',
      'CancelOutcome',
      'AwaitCancel',
    ],
    transitions: 9,
    status: 'TIMED_OUT',
    refusals: ['TaskTimedOut'],
  },
];

/** The row that ends under the thrown error's own name, so it is asked once with each name. */
export const unraisedAttention: PathRow = {
  name: 'the attention item cannot be written',
  script: { ExecuteService: answers('MAYBE'), NeedsAttention: down },
  entered: ['ExecuteService', 'ServiceOutcome', 'NeedsAttention'],
  transitions: 16,
  status: 'FAILED',
  tries: { 'raise-attention': 13 },
};

export const pathRows: readonly PathRow[] = [...priceRows, ...edgeRows, unraisedAttention];
