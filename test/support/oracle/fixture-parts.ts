// The small world as one record, and as parts of which a canary can change one.
import type {
  DeadLetter,
  Delivery,
  ExecutionCopy,
  LogLine,
  PgCall,
  PgPayment,
  Row,
  Step,
  Tables,
  Told,
} from '#test/support/invariants/view.ts';
import { deals, endAt, healAt, rowsOf, startedAt, stepsOf, tenant } from './fixture-rows.ts';
import { deliveriesOf, executionOf, pgCallsOf, pgPaymentsOf, toldOf } from './fixture-stories.ts';
import type { RunRecord } from './run-record.ts';

/** Everything a run consists of, so that a canary can change one thing. */
export interface Parts {
  readonly rows: readonly Row[];
  readonly steps: readonly Step[];
  readonly told: readonly Told[];
  readonly deliveries: readonly Delivery[];
  readonly pgPayments: readonly PgPayment[];
  readonly pgCalls: readonly PgCall[];
  readonly executions: readonly ExecutionCopy[];
  readonly deadLetters: readonly DeadLetter[];
  readonly logs: readonly LogLine[];
  readonly run: Partial<RunRecord>;
}

export const soundParts = (): Parts => ({
  rows: deals.flatMap(rowsOf),
  steps: deals.flatMap(stepsOf),
  told: deals.flatMap(toldOf),
  deliveries: deals.flatMap(deliveriesOf),
  pgPayments: deals.flatMap(pgPaymentsOf),
  pgCalls: deals.flatMap(pgCallsOf),
  executions: deals.filter(({ fulfilment }) => fulfilment === 'callback').map(executionOf),
  deadLetters: [],
  logs: [],
  run: {},
});

const tablesOf = (rows: readonly Row[], kept: number): Tables => ({
  row: (table, pk, sk) => rows.find((one) => one.table === table && one.pk === pk && one.sk === sk),
  ofKind: (kind) => rows.filter((one) => one.kind === kind),
  partition: (pk) => rows.filter((one) => one.pk === pk),
  outbox: () => [],
  entry: ({ sk }) => {
    throw new Error(`the fixture's outbox row ${sk} holds no events`);
  },
  ofRoot: () => [],
  roots: () => [],
  revision: 0,
  balances: new Map([
    [`${tenant}|pg_receivable:toss|KRW`, kept],
    [`${tenant}|sales|KRW`, -kept],
  ]),
});

/** What the ledger must show for the rows as they are. */
const keptBy = (rows: readonly Row[]): number =>
  rows
    .filter(({ kind }) => kind === 'PAYMENT')
    .map(({ fields }) => fields['amounts'] as { readonly [name: string]: { minor: number } })
    .reduce(
      (sum, { captured, refunded }) => sum + (captured?.minor ?? 0) - (refunded?.minor ?? 0),
      0,
    );

const limits = { consistencySeconds: undefined };

export const recordOf = ({ rows, run, ...view }: Parts): RunRecord => ({
  view: { now: endAt, tables: tablesOf(rows, keptBy(rows)), waiting: [], limits, ...view },
  startedAt,
  healAt,
  endAt,
  isQuiet: true,
  hash: 'aa',
  traps: [],
  faults: [],
  unpromised: new Set(),
  isRandom: false,
  expected: [
    { client: 'c1', order: 'COMPLETED', payment: 'CONFIRMED' },
    { client: 'c2', order: 'COMPLETED', payment: 'CONFIRMED' },
    { client: 'c3', order: 'CANCELLED', payment: 'CANCELLED' },
  ],
  calls: 200,
  slack: new Map(),
  serviceMs: 1_000,
  terms: { shop: { timeoutMs: 60_000, attemptsMax: 3 } },
  abandoned: [],
  asks: [],
  forged: [],
  ...run,
});
