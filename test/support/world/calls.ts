// Every labelled call of an instance goes through here: it takes virtual time, meets its fault before, after
// or instead of its effect, and never comes back to an invocation that is dead.
import type { Calls } from '#adapters/system/labelled.ts';
import type { CallLabel } from '#core/contracts/labels.ts';
import type { Sleeper } from '#core/kernel/ports.ts';
import type { SiteClass } from './faults.ts';
import type { Ground, Site } from './ground.ts';
import { type Technology, traitsOf } from './labels.ts';
import type { Invocation, Slot } from './lambda.ts';

/** What the cut behind a call may ask about the call it is serving, while its effect begins. */
export interface CallContext {
  /** The site of the call whose effect runs now. */
  current:
    | { readonly site: Site; readonly invocation: Invocation; readonly label: CallLabel }
    | undefined;
  /** How old the answer of an eventual read is, in ms: set for the one call that is stale. */
  staleMs: number;
}

export interface CallOptions {
  readonly ground: () => Ground;
  readonly context: CallContext;
  readonly onRestart: () => void;
  readonly onDeploy: () => void;
  /** True where a layer that is off finds nothing: its page comes back empty. */
  readonly isEmptied?: (label: CallLabel) => boolean;
}

type Settle<T> = { resolve(value: T): void; reject(fault: unknown): void };

const named = (name: string, rest: object = {}): Error =>
  Object.assign(new Error(`simulated ${name}`), { name, ...rest });

/** What the technology says when it has done nothing and may be asked again. */
const retryableOf: Readonly<Record<Technology, () => Error>> = {
  store: () => named('InternalServerError', { $fault: 'server' }),
  redis: () => new Error('simulated: the connection to Redis is closed'),
  pg: () => new Error('unused: the PG answers in values'),
  bus: () => named('InternalException', { $fault: 'server' }),
  queue: () => named('ServiceUnavailable', { $fault: 'server' }),
  machine: () => named('ServiceUnavailable', { $fault: 'server' }),
  function: () => named('ServiceException', { $fault: 'server' }),
  keys: () => named('InternalServiceError', { $fault: 'server' }),
};

const throttled = (technology: Technology): Error =>
  named(technology === 'store' ? 'ThrottlingException' : 'TooManyRequestsException');

const conflicted = (label: CallLabel): Error =>
  label.startsWith('TX-')
    ? named('TransactionCanceledException', {
        CancellationReasons: [{ Code: 'TransactionConflict' }],
      })
    : named('TransactionConflictException');

const timeoutMsOf: Readonly<Record<Technology, number>> = {
  store: 3_000,
  redis: 25,
  pg: 10_000,
  bus: 2_000,
  queue: 2_000,
  machine: 3_000,
  function: 25_000,
  keys: 2_000,
};

const latencyOf: Readonly<Record<Technology, readonly [number, number]>> = {
  store: [2, 9],
  redis: [1, 2],
  pg: [1, 1],
  bus: [6, 25],
  queue: [5, 18],
  machine: [8, 35],
  function: [2, 6],
  keys: [3, 9],
};

const late = (ground: Ground, site: Site): number =>
  2_000 + Math.floor(ground.draw(site, 3) * 9_000);

/** Shorter than any client of ours waits. */
const slow = (ground: Ground, site: Site): number => 200 + Math.floor(ground.draw(site, 3) * 2_300);

/** The same end, heard later. */
const held = <T>(ground: Ground, site: Site, { resolve, reject }: Settle<T>): Settle<T> => {
  const ms = slow(ground, site);
  return {
    resolve: (value) => ground.later(ms, () => resolve(value), site),
    reject: (fault) => ground.later(ms, () => reject(fault), site),
  };
};

const classesOf = (label: CallLabel): Record<'first' | 'later', SiteClass> => {
  const { technology, isWrite } = traitsOf(label);
  const of = <Place extends string>(place: Place) =>
    technology === 'pg'
      ? (`pg:${label.slice(3) as 'confirm'}:${place}` as const)
      : (`call:${technology}:${isWrite ? 'write' : 'read'}:${place}` as const);
  return { first: of('first'), later: of('later') };
};

const knownClasses = new Map<CallLabel, Record<'first' | 'later', SiteClass>>();

const classOf = (label: CallLabel, isFirst: boolean): SiteClass => {
  let classes = knownClasses.get(label);
  if (classes === undefined) {
    classes = classesOf(label);
    knownClasses.set(label, classes);
  }
  return isFirst ? classes.first : classes.later;
};

/** Runs the effect now and hands its end to the caller, unless the caller is gone by then. */
const perform = <T>(
  { context }: CallOptions,
  site: Site,
  invocation: Invocation,
  label: CallLabel,
  effect: () => Promise<T>,
  settle: Settle<T>,
): void => {
  context.current = { site, invocation, label };
  context.staleMs = site.fault === 'stale' ? 1 + Math.floor(site.key % 2_000) : 0;
  let running: Promise<T>;
  try {
    running = effect();
  } finally {
    context.current = undefined;
    context.staleMs = 0;
  }
  running.then(settle.resolve, settle.reject);
};

const nothing = (): void => undefined;

