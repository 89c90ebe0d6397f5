// What the checker takes and gives: a model, the bounds of a run, and what was explored.

export interface Edge<S> {
  /** The step in words. */
  readonly say: string;
  readonly to: S;
  /** A step that takes one of the faults a run may have. */
  readonly isFault?: boolean;
}

export interface Model<S> {
  readonly start: S;
  /** Canonical and exact: equal states give equal text, different states never do. */
  keyOf(state: S): string;
  edges(state: S): readonly Edge<S>[];
  /** @returns The property that this step breaks. */
  unsafe?(before: S, after: S): string | undefined;
  /** Asked where nothing can move but by another fault. @returns The property left undone. */
  undone?(state: S): string | undefined;
  /** Things that must be seen at least once, or the run has shown nothing of them. */
  readonly sometimes?: Readonly<Record<string, (state: S) => boolean>>;
}

export interface Violation {
  readonly property: string;
  readonly path: readonly string[];
}

export interface Exploration {
  readonly states: number;
  readonly edges: number;
  /** States in which nothing can move. */
  readonly ends: number;
  readonly depth: number;
  /** In how many states each was seen. */
  readonly sometimes: Readonly<Record<string, number>>;
  readonly violation?: Violation;
}

export interface Bounds {
  readonly faults: number;
  /** More states than this is a fault of the model, never a silent end. */
  readonly statesMax: number;
  readonly onLayer?: (seen: { readonly faults: number; readonly states: number }) => void;
}
