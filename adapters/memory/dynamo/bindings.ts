// Joins an expression's placeholders with the names and values of a request. Missing ones and
// unused ones are both refused, as DynamoDB does: an unused value is a forgotten condition.

import { admitValue } from './admit-value.ts';
import type { Item } from './attribute-value.ts';
import type { Names } from './document-path.ts';
import { invalid } from './dynamo-error.ts';
import { type Clause, refuse } from './expression-lexer.ts';
import type { Parsed } from './expression-tree.ts';

export type Bindings = { readonly names: Names; readonly values: Item };

export type ClauseOf<Tree> = { readonly clause: Clause; readonly parsed: Parsed<Tree> };

export type PlaceholderInput = {
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
};

const noNames: Names = Object.freeze({});
const noValues: Item = Object.freeze({}) as Item;

function checkDefined(clauses: readonly ClauseOf<unknown>[], { names, values }: Bindings): void {
  for (const { clause, parsed } of clauses) {
    for (const name of parsed.names) {
      if (names[name] === undefined) {
        refuse(
          clause,
          `An expression attribute name used in the document path is not defined; attribute name: ${name}`,
        );
      }
    }
    for (const value of parsed.values) {
      if (values[value] === undefined) {
        refuse(
          clause,
          `An expression attribute value used in expression is not defined; attribute value: ${value}`,
        );
      }
    }
  }
}

function checkUsed(
  given: object,
  field: string,
  clauses: readonly ClauseOf<unknown>[],
  used: (parsed: Parsed<unknown>) => ReadonlySet<string>,
): void {
  const names = Object.keys(given);
  if (clauses.length === 0) {
    throw invalid(`${field} can only be specified when using expressions`);
  }
  if (names.length === 0) throw invalid(`${field} must not be empty`);
  const unused = names.filter((name) => !clauses.some(({ parsed }) => used(parsed).has(name)));
  if (unused.length > 0) {
    throw invalid(`Value provided in ${field} unused in expressions: keys: {${unused.join(', ')}}`);
  }
}

/** @throws ValidationException for a placeholder without meaning or a meaning without use. */
export function bindingsOf(
  input: PlaceholderInput,
  clauses: readonly ClauseOf<unknown>[],
): Bindings {
  const names = input.ExpressionAttributeNames;
  const values = input.ExpressionAttributeValues;
  let admitted = noValues;
  if (values !== undefined) {
    admitted = {};
    for (const name in values) {
      admitted[name] = admitValue(values[name] as Item[string]);
    }
  }
  const bindings = { names: names ?? noNames, values: admitted };
  checkDefined(clauses, bindings);
  if (names !== undefined) {
    checkUsed(names, 'ExpressionAttributeNames', clauses, (parsed) => parsed.names);
  }
  if (values !== undefined) {
    checkUsed(values, 'ExpressionAttributeValues', clauses, (parsed) => parsed.values);
  }
  return bindings;
}
