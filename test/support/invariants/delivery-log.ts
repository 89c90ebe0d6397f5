// What the sink acknowledged and what was dead-lettered, by event id; read on from where it stopped.
import type { DeadLetter, Delivery, View } from './view.ts';

class GrowingFirsts {
  readonly firsts = new Map<string, Delivery>();
  seen = 0;
  take(deliveries: readonly Delivery[]): void {
    for (; this.seen < deliveries.length; this.seen += 1) {
      const delivery = deliveries[this.seen] as Delivery;
      if (!this.firsts.has(delivery.event.id)) this.firsts.set(delivery.event.id, delivery);
    }
  }
}

const logs = new WeakMap<readonly Delivery[], GrowingFirsts>();

/** The first delivery of every event. */
export function firstDeliveries({ deliveries }: View): ReadonlyMap<string, Delivery> {
  let log = logs.get(deliveries);
  if (log === undefined || deliveries.length < log.seen) {
    log = new GrowingFirsts();
    logs.set(deliveries, log);
  }
  log.take(deliveries);
  return log.firsts;
}

const publishers = new Set(['relay', 'sweeper']);

const isOfPublisher = ({ queue }: DeadLetter): boolean => publishers.has(queue);

/** Whether an event lies on the shelf: its letter is the event itself. */
export const isDeadLettered = ({ deadLetters }: View, eventId: string): boolean =>
  deadLetters.some((letter) => isOfPublisher(letter) && letter.body.includes(eventId));
