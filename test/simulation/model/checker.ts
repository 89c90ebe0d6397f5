// An explicit-state checker: every order of steps, breadth first, exact states. A property broken on any
// edge, or a state in which nothing can move and something is left undone, comes with its shortest path.

export interface Edge<S> {
  /** The step in words. */
  readonly say: string;
  readonly to: S;
}

export interface Model<S> {
  readonly start: S;
  /** Canonical and exact: equal states give equal text, different states never do. */
  keyOf(state: S): string;
  edges(state: S): readonly Edge<S>[];
  /** @returns The property that this step breaks. */
  unsafe?(before: S, after: S): string | undefined;
  /** Asked where nothing can move. @returns The property that is left undone. */
  undone?(state: S): string | undefined;
  /** Things that must be seen at least once, or the run has shown nothing of them. */
  readonly sometimes?: Readonly<Record<string, (state: S) => boolean>>;
}

export interface Violation {
  readonly property: string;
  /** Shortest: no other path with fewer steps breaks any property. */
  readonly path: readonly string[];
}

export interface Exploration {
  readonly states: number;
  readonly edges: number;
  /** States in which nothing can move. */
  readonly ends: number;
  readonly depth: number;
  readonly sometimes: Readonly<Record<string, number>>;
  readonly violation?: Violation;
}

export interface Bounds {
  /** More states than this is a fault of the model, never a silent end. */
  readonly statesMax: number;
  readonly onLevel?: (seen: { readonly depth: number; readonly states: number }) => void;
}

/** Whence each state was reached first; breadth first makes that a shortest way. */
class Trail {
  readonly indexOf = new Map<string, number>();
  readonly #parents: number[] = [];
  readonly #says: string[] = [];

  /** @returns true when the state was not known. */
  add(key: string, parent: number, say: string): boolean {
    if (this.indexOf.has(key)) return false;
    this.indexOf.set(key, this.#parents.length);
    this.#parents.push(parent);
    this.#says.push(say);
    return true;
  }

  pathTo(key: string, last: string): readonly string[] {
    const path = [last];
    let at = this.indexOf.get(key) ?? 0;
    while (at > 0) {
      path.unshift(this.#says[at] ?? '');
      at = this.#parents[at] ?? 0;
    }
    return path;
  }
}

interface Running<S> {
  readonly model: Model<S>;
  readonly trail: Trail;
  readonly next: [string, S][];
  edges: number;
  ends: number;
}

const expand = <S>(run: Running<S>, key: string, state: S): Violation | undefined => {
  const { model, trail } = run;
  const index = trail.indexOf.get(key) ?? 0;
  let hasMoved = false;
  for (const { say, to } of model.edges(state)) {
    run.edges += 1;
    const property = model.unsafe?.(state, to);
    if (property !== undefined) return { property, path: trail.pathTo(key, say) };
    const toKey = model.keyOf(to);
    if (toKey !== key) hasMoved = true;
    if (trail.add(toKey, index, say)) run.next.push([toKey, to]);
  }
  if (hasMoved) return undefined;
  run.ends += 1;
  const property = model.undone?.(state);
  return property === undefined
    ? undefined
    : { property, path: trail.pathTo(key, 'nothing can move') };
};

/** @throws Error when there are more states than the bound. */
export const explore = <S>(model: Model<S>, { statesMax, onLevel }: Bounds): Exploration => {
  const predicates = Object.entries(model.sometimes ?? {});
  const sometimes: Record<string, number> = {};
  for (const [name] of predicates) sometimes[name] = 0;
  const run: Running<S> = { model, trail: new Trail(), next: [], edges: 0, ends: 0 };
  const startKey = model.keyOf(model.start);
  run.trail.add(startKey, 0, 'start');
  let level: [string, S][] = [[startKey, model.start]];
  let [depth, violation]: [number, Violation | undefined] = [0, undefined];
  for (; level.length > 0 && violation === undefined; depth += 1) {
    for (const [key, state] of level) {
      for (const [name, holds] of predicates) if (holds(state)) sometimes[name]! += 1;
      violation ??= expand(run, key, state);
    }
    if (run.trail.indexOf.size > statesMax) throw new Error(`more than ${statesMax} states`);
    level = run.next.splice(0);
    onLevel?.({ depth, states: run.trail.indexOf.size });
  }
  const { edges, ends } = run;
  const counted = { states: run.trail.indexOf.size, edges, ends, depth, sometimes };
  return violation === undefined ? counted : { ...counted, violation };
};
