// Dead letters and what may have put them there: a letter lies on the shelf of the queue, stream or bus whose
// record was poisoned, and one that the bus refused names its event.
import type { DeadLetter } from '#test/support/invariants/view.ts';
import type { FiredFault } from './run-record.ts';

/** The event of a letter. */
export interface LetterEvent {
  readonly type: string;
  readonly subject: string;
  readonly sequence: string;
  readonly orderId: string;
}

interface Parsed {
  readonly body?: unknown;
  readonly type?: unknown;
  readonly subject?: unknown;
  readonly sequence?: unknown;
  readonly data?: { readonly orderId?: unknown };
}

const parsed = (text: unknown): Parsed => {
  try {
    return typeof text === 'string' ? ((JSON.parse(text) as Parsed | null) ?? {}) : {};
  } catch {
    return {};
  }
};

/** @returns undefined for a letter that holds something else: a record, a command, bytes nobody can read. */
export const eventIn = ({ body }: DeadLetter): LetterEvent | undefined => {
  const { type, subject, sequence, data } = parsed(parsed(body).body);
  if (typeof type !== 'string' || typeof subject !== 'string') return undefined;
  const orderId = typeof data?.orderId === 'string' ? data.orderId : subject;
  return { type, subject, sequence: String(sequence), orderId };
};

const shelves: readonly (readonly [RegExp, string])[] = [
  [/^stream:outbox#|^bus#/u, 'relay'],
  [/^stream:commands#|^streams\/dispatch-commands#/u, 'command'],
];

const shelfOf = (site: string): string | undefined =>
  shelves.find(([pattern]) => pattern.test(site))?.[1] ?? /^queue:([^#]+)#/u.exec(site)?.[1];

/** @param clientOf - Whose an order is. */
export const explains = (
  { kind, site, at }: FiredFault,
  letter: DeadLetter,
  clientOf: (orderId: string) => string | undefined,
): boolean => {
  if (kind !== 'poison' || at > letter.at || shelfOf(site) !== letter.queue) return false;
  if (!site.startsWith('bus#')) return true;
  const event = eventIn(letter);
  if (event === undefined) return false;
  return site === `bus#${clientOf(event.orderId) ?? 'none'}/${event.type}`;
};
