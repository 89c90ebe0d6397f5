// Expressions parsed and compiled once per text. The set of texts is small: they are written out
// in the adapters, and values travel beside them.

import type { Item } from './attribute-value.ts';
import type { Bindings, ClauseOf } from './bindings.ts';
import { checkCondition } from './check-condition.ts';
import { parseCondition } from './condition-parser.ts';
import { conditionEvaluator, type Evaluator } from './evaluate-condition.ts';
import type { Clause } from './expression-lexer.ts';
import type { Action, Condition, Path } from './expression-tree.ts';
import { parseProjection, parseUpdate } from './update-parser.ts';

export type CompiledCondition = ClauseOf<Condition> & { readonly evaluate: Evaluator };

/** Keeps what `make` returns for each text; a text that is refused is parsed again. */
function remembered<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = make(text);
    known.set(text, made);
    return made;
  };
}

function compileCondition(clause: Clause): (text: string) => CompiledCondition {
  return remembered((text) => {
    const parsed = parseCondition(text, clause);
    return { clause, parsed, evaluate: conditionEvaluator(parsed.tree) };
  });
}

export const compiledCondition = compileCondition('ConditionExpression');
export const compiledFilter = compileCondition('FilterExpression');

export const parsedKeyCondition: (text: string) => ClauseOf<Condition> = remembered((text) => ({
  clause: 'KeyConditionExpression',
  parsed: parseCondition(text, 'KeyConditionExpression'),
}));

export const parsedUpdate: (text: string) => ClauseOf<Action[]> = remembered((text) => ({
  clause: 'UpdateExpression',
  parsed: parseUpdate(text),
}));

export const parsedProjection: (text: string) => ClauseOf<Path[]> = remembered((text) => ({
  clause: 'ProjectionExpression',
  parsed: parseProjection(text),
}));

/** A condition with its values: ask it about a row. */
export function boundCondition(
  compiled: CompiledCondition,
  bindings: Bindings,
): (item: Item) => boolean {
  checkCondition(compiled.parsed.tree, { clause: compiled.clause, bindings });
  return (item) => compiled.evaluate(item, bindings);
}
