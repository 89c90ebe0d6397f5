// A template as data: which clients do what, what the PG is told, and where everything ends without faults.

import type { SellingPolicy } from '#core/pricing/selling-policy.ts';
import { policy } from '#test/support/selling-policy.ts';
import type { Client } from '#test/support/world/client.ts';
import type { FaultKind } from '#test/support/world/faults.ts';
import type { World } from '#test/support/world/world.ts';
import type { ServiceDesk } from './service-desk.ts';

export interface Stage {
  readonly world: World;
  readonly service: ServiceDesk;
  /** A client by the template's own name for it. */
  client(name: string): Client;
}

export interface Expected {
  /** The client whose order it is. */
  readonly client: string;
  readonly order: string;
  /** Status of the payment that took the money, else of the order's last one. */
  readonly payment: string;
  /** A person must have heard of it, though it has come to its end. */
  readonly hasItem?: boolean;
}

export interface Template {
  readonly id: string;
  readonly says: string;
  /** One script per client, started together. Each runs until its client has its final answers. */
  readonly clients: Readonly<Record<string, (stage: Stage) => Promise<void>>>;
  /** What the clients' orders come to without faults, and where the design masks every fault. */
  readonly expected: readonly Expected[];
  /** The longest time a service of it works or stays silent, in ms. */
  readonly serviceMs: number;
  /** True where a fault may change the outcome by design: a deadline, a race, a person. */
  readonly isTimed: boolean;
  /** True where requests of one client race on purpose: how each is answered depends on who is first. */
  readonly isRace?: boolean;
  /** Clients whose race decides about money too: who is first captures, or cancels. */
  readonly racing?: readonly string[];
  /** Works whose client goes away on purpose. */
  readonly abandoned?: readonly string[];
  /** The PG tells of every change by webhook. */
  readonly hasWebhooks?: boolean;
  /** Not drawn into random worlds. */
  readonly isWorldless?: boolean;
  /** Plays on instances that have served nobody before. */
  readonly startsCold?: boolean;
  readonly merchants?: Readonly<Record<string, 'M123' | 'M777'>>;
  /** Faults that belong to the scenario itself. @param site - With clients by their world's names. */
  readonly standing?: (site: string, occurrence: number) => FaultKind | undefined;
  /** True where the bus refuses this event for what it is. */
  readonly refuses?: (type: string) => boolean;
  /** What the scenario itself takes longer than the limits of a well world, in ms. */
  readonly slackMs?: number;
  /** The promise of 30 s does not speak of it: a person, or a PG that says "still working" for a minute. */
  readonly isSlow?: boolean;
}

/** Services of every template: paid is completed, reserved before it is paid, a service within 10 s, one that takes its hour. */
export const policies: readonly SellingPolicy[] = [
  policy({}),
  policy({ serviceId: 'quick', fulfilment: 'callback', timeoutSeconds: 10 }),
  policy({ serviceId: 'reserve', provider: 'sandbox' }),
  policy({ serviceId: 'patient', fulfilment: 'callback', timeoutSeconds: 3_600 }),
];

/** The same terms as the rules know them: by service, when it is too late and how often one may fail. */
export const termsOf = (): Readonly<
  Record<string, { readonly timeoutMs: number; readonly attemptsMax: number }>
> =>
  Object.fromEntries(
    policies.map(({ serviceId, timeoutSeconds, attemptsMax }) => [
      serviceId,
      { timeoutMs: timeoutSeconds * 1_000, attemptsMax },
    ]),
  );
