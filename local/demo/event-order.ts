// Whether the bus told the story in order. The bus itself promises none, so order is judged by what
// each event says: its time, its id (a UUIDv7), its place among the events of its aggregate.
import type { TappedEvent } from '#local/cloud/bus-tap.ts';

export const shortType = ({ type }: Pick<TappedEvent, 'type'>): string =>
  type.replace(/^com\.fluxpay\./u, '');

/** Ids of one commit count up, so they order what happened at one instant. */
export const inOrderOfTime = (events: readonly TappedEvent[]): readonly TappedEvent[] =>
  events.toSorted((a, b) => compare(a.time, b.time) || compare(a.id, b.id));

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** @returns the first expected type that does not come after the ones before it, or undefined. */
export function firstOutOfOrder(
  events: readonly TappedEvent[],
  expected: readonly string[],
): string | undefined {
  const types = inOrderOfTime(events).map(shortType);
  let from = 0;
  return expected.find((type) => {
    const found = types.indexOf(type, from);
    from = found + 1;
    return found === -1;
  });
}

/** @returns each aggregate whose events are not numbered 1, 2, 3 … in order of time, with the numbers. */
export function brokenSequences(events: readonly TappedEvent[]): readonly string[] {
  const bySubject = Map.groupBy(inOrderOfTime(events), ({ subject }) => subject);
  return [...bySubject].flatMap(([subject, own]) => {
    const numbers = own.map(({ sequence }) => Number(sequence));
    const isCounting = numbers.every((number, index) => number === index + 1);
    return isCounting ? [] : [`${subject} ${numbers.join(', ')}`];
  });
}
