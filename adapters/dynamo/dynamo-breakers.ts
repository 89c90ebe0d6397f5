// Breakers over one row each: counts and trials are single conditional updates.
import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  type Breaker,
  bucketOf,
  type Counts,
  leaseMs,
  newBreaker,
  trialsMax,
} from '#core/breakers/breaker.ts';
import type { BreakerRows } from '#core/breakers/ports.ts';
import type { StoreLabel } from '#core/contracts/labels.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import { encoded } from './aggregate-items.ts';
import { breakerItem, counterNames, ringSize } from './breaker-item.ts';
import { breakerKey } from './keys.ts';
import { readRow } from './read-rows.ts';
import { type Attributes, toAttributes } from './row-values.ts';
import type { Store } from './store.ts';
import { isNew } from './write-forms.ts';

interface Update {
  readonly label: StoreLabel;
  readonly name: string;
  readonly expression: string;
  readonly condition: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Attributes;
}

const lostRace = 'ConditionalCheckFailedException';

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
    if ((fault as Error).name === lostRace) return undefined;
    throw new DependencyUnavailable('dynamodb', fault);
  }
};

const adding =
  'ADD #calls :calls, #failed :failed, #slow :slow, #slowFailed :slowFailed, #refused :refused';
const opening =
  'SET #bucket = :bucket, #calls = :calls, #failed = :failed, #slow = :slow, #slowFailed = :slowFailed, #refused = :refused';

const count =
  (store: Store): BreakerRows['count'] =>
  async ({ name, version }, at, counts) => {
    const bucket = bucketOf(at);
    const ring = bucket % ringSize;
    const numbers = counterNames.map(([of]) => [`:${of}`, number(counts[of])] as const);
    const change = {
      label: 'breaker.count' as const,
      name,
      names: {
        '#version': 'version',
        '#bucket': `b${ring}`,
        ...Object.fromEntries(counterNames.map(([of, letter]) => [`#${of}`, `${letter}${ring}`])),
      },
      values: {
        ':version': number(version),
        ':bucket': number(bucket),
        ...Object.fromEntries(numbers),
      },
    };
    // The state has changed, or these ten seconds have no slot yet.
    const add: Update = {
      ...change,
      expression: adding,
      condition: '#version = :version AND #bucket = :bucket',
    };
    // Another instance has opened the slot meanwhile, or its clock is ahead of ours.
    const open: Update = {
      ...change,
      expression: opening,
      condition: '#version = :version AND (attribute_not_exists(#bucket) OR #bucket < :bucket)',
    };
    for (const each of [add, open, add]) {
      const row = await update(store, each);
      if (row !== undefined) return breakerItem.decode(row);
    }
    return undefined;
  };

/** The first count of all makes the row. @returns undefined when another instance was first. */
const begin = async (
  store: Store,
  name: string,
  at: Instant,
  counts: Counts,
): Promise<Breaker | undefined> => {
  const row: Breaker = { ...newBreaker(name, at), slots: [{ bucket: bucketOf(at), ...counts }] };
  try {
    await store.client.send(
      'breaker.count',
      new PutItemCommand({
        TableName: store.tables.engine,
        Item: {
          ...toAttributes({ ...breakerKey(name) }),
          ...encoded(breakerItem, row, store.shards),
        },
        ConditionExpression: isNew,
      }),
    );
    return row;
  } catch (fault) {
    if ((fault as Error).name === lostRace) return undefined;
    throw new DependencyUnavailable('dynamodb', fault);
  }
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
