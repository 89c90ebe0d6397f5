// What a batch of runs comes to: counts by kind, cells and pairs done, what every check has looked at, and
// each violation with everything needed to see it again.
import { faultText } from '#test/support/world/faults.ts';
import type { Verdict } from './judge-run.ts';
import type { RunSpec } from './replay-line.ts';
import type { Ran } from './run-world.ts';
import { metIn } from './sometimes.ts';

export type RunKind =
  | 'fault-free'
  | 'single'
  | 'layer'
  | 'pair'
  | 'random'
  | 'redis'
  | 'determinism'
  | 'corpus';

export interface Notes {
  readonly kind: RunKind;
}

export interface Finding {
  readonly id: string;
  readonly about: string;
  readonly says: string;
  /** Seconds of virtual time. */
  readonly at: number;
  readonly kind: RunKind;
  readonly spec: RunSpec;
}

export interface PairCount {
  /** First faults whose seconds were enumerated. */
  firsts: number;
  /** Runs in which the second fault struck, in the world that the first had made. */
  done: number;
  total: number;
}

export interface Counts {
  runs: number;
  payments: number;
  randomPayments: number;
  randomWorlds: number;
  events: number;
  readonly runsByKind: Record<string, number>;
  readonly faultsByKind: Record<string, number>;
  /** (template × fault kind) that was forced at least once and did strike. */
  readonly cells: Record<string, number>;
  /** Faults forced alone, with Redis or without, that struck nothing: the site was not met again. */
  missed: number;
  readonly pairs: Record<string, PairCount>;
  readonly looked: Record<string, number>;
  /** Random worlds that have met each entry of `sometimes`. */
  readonly sometimes: Record<string, number>;
  readonly edges: Record<string, number>;
  /** Calls by function and label, of runs that record: `api/confirm-payment/TX-CLAIM`. */
  readonly places: Record<string, number>;
  readonly findings: Finding[];
}

export interface Tally {
  readonly counts: Counts;
  add(spec: RunSpec, ran: Ran, verdict: Verdict, notes: Notes): void;
  /** One first fault, and how many seconds its run allows. */
  planPairs(template: string, seconds: number): void;
}

const findingsMax = 200;

const noPairs = (): PairCount => ({ firsts: 0, done: 0, total: 0 });

export const noCounts = (): Counts => ({
  runs: 0,
  payments: 0,
  randomPayments: 0,
  randomWorlds: 0,
  events: 0,
  runsByKind: {},
  faultsByKind: {},
  cells: {},
  missed: 0,
  pairs: {},
  looked: {},
  sometimes: {},
  edges: {},
  places: {},
  findings: [],
});

const bump = (counts: Record<string, number>, name: string, by = 1): void => {
  counts[name] = (counts[name] ?? 0) + by;
};

/** One violation of a run per number: the first says enough. */
const findingsOf = (spec: RunSpec, ran: Ran, verdict: Verdict, kind: RunKind): Finding[] => {
  const byId = new Map<string, Finding>();
  for (const { id, about, says, at } of verdict.violations) {
    if (byId.has(id)) continue;
    const seconds = (at - ran.world.startedAt) / 1_000;
    byId.set(id, { id, about, says, at: seconds, kind, spec });
  }
  return [...byId.values()];
};

/** Folder and label of a site: `api/confirm-payment`, `TX-CLAIM`. */
export const partsOf = (site: string): { folder: string; label: string } => ({
  folder: site.slice(0, site.indexOf('#')),
  label: site.slice(site.lastIndexOf('/') + 1, site.lastIndexOf('~')),
});

const addSites = (counts: Counts, ran: Ran): void => {
  for (const site of ran.world.ground.sites?.keys() ?? []) {
    const { folder, label } = partsOf(site);
    bump(counts.places, `${folder}/${label}`);
  }
};

