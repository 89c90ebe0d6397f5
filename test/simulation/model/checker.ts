// An explicit-state checker: every order of steps, breadth first, exact states. A property broken on any
// edge, or a state in which nothing can move and something is left undone, comes with its path: no
// other path has fewer faults, and none with as many faults fewer steps.
import type { Bounds, Edge, Exploration, Model, Violation } from './exploration.ts';

/** Whence each state was reached first; breadth first makes that a shortest way. */
class Trail {
  readonly indexOf = new Map<string, number>();
  readonly #steps: (readonly [parent: number, say: string])[] = [];

  add(key: string, parent: number, say: string): number {
    this.indexOf.set(key, this.#steps.length);
    return this.#steps.push([parent, say]) - 1;
  }

  pathTo(index: number, last: string): readonly string[] {
    const path = [last];
    for (let at = index; at > 0; at = this.#steps[at]?.[0] ?? 0)
      path.unshift(this.#steps[at]?.[1] ?? '');
    return path;
  }
}

interface Found<S> {
  readonly key: string;
  readonly state: S;
  readonly parent: number;
  readonly say: string;
}

/** Found states that were not looked at yet, by the length of their path. */
class Layer<S> {
  readonly byDepth: Found<S>[][] = [];
  push(depth: number, found: Found<S>): void {
    while (this.byDepth.length <= depth) this.byDepth.push([]);
    this.byDepth[depth]?.push(found);
  }
}

class Walk<S> {
  readonly trail = new Trail();
  readonly seen = new Map<string, number>();
  now = new Layer<S>();
  later = new Layer<S>();
  edges = 0;
  ends = 0;
  readonly #model: Model<S>;

  constructor(model: Model<S>) {
    this.#model = model;
    for (const name of Object.keys(model.sometimes ?? {})) this.seen.set(name, 0);
    const { start } = model;
    this.now.push(0, { key: model.keyOf(start), state: start, parent: 0, say: 'start' });
  }

  /** @returns Whether the step leads anywhere without a fault, or the property it breaks. */
  follow(from: Found<S>, { say, to, isFault = false }: Edge<S>, [parent, depth]: [number, number]) {
    this.edges += 1;
    const property = this.#model.unsafe?.(from.state, to);
    if (property !== undefined) return { property, path: this.trail.pathTo(parent, say) };
    const key = this.#model.keyOf(to);
    const found = { key, state: to, parent, say };
    if (!this.trail.indexOf.has(key)) (isFault ? this.later : this.now).push(depth + 1, found);
    return key !== from.key && !isFault;
  }

  /** Looks at every step out of a state that was not known. */
  expand(found: Found<S>, depth: number, isLast: boolean) {
    const { state } = found;
    const index = this.trail.add(found.key, found.parent, found.say);
    for (const [name, holds] of Object.entries(this.#model.sometimes ?? {}))
      if (holds(state)) this.seen.set(name, (this.seen.get(name) ?? 0) + 1);
    let canMove = false;
    for (const edge of this.#model.edges(state)) {
      if (edge.isFault === true && isLast) continue;
      const followed = this.follow(found, edge, [index, depth]);
      if (typeof followed === 'object') return followed;
      canMove ||= followed;
    }
    if (canMove) return undefined;
    this.ends += 1;
    const property = this.#model.undone?.(state);
    return property && { property, path: this.trail.pathTo(index, 'nothing can move') };
  }

  /** Everything that as many faults can reach. */
  layer(
    isLast: boolean,
    statesMax: number,
  ): { readonly depth: number; readonly violation?: Violation } {
    for (let depth = 0; depth < this.now.byDepth.length; depth += 1) {
      for (const found of this.now.byDepth.splice(depth, 1, [])[0] ?? []) {
        if (this.trail.indexOf.has(found.key)) continue;
        const violation = this.expand(found, depth, isLast);
        if (violation) return { depth, violation };
      }
      if (this.trail.indexOf.size > statesMax) throw new Error(`more than ${statesMax} states`);
    }
    return { depth: this.now.byDepth.length - 1 };
  }
}

/** @throws Error when there are more states than the bound. */
export const explore = <S>(model: Model<S>, bounds: Bounds): Exploration => {
  const walk = new Walk(model);
  let [depth, violation]: [number, Violation | undefined] = [0, undefined];
  for (let faults = 0; faults <= bounds.faults && violation === undefined; faults += 1) {
    const layer = walk.layer(faults === bounds.faults, bounds.statesMax);
    depth = Math.max(depth, layer.depth);
    violation = layer.violation;
    bounds.onLayer?.({ faults, states: walk.trail.indexOf.size });
    walk.now = walk.later;
    walk.later = new Layer();
  }
  const { edges, ends, seen, trail } = walk;
  const states = trail.indexOf.size;
  const counted = { states, edges, ends, depth, sometimes: Object.fromEntries(seen) };
  return violation === undefined ? counted : { ...counted, violation };
};
