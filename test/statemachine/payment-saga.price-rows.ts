// The price table of the saga: what each step answers, where that leads, and what it costs.
// Source: saga specification, section 4.5.

import {
  answers,
  attention,
  cancelled,
  compensated,
  done,
  doubted,
  down,
  happy,
  hours,
  type PathRow,
  person,
  returned,
  seconds,
  succeeded,
  undelivered,
} from './path-row.ts';

export const priceRows: readonly PathRow[] = [
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
