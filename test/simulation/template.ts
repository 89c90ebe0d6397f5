// A template as data: which clients do what, what the PG is told, and where everything ends without faults.
import type { SellingPolicy } from '#core/pricing/selling-policy.ts';
import type { Client } from '#test/support/world/client.ts';
import type { World } from '#test/support/world/world.ts';
import type { ServiceDesk } from './service-desk.ts';

export interface Stage {
  readonly world: World;
  readonly service: ServiceDesk;
  client(name: string): Client;
}

export interface Expected {
  /** The client whose order it is. */
  readonly client: string;
  readonly order: string;
  /** Status of the order's last payment. */
  readonly payment: string;
}

export interface Template {
  readonly id: string;
  readonly says: string;
  /** One script per client, started together. Each runs until its client has its final answers. */
  readonly clients: Readonly<Record<string, (stage: Stage) => Promise<void>>>;
  /** What the clients' orders come to where the design masks every fault, and without faults. */
  readonly expected: readonly Expected[];
  /** The service's own time in ms, left out of every time limit. */
  readonly serviceMs: number;
  /** Whether faults may change the outcome by design: a late confirm, a callback past its time. */
  readonly isTimed: boolean;
  readonly merchants?: Readonly<Record<string, 'M123' | 'M777'>>;
}

const seller = (over: Partial<SellingPolicy>): SellingPolicy => ({
  serviceId: 'shop',
  version: 1,
  merchants: ['*'],
  provider: 'toss',
  currency: 'KRW',
  amountMin: 100n,
  amountMax: 2_000_000n,
  attemptsMax: 5,
  lineItemsMax: 20,
  expiresInSeconds: 1_800,
  canCancelWhilePaid: true,
  fulfilment: 'none',
  timeoutSeconds: 10,
  ...over,
});

/** Services of every template: paid is completed, a service within 10 s, one that takes its hour. */
export const policies: readonly SellingPolicy[] = [
  seller({}),
  seller({ serviceId: 'quick', fulfilment: 'callback', timeoutSeconds: 10 }),
  seller({ serviceId: 'patient', fulfilment: 'callback', timeoutSeconds: 3_600 }),
];