/** A call whose fault is chosen: what the caller sees, and when the effect happens. */
const strike = <T>(
  options: CallOptions,
  site: Site,
  invocation: Invocation,
  label: CallLabel,
  effect: () => Promise<T>,
  settle: Settle<T>,
): boolean => {
  const ground = options.ground();
  const { technology } = traitsOf(label);
  const doneSilently = (): void =>
    perform(options, site, invocation, label, effect, { resolve: nothing, reject: nothing });
  const crashAfter = (): void => {
    doneSilently();
    invocation.crash();
  };
  switch (site.fault) {
    case 'crash-before':
      invocation.crash();
      return true;
    case 'crash-after':
      crashAfter();
      return true;
    case 'restart':
      doneSilently();
      options.onRestart();
      return true;
    case 'deploy':
      options.onDeploy();
      return false;
    case 'error-before':
      ground.later(20, () => settle.reject(retryableOf[technology]()));
      return true;
    case 'throttle':
      settle.reject(throttled(technology));
      return true;
    case 'conflict':
      settle.reject(conflicted(label));
      return true;
    case 'poison':
      // Only as part of a scenario: refused for what it is, and asking again would end the same way.
      settle.reject(named('ValidationException'));
      return true;
    case 'timeout-after':
      doneSilently();
      ground.later(timeoutMsOf[technology], () => settle.reject(named('TimeoutError')));
      return true;
    case 'slow':
      perform(options, site, invocation, label, effect, held(ground, site, settle));
      return true;
    case 'late':
      ground.later(late(ground, site), doneSilently, site);
      ground.later(timeoutMsOf[technology], () => settle.reject(named('TimeoutError')));
      return true;
    case 'store-down':
    case 'bus-down':
    case 'redis-down':
      ground.beginOutage(technology, site);
      return false;
    default:
      return false;
  }
};

/** In an outage half of the calls hang to their timeout, the others fail at once. */
const failInOutage = <T>(ground: Ground, site: Site, label: CallLabel, settle: Settle<T>): void => {
  const { technology } = traitsOf(label);
  const hangs = ground.draw(site, 5) < 0.5;
  ground.later(hangs ? timeoutMsOf[technology] : 30, () =>
    settle.reject(hangs ? named('TimeoutError') : retryableOf[technology]()),
  );
};

/** One page of a listing asks every shard at once: whichever fails, the page fails. */
const shardLabels: ReadonlySet<CallLabel> = new Set([
  'due.list',
  'outbox.pending',
  'command.pending',
]);
const shards = 16;

const isNeighbour = ({ byLabel }: Invocation, label: CallLabel): boolean => {
  if (!shardLabels.has(label)) return false;
  const count = byLabel.get(label) ?? 0;
  byLabel.set(label, count + 1);
  return count % shards !== 0;
};

const never = <T>(): Promise<T> => new Promise<T>(nothing);

interface Sent<T> {
  readonly site: Site;
  readonly invocation: Invocation;
  readonly label: CallLabel;
  readonly effect: () => Promise<T>;
  readonly settle: Settle<T>;
}

/** The request is there. One that left before its sender died arrives all the same. */
const arrive = <T>(options: CallOptions, sent: Sent<T>): void => {
  const { site, invocation, label, effect, settle } = sent;
  const ground = options.ground();
  const { technology } = traitsOf(label);
  if (technology !== 'pg') {
    ground.tell(site.name, site.key, label);
    if (strike(options, site, invocation, label, effect, settle)) return;
    if (ground.isOut(technology)) {
      failInOutage(ground, site, label, settle);
      return;
    }
    if (options.isEmptied?.(label) === true) {
      settle.resolve({ Items: [] } as T);
      return;
    }
  }
  perform(options, site, invocation, label, effect, settle);
};

/** What a call comes to reaches its caller, unless that is dead by then. */
const settleFor = <T>(invocation: Invocation, { resolve, reject }: Settle<T>): Settle<T> => ({
  resolve: (value) => {
    if (!invocation.isDead) resolve(value);
  },
  reject: (fault) => {
    if (!invocation.isDead) reject(fault);
  },
});

/** The labelled calls of one slot. */
export const slotCalls = (slot: Slot, options: CallOptions): Calls => {
  const run = <T>(label: CallLabel, effect: () => Promise<T>): Promise<T> => {
    const ground = options.ground();
    const invocation = slot.current;
    if (invocation === undefined) {
      ground.traps.push(`${slot.folder}: ${label} after the handler returned`);
      return never();
    }
    if (invocation.isDead) return never();
    const siteClass = classOf(label, invocation.calls === 0);
    const site = ground.site(invocation.actor, label, siteClass, isNeighbour(invocation, label));
    invocation.calls += 1;
    return new Promise<T>((resolve, reject) => {
      const settle = settleFor<T>(invocation, { resolve, reject });
      const [least, most] = latencyOf[traitsOf(label).technology];
      const sent: Sent<T> = { site, invocation, label, effect, settle };
      ground.later(ground.latency(site, least, most), () => arrive(options, sent), site);
    });
  };
  return { run };
};

/** Sleeps in virtual time; who sleeps in a dead invocation does not wake. */
export const slotSleeper = (slot: Slot, ground: () => Ground): Sleeper => ({
  sleep: (ms) => {
    const invocation = slot.current;
    return new Promise((resolve) => {
      ground().later(ms, () => {
        if (invocation?.isDead !== true) resolve();
      });
    });
  },
});
