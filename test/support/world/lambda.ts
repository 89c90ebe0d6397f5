// The Lambda service of a world: instances that serve one invocation at a time, are born cold, run into
// their timeout, crash at a call, lose their result on the way back, and have clocks of their own.

import { prefixed, uuidv7 } from '#core/kernel/ids.ts';
import { instant } from '#core/kernel/instant.ts';
import type { Ids } from '#core/kernel/ports.ts';
import { hashText } from './draws.ts';
import type { Ground, Site } from './ground.ts';
import { unlistedCode } from './listed-codes.ts';

/** One run of a function. A dead one never resumes, whatever its promises were waiting for. */
export interface Invocation {
  readonly folder: string;
  /** `c1.2`, `c1`, `sweep.3`. */
  readonly work: string;
  readonly actor: string;
  readonly startedAt: number;
  isDead: boolean;
  isOver: boolean;
  calls: number;
  /** Calls so far by label, for those that come in equal rows. */
  readonly byLabel: Map<string, number>;
  /** Ends it as a crash: the caller sees a failure, nothing of it goes on. */
  crash(): void;
}

export type FunctionHandler = (
  event: unknown,
  context: { getRemainingTimeInMillis(): number },
) => Promise<unknown>;

/** One instance's place: what its composition is wired with. */
export interface Slot {
  readonly folder: string;
  current: Invocation | undefined;
  /** Milliseconds this instance's clock is off. */
  skewMs: number;
  readonly memory: Map<string, unknown>;
}

export interface Call {
  readonly folder: string;
  /** What is being done, by the client's label: `c1.2`, `c1`, `sweep`. */
  readonly work: string;
  readonly event: unknown;
  /** What is left of the function's time when it begins; by default all of it. */
  readonly timeoutMs?: number | undefined;
}

interface Settled {
  resolve(answer: unknown): void;
  reject(fault: Error): void;
}

export interface Lambda {
  /** Resolves with the function's answer; rejects when it threw, timed out or crashed. */
  invoke(call: Call): Promise<unknown>;
  /** Every instance dies, and with it what it was doing. */
  restart(): void;
  /** Instances at work finish; every later invocation starts cold. */
  replaceAll(): void;
}

/** A slot with its composed handler. */
export interface Place {
  readonly slot: Slot;
  readonly handler: FunctionHandler;
}

export interface LambdaOptions {
  readonly ground: Ground;
  readonly timeoutSeconds: (folder: string) => number;
  /** A cold place of a folder: kept from an earlier world of this process, or composed now. */
  readonly acquire: (folder: string) => Place | Promise<Place>;
  /** A person stops the execution whose task this was about to do. */
  readonly onStop?: (event: unknown) => void;
  /** Told of what each function answers. */
  readonly onAnswer?: (folder: string, answer: unknown) => void;
}

export class FunctionFailed extends Error {
  constructor(folder: string, why: string) {
    super(`${folder}: ${why}`);
    this.name = 'Lambda.Unknown';
  }
}

const skews: Readonly<Record<string, number>> = {
  'clock-back': -301_000,
  'clock-behind': -2_000,
  'clock-ahead': 2_000,
  'clock-forward': 301_000,
};

const clear = (slot: Slot): void => {
  slot.memory.clear();
  slot.skewMs = 0;
};