/** What one run counts towards: a template with a kind of fault, or a kind of run; never a world. */
const cellOf = (spec: RunSpec, { kind }: Notes): string => {
  const [first = ''] = spec.faults;
  const layer = spec.layerOff === undefined ? '' : ` without ${spec.layerOff}`;
  const template = `${spec.template}${layer}`;
  switch (kind) {
    case 'single':
    case 'layer':
      return `${template} × ${first.slice(0, first.indexOf('|'))}`;
    case 'pair':
      return `${template} pairs × ${first.slice(0, first.indexOf('|'))}`;
    case 'random':
    case 'determinism':
      return kind;
    case 'corpus':
      return `corpus ${template} ${spec.seed}`;
    case 'fault-free':
    case 'redis':
      return `${template} ${kind}`;
  }
};

/** Those of the forced faults that struck. */
const struckOf = (ran: Ran, faults: readonly string[]): string[] => {
  const fired = new Set(ran.world.ground.fired.map(faultText));
  return faults.filter((fault) => fired.has(fault));
};

/** Kinds of run that are about the fault they force. */
const forcedKinds: ReadonlySet<RunKind> = new Set(['single', 'layer', 'pair', 'redis']);

const addFaults = (counts: Counts, spec: RunSpec, ran: Ran, notes: Notes): void => {
  const { fired } = ran.world.ground;
  for (const { kind } of fired) bump(counts.faultsByKind, kind);
  const isAlone = notes.kind === 'single' || notes.kind === 'redis';
  // A run of Redis without a fault is the one that the others are compared with.
  const isMissed = spec.faults.length > 0 && struckOf(ran, spec.faults).length === 0;
  if (isAlone && isMissed) counts.missed += 1;
  const isForced = spec.faults.length > 0 && forcedKinds.has(notes.kind);
  // A forced fault that met nothing has shown nothing.
  if (!isForced || fired.length > 0) bump(counts.cells, cellOf(spec, notes));
};

const addSizes = (counts: Counts, spec: RunSpec, ran: Ran, kind: RunKind): void => {
  const payments = ran.world.watch.tables.ofKind('PAYMENT').length;
  counts.runs += 1;
  counts.payments += payments;
  counts.events += ran.world.ground.scheduler.eventsRun();
  bump(counts.runsByKind, kind);
  if (kind === 'random') {
    counts.randomPayments += payments;
    counts.randomWorlds += 1;
    for (const name of metIn(ran)) bump(counts.sometimes, name);
  }
  const pair = kind === 'pair' ? counts.pairs[spec.template] : undefined;
  if (pair !== undefined) pair.done += struckOf(ran, spec.faults.slice(1)).length;
};

export const tallyOf = (): Tally => {
  const counts = noCounts();
  return {
    counts,
    add: (spec, ran, verdict, notes) => {
      addSizes(counts, spec, ran, notes.kind);
      for (const [id, looked] of verdict.looked) bump(counts.looked, id, looked);
      for (const edge of ran.world.workflows.edges()) bump(counts.edges, edge);
      addFaults(counts, spec, ran, notes);
      addSites(counts, ran);
      const found = findingsOf(spec, ran, verdict, notes.kind);
      counts.findings.push(...found.slice(0, Math.max(0, findingsMax - counts.findings.length)));
    },
    planPairs: (template, seconds) => {
      const pair = counts.pairs[template] ?? noPairs();
      pair.firsts += 1;
      pair.total += seconds;
      counts.pairs[template] = pair;
    },
  };
};

const sumInto = (sum: Record<string, number>, more: Readonly<Record<string, number>>): void => {
  for (const [name, count] of Object.entries(more)) bump(sum, name, count);
};

/** Adds what one process has done to the whole. */
export const addCounts = (sum: Counts, more: Counts): void => {
  sum.runs += more.runs;
  sum.payments += more.payments;
  sum.randomPayments += more.randomPayments;
  sum.randomWorlds += more.randomWorlds;
  sum.events += more.events;
  sum.missed += more.missed;
  for (const name of [
    'runsByKind',
    'faultsByKind',
    'cells',
    'looked',
    'sometimes',
    'edges',
    'places',
  ] as const) {
    sumInto(sum[name], more[name]);
  }
  for (const [template, { firsts, done, total }] of Object.entries(more.pairs)) {
    const pair = sum.pairs[template] ?? noPairs();
    sum.pairs[template] = {
      firsts: pair.firsts + firsts,
      done: pair.done + done,
      total: pair.total + total,
    };
  }
  sum.findings.push(...more.findings);
};
