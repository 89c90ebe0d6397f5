// Canaries of the rules: a sound run that every rule passes, and for each rule runs with one thing broken,
// which that rule must report and no other.
import {
  broken,
  comeAgain,
  doubt,
  foundText,
  logged,
  moreTold,
  planted,
  type RuleFixture,
  withoutEvent,
  withoutTold,
  withPg,
  withTold,
} from './fixture-breaks.ts';
import { healAt, orderId, paymentId, startedAt } from './fixture-rows.ts';
import { answer } from './fixture-stories.ts';
import { depositFixtures } from './fixtures-of-deposits.ts';
import { runFixtures, timeFixtures } from './fixtures-of-runs.ts';
import type { RunRecord } from './run-record.ts';
import { sometimes } from './run-rules.ts';

const truthFixtures: readonly RuleFixture[] = [
  {
    rule: 'R09',
    name: 'a final state was taken back',
    run: broken(
      moreTold(
        answer(
          'c3.10',
          'get-order',
          200,
          { orderId: orderId(3), status: 'PENDING' },
          { sentAt: startedAt + 90_000, at: startedAt + 90_100, key: undefined },
        ),
      ),
    ),
  },
  {
    rule: 'R09',
    name: 'a replay told another result',
    run: broken(
      moreTold(answer('c1.3', 'complete-service', 200, { orderId: orderId(1), outcome: 'FAILED' })),
    ),
  },
  {
    rule: 'R09',
    name: 'charged after "nothing was done"',
    run: broken(
      withTold('c1.2', (told) => ({ ...told, sentAt: startedAt + 2_700, at: startedAt + 2_900 })),
      moreTold(
        answer('c1.2', 'confirm-payment', 503, null, {
          code: 'SYS_002',
          headers: comeAgain,
          sentAt: startedAt + 1_000,
          at: startedAt + 1_100,
        }),
      ),
    ),
  },
  {
    rule: 'R13',
    name: 'the PG returned money that our tables keep',
    run: broken(({ pgPayments }) => ({
      pgPayments: pgPayments.map((one) =>
        one.paymentKey === 'pk-1'
          ? {
              ...one,
              effects: [
                ...one.effects,
                {
                  kind: 'CANCELED',
                  at: startedAt + 80_000,
                  amount: 4_000,
                  transactionKey: 'tx-console',
                  op: 'console-cancel',
                  idempotencyKey: null,
                },
              ],
            }
          : one,
      ),
    })),
  },
  {
    rule: 'R13',
    name: 'the PG took the money of one order twice',
    run: broken(
      withPg('pk-2', (payment) => ({
        ...payment,
        effects: payment.effects.map((one) =>
          one.kind === 'ABORTED' ? { ...one, kind: 'APPROVED' } : one,
        ),
      })),
    ),
  },
  {
    rule: 'R13',
    name: 'the events never told of a capture',
    run: broken(withoutEvent('payment.captured', paymentId(4))),
  },
  {
    rule: 'R13',
    name: 'a client was told a refund that did not happen',
    run: broken(
      withTold('c1.9', (told) => ({ ...told, result: { ...told.result, refundedAmount: 500 } })),
    ),
  },
  {
    rule: 'R13',
    name: 'a cancel that was granted left the money taken',
    run: broken(
      withoutTold('c1.3'),
      moreTold(
        answer('c1.4', 'cancel-order', 202, {
          orderId: orderId(1),
          status: 'PAID',
          refundedAmount: 0,
        }),
      ),
    ),
  },
  {
    rule: 'R13',
    name: 'the ledger holds more than the orders',
    run: () => {
      const run = broken()();
      const balances = new Map([...run.view.tables.balances].map(([key, sum]) => [key, sum * 2]));
      return { ...run, view: { ...run.view, tables: { ...run.view.tables, balances } } };
    },
  },
];

/** Nothing is wrong with it, and every rule that needs more than one run is given it. */
export const soundRun = (): RunRecord =>
  broken(
    planted,
    logged(foundText),
    doubt(healAt - 5_000, healAt + 20_000),
    () => ({}),
    ({ run }) => ({
      run: {
        ...run,
        again: { hash: 'aa' },
        faultFree: { calls: 100 },
        variants: [{ name: 'off', run: broken()() }],
        forged: ['f1.1'],
        batch: { worlds: 500, seen: sometimes },
      },
    }),
  )();

export const ruleFixtures: readonly RuleFixture[] = [
  ...runFixtures,
  ...timeFixtures,
  ...truthFixtures,
  ...depositFixtures,
];