export const lambdaService = (options: LambdaOptions): Lambda => {
  const { ground, acquire, timeoutSeconds } = options;
  const { scheduler } = ground;
  const warm = new Map<string, Place[]>();
  const busy = new Map<Invocation, Place>();
  /** Of an earlier release: not used again once they are free. */
  const worn = new Set<Slot>();

  const prepared = (place: Place, site: Site): Place => {
    if (site.fault === 'cold') clear(place.slot);
    const skew = skews[site.fault ?? ''];
    if (skew !== undefined) place.slot.skewMs = skew;
    return place;
  };
  const giveBack = (folder: string, place: Place): void => {
    const free = warm.get(folder);
    if (free === undefined) warm.set(folder, [place]);
    else free.push(place);
  };
  /** A dead instance's place is used again with nothing in its memory: a new instance. */
  const bury = (invocation: Invocation): void => {
    invocation.isDead = true;
    const place = busy.get(invocation);
    busy.delete(invocation);
    if (place === undefined) return;
    place.slot.current = undefined;
    clear(place.slot);
    // Only in a later event: microtasks of the dead one may still be queued in this one.
    scheduler.at(scheduler.now(), () => giveBack(invocation.folder, place), 1);
  };

  const begin = (
    place: Place,
    { folder, work, event, timeoutMs = timeoutSeconds(folder) * 1000 }: Call,
    site: Site,
    { resolve, reject }: Settled,
  ): void => {
    const startedAt = scheduler.now();
    const actor = `${folder}#${work}`;
    const invocation: Invocation = {
      folder,
      work,
      actor,
      startedAt,
      isDead: false,
      isOver: false,
      calls: 0,
      byLabel: new Map(),
      crash: () => {
        if (invocation.isDead || invocation.isOver) return;
        bury(invocation);
        cancelTimeout();
        ground.later(30, () => reject(new FunctionFailed(folder, 'crashed')));
      },
    };
    const cancelTimeout = scheduler.at(startedAt + timeoutMs, () => {
      if (invocation.isOver) return;
      bury(invocation);
      reject(new FunctionFailed(folder, 'timed out'));
    });
    place.slot.current = invocation;
    busy.set(invocation, place);
    const ended = (deliver: () => void): void => {
      if (invocation.isDead) return;
      invocation.isOver = true;
      cancelTimeout();
      busy.delete(invocation);
      place.slot.current = undefined;
      place.slot.skewMs = 0;
      if (worn.delete(place.slot)) clear(place.slot);
      giveBack(folder, place);
      if (site.fault === 'lost-result') {
        ground.later(30, () => reject(new FunctionFailed(folder, 'result lost')));
        return;
      }
      if (site.fault === 'hang') return;
      ground.later(1, deliver, site);
    };
    const answered = (answer: unknown): unknown =>
      site.fault === 'odd-answer' ? { outcome: 'OF_A_LATER_RELEASE' } : answer;
    const look = (answer: unknown): unknown => {
      const wrong = unlistedCode(folder, answer);
      if (wrong !== undefined) ground.traps.push(wrong);
      options.onAnswer?.(folder, answer);
      return answer;
    };
    place
      .handler(event, {
        getRemainingTimeInMillis: () => startedAt + timeoutMs - scheduler.now(),
      })
      .then(
        (answer) => ended(() => resolve(answered(look(answer)))),
        (fault: Error) => ended(() => reject(fault)),
      );
  };

  /** Once everything was replaced, a place not used before is a new instance too. */
  let isReplaced = false;
  const asNew = (place: Place): Place => {
    if (isReplaced) clear(place.slot);
    return place;
  };
  const acquired = (folder: string): Place | Promise<Place> => {
    const place = acquire(folder);
    return place instanceof Promise ? place.then(asNew) : asNew(place);
  };
  const replaceWaiting = (): void => {
    isReplaced = true;
    for (const places of warm.values()) for (const { slot } of places) clear(slot);
  };

  return {
    invoke: (call) =>
      new Promise((resolve, reject) => {
        const isStep = call.folder.startsWith('steps/');
        const site = ground.site(
          `${call.folder}#${call.work}`,
          'invoke',
          isStep ? 'invocation:step' : 'invocation',
        );
        if (site.fault === 'stop-execution') options.onStop?.(call.event);
        const settled = { resolve, reject };
        const onPlace = (place: Place): void => begin(prepared(place, site), call, site, settled);
        const start = (): void => {
          const place = warm.get(call.folder)?.pop() ?? acquired(call.folder);
          if (place instanceof Promise) place.then(onPlace, reject);
          else onPlace(place);
        };
        ground.later(ground.latency(site, 3, 15), start, site);
      }),
    restart: () => {
      for (const invocation of [...busy.keys()]) invocation.crash();
      replaceWaiting();
    },
    replaceAll: () => {
      // Those at work finish with what they have; whatever comes after them is new.
      for (const { slot } of busy.values()) worn.add(slot);
      replaceWaiting();
    },
  };
};

/** Ids of a slot: keyed by the work, so that a fault elsewhere changes none; each is told to `onId`. */
export const slotIds = (
  slot: Slot,
  ground: () => Ground,
  onId: (id: string, work: string) => void,
): Ids => {
  const uuid = () => {
    const world = ground();
    const actor = slot.current?.actor ?? slot.folder;
    const key = hashText(world.counted(`${actor}/id`));
    const low = Math.floor(world.draws.keyed(key, 11) * 2 ** 30);
    const high = Math.floor(world.draws.keyed(key, 12) * 2 ** 31);
    const randA = Math.floor(world.draws.keyed(key, 13) * 4096);
    const at = instant(world.scheduler.now() + slot.skewMs);
    return uuidv7(at, randA, (BigInt(high) << 31n) | BigInt(low));
  };
  return {
    uuid,
    next: (prefix) => {
      const id = prefixed(prefix, uuid());
      onId(id, slot.current?.work ?? '');
      return id;
    },
    token: () => uuid().replaceAll('-', ''),
  };
};
