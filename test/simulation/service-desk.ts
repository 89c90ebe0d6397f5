// The paid service of a world: hears `service.requested` on the bus, works, and reports what became of it
// until it has a final answer. What it does with which order is the template's word.
import type { EventCopy } from '#test/support/invariants/view.ts';
import type { Client } from '#test/support/world/client.ts';
import type { World } from '#test/support/world/world.ts';

export type Work = (request: {
  readonly serviceRequestId: string;
  readonly orderId: string;
  /** Until when the engine waits for the outcome, in ms since 1970. */
  readonly deadline: number;
  readonly desk: ServiceDesk;
}) => Promise<void>;

export interface ServiceDesk {
  /** What is done for the orders of that client; without a word nobody ever answers. */
  does(client: string, work: Work): void;
  complete(serviceRequestId: string, client?: string): Promise<void>;
  fail(serviceRequestId: string, client?: string): Promise<void>;
  sleep(ms: number): Promise<void>;
  sleepUntil(atMs: number): Promise<void>;
}

const requestedType = 'com.fluxpay.service.requested';

/** @param nameOf - A client's name in this world, by the template's own. */
export const serviceDesk = (
  world: World,
  clientOf: (name: string) => Client,
  nameOf: (name: string) => string,
): ServiceDesk => {
  const works = new Map<string, Work>();
  const seen = new Set<string>();
  /** By service request: one that the sweep made bears nobody's label, and its order does. */
  const owners = new Map<string, string>();
  const ownerOf = (id: string): string => owners.get(id) ?? world.labelOf(id);
  const report = async (
    route: 'complete-service' | 'fail-service',
    serviceRequestId: string,
    name: string,
  ): Promise<void> => {
    const rest = route === 'fail-service' ? { reasonCode: 'out-of-stock' } : {};
    await clientOf(name).ask({
      route,
      work: `${name}.${route === 'fail-service' ? 'fail' : 'complete'}`,
      body: { serviceRequestId, ...rest },
      key: `${route}-${serviceRequestId}`,
    });
  };
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      world.ground.later(ms, resolve);
    });
  const desk: ServiceDesk = {
    does: (client, work) => {
      works.set(nameOf(client), work);
    },
    complete: (id, name = ownerOf(id)) => report('complete-service', id, name),
    fail: (id, name = ownerOf(id)) => report('fail-service', id, name),
    sleep,
    sleepUntil: (atMs) => sleep(Math.max(0, atMs - world.ground.scheduler.now())),
  };
  world.onEvent((event: EventCopy) => {
    if (event.type !== requestedType || seen.has(event.id)) return;
    seen.add(event.id);
    const { serviceRequestId, orderId } = event.data as Record<string, string>;
    const client = world.labelOf(String(orderId));
    owners.set(String(serviceRequestId), client);
    const deadline = Date.parse(String(event.data['deadline']));
    void works.get(client)?.({
      serviceRequestId: String(serviceRequestId),
      orderId: String(orderId),
      deadline,
      desk,
    });
  });
  return desk;
};
