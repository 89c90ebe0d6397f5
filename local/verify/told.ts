// What a recount found, as lines for people.
import type { Recounted } from './verify-stage.ts';

const many = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** @param scope - What was asked for, in words. */
export function recountedLines(
  { tenants, records, differences, unreadable }: Recounted,
  scope = 'everything',
): readonly string[] {
  const faults = differences.length + unreadable.length;
  const counts = `${many(records, 'record')} of ${many(tenants, 'tenant')} recounted`;
  const found = faults === 0 ? 'nothing differs' : `${faults} differ`;
  return [
    ...differences.map(
      ({ tenant, kind, record, says }) => `differs: ${kind} ${record} of ${tenant}: ${says}`,
    ),
    ...unreadable.map((row) => `cannot be read: ${row}`),
    `verify: ${scope}: ${records === 0 ? 'there is nothing to recount' : `${counts}, ${found}`}`,
  ];
}
