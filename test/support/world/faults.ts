// The vocabulary of faults, where each kind may strike, and the plans that decide whether it does.
// Source: testing specification, section 2.4.
import { canStrike } from '#local/pg-simulator/fault-catalogue.ts';
import { type Draws, hashText } from './draws.ts';
import type { LabelTraits, Technology } from './labels.ts';

/** `pg:F01` tells the PG to lie so at this call. */
export type FaultKind =
  | 'crash-before'
  | 'crash-after'
  | 'error-before'
  | 'timeout-after'
  | 'late'
  | 'throttle'
  | 'conflict'
  | 'stale'
  /** The answer of a read comes as it was, and late: others have moved on meanwhile. */
  | 'slow'
  | 'duplicate'
  | 'delay'
  | 'reorder'
  | 'poison'
  | 'lost-result'
  | 'cold'
  | 'clock-back'
  | 'clock-behind'
  | 'clock-ahead'
  | 'clock-forward'
  | 'stop-execution'
  /** Only as part of a scenario: the answer of a step never comes, or says what no branch knows. */
  | 'hang'
  | 'odd-answer'
  | 'redis-flush'
  | 'redis-old'
  | 'redis-down'
  | 'store-down'
  | 'pg-down'
  | 'bus-down'
  | 'restart'
  | 'deploy'
  | 'nudge'
  | `pg:${string}`
  /** The next webhook is preceded by one that somebody forged. */
  | 'webhook:F20';

/** What the PG is asked. */
type PgOp = 'confirm' | 'cancel' | 'authorize' | 'capture' | 'void' | 'read';

/** What happens at a site, and so which kinds it allows. */
export type SiteClass =
  | `call:${Technology}:${'read' | 'write'}:${'first' | 'later'}`
  | `pg:${PgOp}:${'first' | 'later'}`
  | 'invocation'
  | 'invocation:step'
  | 'delivery:stream'
  | 'delivery:queue'
  | 'delivery:bus'
  | 'delivery:webhook';

const everyPgLie = ['F01', 'F02', 'F03', 'F04', 'F05', 'F06', 'F07', 'F08', 'F09', 'F10'].concat([
  'F11',
  'F12',
  'F13',
  'F14',
  'F25',
  'F26',
  'F27',
  'F28',
]);

/**
 * F27 outlives its reply: of money that goes back no later read can tell the truth then, and only a person ends
 * it. No world has that person, so none draws it there.
 */
const isDrawn = (lie: string, op: PgOp): boolean => canStrike(lie, op, lie !== 'F27');

const pgLies = (op: PgOp): FaultKind[] =>
  everyPgLie.filter((lie) => isDrawn(lie, op)).map((lie): FaultKind => `pg:${lie}`);

const outageOf: Partial<Record<Technology, FaultKind>> = {
  store: 'store-down',
  redis: 'redis-down',
  bus: 'bus-down',
};

/** Best effort: a lost Redis answer costs nothing, so nothing but its absence is told apart. */
const redisKinds: readonly FaultKind[] = ['error-before', 'redis-flush', 'redis-old', 'redis-down'];

const storeKinds = (isWrite: boolean): FaultKind[] => (isWrite ? ['conflict'] : ['stale', 'slow']);
const callKinds = (
  { technology, isWrite }: LabelTraits,
  isFirst: boolean,
): readonly FaultKind[] => {
  if (technology === 'redis') return redisKinds;
  const kinds: FaultKind[] = ['error-before'];
  if (isWrite || isFirst) kinds.push('crash-before', 'crash-after');
  if (isWrite) kinds.push('timeout-after', 'late', 'restart', 'deploy');
  if (technology === 'store') kinds.push('throttle', ...storeKinds(isWrite));
  if (technology === 'machine' || technology === 'function') kinds.push('throttle');
  if (technology === 'bus') kinds.push('nudge');
  const outage = outageOf[technology];
  if (outage !== undefined) kinds.push(outage);
  return kinds;
};

const pgKinds = (op: PgOp, isFirst: boolean): readonly FaultKind[] => [
  'error-before',
  ...(op === 'read' && !isFirst ? [] : (['crash-before', 'crash-after'] as const)),
  ...(op === 'read' ? [] : (['timeout-after', 'late', 'restart', 'deploy'] as const)),
  'pg-down',
  ...pgLies(op),
];

const invocationKinds: readonly FaultKind[] = [
  'lost-result',
  'cold',
  'clock-back',
  'clock-behind',
  'clock-ahead',
  'clock-forward',
];

const plainKinds: Partial<Record<SiteClass, readonly FaultKind[]>> = {
  invocation: invocationKinds,
  'invocation:step': [...invocationKinds, 'stop-execution'],
  'delivery:stream': ['duplicate', 'delay', 'reorder', 'poison'],
  'delivery:queue': ['duplicate', 'delay', 'reorder', 'poison'],
  'delivery:bus': ['duplicate', 'delay', 'reorder'],
  'delivery:webhook': ['duplicate', 'delay', 'reorder', 'webhook:F20'],
};

const kindsByClass = new Map<SiteClass, readonly FaultKind[]>();

const kindsFor = (site: SiteClass): readonly FaultKind[] => {
  const plain = plainKinds[site];
  if (plain !== undefined) return plain;
  const [family, one = '', two = '', three = ''] = site.split(':');
  if (family === 'pg') return pgKinds(one as 'confirm', two === 'first');
  return callKinds({ technology: one as Technology, isWrite: two === 'write' }, three === 'first');
};

