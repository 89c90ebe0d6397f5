// A breaker as a row. Counters are flat attributes, a ring of slots, so that instances add to them in one
// update each without reading first.
import type { Breaker, Counts, Slot, Trials } from '#core/breakers/breaker.ts';
import { assert } from '#core/kernel/assert.ts';
import type { ItemCodec } from './aggregate-items.ts';
import { breakerKey } from './keys.ts';
import { type Attributes, fromAttributes, type Row } from './row-values.ts';

/** One more than the window has buckets: the oldest is out of it before it is written over. */
export const ringSize = 7;

/** Attribute of each number of a slot: `c3` are the calls of the fourth. */
const letters: Readonly<Record<keyof Counts, string>> = {
  calls: 'c',
  failed: 'f',
  slow: 's',
  slowFailed: 't',
  refused: 'r',
};

export const counterNames = Object.entries(letters) as readonly [keyof Counts, string][];

const slotRow = (slot: Slot): Row => {
  const ring = slot.bucket % ringSize;
  const numbers = counterNames.map(([name, letter]) => [`${letter}${ring}`, slot[name]] as const);
  return { [`b${ring}`]: slot.bucket, ...Object.fromEntries(numbers) };
};

const slotsOf = (row: Readonly<Record<string, unknown>>): Slot[] =>
  Array.from({ length: ringSize }, (_, ring): Slot | undefined => {
    const bucket = row[`b${ring}`];
    if (typeof bucket !== 'number') return undefined;
    const at = (name: keyof Counts): number => Number(row[`${letters[name]}${ring}`] ?? 0);
    return {
      bucket,
      calls: at('calls'),
      failed: at('failed'),
      slow: at('slow'),
      slowFailed: at('slowFailed'),
      refused: at('refused'),
    };
  }).filter((slot) => slot !== undefined);

const trialNames = ['granted', 'leasedUntil', 'done', 'failed', 'slow'] as const;

const trialRow = (trials: Trials | undefined): Row =>
  trials === undefined
    ? {}
    : Object.fromEntries(trialNames.map((name) => [`trial_${name}`, trials[name]]));

const trialsOf = (row: Readonly<Record<string, unknown>>): Pick<Breaker, 'trials'> => {
  if (row['trial_granted'] === undefined) return {};
  const numbers = trialNames.map((name) => [name, Number(row[`trial_${name}`] ?? 0)]);
  return { trials: Object.fromEntries(numbers) as Trials };
};

export const breakerItem: ItemCodec<Breaker> = {
  key: ({ name }) => breakerKey(name),
  row: ({ slots, trials, ...rest }) => ({
    ...(rest as unknown as Row),
    ...Object.fromEntries(slots.flatMap((slot) => Object.entries(slotRow(slot)))),
    ...trialRow(trials),
  }),
  decode: (item: Attributes): Breaker => {
    const row = fromAttributes(item) as Readonly<Record<string, unknown>>;
    const { name, state, since, until, version, seq, lastGroup } = row as unknown as Breaker;
    assert(name !== undefined && state !== undefined, 'a stored breaker has its name and state');
    return {
      name,
      state,
      since,
      version,
      seq,
      lastGroup,
      ...(until === undefined ? {} : { until }),
      slots: slotsOf(row),
      ...trialsOf(row),
    };
  },
};
