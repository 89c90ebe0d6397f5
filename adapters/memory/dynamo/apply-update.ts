// Runs an update expression. Every right-hand side reads the item as it was before; removals go
// by the positions lists had then.

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { equalBytes, type Item } from './attribute-value.ts';
import type { Bindings } from './bindings.ts';
import { type DocumentPath, documentPath, valueAt } from './document-path.ts';
import { invalid } from './dynamo-error.ts';
import type { Action, SetOperand, SetValue } from './expression-tree.ts';
import { removeAt, setAt } from './item-path-edit.ts';
import { addNumbers } from './number-value.ts';

export type BoundAction = { readonly action: Action; readonly path: DocumentPath };

const wrongType = () => invalid('An operand in the update expression has an incorrect data type');

function operandOf(operand: SetOperand, item: Item, bindings: Bindings): AttributeValue {
  switch (operand.kind) {
    case 'value':
      return bindings.values[operand.placeholder] as AttributeValue;
    case 'path': {
      const value = valueAt(item, documentPath(operand, bindings.names));
      if (value !== undefined) return value;
      throw invalid(
        'The provided expression refers to an attribute that does not exist in the item',
      );
    }
    case 'if_not_exists':
      return (
        valueAt(item, documentPath(operand.path, bindings.names)) ??
        operandOf(operand.otherwise, item, bindings)
      );
    case 'list_append': {
      const first = operandOf(operand.first, item, bindings).L;
      const second = operandOf(operand.second, item, bindings).L;
      if (first === undefined || second === undefined) throw wrongType();
      return { L: [...first, ...second] };
    }
  }
}

function settingOf(value: SetValue, item: Item, bindings: Bindings): AttributeValue {
  if (value.kind !== 'sum') return operandOf(value, item, bindings);
  const left = operandOf(value.left, item, bindings).N;
  const right = operandOf(value.right, item, bindings).N;
  if (left === undefined || right === undefined) throw wrongType();
  return { N: addNumbers(left, right, value.sign) };
}

function union<T>(old: readonly T[], added: readonly T[], same: (a: T, b: T) => boolean): T[] {
  return [...old, ...added.filter((one) => !old.some((two) => same(one, two)))];
}

function added(old: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (old === undefined) return value;
  if (old.N !== undefined && value.N !== undefined) return { N: addNumbers(old.N, value.N, 1) };
  if (old.SS && value.SS) return { SS: union(old.SS, value.SS, Object.is) };
  if (old.NS && value.NS) return { NS: union(old.NS, value.NS, Object.is) };
  if (old.BS && value.BS) return { BS: union(old.BS, value.BS, equalBytes) };
  throw wrongType();
}

function difference<T>(old: readonly T[], gone: readonly T[], same: (a: T, b: T) => boolean): T[] {
  return old.filter((one) => !gone.some((two) => same(one, two)));
}

/** What is left of a set; `undefined` when nothing is, since a set may not be empty. */
function reduced(old: AttributeValue, value: AttributeValue): AttributeValue | undefined {
  if (old.SS && value.SS) {
    const left = difference(old.SS, value.SS, Object.is);
    return left.length === 0 ? undefined : { SS: left };
  }
  if (old.NS && value.NS) {
    const left = difference(old.NS, value.NS, Object.is);
    return left.length === 0 ? undefined : { NS: left };
  }
  if (old.BS && value.BS) {
    const left = difference(old.BS, value.BS, equalBytes);
    return left.length === 0 ? undefined : { BS: left };
  }
  throw wrongType();
}

type Edit = { readonly path: DocumentPath; readonly value: AttributeValue | undefined };

function editOf({ action, path }: BoundAction, item: Item, bindings: Bindings): Edit {
  if (action.kind === 'set') return { path, value: settingOf(action.value, item, bindings) };
  if (action.kind === 'remove') return { path, value: undefined };
  const old = valueAt(item, path);
  const value = bindings.values[action.value.placeholder] as AttributeValue;
  if (action.kind === 'add') return { path, value: added(old, value) };
  return { path, value: old === undefined ? undefined : reduced(old, value) };
}

/** Order of places: in it, a setting past a list's end appends; against it, removals stay true. */
function byPlace({ path: one }: Edit, { path: two }: Edit): number {
  const at = one.findIndex((key, position) => key !== two[position]);
  const [left, right] = [one[at], two[at]];
  return typeof left === 'number' && typeof right === 'number' ? left - right : 0;
}

/**
 * The item after the update; the given one stays as it is.
 *
 * @throws ValidationException where the item does not fit: an operand is missing or of a wrong
 * type, or a path leads through nothing.
 */
export function applyUpdate(item: Item, actions: readonly BoundAction[], bindings: Bindings): Item {
  const edits = actions.map((action) => editOf(action, item, bindings));
  const isNested = edits.some(({ path }) => path.length > 1);
  if (isNested) edits.sort(byPlace);
  const next: Item = { ...item };
  for (const { path, value } of edits) {
    if (value !== undefined) setAt(next, path, value);
  }
  if (isNested) edits.reverse();
  for (const { path, value } of edits) {
    if (value === undefined) removeAt(next, path);
  }
  return next;
}
