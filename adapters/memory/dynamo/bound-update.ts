// An update expression with its names and values, checked as far as it can be without the row.

import { applyUpdate, type BoundAction } from './apply-update.ts';
import { type AttributeType, attributeType, type Item } from './attribute-value.ts';
import type { Bindings, ClauseOf } from './bindings.ts';
import { checkDistinctPaths, type DocumentPath, documentPath } from './document-path.ts';
import { invalid } from './dynamo-error.ts';
import { refuse } from './expression-lexer.ts';
import type { Action, SetOperand, SetValue } from './expression-tree.ts';
import { checkIndexTexts } from './row-key.ts';
import { keyNames, type TableDefinition } from './table-definition.ts';

export type BoundUpdate = {
  readonly paths: readonly DocumentPath[];
  readonly apply: (item: Item) => Item;
  /** What the request itself does wrong to keys of this table. */
  readonly checkKeys: (table: TableDefinition) => void;
};

const sets = ['SS', 'NS', 'BS'];

function checkLiteral(
  operand: SetValue,
  name: string,
  allowed: readonly string[],
  bindings: Bindings,
): void {
  if (operand.kind !== 'value') return;
  const value = bindings.values[operand.placeholder];
  const type = value && attributeType(value);
  if (type === undefined || allowed.includes(type satisfies AttributeType)) return;
  refuse(
    'UpdateExpression',
    `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`,
  );
}

function checkSetValue(value: SetValue, bindings: Bindings): void {
  if (value.kind === 'sum') {
    for (const operand of [value.left, value.right]) {
      checkLiteral(operand, value.sign === 1 ? '+' : '-', ['N'], bindings);
      checkSetValue(operand, bindings);
    }
  }
  if (value.kind === 'list_append') {
    for (const operand of [value.first, value.second] satisfies SetOperand[]) {
      checkLiteral(operand, 'list_append', ['L'], bindings);
      checkSetValue(operand, bindings);
    }
  }
  if (value.kind === 'if_not_exists') checkSetValue(value.otherwise, bindings);
}

function checkAction(action: Action, bindings: Bindings): void {
  if (action.kind === 'set') checkSetValue(action.value, bindings);
  if (action.kind === 'add') checkLiteral(action.value, 'ADD', ['N', ...sets], bindings);
  if (action.kind === 'delete') checkLiteral(action.value, 'DELETE', sets, bindings);
}

/** @throws ValidationException for overlapping paths and wrong literal types. */
export function boundUpdate({ parsed }: ClauseOf<Action[]>, bindings: Bindings): BoundUpdate {
  const actions: BoundAction[] = parsed.tree.map((action) => ({
    action,
    path: documentPath(action.path, bindings.names),
  }));
  const paths = actions.map(({ path }) => path);
  for (const action of parsed.tree) checkAction(action, bindings);
  checkDistinctPaths(paths, 'UpdateExpression');
  return {
    paths,
    apply: (item) => applyUpdate(item, actions, bindings),
    checkKeys: (table) => {
      checkOwnKeys(paths, table);
      checkIndexLiterals(actions, bindings, table);
    },
  };
}

function checkOwnKeys(paths: readonly DocumentPath[], table: TableDefinition): void {
  const keys = keyNames(table);
  const touched = paths.find(([name]) => keys.includes(name));
  if (touched === undefined) return;
  throw invalid(
    `One or more parameter values were invalid: Cannot update attribute ${touched[0]}. This attribute is part of the key`,
  );
}

/** Empty index keys in the request are refused early; those a row leads to are found later. */
function checkIndexLiterals(
  actions: readonly BoundAction[],
  { values }: Bindings,
  table: TableDefinition,
): void {
  const given: Item = {};
  for (const { action, path } of actions) {
    if (action.kind !== 'set' || action.value.kind !== 'value' || path.length > 1) continue;
    given[path[0]] = values[action.value.placeholder] as Item[string];
  }
  checkIndexTexts(given, table);
}
