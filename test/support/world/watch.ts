// Watches a world: every committed write goes into the live tables and before the invariants, with the names
// of those it breaks. Rows that wait for the sweeper are counted on the way.
import type { RawChange } from '#test/support/invariants/live-tables.ts';
import { liveTables } from '#test/support/invariants/live-tables.ts';
import type { Breach, Invariant, Row, Step, Tables, View } from '#test/support/invariants/view.ts';
import type { Ground } from './ground.ts';

export interface Violation extends Breach {
  readonly id: string;
  readonly at: number;
}

export interface Watch {
  readonly tables: Tables;
  readonly steps: Step[];
  readonly violations: Violation[];
  /** How many objects each invariant has looked at. */
  readonly looked: Map<string, number>;
  commit(raw: readonly RawChange[], site: string): void;
  /** Judges everything at once. */
  judgeAll(isQuiet: boolean): void;
  /** The earliest time at which a sweep would find work; undefined when nothing waits. */
  nextWork(): number | undefined;
}

export interface WatchOptions {
  readonly ground: Ground;
  readonly view: () => View;
  readonly invariants: readonly Invariant[];
  /** Every so many steps everything is judged, not only what was touched; 0: never. */
  readonly fullEvery: number;
  readonly publishAfterMs: number;
  /** Parts of the sweep that are off: what waits for them waits for nobody. */
  readonly withoutParts: ReadonlySet<string>;
}

const commandsAfterMs = 30_000;

/** When the sweeper would first look at this row. */
const workAt = (row: Row, { publishAfterMs, withoutParts }: WatchOptions): number | undefined => {
  const { fields } = row;
  if (row.kind === 'OUT') {
    const isOff = fields['bp'] === undefined || withoutParts.has('outbox.pending');
    return isOff ? undefined : Number(fields['createdAt']) + publishAfterMs;
  }
  if (row.kind === 'CMD') {
    const isOff = fields['cp'] === undefined || withoutParts.has('command.pending');
    return isOff ? undefined : Number(fields['createdAt']) + commandsAfterMs;
  }
  const due = fields['dueSk'];
  if (withoutParts.has('due.list')) return undefined;
  if (typeof due !== 'string' || row.kind === 'ITEM') return undefined;
  return Date.parse(due.slice(0, due.indexOf('#')));
};

/** A row that so many sweeps in a row could only put off waits for something else than a sweep. */
const looksMax = 4;

const mayWait: ReadonlySet<string> = new Set(['OUT', 'CMD', 'ORDER', 'ATTEMPT', 'SAGA', 'PAYMENT']);

export const watchOf = (options: WatchOptions): Watch => {
  const { ground, view, invariants, fullEvery } = options;
  const live = liveTables();
  const steps: Step[] = [];
  const violations: Violation[] = [];
  const looked = new Map<string, number>();
  const known = new Set<string>();
  const work = new Map<string, number>();
  /** How often in a row a sweep has only sent a row to the end of the line. */
  const movedOn = new Map<string, number>();
  const always = invariants.filter(({ when }) => when !== 'Q');

  const note = (invariant: Invariant, step: Step | undefined, isQuiet: boolean): void => {
    const judged = invariant.check(view(), step, isQuiet);
    looked.set(invariant.id, (looked.get(invariant.id) ?? 0) + judged.looked);
    for (const breach of judged.breaches) {
      const key = `${invariant.id} ${breach.about}`;
      if (known.has(key)) continue;
      known.add(key);
      violations.push({ ...breach, id: invariant.id, at: ground.scheduler.now() });
    }
  };
  const followWork = (old: Row | undefined, next: Row | undefined, isMove: boolean): void => {
    const row = next ?? old;
    if (row === undefined || !mayWait.has(row.kind)) return;
    const key = `${row.pk} ${row.sk}`;
    if (!isMove) movedOn.clear();
    else movedOn.set(key, (movedOn.get(key) ?? 0) + 1);
    if ((movedOn.get(key) ?? 0) >= looksMax) {
      work.delete(key);
      return;
    }
    const at = next === undefined ? undefined : workAt(next, options);
    if (at === undefined) work.delete(key);
    else work.set(key, at);
  };
  return {
    tables: live.tables,
    steps,
    violations,
    looked,
    commit: (raw, site) => {
      const changes = live.apply(raw);
      const step: Step = { number: steps.length + 1, at: ground.scheduler.now(), site, changes };
      steps.push(step);
      const kinds = new Set<string>();
      const isMove = site.includes('/due.later~');
      for (const { old, next } of changes) {
        kinds.add((next ?? old)?.kind ?? '');
        followWork(old, next, isMove);
      }
      for (const invariant of always) {
        if (invariant.rows.some((kind) => kinds.has(kind))) note(invariant, step, false);
      }
      if (fullEvery > 0 && steps.length % fullEvery === 0) {
        for (const invariant of always) note(invariant, undefined, false);
      }
    },
    judgeAll: (isQuiet) => {
      for (const invariant of invariants) note(invariant, undefined, isQuiet);
    },
    nextWork: () => (work.size === 0 ? undefined : Math.min(...work.values())),
  };
};
