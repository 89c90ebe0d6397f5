// Breakers over one row each: counts and trials are single conditional updates.
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { bucketOf, type Counts, leaseMs, newBreaker, trialsMax } from '#core/breakers/breaker.ts';
import type { BreakerRows } from '#core/breakers/ports.ts';
import type { StoreLabel } from '#core/contracts/labels.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import { breakerItem, counterNames, ringSize } from './breaker-item.ts';
import { breakerKey } from './keys.ts';
import { readRow } from './read-rows.ts';
import { type Attributes, toAttributes } from './row-values.ts';
import type { Store } from './store.ts';

interface Update {
  readonly label: StoreLabel;
  readonly name: string;
  readonly expression: string;
  readonly condition: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Attributes;
}

const number = (value: number) => ({ N: String(value) });

/** @returns The row afterwards; undefined where the condition was lost. */
const update = async (store: Store, change: Update): Promise<Attributes | undefined> => {
  try {
    const { Attributes: row } = await store.client.send(
      change.label,
      new UpdateItemCommand({
        TableName: store.tables.engine,
        Key: toAttributes({ ...breakerKey(change.name) }),
        UpdateExpression: change.expression,
        ConditionExpression: change.condition,
        ExpressionAttributeNames: { ...change.names },
        ExpressionAttributeValues: change.values,
        ReturnValues: 'ALL_NEW',
      }),
    );
    return row;
  } catch (fault) {
    if ((fault as Error).name === 'ConditionalCheckFailedException') return undefined;
    throw new DependencyUnavailable('dynamodb', fault);
  }
};

/** The numbers of one slot of the ring: its names, its values, and what is said of each. */
const slotParts = (ring: number, bucket: number, counts: Counts) => ({
  names: {
    '#bucket': `b${ring}`,
    ...Object.fromEntries(counterNames.map(([name, letter]) => [`#${name}`, `${letter}${ring}`])),
  },
  values: {
    ':bucket': number(bucket),
    ...Object.fromEntries(counterNames.map(([name]) => [`:${name}`, number(counts[name])])),
  },
  each: (form: (name: string) => string) => counterNames.map(([name]) => form(name)).join(', '),
});

const count =
  (store: Store): BreakerRows['count'] =>
  async ({ name, version }, at, counts) => {
    const bucket = bucketOf(at);
    const { names, values, each } = slotParts(bucket % ringSize, bucket, counts);
    const isVersion = { names: { '#version': 'version' }, values: { ':version': number(version) } };
    const common = {
      label: 'breaker.count' as const,
      name,
      names: { ...names, ...isVersion.names },
      values: { ...values, ...isVersion.values },
    };
    // The state has changed, or these ten seconds have no slot yet.
    const add: Update = {
      ...common,
      expression: `ADD ${each((one) => `#${one} :${one}`)}`,
      condition: '#version = :version AND #bucket = :bucket',
    };
    // Another instance has opened the slot meanwhile, or its clock is ahead of ours.
    const open: Update = {
      ...common,
      expression: `SET #bucket = :bucket, ${each((one) => `#${one} = :${one}`)}`,
      condition: '#version = :version AND (attribute_not_exists(#bucket) OR #bucket < :bucket)',
    };
    for (const change of [add, open, add]) {
      const row = await update(store, change);
      if (row !== undefined) return breakerItem.decode(row);
    }
    return undefined;
  };

/** The first count of all makes the row. */
const begin = async (store: Store, name: string, at: Instant, counts: Counts) => {
  const bucket = bucketOf(at);
  const { names, values, each } = slotParts(bucket % ringSize, bucket, counts);
  const { since, state, seq, lastGroup, version } = newBreaker(name, at);
  const first = toAttributes({ name, state, since, seq, lastGroup, version });
  const fields = Object.entries(first);
  const row = await update(store, {
    label: 'breaker.count',
    name,
    expression: `SET #bucket = :bucket, ${each((one) => `#${one} = :${one}`)}, ${fields
      .map(([field]) => `#of_${field} = :of_${field}`)
      .join(', ')}`,
    // Another instance was first.
    condition: 'attribute_not_exists(pk)',
    names: { ...names, ...Object.fromEntries(fields.map(([field]) => [`#of_${field}`, field])) },
    values: {
      ...values,
      ...Object.fromEntries(fields.map(([field, value]) => [`:of_${field}`, value])),
    },
  });
  return row === undefined ? undefined : breakerItem.decode(row);
};

const trialNames = {
  '#version': 'version',
  '#granted': 'trial_granted',
  '#leased': 'trial_leasedUntil',
};

const takeTrial =
  (store: Store): BreakerRows['takeTrial'] =>
  async ({ name, version, trials }, at) => {
    const lease = number(plus(at, leaseMs));
    const next = await update(store, {
      label: 'breaker.trial',
      name,
      expression: 'ADD #granted :one SET #leased = :lease',
      // Another instance has taken the last one, or the state has changed.
      condition: '#version = :version AND (attribute_not_exists(#granted) OR #granted < :max)',
      names: trialNames,
      values: {
        ':version': number(version),
        ':one': number(1),
        ':max': number(trialsMax),
        ':lease': lease,
      },
    });
    if (next !== undefined) return true;
    if (trials === undefined || trials.leasedUntil > at) return false;
    const again = await update(store, {
      label: 'breaker.trial',
      name,
      expression: 'SET #granted = :granted, #leased = :lease',
      // Somebody else has taken over the trials whose results never came.
      condition: '#version = :version AND #leased = :former',
      names: trialNames,
      values: {
        ':version': number(version),
        ':granted': number(trials.done + 1),
        ':former': number(trials.leasedUntil),
        ':lease': lease,
      },
    });
    return again !== undefined;
  };

export const dynamoBreakers = (store: Store): BreakerRows => ({
  byName: async (name) => {
    const item = await readRow(store, 'breaker.byName', store.tables.engine, breakerKey(name));
    return item === undefined ? undefined : breakerItem.decode(item);
  },
  count: (of, at, counts) =>
    of.version === 0 ? begin(store, of.name, at, counts) : count(store)(of, at, counts),
  takeTrial: takeTrial(store),
  endTrial: async ({ name, version }, { isFailed, isSlow }) => {
    const row = await update(store, {
      label: 'breaker.trial',
      name,
      expression: 'ADD #done :one, #failed :failed, #slow :slow',
      // The other trials have decided already, or an operator has.
      condition: '#version = :version',
      names: {
        '#version': 'version',
        '#done': 'trial_done',
        '#failed': 'trial_failed',
        '#slow': 'trial_slow',
      },
      values: {
        ':version': number(version),
        ':one': number(1),
        ':failed': number(isFailed ? 1 : 0),
        ':slow': number(isSlow ? 1 : 0),
      },
    });
    return row === undefined ? undefined : breakerItem.decode(row);
  },
});
