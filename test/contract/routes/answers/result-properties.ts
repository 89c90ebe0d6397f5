// Every property of every result: walked from the schemas by which routes document what they answer, and ticked off
// as answers show it. One object that many routes answer is one.
import type { ZodMiniType } from 'zod/mini';
import { inDoubtResult } from '#core/contracts/http/payment-object.ts';
import { routeContracts } from '#local/generate/route-contracts.ts';
import { typedResult } from '#test/support/world/result-forms.ts';

interface Def {
  readonly shape?: Readonly<Record<string, Node>>;
  readonly innerType?: Node;
  readonly element?: Node;
  readonly valueType?: Node;
}

interface Node {
  readonly _zod: { readonly def: Def };
}

const asNode = (schema: ZodMiniType): Node => schema as unknown as Node;

/** What stands inside a list, a record or an optional value. */
const inner = ({ _zod: { def } }: Node): Node | undefined =>
  def.innerType ?? def.element ?? def.valueType;

type Named = ReadonlyMap<Node, string>;

/** Objects by where each is met first: `get-order result.checkout`. */
const objectsIn = (node: Node, name: string, known: Map<Node, string>): void => {
  const { shape } = node._zod.def;
  const inside = inner(node);
  if (inside !== undefined) objectsIn(inside, name, known);
  if (shape === undefined || known.has(node)) return;
  known.set(node, name);
  for (const [key, member] of Object.entries(shape)) objectsIn(member, `${name}.${key}`, known);
};

const allObjects = (): Named => {
  const known = new Map<Node, string>();
  for (const [route, { result, accepted = result }] of Object.entries(routeContracts)) {
    objectsIn(asNode(result), route, known);
    objectsIn(asNode(accepted), route, known);
  }
  objectsIn(asNode(inDoubtResult), 'PAY_005', known);
  return known;
};

/** Members of a list, values of a record, or the value itself. */
const insideOf = ({ _zod: { def } }: Node, value: unknown): readonly unknown[] => {
  if (def.element !== undefined) return value as readonly unknown[];
  return def.valueType === undefined ? [value] : Object.values(value as object);
};

export interface Sightings {
  /** Ticks off what the answer of a function shows. */
  readonly look: (folder: string, answer: unknown) => void;
  readonly properties: readonly string[];
  readonly seen: ReadonlySet<string>;
}

export const sightings = (): Sightings => {
  const objects = allObjects();
  const seen = new Set<string>();
  const seeMembers = (node: Node, name: string, value: Readonly<Record<string, unknown>>): void => {
    for (const [key, member] of Object.entries(node._zod.def.shape ?? {})) {
      if (value[key] === undefined) continue;
      seen.add(`${name}.${key}`);
      see(member, value[key]);
    }
  };
  const see = (node: Node, value: unknown): void => {
    const inside = inner(node);
    if (inside !== undefined) for (const one of insideOf(node, value)) see(inside, one);
    const name = objects.get(node);
    if (name !== undefined) seeMembers(node, name, value as never);
  };
  return {
    look: (folder, answer) => {
      const typed = typedResult(folder, answer);
      if (typed !== undefined) see(asNode(typed.schema), typed.value);
    },
    properties: [...objects].flatMap(([{ _zod }, name]) =>
      Object.keys(_zod.def.shape ?? {}).map((key) => `${name}.${key}`),
    ),
    seen,
  };
};
