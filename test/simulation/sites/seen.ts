// What a batch of runs has seen of the engine, as plain counts that processes can add up.
import type { CallLabel } from '#core/contracts/labels.ts';
import type { RunSpec } from '../replay-line.ts';
import type { Finding } from '../tally.ts';

export type CountsByName = Record<string, number>;

export interface Seen {
  runs: number;
  payments: number;
  readonly folders: CountsByName;
  /** Calls by label. */
  readonly labels: CountsByName;
  /** `api/confirm-payment/TX-CLAIM × late`: met where the fault may strike, and struck. */
  readonly allowed: CountsByName;
  readonly struck: CountsByName;
  readonly states: CountsByName;
  readonly edges: CountsByName;
  readonly catches: CountsByName;
  readonly findings: Finding[];
}

/** A place that a run has met: what decides the run, and the site's own name. */
export interface Met {
  readonly spec: RunSpec;
  readonly site: string;
}

export const nothingSeen = (): Seen => ({
  runs: 0,
  payments: 0,
  folders: {},
  labels: {},
  allowed: {},
  struck: {},
  states: {},
  edges: {},
  catches: {},
  findings: [],
});

export const parts = [
  'folders',
  'labels',
  'allowed',
  'struck',
  'states',
  'edges',
  'catches',
] as const;

export const bump = (counts: CountsByName, name: string, by = 1): void => {
  counts[name] = (counts[name] ?? 0) + by;
};

export const addSeen = (sum: Seen, more: Seen): void => {
  sum.runs += more.runs;
  sum.payments += more.payments;
  for (const part of parts) {
    for (const [name, count] of Object.entries(more[part])) bump(sum[part], name, count);
  }
  sum.findings.push(...more.findings);
};

/** The record as it would be in a world that never makes this call. */
export const withoutLabel = (seen: Seen, label: CallLabel): Seen => {
  const others = (counts: CountsByName): CountsByName =>
    Object.fromEntries(
      Object.entries(counts).filter(
        ([name]) => name !== label && !name.split(' × ')[0]?.endsWith(`/${label}`),
      ),
    );
  return {
    ...seen,
    labels: others(seen.labels),
    allowed: others(seen.allowed),
    struck: others(seen.struck),
  };
};
