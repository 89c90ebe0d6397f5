// One simulated world: the whole engine, its clients, a PG that lies and a clock that only we move. Same
// seed, same run.
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type MemoryDynamo, memoryDynamo } from '#adapters/memory/dynamo/memory-dynamo.ts';
import { memoryRedis } from '#adapters/memory/redis/memory-redis.ts';
import { tableDefinitions } from '#test/support/engine/twin-store.ts';
import type {
  EventCopy,
  Invariant,
  LogLine,
  PgCall,
  Told,
  View,
} from '#test/support/invariants/view.ts';
import { type Client, type Gateway, worldClient } from './client.ts';
import { timeoutSeconds } from './compose-environment.ts';
import { type Draws, drawsOf } from './draws.ts';
import { type EventBus, eventBus } from './event-bus.ts';
import type { FaultPlan } from './faults.ts';
import { type Ground, groundOf } from './ground.ts';
import { type Happenings, listenedEngine, listenedStore, noHappenings } from './happenings.ts';
import type { Grounded, Host } from './host.ts';
import { type LabelBook, labelBook } from './label-book.ts';
import { type Lambda, lambdaService } from './lambda.ts';
import { type LayerName, type Layers, layersWithout } from './layers.ts';
import { keptIn } from './log-lines.ts';
import { type Messages, messagesOf } from './messages.ts';
import { operatorClient } from './operator-client.ts';
import { forgedPost, pgPost, webhookAddress } from './pg-post.ts';
import { type PgWindow, pgWindow } from './pg-window.ts';
import { redisWithPast } from './redis-past.ts';
import { scheduler } from './scheduler.ts';
import { type SentRequest, sentRequests } from './sent-requests.ts';
import { type MerchantName, setUpRows, startMs } from './set-up-rows.ts';
import { sweepTimer } from './sweep-timer.ts';
import { type Watch, watchOf } from './watch.ts';
import { type Workflows, workflowsOf } from './workflows.ts';

export interface WorldOptions {
  readonly host: Host;
  readonly seed: string;
  readonly plan: (draws: Draws, now: () => number) => FaultPlan;
  readonly invariants: readonly Invariant[];
  readonly profile?: 'faithful' | 'calm' | 'hostile';
  readonly layerOff?: LayerName | undefined;
  readonly isRecording?: boolean;
  readonly isTracing?: boolean;
  /** Keeps every log line; else only what an ERROR says. */
  readonly keepsLogs?: boolean;
  /** Runs the sweeper's idle turns of the first minute too. */
  readonly runsIdleSweeps?: boolean;
  readonly fullEvery?: number;
  readonly consistencySeconds?: number;
  readonly hasRedis?: boolean;
  /** Instances begin with nothing in their memory; else as after a first request. */
  readonly startsCold?: boolean;
  /** True where the bus refuses this event for what it is. */
  readonly refuses?: (event: EventCopy, client: string) => boolean;
  /** The PG tells of every change. */
  readonly hasWebhooks?: boolean;
  /** Keeps what clients send, for whoever wants to send it again. */
  readonly keepsRequests?: boolean;
}

export interface World {
  readonly ground: Ground;
  readonly watch: Watch;
  readonly view: View;
  readonly pg: PgWindow;
  /** Somebody writes a webhook who knows its address. */
  forge(body: object): Promise<unknown>;
  readonly workflows: Workflows;
  readonly startedAt: number;
  /** Port calls so far, without the equal ones of a sweep's pages. */
  calls(): number;
  readonly client: (name: string, merchant?: MerchantName) => Client;
  /** Somebody whom no oracle listens to. @param gateway - Makes of a request what arrives. */
  readonly stranger: (name: string, gateway: Gateway) => Client;
  /** Whatever arrives at a function: from a gateway, a queue, or somebody who should not. */
  readonly invoke: Lambda['invoke'];
  readonly requests: readonly SentRequest[];
  readonly happenings: Happenings;
  /** A person at the operators' API. */
  readonly operator: (name: string) => Client;
  /** Told of every event that reaches the bus's subscribers, once per delivery. */
  onEvent(listen: (event: EventCopy) => void): void;
  /** The client's label of an object by its id, or of the work that made it. */
  labelOf(id: string): string;
  /** @param body - Of the message that starts it; the schedule's own asks for the others of its minute. */
  sweepNow(body?: string): void;
  /** When the next thing happens: an event, or a sweep that would find work. */
  nextAt(): number | undefined;
  /** Runs what is next; false when nothing is, or it lies after that time. */
  turn(untilMs: number): boolean;
}

const publishAfterMs = 5_000;

/** What is written down of a run, for whoever judges it. */
const papersOf = () => ({
  told: [] as Told[],
  logs: [] as LogLine[],
  pgCalls: [] as PgCall[],
});

interface Parts {
  readonly options: WorldOptions;
  readonly ground: Ground;
  readonly layers: Layers;
  readonly book: LabelBook;
  readonly papers: ReturnType<typeof papersOf>;
  readonly happenings: Happenings;
  readonly lambda: Lambda;
  readonly messages: Messages;
  readonly workflows: Workflows;
  readonly bus: EventBus;
  readonly pg: PgWindow;
}

const groundFor = (options: WorldOptions): Ground => {
  const draws = drawsOf(options.seed);
  const time = scheduler(startMs);
  return groundOf({
    scheduler: time,
    draws,
    plan: options.plan(draws, time.now),
    isRecording: options.isRecording === true,
    isTracing: options.isTracing === true,
  });
};

