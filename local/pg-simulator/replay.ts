// `npm run liar -- --replay <journal>`: the state that a journal ends in, served from memory, and its story.
// The journal itself is never written to. It is a file of lines, or what `GET journal` has answered.
import { readFileSync } from 'node:fs';
import { toMajor } from './amounts.ts';
import { tossTime } from './clock.ts';
import { soundLines } from './journal.ts';
import type { JournalLine } from './state.ts';

/** @throws Error for a file that holds no line, or one that is no journal. */
export const readJournal = (path: string): readonly JournalLine[] => {
  const bytes = readFileSync(path);
  const isList = bytes.toString('utf8', 0, 1) === '[';
  const lines = isList
    ? (JSON.parse(bytes.toString('utf8')) as JournalLine[])
    : soundLines(bytes).lines;
  if (lines.length === 0) throw new Error(`${path} holds no line`);
  return lines;
};

/** One line of the journal as one line to read. */
export const told = ({ n, at, kind, before, after, key }: JournalLine): string => {
  const { payment, fault, rule, switches } = after;
  const moved = payment && `${before ? `${before.status} > ` : ''}${payment.status}`;
  const parts = [
    String(n).padStart(5),
    tossTime(at),
    kind,
    payment && `${payment.orderId} ${payment.paymentKey} ${moved}`,
    payment && `${toMajor(payment.balance, payment.currency)} ${payment.currency} left`,
    fault && `${fault.fault} ${fault.op} by ${fault.source}`,
    rule && `${rule.ruleId} ${rule.fault} ${JSON.stringify(rule.match)}`,
    switches && JSON.stringify(switches),
    key && `key ${key.key}: ${key.reply?.status ?? 'nothing kept'}, ran ${key.executions} times`,
  ];
  return parts.filter((part) => part !== undefined && part !== '').join('  ');
};
