// Canaries of the rules about a run as a whole, and of those about time.

import type { Row, Told } from '#test/support/invariants/view.ts';
import {
  broken,
  cancelledC1,
  comeAgain,
  doubt,
  foundText,
  logged,
  oneFault,
  planted,
  type RuleFixture,
  secret,
  withRow,
  withRun,
  withTold,
} from './fixture-breaks.ts';
import { healAt, orderId, paymentId, row, startedAt, step } from './fixture-rows.ts';
import { sometimes } from './run-rules.ts';

export const runFixtures: readonly RuleFixture[] = [
  {
    rule: 'R01',
    name: 'the second run of the seed has another hash',
    run: broken(withRun({ again: { hash: 'bb' } })),
  },
  {
    rule: 'R02',
    name: 'a port was called after its handler had returned',
    run: broken(withRun({ traps: ['TX-DOUBT was called after api/confirm-payment had returned'] })),
  },
  {
    rule: 'R05',
    name: 'a fault the design hides cancelled a paid order',
    run: broken(...cancelledC1, withRun({ ...oneFault('delay'), serviceMs: 60_000 })),
  },
  {
    rule: 'R05',
    name: 'a person was asked about an order that needed none',
    run: broken(({ rows }) => ({
      rows: [
        ...rows,
        row('ITEM', 'ATTN#attn_1', {
          attentionId: 'attn_1',
          status: 'OPEN',
          paymentId: paymentId(1),
          objectId: paymentId(1),
        }),
      ],
    })),
  },
  {
    rule: 'R06',
    name: 'an order was final only a minute after its approval',
    run: broken(({ steps }) => ({
      steps: steps.map((one) => (one.number === 13 ? { ...one, at: startedAt + 62_000 } : one)),
    })),
  },
  {
    rule: 'R07',
    name: 'a payment has two executions and one run',
    run: broken(({ executions }) => ({
      executions: [
        ...executions,
        ...executions.slice(0, 1).map((one) => ({ ...one, name: `${one.name}-x` })),
      ],
    })),
  },
  {
    rule: 'R07',
    name: 'one PG key was sent for ever',
    run: broken(({ pgCalls }) => ({
      pgCalls: [...pgCalls, ...Array.from({ length: 40 }, () => pgCalls.slice(0, 1)).flat()],
    })),
  },
  {
    rule: 'R07',
    name: 'thirty times the calls of the run without faults',
    run: broken(withRun({ calls: 3_000, faultFree: { calls: 100 } })),
  },
  {
    rule: 'R08',
    name: 'with Redis flushed a client was told something else',
    run: () => {
      const decline = (told: Told): Told => ({ ...told, status: 402, code: 'PAY_001' });
      const other = broken(withTold('c1.2', decline))();
      return broken(withRun({ variants: [{ name: 'flushed', run: other }] }))();
    },
  },
  {
    rule: 'R08',
    name: 'with Redis off an order ended otherwise',
    run: () => {
      const other = broken(withRow('ORDER', orderId(2), { status: 'CANCELLED' }))();
      return broken(withRun({ variants: [{ name: 'off', run: other }] }))();
    },
  },
  {
    rule: 'R10',
    name: 'a forged request wrote a payment',
    run: broken(withRun({ forged: ['f1.1'] }), ({ steps }) => ({
      steps: [
        ...steps,
        step(950, startedAt, 'api/confirm-payment#f1.1/TX-CLAIM~0', {
          next: row('PAYMENT', 'PAY#stranger', {}),
        }),
      ],
    })),
  },
  {
    rule: 'R10',
    name: 'a foreign id was answered',
    run: broken(withRun({ forged: ['f1.1'], letIn: ['f1.1 at get-order: foreign id 200'] })),
  },
  {
    rule: 'R11',
    name: 'a secret stands in the log in base64',
    run: broken(planted, logged(foundText), logged(`body ${btoa(`a${secret}`)} ${btoa(secret)}`)),
  },
  {
    rule: 'R11',
    name: 'a secret stands in an attribute that may not hold it',
    run: broken(planted, logged(foundText), ({ steps }) => ({
      steps: [
        ...steps,
        step(951, startedAt, '', { next: row('KEY', 'KEY#k1', { keyId: 'k1', note: secret }) }),
      ],
    })),
  },
  {
    rule: 'R11',
    name: 'the search cannot see the control line',
    run: broken(planted),
  },
  {
    rule: 'R12',
    name: 'a batch never met a TransactionConflict',
    run: broken(
      withRun({
        batch: { worlds: 500, seen: sometimes.filter((name) => name !== 'TransactionConflict') },
      }),
    ),
  },
  {
    rule: 'R12',
    name: 'a batch is too small to prove an absence',
    run: broken(withRun({ batch: { worlds: 20, seen: sometimes } })),
  },
];

export const timeFixtures: readonly RuleFixture[] = [
  {
    rule: 'R03',
    name: 'a confirm was told to come again for ever',
    run: broken(
      withTold('c2.2', (told) => ({
        ...told,
        status: 409,
        code: 'IDEM_001',
        result: null,
        headers: comeAgain,
      })),
    ),
  },
  {
    rule: 'R03',
    name: 'a confirm got its answer a minute after the faults',
    run: broken(withTold('c1.2', (told) => ({ ...told, at: healAt + 60_000 }))),
  },
  { rule: 'R04', name: 'the world never came to rest', run: broken(withRun({ isQuiet: false })) },
  {
    rule: 'R04',
    name: 'a payment stayed in doubt',
    run: broken(doubt(healAt - 10_000, healAt + 45_000)),
  },
  {
    rule: 'R04',
    name: 'a saga stands still and no person knows',
    run: broken(withRow('SAGA', paymentId(1), { status: 'COMPENSATING' })),
  },
  {
    rule: 'R04',
    name: 'a saga hung for an hour after its service had ended',
    run: broken(({ steps }) => {
      const part = (kind: 'SVC' | 'SAGA', fields: Row['fields']) => ({
        next: row(kind, `PAY#${paymentId(1)}`, { paymentId: paymentId(1), ...fields }),
      });
      return {
        steps: [
          ...steps,
          step(960, startedAt + 2_000, '', part('SAGA', { status: 'RUNNING' })),
          step(961, startedAt + 3_000, '', part('SVC', { state: 'COMPLETED' })),
          step(962, startedAt + 3_600_000, '', part('SAGA', { status: 'COMPLETED' })),
        ],
      };
    }),
  },
  {
    rule: 'R04',
    name: 'an outbox row still waits for its sink',
    run: broken(withRow('OUT', 'user-2', { bp: '07' })),
  },
  {
    rule: 'R04',
    name: 'a command still waits to be handed out',
    run: broken(withRow('CMD', paymentId(1), { cp: '07' })),
  },
  {
    rule: 'R04',
    name: 'a dead letter has no poison behind it',
    run: broken(() => ({ deadLetters: [{ at: startedAt + 9_000, queue: 'relay', body: '{}' }] })),
  },
];
