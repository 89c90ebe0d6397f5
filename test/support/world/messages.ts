// The queues, streams and dead letters of a world, each with the function that it wakes.
import type { PutMessage } from '#adapters/memory/aws/memory-sqs.ts';
import type { Item } from '#test/support/invariants/live-tables.ts';
import type { DeadLetter, Waiting } from '#test/support/invariants/view.ts';
import { fifoQueue } from './fifo-queue.ts';
import type { Ground } from './ground.ts';
import type { LabelBook } from './label-book.ts';
import type { Lambda } from './lambda.ts';
import type { Layers } from './layers.ts';
import { type StreamMapping, streamMapping } from './stream-mapping.ts';
import { type WorkQueue, workQueue } from './work-queue.ts';

export interface MessagesOptions {
  readonly ground: Ground;
  readonly lambda: Lambda;
  readonly book: LabelBook;
  readonly layers: Layers;
  /** A batch of a stream failed and comes again in halves. */
  readonly onBisect: () => void;
}

export interface Messages {
  readonly put: PutMessage;
  readonly sweeper: WorkQueue;
  readonly deadLetters: DeadLetter[];
  /** An execution that did not succeed, as the platform's rule tells it. */
  executionEnded(detail: object): void;
  /** A committed row: what its stream's mapping lets through wakes its function. */
  offer(table: string, item: Item): void;
  waiting(): Waiting[];
}

const textOf = (item: Item, name: string): string => item[name]?.S ?? '';

interface Body {
  readonly ref?: {
    readonly paymentId?: string;
    readonly serviceRequestId?: string;
    readonly pgOrderId?: string;
  };
  readonly detail?: { readonly input: string };
}

/** The object a message is about. */
const idIn = (body: string): string => {
  try {
    const { ref, detail } = JSON.parse(body) as Body;
    if (detail === undefined) {
      const orderId = ref?.pgOrderId?.replace(/-\d+$/u, '');
      return ref?.paymentId ?? ref?.serviceRequestId ?? orderId ?? '';
    }
    return (JSON.parse(detail.input) as { readonly paymentId: string }).paymentId;
  } catch {
    return '';
  }
};

type QueueParts = Pick<Parameters<typeof workQueue>[0], 'name' | 'folder'> &
  Partial<Parameters<typeof workQueue>[0]>;

type Bury = (queue: string, body: string) => void;

/** @param seconds - The consumer's timeout; a message stays hidden six times as long. */
const queueOf = (
  { ground, lambda, book }: MessagesOptions,
  bury: Bury,
  seconds: number,
  parts: QueueParts,
): WorkQueue =>
  workQueue({
    ground,
    lambda,
    visibilityMs: seconds * 6_000,
    workOf: (body) => book.several([idIn(body)]),
    onDeadLetter: (body) => bury(parts.name, body),
    ...parts,
  });

const queuesOf = (options: MessagesOptions, bury: Bury): Readonly<Record<string, WorkQueue>> => ({
  watchdog: queueOf(options, bury, 30, {
    name: 'watchdog',
    folder: 'events/on-watchdog-due',
    isOff: () => options.layers.watchdog,
  }),
  'execution-ended': queueOf(options, bury, 30, {
    name: 'execution-ended',
    folder: 'events/on-execution-ended',
  }),
  'pg-webhook': queueOf(options, bury, 30, {
    name: 'pg-webhook',
    folder: 'events/on-pg-webhook',
  }),
  sweeper: queueOf(options, bury, 55, {
    name: 'sweeper',
    folder: 'schedules/sweep-pending-work',
    workOf: () => 'sweep',
  }),
});

const streamOf = (
  { ground, lambda, book, onBisect }: MessagesOptions,
  table: string,
  folder: string,
  idField: string,
  onGivenUp: (items: readonly Item[]) => void,
): StreamMapping =>
  streamMapping({
    ground,
    lambda,
    table,
    folder,
    workOf: (items) => book.several(items.map((item) => textOf(item, idField))),
    onGivenUp,
    onBisect,
  });

export const messagesOf = (options: MessagesOptions): Messages => {
  const { ground, layers } = options;
  const deadLetters: DeadLetter[] = [];
  const bury: Bury = (queue, body) => {
    deadLetters.push({ at: ground.scheduler.now(), queue, body });
  };
  const givenUp = (queue: string) => (items: readonly Item[]) => {
    for (const item of items) bury(queue, JSON.stringify({ pk: item['pk'], sk: item['sk'] }));
  };
  const queues = queuesOf(options, bury);
  const webhooks = fifoQueue(queues['pg-webhook'] as WorkQueue, ground.scheduler.now);
  const relay = givenUp('relay');
  const streams = {
    outbox: streamOf(options, 'outbox', 'streams/relay-eventbridge', 'rootId', relay),
    commands: streamOf(
      options,
      'commands',
      'streams/dispatch-commands',
      'objectId',
      givenUp('command'),
    ),
  };
  return {
    sweeper: queues['sweeper'] as WorkQueue,
    deadLetters,
    executionEnded: (detail) => queues['execution-ended']?.put(JSON.stringify({ detail }), 0),
    put: (url, body, delaySeconds, fifo) => {
      const name = url.split('/').at(-1) ?? '';
      if (fifo !== undefined) {
        webhooks.put(body, fifo);
        return 'sent';
      }
      if (name === 'relay-dlq' || name === 'command-dlq') {
        bury(name.replace('-dlq', ''), body);
        return 'dead';
      }
      const queue = queues[name];
      queue?.put(body, delaySeconds);
      return queue === undefined ? undefined : 'sent';
    },
    offer: (table, item) => {
      if (layers.streams) return;
      if (table === 'outbox' && item['bp'] !== undefined) streams.outbox.offer(item);
      if (table === 'commands' && item['cp'] !== undefined) streams.commands.offer(item);
    },
    waiting: () => Object.values(queues).flatMap((each) => each.waiting()),
  };
};
