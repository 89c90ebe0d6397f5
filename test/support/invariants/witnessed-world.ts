// A world of the engine with all invariants watching: after every committed write what it touched is
// judged, and everything again, so that both must say the same.
import { createHash } from 'node:crypto';
import type {
  PaymentGateway,
  PgAuthorizeRequest,
  TwoStepGateway,
} from '#core/payments/payment-gateway.ts';
import type { EngineOptions } from '#test/support/engine/engine.ts';
import { type World, world } from '#test/support/engine/world.ts';
import { judge, type Verdict } from './all.ts';
import { liveTables, type RawChange } from './live-tables.ts';
import { pgOrderIdOfRow, pgPaymentOf, type ToldTruth } from './told-truth.ts';
import type {
  Delivery,
  EventCopy,
  ExecutionCopy,
  PgCall,
  PgPayment,
  Step,
  Tables,
  Told,
  View,
} from './view.ts';

export interface Witnessed {
  readonly at: World;
  readonly view: View;
  /** One for every step: what it touched, and everything at that moment. */
  readonly verdicts: readonly { readonly touched: Verdict; readonly full: Verdict }[];
  /** Milliseconds of CPU that the touched looks took. */
  readonly touchedMs: () => number;
  readonly told: Told[];
}

const truthOf = ({ pg }: World, tables: Tables): PgPayment[] =>
  tables.ofKind('PAYMENT').flatMap((payment) => {
    const { payments } = pg.control.truth.order(pgOrderIdOfRow(payment));
    return (payments as unknown as readonly ToldTruth[]).map(pgPaymentOf);
  });

type NotedCall = Pick<PgAuthorizeRequest, 'idempotencyKey' | 'paymentKey' | 'pgOrderId' | 'amount'>;

/** Every call that can move money is noted when it leaves. */
function noteCalls(at: World, steps: readonly Step[], calls: PgCall[]): void {
  const { gateways } = at.deps;
  const note = (op: PgCall['op'], call: NotedCall): void => {
    const body = [op, call.paymentKey ?? '', call.pgOrderId, call.amount.minor].join(' ');
    calls.push({
      at: at.clock.now(),
      afterStep: steps.length,
      op,
      idempotencyKey: call.idempotencyKey,
      paymentKey: call.paymentKey ?? '',
      requestHash: createHash('sha256').update(body).digest('hex'),
    });
  };
  const notingTwoStep = (calling: TwoStepGateway): TwoStepGateway => ({
    authorize: (call) => {
      note('authorize', call);
      return calling.authorize(call);
    },
    capture: (call) => {
      note('capture', call);
      return calling.capture(call);
    },
    void: (call) => {
      note('void', call);
      return calling.void(call);
    },
  });
  const noting = (gateway: PaymentGateway): PaymentGateway => ({
    ...gateway,
    confirm: (call) => {
      note('confirm', call);
      return gateway.confirm(call);
    },
    cancel: (call) => {
      note('cancel', call);
      return gateway.cancel(call);
    },
    ...(gateway.twoStep && { twoStep: notingTwoStep(gateway.twoStep) }),
  });
  Object.assign(at.deps, { gateways: (provider: string) => noting(gateways(provider)) });
}

/** Names of executions as they are started; their state is asked when somebody looks. */
function noteStarts(at: World): string[] {
  const names: string[] = [];
  const { start } = at.deps.workflows;
  Object.assign(at.deps.workflows, {
    start: (run: Parameters<typeof start>[0]) => {
      if (!names.includes(run.name)) names.push(run.name);
      return start(run);
    },
  });
  return names;
}

const executionsOf = ({ stepper }: World, names: readonly string[]): ExecutionCopy[] =>
  names.map((name) => ({
    name,
    input: {},
    status: stepper.describe(name).status as ExecutionCopy['status'],
    startedAt: 0,
    entered: stepper.history(name).entered,
  }));

export function witnessedWorld(options: EngineOptions): Witnessed {
  const live = liveTables();
  const steps: Step[] = [];
  const calls: PgCall[] = [];
  const deliveries: Delivery[] = [];
  const told: Told[] = [];
  const verdicts: { touched: Verdict; full: Verdict }[] = [];
  let touchedMs = 0;

  const hearDeliveries = (): void => {
    for (const event of at.published.slice(deliveries.length)) {
      const copy = event as unknown as EventCopy;
      const number = deliveries.length + 1;
      deliveries.push({ at: at.clock.now(), number, by: 'sweeper', event: copy });
    }
  };
  const onCommit: EngineOptions['onCommit'] = (raw) => {
    hearDeliveries();
    const changes = live.apply(raw as readonly RawChange[]);
    steps.push({ number: steps.length + 1, at: at.clock.now(), site: '', changes });
    const before = process.cpuUsage();
    const touched = judge(view, steps.at(-1));
    const { user, system } = process.cpuUsage(before);
    touchedMs += (user + system) / 1_000;
    verdicts.push({ touched, full: judge(view, undefined) });
  };
  const at = world({ ...options, onCommit });
  noteCalls(at, steps, calls);
  const names = noteStarts(at);
  const view: View = {
    get now() {
      return at.clock.now();
    },
    tables: live.tables,
    deliveries,
    deadLetters: [],
    get pgPayments() {
      return truthOf(at, live.tables);
    },
    pgCalls: calls,
    get executions() {
      return executionsOf(at, names);
    },
    told,
    waiting: [],
    logs: [],
    steps,
    limits: { consistencySeconds: 30 },
  };
  return { at, view, verdicts, touchedMs: () => touchedMs, told };
}
