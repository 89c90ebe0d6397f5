// A filter may not look at the keys of what it filters: that is the key condition's work.

import type { Bindings } from './bindings.ts';
import { documentPath } from './document-path.ts';
import { invalid } from './dynamo-error.ts';
import type { Condition, Operand } from './expression-tree.ts';
import { type KeyNames, keyNames } from './table-definition.ts';

function operandsOf(condition: Condition): readonly Operand[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...operandsOf(condition.left), ...operandsOf(condition.right)];
    case 'not':
      return operandsOf(condition.of);
    case 'compare':
      return [condition.left, condition.right];
    case 'between':
      return [condition.value, condition.low, condition.high];
    case 'in':
      return [condition.value, ...condition.choices];
    case 'test':
      return condition.operands;
  }
}

export function checkFilterPaths(condition: Condition, bindings: Bindings, keys: KeyNames): void {
  const forbidden = keyNames(keys);
  for (const operand of operandsOf(condition)) {
    const path = operand.kind === 'size' ? operand.of : operand;
    if (path.kind !== 'path') continue;
    const [name] = documentPath(path, bindings.names);
    if (forbidden.includes(name)) {
      throw invalid(
        `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${name}`,
      );
    }
  }
}
