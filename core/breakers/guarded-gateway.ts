// A breaker around the calls of a PG that move money. Reads and what ends a doubt always pass and are not
// counted, so a doubt is resolved while a breaker is open. A fault of the breaker itself never stops a call.
import type { Environment, Tenant } from '#core/contracts/tenant.ts';
import type { Instant } from '#core/kernel/instant.ts';
import { plus } from '#core/kernel/instant.ts';
import type { Clock, Instance } from '#core/kernel/ports.ts';
import type { PgOperation } from '#core/payments/payment.ts';
import type { PaymentGateway, PgReply, TwoStepGateway } from '#core/payments/payment-gateway.ts';
import {
  type Breaker,
  type Counts,
  dueMove,
  newBreaker,
  noCounts,
  permitOf,
  plusCounts,
  slowMs,
} from './breaker.ts';
import { type MoveDeps, moveBreaker } from './move-breaker.ts';
import { type BreakerGate, type BreakerRows, breakerOpen } from './ports.ts';

export interface BreakerDeps extends MoveDeps {
  readonly breakers: BreakerRows;
  readonly clock: Clock;
  readonly instance: Instance;
  /** Told of each call that was not let through, those that were refused before their claim too. */
  readonly countRefused: (name: string) => void;
  /** Told of what the breaker itself could not do; the call went on. */
  readonly telemetry: (line: {
    readonly level: 'WARN';
    readonly message: string;
    readonly fields: Readonly<Record<string, string>>;
  }) => void;
}

export const breakerName = (provider: string, operation: PgOperation): string =>
  `pg-${provider}-${operation.toLowerCase()}`;

const stateKnownMs = 1_000;
/** Trouble is told to the others at once, at most once a second; good news may wait. */
const troubleFlushMs = 1_000;
const calmFlushMs = 10_000;

interface Local {
  row: Breaker | undefined;
  readAt: Instant | undefined;
  counts: Counts;
  /** Version that the counts belong to. */
  version: number;
  flushedAt: Instant | undefined;
}

const notLetThrough: PgReply = {
  class: 'NOT_SENT',
  cause: 'NETWORK',
  code: breakerOpen,
  durationMs: 0,
};

/** What never met the PG, or met it in good health, says nothing about it. */
const ownFaults: ReadonlySet<string> = new Set([
  'INVALID_REQUEST_LOCAL',
  'NO_SUCH_PROVIDER',
  'NO_TIME_LEFT',
  'SECRET_UNAVAILABLE',
  'SECRET_UNUSABLE',
]);

/**
 * A no is an answer. So is "that payment is not in this state" or "no such session", whatever it leaves
 * unknown: else a client with invented payment keys could close a PG to everybody.
 */
const resultOf = ({ class: kind, cause, code, durationMs }: PgReply) => {
  if (kind === 'NOT_SENT' && ownFaults.has(code)) return undefined;
  const isUnknown = kind === 'UNKNOWN' && cause !== 'STATE' && cause !== 'SESSION';
  return { isFailed: kind === 'NOT_SENT' || isUnknown, isSlow: durationMs > slowMs };
};

type Result = NonNullable<ReturnType<typeof resultOf>>;

const countsOf = ({ isFailed, isSlow }: Result): Counts => ({
  calls: 1,
  failed: isFailed ? 1 : 0,
  slow: isSlow ? 1 : 0,
  slowFailed: isFailed && isSlow ? 1 : 0,
  refused: 0,
});

