// The paths that no price is promised for, so that every edge of the file is taken; and all rows.

import {
  answers,
  attention,
  cancelled,
  done,
  doubted,
  down,
  hours,
  type PathRow,
  person,
  returned,
  shaky,
  slow,
  succeeded,
} from './path-row.ts';
import { priceRows } from './payment-saga.price-rows.ts';

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
