// What must have happened at least once in a batch of random worlds, or the batch was too tame to mean anything
// (rule R12); and what cannot happen in them yet.
import type { Breach, Row } from '#test/support/invariants/view.ts';
import { numberField, textField } from '#test/support/oracle/run-facts.ts';
import type { RunRecord } from '#test/support/oracle/run-record.ts';
import { r12, sometimes } from '#test/support/oracle/run-rules.ts';
import type { Ran } from './run-world.ts';

export type Sometimes = (typeof sometimes)[number];

/** An entry that was seen fails: the list can only become shorter. */
export const waitingSometimes: readonly {
  readonly name: Sometimes;
  readonly waitsFor: string;
}[] = [
  { name: 'DLQ filled and drained', waitsFor: 'redrive of dead letters' },
  { name: 'TTL record on a stream', waitsFor: 'rows that expire while a world runs' },
];

const tickMs = 1_000;

const reports = new Set(['complete-service', 'fail-service']);

const isLateApproval = ({ world }: Ran): boolean => {
  const cancelledAt = new Map<string, number>();
  for (const { route, status, at, result } of world.view.told) {
    if (route === 'cancel-order' && status > 0 && status < 300) {
      cancelledAt.set(String(result?.['orderId']), at);
    }
  }
  if (cancelledAt.size === 0) return false;
  return world.watch.steps.some(({ at, changes }) =>
    changes.some(
      ({ old, next }) =>
        next?.kind === 'ATTEMPT' &&
        textField(next, 'op') === 'CONFIRM' &&
        textField(next, 'state') === 'SUCCEEDED' &&
        old?.fields['state'] !== 'SUCCEEDED' &&
        (cancelledAt.get(textField(next, 'orderId')) ?? Number.POSITIVE_INFINITY) < at,
    ),
  );
};

const isSameTick = (service: Row, { world }: Ran): boolean => {
  const deadline = numberField(service, 'deadlineAt');
  const isNear = (at: number): boolean => Math.abs(at - deadline) <= tickMs;
  const client = world.labelOf(textField(service, 'paymentId'));
  return world.view.told.some(
    (told) => told.client === client && reports.has(told.route) && isNear(told.sentAt),
  );
};

const isRepeatedCompensation = ({ world }: Ran): boolean => {
  const { pgCalls, pgPayments } = world.view;
  const doneAt = new Map<string, number>();
  for (const { effects } of pgPayments) {
    for (const { op, at, idempotencyKey } of effects) {
      if (op === 'cancel' && idempotencyKey !== null) doneAt.set(idempotencyKey, at);
    }
  }
  return pgCalls.some(
    ({ op, idempotencyKey, at }) =>
      op === 'cancel' && at > (doneAt.get(idempotencyKey) ?? Number.POSITIVE_INFINITY),
  );
};

const isHealed = ({ world }: Ran): boolean => {
  const executions = world.view.executions;
  const paymentOf = ({ input }: (typeof executions)[number]): string => String(input['paymentId']);
  const stopped = new Set(
    executions.flatMap((one) => (one.status === 'ABORTED' ? [paymentOf(one)] : [])),
  );
  return executions.some((one) => one.status === 'SUCCEEDED' && stopped.has(paymentOf(one)));
};

const isSeenIn: Readonly<Partial<Record<Sometimes, (ran: Ran) => boolean>>> = {
  'late approve after cancel': isLateApproval,
  'callback and timeout in one tick': (ran) =>
    ran.world.watch.tables.ofKind('SVC').some((service) => isSameTick(service, ran)),
  'compensation repeated after its own effect': isRepeatedCompensation,
  'execution stopped and healed': isHealed,
  'the sweep started a run': ({ world }) =>
    world.watch.steps.some(({ site }) => /^schedules\/[^/]+\/TX-RUN~/u.test(site)),
  'replay while the first runs': ({ world }) =>
    world.view.told.some(({ code }) => code === 'IDEM_001'),
  'Redis lost between check and set': ({ world }) =>
    world.ground.fired.some(({ site }) => site.includes('/redis.idem-done~')),
  TransactionConflict: ({ world }) =>
    world.ground.fired.some(({ kind, site }) => kind === 'conflict' && site.includes('/TX-')),
};

/** What a run has met of the list. */
export const metIn = (ran: Ran): Sometimes[] =>
  sometimes.filter(
    (name) =>
      (ran.world.happenings.met as ReadonlySet<string>).has(name) || isSeenIn[name]?.(ran) === true,
  );

export interface Batched {
  readonly randomWorlds: number;
  readonly sometimes: Readonly<Record<string, number>>;
}

const asBatch = (batch: NonNullable<RunRecord['batch']>): RunRecord =>
  ({ batch }) as unknown as RunRecord;

const worldsMin = 500;

/** Fewer worlds have shown nothing by what they have not met. */
export const judgeSometimes = ({
  randomWorlds,
  sometimes: counts,
}: Batched): { readonly looked: number; readonly breaches: readonly Breach[] } => {
  if (randomWorlds < worldsMin) return { looked: 0, breaches: [] };
  const seen = sometimes.filter((name) => counts[name]);
  const excused = waitingSometimes.map(({ name }) => name);
  return r12.check(asBatch({ worlds: randomWorlds, seen: [...seen, ...excused] }));
};

/** A sentence for each entry that nobody met, and for each that was met and waits. */
export const unmetIn = (batch: Batched): string[] => [
  ...judgeSometimes(batch).breaches.map(({ about, says }) => `R12 ${about}: ${says}`),
  ...waitingSometimes
    .filter(({ name }) => batch.sometimes[name])
    .map(({ name, waitsFor }) => `"${name}" was met, and its list says it waits for ${waitsFor}`),
];
