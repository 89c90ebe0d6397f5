// A stream with its event source mapping: records of one partition key stay in order in their lane, a batch
// that fails comes again, halved where it can be, and is given up after its retries or its age.
// Source: AWS, "How Lambda processes records from stream and queue-based event sources".
import type { Item } from '#test/support/invariants/live-tables.ts';
import { hashText } from './draws.ts';
import type { Ground, Site } from './ground.ts';
import type { Lambda } from './lambda.ts';

export interface StreamMappingOptions {
  readonly ground: Ground;
  readonly lambda: Lambda;
  /** `outbox`, `commands`. */
  readonly table: string;
  readonly folder: string;
  /** The work a batch is: by the labels of its rows. */
  readonly workOf: (items: readonly Item[]) => string;
  /** The batch was given up: its rows are still pending in the table. */
  readonly onGivenUp: (items: readonly Item[]) => void;
  readonly onBisect: () => void;
}

export interface StreamMapping {
  /** A new row that the mapping's filter lets through. */
  offer(item: Item): void;
  /** Records that wait or are under way. */
  pending(): number;
}

const lanes = 8;
const batchMax = 100;
const retriesMax = 100;
const ageMaxMs = 3_600_000;

interface Lane {
  readonly waiting: { readonly item: Item; readonly at: number }[];
  isBusy: boolean;
  tries: number;
  /** Halved after a failure, whole again after a success. */
  size: number;
}

/** The image as Lambda's JSON has it: bytes as base64. */
const imageOf = (item: Item): Record<string, unknown> => {
  const image: Record<string, unknown> = { ...item };
  for (const name in item) {
    const bytes = item[name]?.B;
    if (bytes !== undefined) image[name] = { B: Buffer.from(bytes).toString('base64') };
  }
  return image;
};

const recordOf = (item: Item) => ({ eventName: 'INSERT', dynamodb: { NewImage: imageOf(item) } });

/** A record that nobody can read, in front of the others. */
const poison = {
  eventName: 'INSERT',
  dynamodb: {
    NewImage: {
      pk: { S: 'test.M123#U#poison' },
      sk: { S: 'poison' },
      bp: { S: '0' },
      cp: { S: '0' },
      events: { B: 'AAAA' },
      payload: { S: 'not JSON' },
    },
  },
};

export const streamMapping = (options: StreamMappingOptions): StreamMapping => {
  const { ground, lambda, table, folder, workOf, onGivenUp, onBisect } = options;
  const all: Lane[] = Array.from({ length: lanes }, () => ({
    waiting: [],
    isBusy: false,
    tries: 0,
    size: batchMax,
  }));

  const failed = (lane: Lane, count: number): void => {
    lane.tries += 1;
    const oldest = lane.waiting[0]?.at ?? 0;
    if (count > 1) {
      lane.size = Math.ceil(count / 2);
      onBisect();
    } else if (lane.tries > retriesMax || ground.scheduler.now() - oldest > ageMaxMs) {
      onGivenUp(lane.waiting.splice(0, count).map(({ item }) => item));
      lane.tries = 0;
    }
    ground.later(Math.min(5_000, 300 * 2 ** Math.min(lane.tries, 6)), () => {
      lane.isBusy = false;
      pump(lane);
    });
  };
  const succeeded = (lane: Lane, count: number, isDuplicated: boolean): void => {
    lane.tries = 0;
    lane.isBusy = false;
    if (!isDuplicated) {
      lane.waiting.splice(0, count);
      lane.size = batchMax;
    }
    pump(lane);
  };
  const deliver = (lane: Lane, items: readonly Item[], work: string, site: Site): void => {
    const records: object[] = items.map(recordOf);
    if (site.fault === 'poison') records.unshift(poison);
    lambda.invoke({ folder, work, event: { Records: records } }).then(
      () => succeeded(lane, items.length, site.fault === 'duplicate'),
      () => failed(lane, items.length),
    );
  };
  const pump = (lane: Lane): void => {
    if (lane.isBusy || lane.waiting.length === 0) return;
    lane.isBusy = true;
    const items = lane.waiting.slice(0, lane.size).map(({ item }) => item);
    const work = workOf(items);
    const site = ground.site(`stream:${table}#${work}`, 'deliver', 'delivery:stream');
    ground.later(
      ground.latency(site, 30, 180) + ground.lateness(site),
      () => deliver(lane, items, work, site),
      site,
    );
  };
  return {
    offer: (item) => {
      const lane = all[hashText(item['pk']?.S ?? '') % lanes] as Lane;
      lane.waiting.push({ item, at: ground.scheduler.now() });
      pump(lane);
    },
    pending: () => all.reduce((sum, { waiting }) => sum + waiting.length, 0),
  };
};
