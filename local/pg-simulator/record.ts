// What a call of the record surface takes and leaves, apart from how it is asked for.
import type { Payload } from './payment-shape.ts';
import type { Changes } from './state.ts';

/** Parsed body; undefined when it was not a JSON object. */
export type Body = Readonly<Record<string, unknown>> | undefined;

/** What a call without a lie has made: its reply, and what to commit. */
export interface Paper {
  readonly kind: string;
  readonly payload: Payload;
  readonly after: Changes;
}
