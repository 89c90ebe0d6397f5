// Ledger groups as plain lines, and what a set of groups leaves on an account.
import { listAt, numberAt, textAt } from './field-reading.ts';
import type { Fields, Row } from './view.ts';

export const linesOf = (group: Row): readonly Fields[] =>
  listAt(group, 'lines') as readonly Fields[];

export const isDebit = (line: Fields): boolean => textAt(line, 'side') === 'D';

/** Debits less credits of one account over some groups, whatever their currency. */
export function debitsOn(account: string, groups: Iterable<Row>): number {
  let sum = 0;
  for (const group of groups) {
    for (const line of linesOf(group)) {
      if (textAt(line, 'account') !== account) continue;
      sum += isDebit(line) ? numberAt(line, 'amount') : -numberAt(line, 'amount');
    }
  }
  return sum;
}
