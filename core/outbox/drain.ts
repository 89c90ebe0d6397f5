// Works through what waits, page by page, for as long as a turn may last. A row that cannot be read is
// told and left behind; it never holds up the rows after it.
import type { Instant } from '#core/kernel/instant.ts';
import type { Clock, Sleeper } from '#core/kernel/ports.ts';

/** A row that is there and makes no sense: its key in its table, and why. */
export interface Unreadable {
  readonly row: string;
  readonly error: unknown;
}

/** One page of what waits, oldest first. */
export interface Found<T> {
  readonly items: readonly T[];
  readonly unreadable: readonly Unreadable[];
  /** Where the next page begins; left out on the last one. */
  readonly next?: string;
}

export type SweepPart = 'PUBLISH' | 'COMMANDS' | 'DUE' | 'MEASURE';

/** What went wrong in a turn, for the log. */
export interface Trouble {
  readonly part: SweepPart;
  /** How many rows stay behind because of it; 0 where none was read. */
  readonly rows: number;
  readonly error: unknown;
  /** Keys of rows that could not be read. */
  readonly unreadable?: readonly string[];
}

export interface DrainDeps {
  readonly clock: Clock;
  readonly sleeper: Sleeper;
  readonly report: (trouble: Trouble) => void;
}

export interface Draining<T> {
  readonly part: SweepPart;
  /** No page is begun after that time; the first one always is. */
  readonly until: Instant;
  readonly page: (after: string | undefined) => Promise<Found<T>>;
  /** @returns How many rows are done. A throw ends the part: the rows after it must not pass. */
  readonly work: (items: readonly T[]) => Promise<number>;
}

export interface Drained {
  readonly done: number;
  /** Rows that stay: their work failed, or they cannot be read. A page that cannot be read counts as one. */
  readonly failed: number;
  readonly unreadable: number;
}

/** The sweeper takes 500 rows a second at most, so that it never crowds out the payments. */
const msPerRow = 2;

interface Page {
  readonly done: number;
  readonly failed: number;
  readonly unreadable: number;
  readonly size: number;
  readonly next?: string | undefined;
}

const tellUnreadable = (deps: DrainDeps, part: SweepPart, rows: readonly Unreadable[]): void => {
  const [first] = rows;
  if (first === undefined) return;
  const unreadable = rows.map(({ row }) => row);
  deps.report({ part, rows: rows.length, error: first.error, unreadable });
};

const onePage = async <T>(
  deps: DrainDeps,
  { part, page, work }: Draining<T>,
  after: string | undefined,
): Promise<Page> => {
  let items: readonly T[] = [];
  let unreadable = 0;
  try {
    const found = await page(after);
    items = found.items;
    unreadable = found.unreadable.length;
    tellUnreadable(deps, part, found.unreadable);
    const done = items.length === 0 ? 0 : await work(items);
    const size = items.length + unreadable;
    return { done, failed: size - done, unreadable, size, next: found.next };
  } catch (error) {
    deps.report({ part, rows: items.length, error });
    return { done: 0, failed: Math.max(1, items.length + unreadable), unreadable, size: 0 };
  }
};

/** Never throws: what fails is reported, counted and left for the next turn. */
export const drain =
  (deps: DrainDeps) =>
  async <T>(draining: Draining<T>): Promise<Drained> => {
    let [done, failed, unreadable] = [0, 0, 0];
    let after: string | undefined;
    do {
      const startedAt = deps.clock.now();
      const page = await onePage(deps, draining, after);
      done += page.done;
      failed += page.failed;
      unreadable += page.unreadable;
      after = page.next;
      const restMs = page.size * msPerRow - (deps.clock.now() - startedAt);
      if (after !== undefined && restMs > 0) await deps.sleeper.sleep(restMs);
    } while (after !== undefined && deps.clock.now() < draining.until);
    return { done, failed, unreadable };
  };
