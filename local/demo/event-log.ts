// Everything the bus has carried since the demo began, heard by a tap of its own.
import { setTimeout as pause } from 'node:timers/promises';
import { busTap, type TappedEvent } from '#local/cloud/bus-tap.ts';
import type { LocalCloud } from '#local/cloud/local-file.ts';
import { inOrderOfTime } from './event-order.ts';

export type EventLog = {
  /** @throws what has ended the listening, if something has. */
  hasHeard(eventId: string): boolean;
  /** Events that tell of one of these objects, each once, in order of time. */
  of(ids: readonly string[]): readonly TappedEvent[];
  close(): Promise<void>;
};

/** Listens from now on; call it before the first order. */
export async function eventLog(cloud: LocalCloud): Promise<EventLog> {
  const tap = await busTap(cloud);
  const heard = new Map<string, TappedEvent>();
  let isOpen = true;
  let fault: Error | undefined;
  const listen = async () => {
    while (isOpen) {
      const events = await tap.receive(0);
      for (const event of events) heard.set(event.id, event);
      if (events.length === 0) await pause(100);
    }
  };
  const listening = listen().catch((error: unknown) => {
    fault = error as Error;
  });
  return {
    hasHeard: (eventId) => {
      if (fault !== undefined) throw fault;
      return heard.has(eventId);
    },
    of: (ids) => inOrderOfTime([...heard.values()].filter((event) => tellsOf(event, ids))),
    close: async () => {
      isOpen = false;
      await listening;
      await tap.close();
    },
  };
}

/** Refunds, services and sagas are known by the order or the payment in their data. */
function tellsOf(event: TappedEvent, ids: readonly string[]): boolean {
  const data = (event['data'] ?? {}) as Readonly<Record<string, unknown>>;
  return [event.subject, data['orderId'], data['paymentId']].some((id) => ids.includes(String(id)));
}
