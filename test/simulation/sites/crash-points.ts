// The crash points C01 to C31 of the specification of the saga, section 2.3: the fault that makes each, what
// it leaves in the tables, and who repairs it, as the story of the run must tell.
import type { Row, Told, View } from '#test/support/invariants/view.ts';
import type { RunSpec } from '../replay-line.ts';

export interface CrashPoint {
  readonly id: string;
  readonly says: string;
  readonly run: Omit<RunSpec, 'seed'>;
  /** True of the durable state after the fault and before the repair. */
  readonly left: (view: View) => boolean;
  /** Sites of the story after that moment, in this order. */
  readonly repairedBy: readonly RegExp[];
  /** What some client was told in the end. */
  readonly told?: (told: Told) => boolean;
}

const textOf = ({ fields }: Row, name: string): string => {
  const value = fields[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

const statusOf = (row: Row): string => textOf(row, 'status') || textOf(row, 'state');

type Kind = Row['kind'];

const has = ({ tables }: View, kind: Kind, status?: string): boolean =>
  tables.ofKind(kind).some((row) => status === undefined || statusOf(row) === status);

const service = (view: View): Row | undefined => view.tables.ofKind('SVC')[0];

const deadlineOf = ({ fields }: Row): number => Number(fields['deadlineAt']);

const hasToken = (view: View): boolean => service(view)?.fields['token'] !== undefined;

/** A command of that kind that nobody has marked as done. */
const isPending = ({ tables }: View, kind: string): boolean =>
  tables
    .ofKind('CMD')
    .some((row) => row.fields['cp'] !== undefined && textOf(row, 'payload').includes(kind));

const isUnpublished = ({ tables }: View): boolean =>
  tables.ofKind('OUT').some(({ fields }) => fields['bp'] !== undefined);

const pgHas = ({ pgPayments }: View, status: string): boolean =>
  pgPayments.some((payment) => payment.status === status);

const execution = ({ executions }: View, status: string): boolean =>
  executions.some((each) => each.status === status);

/** An attempt that nobody has recorded, with or without an effect at the PG. */
const sent = (view: View): boolean => has(view, 'ATTEMPT', 'SENT');

const confirm = 'api/confirm-payment#c1.2';
const callback = 'api/complete-service#c1.complete';
const dispatcher = 'streams/dispatch-commands#c1';
const relay = 'streams/relay-eventbridge#c1';

const at = (actor: string, label: string): RegExp =>
  new RegExp(`^${actor.replaceAll('.', '\\.')}/${label}~`, 'u');

const again = (actor: string, label: string): RegExp =>
  new RegExp(`^${actor.replaceAll('.', '\\.')}/${label}~1$`, 'u');

const watchdog = 'events/on-watchdog-due#c1';
const sweep = 'schedules/sweep-pending-work#sweep';

const one = (template: string, ...faults: readonly string[]) => ({ template, faults });

const isReplay = ({ route, status, headers }: Told): boolean =>
  route === 'confirm-payment' && status === 200 && headers['Idempotent-Replayed'] === 'true';

const beforeAnswer: readonly CrashPoint[] = [
  {
    id: 'C01',
    says: 'before the claim',
    run: one('S01', `crash-before|${confirm}/TX-CLAIM~0`),
    left: (view) => has(view, 'PAYMENT', 'READY') && !has(view, 'ATTEMPT'),
    repairedBy: [again(confirm, 'TX-CLAIM'), at(confirm, 'TX-APPROVED')],
  },
  {
    id: 'C02',
    says: 'reply of the claim lost, process alive',
    run: one('S01', `timeout-after|${confirm}/TX-CLAIM~0`),
    left: (view) => sent(view) && !pgHas(view, 'DONE'),
    repairedBy: [
      at(confirm, 'payment.byId'),
      at(confirm, 'pg.confirm'),
      at(confirm, 'TX-APPROVED'),
    ],
  },
  {
    id: 'C03',
    says: 'after the claim, before the first byte to the PG',
    run: one('S01', `crash-after|${confirm}/TX-CLAIM~0`),
    left: (view) => sent(view) && !pgHas(view, 'DONE'),
    repairedBy: [
      at(watchdog, 'TX-DOUBT'),
      at(watchdog, 'pg.read'),
      at(watchdog, 'pg.confirm'),
      at(watchdog, 'TX-APPROVED'),
    ],
  },
  {
    id: 'C04',
    says: 'during the call of the PG',
    run: one('S01', `crash-after|${confirm}/pg.confirm~0`),
    left: sent,
    repairedBy: [at(watchdog, 'pg.read'), at(watchdog, 'TX-APPROVED')],
  },
  {
    id: 'C05',
    says: 'the PG replied, before the record',
    run: one('S01', `crash-before|${confirm}/TX-APPROVED~0`),
    left: (view) => sent(view) && pgHas(view, 'DONE'),
    repairedBy: [at(watchdog, 'pg.read'), at(watchdog, 'TX-APPROVED')],
  },
  {
    id: 'C06',
    says: 'reply of the record lost',
    run: one('S01', `timeout-after|${confirm}/TX-APPROVED~0`),
    left: (view) => has(view, 'ATTEMPT', 'SUCCEEDED') && has(view, 'PAYMENT', 'APPROVED'),
    repairedBy: [/^client#c1\.2$/u],
    told: isReplay,
  },
  {
    id: 'C07',
    says: 'the PG times out, handler alive',
    run: one('S01', `timeout-after|${confirm}/pg.confirm~0`),
    left: sent,
    repairedBy: [at(confirm, 'TX-DOUBT'), at(watchdog, 'pg.read'), at(watchdog, 'TX-APPROVED')],
  },
  {
    id: 'C08',
    says: 'committed, before the answer',
    run: one('S01', `crash-after|${confirm}/TX-APPROVED~0`),
    left: (view) => has(view, 'PAYMENT', 'APPROVED') && has(view, 'RESPONSE', '200'),
    repairedBy: [/^client#c1\.2$/u],
    told: isReplay,
  },
  {
    id: 'C09',
    says: 'committed, Redis not updated',
    run: {
      ...one('S12', 'redis-flush|api/confirm-payment#c1.first/redis.idem-done~0'),
      redis: 'on',
    },
    left: (view) => has(view, 'PAYMENT', 'APPROVED') || has(view, 'PAYMENT', 'CONFIRMED'),
    repairedBy: [
      at('api/confirm-payment#c1.again', 'redis.idem-claim'),
      at('api/confirm-payment#c1.again', 'idempotency.answer'),
      at('api/confirm-payment#c1.again', 'redis.idem-done'),
    ],
    told: isReplay,
  },
  {
    id: 'C10',
    says: 'Redis lost',
    run: { ...one('S01', `redis-down|${confirm}/redis.idem-claim~0`), redis: 'on' },
    left: (view) => has(view, 'PAYMENT', 'READY'),
    repairedBy: [at(confirm, 'TX-CLAIM'), at(confirm, 'TX-APPROVED')],
  },
  {
    id: 'C11',
    says: 'watchdog and slow handler together',
    // Both by clocks that run ahead: the one sends its message, the other acts on it, while the PG replies.
    run: one(
      'S01',
      `clock-forward|${dispatcher}/invoke~0`,
      `clock-forward|${watchdog}/invoke~0`,
      `pg:F04|${confirm}/pg.confirm~0`,
    ),
    left: (view) => sent(view) && pgHas(view, 'DONE'),
    repairedBy: [
      at(watchdog, 'TX-DOUBT'),
      at(watchdog, 'TX-APPROVED'),
      at(confirm, 'TX-APPROVED'),
      /^client#c1\.2$/u,
    ],
    told: ({ route, status }) => route === 'confirm-payment' && status === 200,
  },
];

const inTheMachine: readonly CrashPoint[] = [
  {
    id: 'C12',
    says: 'START_SAGA stored, the dispatcher dies',
    run: one('S01', `crash-before|${dispatcher}/saga.start~0`),
    left: (view) => isPending(view, 'START_SAGA') && view.executions.length === 0,
    repairedBy: [again(dispatcher, 'saga.start'), at(dispatcher, 'command.done')],
  },
  {
    id: 'C13',
    says: 'the dispatcher dies after StartExecution',
    run: one('S01', `crash-after|${dispatcher}/saga.start~0`),
    left: (view) => isPending(view, 'START_SAGA') && execution(view, 'RUNNING'),
    repairedBy: [again(dispatcher, 'saga.start'), at(dispatcher, 'command.done')],
  },
  {
    id: 'C14',
    says: 'the watchdog’s messages are lost',
    run: { ...one('S01', `crash-after|${confirm}/TX-CLAIM~0`), layerOff: 'watchdog' },
    left: sent,
    repairedBy: [at(sweep, 'due.list'), at(sweep, 'TX-DOUBT'), at(sweep, 'TX-APPROVED')],
  },
  {
    id: 'C15',
    says: 'StartExecution throttled',
    run: one('S01', `throttle|${dispatcher}/saga.start~0`),
    left: (view) => isPending(view, 'START_SAGA') && view.executions.length === 0,
    repairedBy: [again(dispatcher, 'saga.start'), at(dispatcher, 'command.done')],
  },
  {
    id: 'C16',
    says: 'request-service dies before its token is stored',
    run: one('S01', 'crash-before|steps/request-service#c1/TX-TOKEN~0'),
    left: (view) => has(view, 'SVC', 'OPEN') && !hasToken(view),
    repairedBy: [again('steps/request-service#c1', 'TX-TOKEN')],
  },
  {
    id: 'C17',
    says: 'request-service dies after its token is stored',
    run: one('S01', 'crash-after|steps/request-service#c1/TX-TOKEN~0'),
    left: (view) => has(view, 'SVC', 'OPEN') && hasToken(view),
    repairedBy: [again('steps/request-service#c1', 'TX-TOKEN')],
  },
  {
    id: 'C18',
    says: 'the callback’s handler dies before the outcome',
    run: one('S01', `crash-before|${callback}/TX-OUTCOME~0`),
    left: (view) => has(view, 'SVC', 'OPEN'),
    repairedBy: [again(callback, 'TX-OUTCOME')],
  },
  {
    id: 'C19',
    says: 'the callback’s handler dies after the outcome',
    run: one('S01', `crash-after|${callback}/TX-OUTCOME~0`),
    left: (view) => has(view, 'SVC', 'COMPLETED') && isPending(view, 'RESUME_SAGA'),
    repairedBy: [at(dispatcher, 'saga.resume'), at('steps/complete-order#c1', 'TX-COMPLETE')],
    told: ({ route, status, retry }) => route === 'complete-service' && status === 200 && retry > 0,
  },
  {
    id: 'C20',
    says: 'RESUME_SAGA meets a token that is no more',
    run: one('S01', 'stop-execution|steps/request-service#c1/invoke~0'),
    left: (view) => has(view, 'SVC', 'COMPLETED') && has(view, 'SAGA', 'RUNNING'),
    repairedBy: [
      at(dispatcher, 'saga.resume'),
      at(dispatcher, 'saga.dueLater'),
      at(sweep, 'TX-RUN'),
      at('steps/complete-order#c1', 'TX-COMPLETE'),
    ],
  },
  {
    id: 'C21',
    says: 'callback and watchdog at one moment',
    // Twice the handler dies and twice the table is busy, until the deadline's message is there too.
    run: one(
      'S04',
      ...['crash-before', 'crash-before', 'throttle', 'throttle'].map(
        (kind, number) => `${kind}|api/complete-service#c2.complete/TX-OUTCOME~${number}`,
      ),
    ),
    left: ({ now, tables }) =>
      tables.ofKind('SVC').some((row) => statusOf(row) === 'OPEN' && deadlineOf(row) < now),
    repairedBy: [
      at('events/on-watchdog-due#c2', 'TX-SVC-CLOSE'),
      at('api/complete-service#c2.complete', 'TX-OUTCOME'),
      at('api/complete-service#c2.complete', 'TX-REJECT'),
    ],
  },
  {
    id: 'C22',
    says: 'complete-order dies around its commit',
    run: one('S01', 'crash-after|steps/complete-order#c1/TX-COMPLETE~0'),
    left: (view) => has(view, 'ORDER', 'COMPLETED') && execution(view, 'RUNNING'),
    repairedBy: [again('steps/complete-order#c1', 'payment.byId')],
  },
  {
    id: 'C23',
    says: 'cancel-payment dies after its claim',
    run: one('S03', 'crash-after|steps/cancel-payment#c1/TX-RETURN-CLAIM~0'),
    left: (view) => sent(view) && has(view, 'REFUND', 'SENT'),
    repairedBy: [
      /^(?:steps\/cancel-payment|events\/on-watchdog-due)#c1\/pg\.(?:read|cancel)~/u,
      /^(?:steps\/cancel-payment|events\/on-watchdog-due)#c1\/TX-RETURN-OK~/u,
    ],
  },
  {
    id: 'C24',
    says: 'cancel-order dies',
    run: one('S03', 'crash-before|steps/cancel-order#c1/TX-CANCEL-ORDER~0'),
    left: (view) => has(view, 'ORDER', 'PAID') && has(view, 'PAYMENT', 'CANCELLED'),
    repairedBy: [again('steps/cancel-order#c1', 'TX-CANCEL-ORDER')],
  },
  {
    id: 'C25',
    says: 'the execution is stopped',
    run: one('S01', 'stop-execution|steps/request-service#c1/invoke~0'),
    left: (view) => execution(view, 'ABORTED') && has(view, 'SAGA', 'RUNNING'),
    repairedBy: [
      at('events/on-execution-ended#c1', 'payment.byId'),
      at(sweep, 'TX-RUN'),
      at(dispatcher, 'saga.start'),
      at('steps/complete-order#c1', 'TX-COMPLETE'),
    ],
  },
];

const outward: readonly CrashPoint[] = [
  {
    id: 'C26',
    says: 'the relay dies before publishing',
    run: one('S01', `crash-before|${relay}/bus.publish~0`),
    left: (view) => isUnpublished(view) && view.deliveries.length === 0,
    repairedBy: [again(relay, 'bus.publish'), at(relay, 'outbox.published')],
  },
  {
    id: 'C27',
    says: 'the relay dies after publishing',
    run: one('S01', `crash-after|${relay}/bus.publish~0`),
    left: (view) => isUnpublished(view) && view.deliveries.length > 0,
    repairedBy: [again(relay, 'bus.publish'), at(relay, 'outbox.published')],
  },
  {
    id: 'C28',
    says: 'the stream gives its records up',
    run: { ...one('S05'), layerOff: 'streams' },
    left: isUnpublished,
    repairedBy: [at(sweep, 'bus.publish'), at(sweep, 'outbox.published')],
  },
  {
    id: 'C30',
    says: 'the table is unreachable with the call sent',
    run: one('S01', `store-down|${confirm}/TX-APPROVED~0`),
    left: (view) => sent(view) && pgHas(view, 'DONE'),
    repairedBy: [
      /^(?:events\/on-watchdog-due#c1|schedules\/sweep-pending-work#sweep)\/TX-APPROVED~/u,
    ],
    told: ({ route, status, code }) =>
      route === 'confirm-payment' && (code === 'PAY_005' || status === 503),
  },
  {
    id: 'C31',
    says: 'everything restarts at once',
    run: one('S01', `restart|${confirm}/TX-CLAIM~0`),
    left: sent,
    repairedBy: [at(watchdog, 'TX-DOUBT'), at(watchdog, 'TX-APPROVED')],
  },
];

/** Two of them meet within a moment, which only this seed's latencies make. */
export const crashSeed = 'a';

export const crashPoints: readonly CrashPoint[] = [...beforeAnswer, ...inTheMachine, ...outward];

/** Points that this release has no place for. */
export const waitingPoints: readonly { readonly id: string; readonly waitsFor: string }[] = [
  { id: 'C29', waitsFor: 'a consumer with offsets of its own' },
];