const partsOf = (options: WorldOptions): Parts => {
  const { host, refuses } = options;
  const ground = groundFor(options);
  const layers = layersWithout(options.layerOff);
  const book = labelBook();
  const lambda = lambdaService({
    ground,
    timeoutSeconds: (folder) => timeoutSeconds[folder as keyof typeof timeoutSeconds],
    acquire: (folder) => host.acquire(folder),
    onStop: (event) => workflows.stopByTask(event),
    onAnswer: (folder, answer) => host.ears.onAnswer?.(folder, answer),
  });
  const happenings = noHappenings();
  const onBisect = (): unknown => happenings.met.add('batch bisected');
  const messages = messagesOf({ ground, lambda, book, layers, onBisect });
  const workflows = workflowsOf({
    ground,
    lambda,
    workOf: book.labelOf,
    onBadEnd: messages.executionEnded,
    change: (definition) => layers.changeMachine(definition),
  });
  const bus = eventBus({ ground, book, context: host.context, refuses });
  const post = pgPost({ ground, lambda, book });
  const pg = pgWindow(ground, {
    profile: options.profile ?? 'faithful',
    ...(options.hasWebhooks === true ? { post, webhookUrl: webhookAddress } : {}),
  });
  const papers = papersOf();
  return {
    options,
    ground,
    layers,
    book,
    papers,
    happenings,
    lambda,
    messages,
    workflows,
    bus,
    pg,
  };
};

const viewOf = (
  { options, ground, papers, messages, workflows, bus, pg }: Parts,
  watch: () => Watch,
): View => ({
  get now() {
    return ground.scheduler.now();
  },
  get tables() {
    return watch().tables;
  },
  get pgPayments() {
    return pg.payments();
  },
  get executions() {
    return workflows.executions();
  },
  get waiting() {
    return messages.waiting();
  },
  get steps() {
    return watch().steps;
  },
  ...papers,
  deliveries: bus.deliveries,
  deadLetters: messages.deadLetters,
  limits: { consistencySeconds: options.consistencySeconds },
});

const storeOf = ({ options, ground, messages }: Parts, watch: () => Watch): MemoryDynamo => {
  const { context } = options.host;
  return memoryDynamo({
    now: ground.scheduler.now,
    tables: tableDefinitions,
    lagMs: () => context.staleMs,
    onCommit: (changes) => {
      watch().commit(changes as never, context.current?.site.name ?? '');
      for (const { table, old, next } of changes) {
        if (old === undefined && next !== undefined) messages.offer(table, next);
      }
    },
  });
};

const groundedOf = (parts: Parts, dynamo: MemoryDynamo, watch: Watch): Grounded => {
  const { options, ground, layers, book, papers, lambda, messages, workflows, bus, pg } = parts;
  const { context } = options.host;
  const now = ground.scheduler.now;
  return {
    ground,
    lambda,
    dynamo: listenedStore(dynamo, context, parts.happenings),
    redis: options.hasRedis === true ? redisWithPast(memoryRedis({ now }), now) : undefined,
    pg: {
      ...pg.pg,
      handle: (request) => {
        pg.touched();
        return pg.pg.handle(request).finally(() => pg.touched());
      },
    },
    engine: listenedEngine(workflows.engine, context, parts.happenings),
    put: messages.put,
    publish: bus.publish,
    invoke: (_name, payload) =>
      lambda.invoke({ folder: 'streams/dispatch-commands', work: 'sweep', event: payload }),
    onId: book.onId,
    log: keptIn(papers.logs, options.keepsLogs === true),
    pgCalls: papers.pgCalls,
    steps: () => watch.steps.length,
    isEmptied: (label) => layers.sweepParts.has(label as 'due.list'),
    isReadOff: ({ folder }) => layers.handlerRead && folder === 'api/confirm-payment',
  };
};

/** A world at its beginning: nothing has happened, and the merchants are there. */
export const makeWorld = (options: WorldOptions): World => {
  const { host, invariants } = options;
  host.reset(options.startsCold === true);
  const parts = partsOf(options);
  const { ground, layers, book, papers, lambda, messages, workflows, bus, pg } = parts;
  const view = viewOf(parts, () => watch);
  const watch = watchOf({
    ground,
    view: () => view,
    invariants,
    fullEvery: options.fullEvery ?? 0,
    publishAfterMs,
    withoutParts: layers.sweepParts,
  });
  const dynamo = storeOf(parts, () => watch);
  host.current = groundedOf(parts, dynamo, watch);
  for (const Item of setUpRows()) {
    void dynamo.send(new PutItemCommand({ TableName: 'engine', Item }));
  }
  const { told } = papers;
  const { requests, gatewayOf } = sentRequests(options.keepsRequests === true);
  const sweeps = sweepTimer({
    ground,
    watch,
    layers,
    queue: messages.sweeper,
    runsIdleSweeps: options.runsIdleSweeps === true,
  });
  return {
    ground,
    watch,
    view,
    pg,
    forge: forgedPost({ ground, lambda, book }),
    workflows,
    startedAt: startMs,
    calls: () => ground.countedCalls(),
    client: (name, merchant = 'M123') =>
      worldClient({ ground, lambda, told, name, gateway: gatewayOf(merchant) }),
    stranger: (name, gateway) => worldClient({ ground, lambda, told: [], name, gateway }),
    invoke: lambda.invoke,
    requests,
    happenings: parts.happenings,
    operator: (name) => operatorClient({ ground, lambda, told, name }),
    onEvent: bus.listen,
    labelOf: book.labelOf,
    sweepNow: sweeps.now,
    nextAt: sweeps.nextAt,
    turn: sweeps.turn,
  };
};
