// The bus of a world: takes entries, refuses what a scenario wants refused, keeps what it acknowledged, and
// hands it to whoever listens, once, twice or late.
import type { PublishEntry } from '#adapters/memory/aws/memory-event-bridge.ts';
import type { Delivery, EventCopy } from '#test/support/invariants/view.ts';
import type { CallContext } from './calls.ts';
import type { Ground } from './ground.ts';
import type { LabelBook } from './label-book.ts';

export interface EventBusOptions {
  readonly ground: Ground;
  readonly book: LabelBook;
  readonly context: CallContext;
  /** True where the bus refuses this event of that client for what it is. */
  readonly refuses: ((event: EventCopy, client: string) => boolean) | undefined;
}

export interface EventBus {
  readonly publish: PublishEntry;
  readonly deliveries: Delivery[];
  listen(listener: (event: EventCopy) => void): void;
}

const rootOf = ({ data, subject }: EventCopy): string =>
  typeof data['orderId'] === 'string' ? data['orderId'] : subject;

export const eventBus = (options: EventBusOptions): EventBus => {
  const { ground, book, context, refuses } = options;
  const listeners: ((event: EventCopy) => void)[] = [];
  const deliveries: Delivery[] = [];
  /** By call; inside one of which an entry was refused there is no order. */
  const refusedIn = new Map<string, string[]>();
  const refusedForGood: string[] = [];
  let entries = 0;

  const tell = (event: EventCopy): void => {
    for (const listener of listeners) listener(event);
  };
  const heard = (event: EventCopy): void => {
    const site = ground.site(`bus#${book.labelOf(rootOf(event))}`, 'deliver', 'delivery:bus');
    const slow = ground.latency(site, 20, 120) + ground.lateness(site);
    const times = site.fault === 'duplicate' ? 2 : 1;
    for (let count = 0; count < times; count += 1) {
      ground.later(slow + count * 300, () => tell(event), site);
    }
  };
  const publish: PublishEntry = ({ detail }) => {
    const { current } = context;
    const call = current?.site.name ?? '';
    entries += 1;
    const event = JSON.parse(detail) as EventCopy;
    // One entry of a call is refused by a bus that is otherwise well.
    if (current?.site.fault === 'nudge' && entries % 2 === 0) {
      refusedIn.set(call, [...(refusedIn.get(call) ?? []), event.id]);
      return { errorCode: 'InternalException', errorMessage: 'simulated' };
    }
    const at = ground.scheduler.now();
    const label = book.labelOf(rootOf(event));
    if (refuses?.(event, label) === true) {
      ground.fired.push({ kind: 'poison', site: `bus#${label}/${event.type}`, at });
      refusedForGood.push(event.id);
      return { errorCode: 'MalformedDetail', errorMessage: 'simulated' };
    }
    const isSwept = current?.invocation.folder.startsWith('schedules/') === true;
    const by = isSwept ? 'sweeper' : 'relay';
    const passes = [...(refusedIn.get(call) ?? []), ...refusedForGood];
    deliveries.push({
      at,
      number: deliveries.length + 1,
      by,
      event,
      ...(passes.length === 0 ? {} : { passes }),
    });
    heard(event);
    return { eventId: `bus-${deliveries.length}` };
  };
  return { publish, deliveries, listen: (listener) => listeners.push(listener) };
};