/** Every kind that a site of this class allows. */
export const allowedAt = (site: SiteClass): readonly FaultKind[] => {
  let kinds = kindsByClass.get(site);
  if (kinds === undefined) {
    kinds = kindsFor(site);
    kindsByClass.set(site, kinds);
  }
  return kinds;
};

const pairless: ReadonlySet<string> = new Set([
  'lost-result',
  'throttle',
  'conflict',
  'stale',
  'slow',
  'cold',
  'clock-back',
  'clock-behind',
  'clock-ahead',
  'clock-forward',
  'stop-execution',
  'redis-flush',
  'redis-old',
  'redis-down',
  'store-down',
  'pg-down',
  'bus-down',
  'poison',
  'restart',
  'deploy',
  'nudge',
]);

/** Kinds that are combined in pairs; the others are forced alone and drawn at random. */
export const isPairKind = (kind: FaultKind): boolean => !pairless.has(kind);

export interface Fired {
  readonly kind: FaultKind;
  readonly site: string;
  readonly at: number;
}

/** Decides at each site. @param key - `hashText(site)`. */
export interface FaultPlan {
  strikes(site: string, key: number, siteClass: SiteClass): FaultKind | undefined;
}

export const noFaults: FaultPlan = { strikes: () => undefined };

/** `kind|site`, as a replay line names a fault. */
export const faultText = ({ kind, site }: { readonly kind: string; readonly site: string }) =>
  `${kind}|${site}`;

/** Exactly these, each once. @throws Error for a text that is not `kind|site`. */
export const forcedFaults = (texts: readonly string[]): FaultPlan => {
  const wanted = new Map<string, FaultKind>();
  for (const text of texts) {
    const bar = text.indexOf('|');
    if (bar < 1) throw new Error(`not a fault: ${text}`);
    wanted.set(text.slice(bar + 1), text.slice(0, bar) as FaultKind);
  }
  return {
    strikes: (site, _key, siteClass) => {
      const kind = wanted.get(site);
      if (kind === undefined || !allowedAt(siteClass).includes(kind)) return undefined;
      return kind;
    },
  };
};

/** Chance of each kind at one site before the swarm scales it. */
const chanceOf: Readonly<Record<string, number>> = {
  'crash-before': 0.0055,
  'crash-after': 0.00825,
  'error-before': 0.0066,
  'timeout-after': 0.00825,
  late: 0.0066,
  throttle: 0.0066,
  conflict: 0.011,
  stale: 0.0275,
  slow: 0.0275,
  duplicate: 0.033,
  delay: 0.022,
  reorder: 0.0165,
  poison: 0.0011,
  'lost-result': 0.0165,
  cold: 0.055,
  'clock-back': 0.0033,
  'clock-behind': 0.0165,
  'clock-ahead': 0.0165,
  'clock-forward': 0.0033,
  'stop-execution': 0.011,
  'redis-flush': 0.0055,
  'redis-old': 0.0055,
  'redis-down': 0.00275,
  'store-down': 0.00022,
  'pg-down': 0.0033,
  'bus-down': 0.0022,
  restart: 0.00055,
  deploy: 0.00055,
  nudge: 0.055,
  pg: 0.011,
  'webhook:F20': 0.033,
};

const outages: ReadonlySet<string> = new Set(['redis-down', 'store-down', 'pg-down', 'bus-down']);

export interface Swarm {
  readonly chances: Readonly<Record<string, number>>;
}

/** Each kind off with probability 0.35, else scaled by 0.3 to 2. */
export const swarmOf = (draws: Draws): Swarm => ({
  chances: Object.fromEntries(
    Object.entries(chanceOf).map(([kind, chance]) => {
      const isOff = draws.named(`swarm-off|${kind}`) < 0.35;
      return [kind, isOff ? 0 : chance * (0.3 + 1.7 * draws.named(`swarm-scale|${kind}`))];
    }),
  ),
});

const numbers = new Map<FaultKind, number>();

/** A kind as the number of its draw. */
const numberOf = (kind: FaultKind): number => {
  let number = numbers.get(kind);
  if (number === undefined) {
    number = hashText(kind);
    numbers.set(kind, number);
  }
  return number;
};

/** All lies of the PG share one chance. */
const chanceIn = ({ chances }: Swarm, kind: FaultKind): number =>
  chances[kind] ?? (kind.startsWith('pg:') ? (chances['pg'] ?? 0) / 4 : 0);

/** Keyed draws under a swarm's chances, until `isOver`; one outage window per dependency at most. */
export const randomFaults = (draws: Draws, swarm: Swarm, isOver: () => boolean): FaultPlan => {
  const hadOutage = new Set<FaultKind>();
  const mayStrike = (kind: FaultKind): boolean => {
    if (!outages.has(kind)) return true;
    if (hadOutage.has(kind)) return false;
    hadOutage.add(kind);
    return true;
  };
  const isDrawn = (kind: FaultKind, key: number): boolean => {
    const chance = chanceIn(swarm, kind);
    return chance > 0 && draws.keyed(key, numberOf(kind)) < chance;
  };
  return {
    strikes: (_site, key, siteClass) => {
      if (isOver()) return undefined;
      return allowedAt(siteClass).find((kind) => isDrawn(kind, key) && mayStrike(kind));
    },
  };
};
