// What each client of a run met: the faults at its own sites, those that belong to nobody, and the lies that
// the PG told about its orders, forced or of its own accord.
import { orderOfPgOrder } from '#test/support/oracle/pg-money.ts';
import type { Fired } from '#test/support/world/faults.ts';
import type { LayerName } from '#test/support/world/layers.ts';
import type { PgLie } from '#test/support/world/pg-window.ts';
import type { World } from '#test/support/world/world.ts';
import { type Cast, clientsAt, clientsOf } from './run-world.ts';

export type Struck = Pick<Fired, 'kind' | 'site'>;

export interface Met {
  /** Its own, and those that belong to nobody. */
  readonly faults: readonly Struck[];
  /** Of each call that the PG answered with a lie: `F11`. */
  readonly lies: readonly string[];
  /** Of these, replays and reads: the first sending opens a doubt and eats no read. */
  readonly liesAtReads: number;
  /** Of these, calls that were not answered in time. */
  readonly slowLies: number;
  /** A record of somebody else came late: those behind it in its shard came late with it. */
  readonly isHeldUp?: boolean;
  readonly layerOff?: LayerName | undefined;
  /** What its scenario takes longer without any fault. */
  readonly templateMs?: number;
  /** A race, a deadline or a person decides how its scenario ends. */
  readonly isTimed?: boolean;
}

/** A dependency that is away, or every instance that dies, is met by everybody. */
const isForAll = (kind: string): boolean =>
  kind.endsWith('-down') || kind === 'restart' || kind === 'deploy';

/**
 * Clients whose fault it is; undefined where it is everybody's.
 *
 * @param fault - At `api/confirm-payment#c1.2/TX-CLAIM~0`, `streams/dispatch-commands#c1+c3/…`, `…#sweep/…`.
 */
export const clientsOfFault = ({ kind, site }: Struck): readonly string[] | undefined => {
  const clients = clientsAt(site);
  return isForAll(kind) || clients.length === 0 ? undefined : clients;
};

const isOf = (client: string, fault: Struck): boolean =>
  clientsOfFault(fault)?.includes(client) ?? true;

const holdsUp = ({ kind, site }: Struck): boolean =>
  kind === 'delay' && /^stream:(?:commands|outbox)#/u.test(site);

/** Reads that a lie eats: a decline is the truth, and an unknown word is said again by the next read. */
const readsEatenBy: Readonly<Record<string, number>> = { DECLINE: 0, F13: 2 };

const isSlow = ({ fault }: PgLie): boolean => fault === 'F01' || fault === 'F04';

/** Handlers and steps send; the watchdog and the sweep read and send again. */
const sends = /^(?:api|steps)\//u;

/** The sending opens a doubt and eats no read of it. @returns Whether the PG was asked by it. */
const sendingsOf = ({ pg, view }: World): ((lie: PgLie) => boolean) => {
  const orders = new Map(pg.payments().map((one) => [one.paymentKey, one.pgOrderId]));
  const calls = Map.groupBy(
    view.pgCalls,
    ({ op, paymentKey }) => `${op} ${orders.get(paymentKey)}`,
  );
  return ({ op, pgOrderId, at }) => {
    const call = calls.get(`${op} ${pgOrderId}`)?.findLast((one) => one.at <= at);
    return sends.test(call?.folder ?? '');
  };
};

interface MetOptions {
  readonly casts: readonly Cast[];
  readonly layerOff?: LayerName | undefined;
}

/** By client of the world: `c1` of the fourth template on one stage is `c7`. */
export const metByClient = (
  world: World,
  { casts, layerOff }: MetOptions,
): ReadonlyMap<string, Met> => {
  const { ground, pg, labelOf } = world;
  const isSending = sendingsOf(world);
  const lies = Map.groupBy(
    pg.lies().filter(({ fault }) => readsEatenBy[fault] !== 0),
    ({ pgOrderId }) => labelOf(orderOfPgOrder(pgOrderId)),
  );
  const clients = casts.flatMap(({ template, offset }) =>
    Array.from({ length: clientsOf(template) }, (_, index) => ({
      client: `c${offset + index + 1}`,
      template,
    })),
  );
  return new Map(
    clients.map(({ client, template }) => {
      const own = lies.get(client) ?? [];
      const atReads = own.filter((lie) => !isSending(lie));
      return [
        client,
        {
          faults: ground.fired.filter((fault) => isOf(client, fault)),
          lies: own.map(({ fault }) => fault),
          liesAtReads: atReads.reduce((sum, { fault }) => sum + (readsEatenBy[fault] ?? 1), 0),
          slowLies: atReads.filter(isSlow).length,
          isHeldUp: ground.fired.some((fault) => holdsUp(fault) && !isOf(client, fault)),
          layerOff,
          templateMs: template.slackMs ?? 0,
          isTimed: template.isTimed,
        },
      ];
    }),
  );
};

/** Lies that decide a payment otherwise by design: declined for good, or put before a person. */
const deciding: ReadonlySet<string> = new Set(['F07', 'F26', 'F27']);

/** A race or a deadline may end otherwise once anything is late: only without faults is it sure. */
const isPromised = ({ faults, lies, isTimed = false }: Met): boolean =>
  !lies.some((lie) => deciding.has(lie)) && !(isTimed && faults.length > 0);

/** Those whose end the design does not promise. */
export const unpromised = (met: ReadonlyMap<string, Met>): ReadonlySet<string> =>
  new Set([...met].flatMap(([client, one]) => (isPromised(one) ? [] : [client])));
