// Real time, chance and sockets have no place in a run (rule R02). A library that asks what time it is hears
// the world's time; whatever else it asks for, and anything that core, functions or adapters ask for, is a
// finding and throws. Whoever drives the run keeps the real things.
import crypto from 'node:crypto';
import dgram from 'node:dgram';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface RealThingsOptions {
  /** The world's time, in ms since 1970. */
  readonly now: () => number;
  /** Told of each call once per place. */
  readonly onFound: (says: string) => void;
}

type Undo = () => void;
type AnyFunction = (...args: readonly unknown[]) => unknown;

const root = fileURLToPath(new URL('../../../', import.meta.url));
const ownFile = fileURLToPath(import.meta.url);

interface Caller {
  readonly kind: 'product' | 'library' | 'harness';
  /** `adapters/system/system-clock.ts:5`; of a library its path. */
  readonly place: string;
}

const framePath = /(?:file:\/\/)?(\/[^()]+?):(\d+):\d+\)?$/u;
const productPath = /^(?:core|functions|adapters)\//u;
const framesMax = 24;

const kindOf = (path: string): Caller['kind'] => {
  if (path.includes('/node_modules/')) return 'library';
  return path.startsWith(root) && productPath.test(path.slice(root.length)) ? 'product' : 'harness';
};

/** The first on the stack that is neither this file nor a part of Node. */
const callerNow = (): Caller => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = framesMax;
  const { stack = '' } = new Error('who calls');
  Error.stackTraceLimit = stackTraceLimit;
  for (const frame of stack.split('\n').slice(1)) {
    const [, path, line] = framePath.exec(frame) ?? [];
    if (path === undefined || path === ownFile) continue;
    return { kind: kindOf(path), place: `${path.replace(root, '')}:${line}` };
  }
  return { kind: 'harness', place: 'nobody' };
};

/** Bytes that nobody may guess, and on which nothing that is stored or decided depends. */
const excused: readonly { readonly thing: string; readonly place: RegExp }[] = [
  { thing: 'randomBytes', place: /^adapters\/crypto\/sealed-cursor\.ts:/u },
  { thing: 'randomBytes', place: /^adapters\/crypto\/kms-secrets\.ts:/u },
];

const isExcused = (thing: string, { place }: Caller): boolean =>
  excused.some((one) => one.thing === thing && one.place.test(place));

interface Guard {
  /** @throws Error unless the caller may have the real thing. */
  check(thing: string): void;
  /** True where the world's time is the answer. */
  isOfWorld(thing: string): boolean;
}

const guardOf = ({ onFound }: RealThingsOptions): Guard => {
  const known = new Set<string>();
  const refuse = (thing: string, { place }: Caller): never => {
    const says = `${thing} was called at ${place}`;
    if (!known.has(says)) onFound(says);
    known.add(says);
    throw new Error(`${says}: no run has real time, chance or sockets`);
  };
  return {
    check: (thing) => {
      const caller = callerNow();
      if (caller.kind !== 'harness' && !isExcused(thing, caller)) refuse(thing, caller);
    },
    isOfWorld: (thing) => {
      const caller = callerNow();
      if (caller.kind === 'product') refuse(thing, caller);
      return caller.kind === 'library';
    },
  };
};

const replace = (owner: object, name: string, value: unknown): Undo => {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, name);
    else Object.defineProperty(owner, name, before);
  };
};

/** What there is no version of in a world, by who holds it. */
const forbidden: readonly (readonly [owner: object, ...names: string[]])[] = [
  [Math, 'random'],
  [globalThis, 'setTimeout', 'setInterval', 'setImmediate', 'fetch'],
  [timers, 'setTimeout', 'setInterval', 'setImmediate'],
  [timersPromises, 'setTimeout', 'setInterval', 'setImmediate'],
  [crypto, 'randomUUID', 'randomBytes', 'randomInt', 'randomFillSync'],
  [globalThis.crypto, 'randomUUID', 'getRandomValues'],
  [net.Socket.prototype, 'connect'],
  [dgram.Socket.prototype, 'send'],
];

const guarded = (guard: Guard, owner: object, name: string): Undo => {
  const real = (owner as Readonly<Record<string, AnyFunction>>)[name] as AnyFunction;
  const thing =
    owner === net.Socket.prototype || owner === dgram.Socket.prototype ? 'a socket' : name;
  return replace(
    owner,
    name,
    function checked(this: unknown, ...args: readonly unknown[]): unknown {
      guard.check(thing);
      return real.apply(this, [...args]);
    },
  );
};

const clocks = (guard: Guard, now: () => number): Undo[] => {
  const RealDate = Date;
  const realNow = RealDate.now.bind(RealDate);
  const realPerformanceNow = performance.now.bind(performance);
  const dateNow = (): number => (guard.isOfWorld('Date.now') ? now() : realNow());
  const WorldDate = new Proxy(RealDate, {
    construct: (target, args: unknown[], made) => {
      const given = args.length === 0 && guard.isOfWorld('new Date') ? [now()] : args;
      return Reflect.construct(target, given, made) as object;
    },
    apply: () => (guard.isOfWorld('Date') ? new RealDate(now()).toString() : RealDate()),
    get: (target, name) => (name === 'now' ? dateNow : (Reflect.get(target, name) as unknown)),
  });
  return [
    replace(globalThis, 'Date', WorldDate),
    replace(performance, 'now', () =>
      guard.isOfWorld('performance.now') ? now() : realPerformanceNow(),
    ),
  ];
};

/** Libraries hear the world's time: all of it that a run costs nothing for. */
export const tellWorldTime = (now: () => number): Undo => replace(Date, 'now', now);

/** Looks at who calls, until it is undone. It costs a stack for each call, so not every run has it. */
export const watchRealThings = (options: RealThingsOptions): Undo => {
  const guard = guardOf(options);
  const undoes = [
    ...clocks(guard, options.now),
    ...forbidden.flatMap(([owner, ...names]) => names.map((name) => guarded(guard, owner, name))),
  ];
  syncBuiltinESMExports();
  return () => {
    for (const undo of undoes.toReversed()) undo();
    syncBuiltinESMExports();
  };
};