const breakerOf = (deps: BreakerDeps, name: string) => {
  const { breakers, clock, instance } = deps;
  const local = (): Local =>
    instance.memory(`breaker.${name}`, () => ({
      row: undefined,
      readAt: undefined,
      counts: noCounts,
      version: 0,
      flushedAt: undefined,
    }));

  const keep = (row: Breaker | undefined): Breaker => {
    const own = local();
    own.readAt = clock.now();
    own.row = row ?? { ...newBreaker(name, clock.now()), version: 0 };
    if (own.version !== own.row.version) {
      own.version = own.row.version;
      own.counts = noCounts;
    }
    return own.row;
  };

  /** Nothing of this is worth a payment: what fails is told, and the call goes on. */
  const trying = async <T>(what: string, run: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await run();
    } catch {
      deps.telemetry({ level: 'WARN', message: 'breaker.unavailable', fields: { name, what } });
      return undefined;
    }
  };

  const known = async (): Promise<Breaker> => {
    const { row, readAt } = local();
    const now = clock.now();
    const isFresh = readAt !== undefined && readAt <= now && now < plus(readAt, stateKnownMs);
    if (row !== undefined && isFresh) return row;
    const found = await trying('read', async () => ({ row: await breakers.byName(name) }));
    return found === undefined ? (row ?? keep(undefined)) : keep(found.row);
  };

  /** Writes the move that is due. @returns The row as it is then. */
  const settle = async (row: Breaker, environment: Environment): Promise<Breaker> => {
    const move = dueMove(row, clock.now());
    if (move === undefined) return row;
    const cause = { requestId: `breaker-${name}-${row.version}`, actor: 'engine:breaker' };
    const isMine = await moveBreaker(deps)(move, { environment, cause });
    return isMine ? keep(move.after) : keep(await breakers.byName(name));
  };

  const flush = async (environment: Environment): Promise<void> => {
    const own = local();
    const now = clock.now();
    const { counts } = own;
    const waitMs = counts.failed + counts.slow > 0 ? troubleFlushMs : calmFlushMs;
    own.flushedAt ??= plus(now, -troubleFlushMs);
    if (counts === noCounts || now < plus(own.flushedAt, waitMs)) return;
    own.flushedAt = now;
    own.counts = noCounts;
    const row = await breakers.count({ name, version: own.version }, now, counts);
    if (row === undefined) own.readAt = undefined;
    else await settle(keep(row), environment);
  };

  const add = (counts: Counts): void => {
    const own = local();
    own.counts = plusCounts(own.counts, counts);
  };

  const counted = async (call: () => Promise<PgReply>, env: Environment): Promise<PgReply> => {
    const reply = await call();
    const result = resultOf(reply);
    if (result !== undefined) add(countsOf(result));
    await trying('count', () => flush(env));
    return reply;
  };

  const tried = async (
    call: () => Promise<PgReply>,
    row: Breaker,
    env: Environment,
  ): Promise<PgReply> => {
    const reply = await call();
    const result = resultOf(reply);
    if (result === undefined) return reply;
    await trying('trial', async () => {
      const after = await breakers.endTrial(row, result);
      if (after !== undefined) await settle(keep(after), env);
    });
    return reply;
  };

  const countRefused = (): Promise<void> => trying('metric', async () => deps.countRefused(name));

  const refused = async (env: Environment): Promise<PgReply> => {
    await countRefused();
    add({ ...noCounts, refused: 1 });
    await trying('count', () => flush(env));
    return notLetThrough;
  };

  return {
    allows: async (): Promise<boolean> => {
      const isLetThrough = permitOf(await known(), clock.now()) !== 'REFUSE';
      if (!isLetThrough) await countRefused();
      return isLetThrough;
    },
    /** What ends a doubt passes, and is not counted; an operator's word stops it too. */
    pass: async ({ environment }: Tenant, call: () => Promise<PgReply>): Promise<PgReply> => {
      const row = await known();
      const isForbidden = row.state === 'FORCED_OPEN' && permitOf(row, clock.now()) === 'REFUSE';
      return isForbidden ? refused(environment) : call();
    },
    run: async ({ environment }: Tenant, call: () => Promise<PgReply>): Promise<PgReply> => {
      const seen = await known();
      const row = (await trying('move', () => settle(seen, environment))) ?? seen;
      switch (permitOf(row, clock.now())) {
        case 'PASS':
          return counted(call, environment);
        case 'REFUSE':
          return refused(environment);
        default: {
          const isMine = await trying('trial', () => breakers.takeTrial(row, clock.now()));
          // Others have the trials; where nobody can tell, a call does no harm.
          return isMine === false ? refused(environment) : tried(call, row, environment);
        }
      }
    },
  };
};

/** The gate asks the same memory that the calls fill. */
export const breakerGate =
  (deps: BreakerDeps): BreakerGate =>
  (provider, operation) =>
    breakerOf(deps, breakerName(provider, operation)).allows();

/** @param provider - Its connector's name: each operation has a breaker of its own. */
export const guardedGateway = (
  gateway: PaymentGateway,
  provider: string,
  deps: BreakerDeps,
): PaymentGateway => {
  const guarded =
    <R extends { readonly tenant: Tenant; readonly endsDoubt?: true }>(
      operation: PgOperation,
      call: (request: R) => Promise<PgReply>,
    ) =>
    (request: R): Promise<PgReply> => {
      const breaker = breakerOf(deps, breakerName(provider, operation));
      const through = request.endsDoubt === true ? breaker.pass : breaker.run;
      return through(request.tenant, () => call(request));
    };
  const { twoStep } = gateway;
  const guardedTwoStep = (calls: TwoStepGateway): TwoStepGateway => ({
    authorize: guarded('AUTHORIZE', (request) => calls.authorize(request)),
    capture: guarded('CAPTURE', (request) => calls.capture(request)),
    void: guarded('VOID', (request) => calls.void(request)),
  });
  return {
    ...gateway,
    confirm: guarded('CONFIRM', (request) => gateway.confirm(request)),
    cancel: guarded('REFUND', (request) => gateway.cancel(request)),
    ...(twoStep !== undefined && { twoStep: guardedTwoStep(twoStep) }),
  };
};
