// The bus as the relay and the sweeper see it. An event is published, refused for what it is, or the
// bus is down; only the second is a word about the event.
import type { CloudEvent } from '#core/contracts/events/cloud-event.ts';

export type PublishResult =
  | { readonly ok: true; readonly id: string }
  /** Refused for its own content: sending it again would end the same way. */
  | { readonly ok: false; readonly id: string; readonly error: string; readonly isPoison: true };

export interface EventPublisher {
  /**
   * Publishes events in order; a repeat is harmless, since consumers drop what they have seen.
   *
   * @returns One result for each event, in the order of the events.
   * @throws DependencyUnavailable when the bus throttles or is down; some events may have gone out.
   */
  publish(events: readonly CloudEvent[]): Promise<readonly PublishResult[]>;
}
