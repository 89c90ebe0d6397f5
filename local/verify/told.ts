// What a recount found, as lines for people.
import type { Recounted } from './verify-stage.ts';

export function recountedLines({
  tenants,
  records,
  differences,
  unreadable,
}: Recounted): readonly string[] {
  const faults = differences.length + unreadable.length;
  const counts = `${records} records of ${tenants} tenants recounted`;
  if (records === 0) return ['verify: there is nothing to recount'];
  return [
    ...differences.map(
      ({ tenant, kind, record, says }) => `differs: ${kind} ${record} of ${tenant}: ${says}`,
    ),
    ...unreadable.map((row) => `cannot be read: ${row}`),
    `verify: ${counts}, ${faults === 0 ? 'nothing differs' : `${faults} differ`}`,
  ];
}
