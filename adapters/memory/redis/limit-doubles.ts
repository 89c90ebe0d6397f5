// Doubles of `rl-take` and `rl-give-back`: the arithmetic is core's, so that a difference from the
// Lua text is a difference from the rule.
import {
  type Cell,
  givenBack,
  judgeAll,
  lifeMs,
  warmStart,
  warmUpMicros,
} from '#core/limits/gcra.ts';
import { type ScriptDouble, wholeNumber } from './script-double.ts';

const cellsOf = (args: readonly string[]): Cell[] => {
  const cells: Cell[] = [];
  for (let index = 0; index < args.length; index += 3) {
    cells.push({
      intervalMicros: wholeNumber(args[index]),
      burst: wholeNumber(args[index + 1]),
      cost: wholeNumber(args[index + 2]),
    });
  }
  return cells;
};

export const rlTake: ScriptDouble = (store, [nonceKey = '', upKey = '', ...buckets], args) => {
  if (store.get(nonceKey) !== undefined) return ['USED'];

  const now = store.nowMicros();
  const since = store.get(upKey);
  const isWarm = now - (since === undefined ? now : wholeNumber(since)) < warmUpMicros;
  const cells = cellsOf(args.slice(1));
  const tats = cells.map((cell, index) => {
    const stored = store.get(buckets[index] ?? '');
    if (stored !== undefined) return wholeNumber(stored);
    return isWarm ? warmStart(cell, now) : now;
  });
  const { refusedBy, waitMicros, judgements } = judgeAll(cells, tats, now);

  for (const [index, key] of buckets.entries()) {
    const tat = refusedBy === undefined ? judgements[index]?.next : judgements[index]?.lowered;
    if (tat !== undefined) store.set(key, String(tat), lifeMs(tat, now));
  }
  if (refusedBy !== undefined) {
    return [0, refusedBy + 1, waitMicros, ...judgements.map((each) => each.remainingBefore)];
  }
  store.set(nonceKey, '1', wholeNumber(args[0]) * 1000);
  if (since === undefined) store.set(upKey, String(now));
  return [1, ...judgements.map((each) => each.remainingAfter)];
};

export const rlGiveBack: ScriptDouble = (store, keys, args) => {
  const now = store.nowMicros();
  let changed = 0;
  for (const [index, key] of keys.entries()) {
    const stored = store.get(key);
    if (stored === undefined) continue;
    const intervalMicros = wholeNumber(args[2 * index]);
    const cost = wholeNumber(args[2 * index + 1]);
    const tat = givenBack({ intervalMicros, cost }, wholeNumber(stored), now);
    store.set(key, String(tat), lifeMs(tat, now));
    changed += 1;
  }
  return changed;
};
