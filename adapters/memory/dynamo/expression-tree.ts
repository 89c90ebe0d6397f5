// The shapes expressions are parsed into. Placeholders stay unresolved: one tree serves every
// request that sends the same text.

export type Segment =
  | { readonly name: string }
  | { readonly placeholder: string }
  | { readonly index: number };

export type Path = { readonly kind: 'path'; readonly segments: readonly Segment[] };
export type Value = { readonly kind: 'value'; readonly placeholder: string };
export type Size = { readonly kind: 'size'; readonly of: Operand };
export type Operand = Path | Value | Size;

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type Predicate =
  | 'attribute_exists'
  | 'attribute_not_exists'
  | 'attribute_type'
  | 'begins_with'
  | 'contains';

export type Comparison = {
  readonly kind: 'compare';
  readonly operator: Comparator;
  readonly left: Operand;
  readonly right: Operand;
};
export type Between = {
  readonly kind: 'between';
  readonly value: Operand;
  readonly low: Operand;
  readonly high: Operand;
};
export type Membership = {
  readonly kind: 'in';
  readonly value: Operand;
  readonly choices: readonly Operand[];
};
export type Test = {
  readonly kind: 'test';
  readonly name: Predicate;
  readonly operands: readonly Operand[];
};
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly of: Condition }
  | Comparison
  | Between
  | Membership
  | Test;

export type SetOperand =
  | Path
  | Value
  | { readonly kind: 'if_not_exists'; readonly path: Path; readonly otherwise: SetOperand }
  | { readonly kind: 'list_append'; readonly first: SetOperand; readonly second: SetOperand };
export type SetValue =
  | SetOperand
  | {
      readonly kind: 'sum';
      readonly sign: 1 | -1;
      readonly left: SetOperand;
      readonly right: SetOperand;
    };
export type Action =
  | { readonly kind: 'set'; readonly path: Path; readonly value: SetValue }
  | { readonly kind: 'remove'; readonly path: Path }
  | { readonly kind: 'add' | 'delete'; readonly path: Path; readonly value: Value };

/** An expression's tree and the placeholders it uses. */
export type Parsed<Tree> = {
  readonly tree: Tree;
  readonly names: ReadonlySet<string>;
  readonly values: ReadonlySet<string>;
};
