// Random programs of script calls, and what makes two Redis equal after one.
//
// Times lie on a grid: intervals, leases and lives are multiples of 400 ms, and time moves by
// multiples of 400 ms plus 20, at most eight times. So nothing is ever decided within 20 ms of a
// boundary, and two clocks that agree to a few milliseconds must give the same word.
import * as fc from 'fast-check';
import type { RedisCommands, RedisScript } from '#adapters/redis/redis-commands.ts';
import type { RedisDump } from './redis-world.ts';

export type ScriptStep =
  | {
      readonly script: RedisScript;
      readonly keys: readonly string[];
      readonly args: readonly (string | number)[];
    }
  | { readonly advanceMs: number };

const gridMs = 400;
const tenants = ['{test.M1}', '{live.M1}'] as const;

const policy = fc
  .record({
    interval: fc.constantFrom(1, 3, 25, 50).map((steps) => steps * gridMs * 1000),
    burst: fc.constantFrom(1, 2, 2, 3, 20),
    cost: fc.constantFrom(1, 1, 2, 5),
  })
  .map((cell) => ({ ...cell, cost: Math.min(cell.cost, cell.burst) }));

const choices = [['authorize'], ['refund', 'authorize'], ['authorize', 'refund'], []] as const;

const policies = fc.constantFrom(...choices).chain((chosen) =>
  fc.record({
    chosen: fc.constant(chosen),
    cells: fc.array(policy, { minLength: chosen.length, maxLength: chosen.length }),
  }),
);

const take = fc
  .record({
    tag: fc.constantFrom(...tenants, tenants[0]),
    nonce: fc.integer({ min: 1, max: 60 }),
    policies,
  })
  .map(({ tag, nonce, policies: { chosen, cells } }): ScriptStep[] => [
    {
      script: 'rl-take',
      keys: [
        `${tag}:nonce:key_1:n${nonce}`,
        `${tag}:rl:up`,
        ...chosen.map((name) => `${tag}:rl:${name}`),
      ],
      args: [4, ...cells.flatMap(({ interval, burst, cost }) => [interval, burst, cost])],
    },
  ]);

/** A bucket that is given back down to now lives one millisecond more: time moves on at once. */
const giveBack = fc
  .record({ tag: fc.constantFrom(...tenants, tenants[0]), policies })
  .map(({ tag, policies: { chosen, cells } }): ScriptStep[] => [
    {
      script: 'rl-give-back',
      keys: chosen.map((name) => `${tag}:rl:${name}`),
      args: cells.flatMap(({ interval, cost }) => [interval, cost]),
    },
    { advanceMs: gridMs + 20 },
  ]);

const owner = fc.constantFrom('o1', 'o2');
const fingerprint = fc.constantFrom('f1', 'f1', 'f2');
const scope = fc.constantFrom('test.M1:idem:a', 'test.M1:idem:b').map((key) => [key]);

const claim = fc
  .tuple(scope, fingerprint, owner, fc.constantFrom(1, 4, 75))
  .map(([keys, print, who, steps]): ScriptStep[] => [
    { script: 'idem-claim', keys, args: [print, who, steps * gridMs] },
  ]);

const finish = fc
  .tuple(scope, fc.oneof(owner, fc.constant('*')), fingerprint, fc.constantFrom(2, 600))
  .map(([keys, who, print, seconds]): ScriptStep[] => [
    { script: 'idem-done', keys, args: [who, print, `{"by":"${who}"}`, seconds] },
  ]);

const free = fc
  .tuple(scope, owner)
  .map(([keys, who]): ScriptStep[] => [{ script: 'idem-free', keys, args: [who] }]);

const advance = fc
  .constantFrom(1, 1, 2, 5, 10, 75, 160, 1600)
  .map((steps): ScriptStep[] => [{ advanceMs: steps * gridMs + 20 }]);

const advancesMax = 8;

export const scriptProgram: fc.Arbitrary<readonly ScriptStep[]> = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: take },
      { weight: 1, arbitrary: giveBack },
      { weight: 3, arbitrary: claim },
      { weight: 2, arbitrary: finish },
      { weight: 1, arbitrary: free },
      { weight: 2, arbitrary: advance },
    ),
    { minLength: 5, maxLength: 40 },
  )
  .map((parts) => {
    let advances = 0;
    return parts.flat().filter((step) => {
      advances += 'advanceMs' in step ? 1 : 0;
      return !('advanceMs' in step) || advances <= advancesMax;
    });
  })
  // Without its step in time a give-back stands on a boundary; such a program ends before it.
  .map((steps) => {
    const bare = steps.findIndex(
      (step, index) =>
        'script' in step &&
        step.script === 'rl-give-back' &&
        !('advanceMs' in (steps[index + 1] ?? {})),
    );
    return bare === -1 ? steps : steps.slice(0, bare);
  });

export const runStep = (
  commands: RedisCommands,
  step: Extract<ScriptStep, { script: RedisScript }>,
): Promise<unknown> => commands.run(`redis.${step.script}`, step.script, step.keys, step.args);

/** The word a reply begins with, for counting what a generator reached. */
export const replyWord = (script: RedisScript, reply: unknown): string =>
  `${script} ${String(Array.isArray(reply) ? reply[0] : reply)}`;

/** Milliseconds by which two clocks of one comparison may differ. */
const toleranceMs = 10;

const isNear = (a: unknown, b: unknown, tolerance: number): boolean =>
  typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) <= tolerance : a === b;

/** How close a number of a reply must be: waits in microseconds, leases in milliseconds, counts exactly. */
const toleranceOf = (reply: readonly unknown[], index: number): number => {
  if (reply[0] === 'BUSY') return toleranceMs;
  return reply[0] === 0 && index === 2 ? toleranceMs * 1000 : 0;
};

export const sameReply = (a: unknown, b: unknown): boolean => {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return (
    a.length === b.length && a.every((part, index) => isNear(part, b[index], toleranceOf(a, index)))
  );
};

/** Keys that die within the tolerance may be there on one side only. */
const lasting = (dump: RedisDump): [string, RedisDump[string]][] =>
  Object.entries(dump).filter(([, { leftMs }]) => leftMs === undefined || leftMs > 2 * toleranceMs);

export const sameDump = (a: RedisDump, b: RedisDump): boolean => {
  const [left, right] = [lasting(a), Object.fromEntries(lasting(b))];
  if (left.length !== Object.keys(right).length) return false;
  return left.every(([key, facts]) => {
    const other = right[key];
    if (other === undefined || !isNear(facts.leftMs, other.leftMs, toleranceMs)) return false;
    const members = Object.entries(facts.value);
    return (
      members.length === Object.keys(other.value).length &&
      members.every(([member, value]) => isNear(value, other.value[member], toleranceMs))
    );
  });
};
