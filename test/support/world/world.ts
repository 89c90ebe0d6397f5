// One simulated world: the whole engine, its clients, a PG that lies and a clock that only we move. Same
// seed, same run.

import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EncryptCommand } from '@aws-sdk/client-kms';
import { apiKeyItem, merchantItem } from '#adapters/dynamo/aggregate-items.ts';
import { memoryKms } from '#adapters/memory/aws/memory-kms.ts';
import { memoryDynamo } from '#adapters/memory/dynamo/memory-dynamo.ts';
import { memoryRedis } from '#adapters/memory/redis/memory-redis.ts';
import { tableDefinitions } from '#test/support/engine/twin-store.ts';
import type { Item } from '#test/support/invariants/live-tables.ts';
import type {
  DeadLetter,
  Delivery,
  EventCopy,
  Invariant,
  LogLine,
  PgCall,
  Told,
  View,
} from '#test/support/invariants/view.ts';
import { type Client, type Credentials, signedGateway, worldClient } from './client.ts';
import { simulated, timeoutSeconds } from './compose-environment.ts';
import { type Draws, drawsOf } from './draws.ts';
import type { FaultPlan } from './faults.ts';
import { type Ground, groundOf } from './ground.ts';
import type { Grounded, Host } from './host.ts';
import { type Lambda, lambdaService } from './lambda.ts';
import { type LayerName, type Layers, layersWithout } from './layers.ts';
import { operatorClient } from './operator-client.ts';
import { type PgWindow, pgWindow } from './pg-window.ts';
import { scheduler } from './scheduler.ts';
import { streamMapping } from './stream-mapping.ts';
import { type Watch, watchOf } from './watch.ts';
import { type WorkQueue, workQueue } from './work-queue.ts';
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
  /** True where the bus refuses this event for what it is. */
  readonly refuses?: (event: EventCopy, client: string) => boolean;
}

export interface World {
  readonly ground: Ground;
  readonly watch: Watch;
  readonly view: View;
  readonly pg: PgWindow;
  readonly workflows: Workflows;
  readonly startedAt: number;
  /** Port calls so far, without the equal ones of a sweep's pages. */
  calls(): number;
  readonly client: (name: string, merchant?: MerchantName) => Client;
  /** A person at the operators' API. */
  readonly operator: (name: string) => Client;
  /** Told of every event that reaches the bus's subscribers, once per delivery. */
  onEvent(listen: (event: EventCopy) => void): void;
  /** The client's label of an object by its id, or of the work that made it. */
  labelOf(id: string): string;
  sweepNow(): void;
  /** When the next thing happens: an event, or a sweep that would find work. */
  nextAt(): number | undefined;
  /** Runs what is next; false when nothing is, or it lies after that time. */
  turn(untilMs: number): boolean;
}

export const startMs = Date.UTC(2026, 2, 2, 4, 0, 0);
const sweepEveryMs = 10_000;
const publishAfterMs = 5_000;
/** Longer than any phase of faults: later idle turns would only repeat these. */
const idleSweepsForMs = 60_000;

export type MerchantName = 'M123' | 'M777';

const credentialsOf = (merchant: MerchantName): Credentials => ({
  keyId: `fpk_test_${merchant}_01`,
  secret: `fps_test_${merchant.toLowerCase().padEnd(40, '0')}`,
});

const scopes = [
  'orders:write',
  'orders:read',
  'payments:write',
  'payments:read',
  'callbacks:write',
  'idempotency:read',
];

interface SetUpRow {
  readonly item: Item;
}

/** A merchant and its key as an operator left them long ago. */
const merchantRows = async (merchant: MerchantName): Promise<SetUpRow[]> => {
  const { keyId, secret } = credentialsOf(merchant);
  const context = { purpose: 'api-key', tenant: `test.${merchant}`, keyId };
  const sealed = (await memoryKms([simulated.fieldKeyArn]).send(
    new EncryptCommand({
      KeyId: simulated.fieldKeyArn,
      Plaintext: Buffer.from(secret),
      EncryptionContext: context,
    }),
  )) as { readonly CiphertextBlob: Uint8Array };
  const createdAt = (startMs - 86_400_000) as never;
  const key = {
    keyId,
    merchantId: merchant,
    environment: 'test' as const,
    scopes,
    state: 'ACTIVE' as const,
    label: 'shop',
    secretCipher: Buffer.from(sealed.CiphertextBlob).toString('base64'),
    createdAt,
  } as never;
  const row = {
    merchantId: merchant,
    name: merchant,
    status: 'ACTIVE' as const,
    services: [],
    providers: { test: { toss: { clientKey: 'test_ck_liar_tliar01' } } },
    keyIds: { live: [], test: [keyId] },
    version: 1,
    createdAt,
  } as never;
  const withKey = (at: { pk: string; sk: string }, rest: Item): SetUpRow => ({
    item: { pk: { S: at.pk }, sk: { S: at.sk }, ...rest },
  });
  return [
    withKey(merchantItem.key(row), merchantItem.encode(row, 16)),
    withKey(apiKeyItem.key(key), apiKeyItem.encode(key, 16)),
  ];
};

let setUpRows: readonly SetUpRow[] | undefined;

/** Made once per process; every world begins with the same rows. */
export const prepareWorlds = async (): Promise<void> => {
  setUpRows ??= [...(await merchantRows('M123')), ...(await merchantRows('M777'))];
};

interface Parts {
  readonly ground: Ground;
  readonly lambda: Lambda;
  readonly workflows: Workflows;
  readonly queues: Readonly<Record<string, WorkQueue>>;
  readonly pg: PgWindow;
  readonly watch: Watch;
}

const labelBook = () => {
  const labels = new Map<string, string>();
  const short = (id: string): string => id.slice(-26);
  const labelOf = (id: string): string => labels.get(short(id)) ?? 'none';
  const several = (ids: readonly string[]): string =>
    [...new Set(ids.map(labelOf))].sort().join('+') || 'none';
  return {
    labelOf,
    several,
    onId: (id: string, work: string): void => {
      const [client = ''] = work.split('.');
      if (/^c\d+$/u.test(client)) labels.set(short(id), client);
    },
  };
};

const textOf = (item: Item, name: string): string => item[name]?.S ?? '';

const bodyIds = (body: string): string[] => {
  try {
    const { ref, detail } = JSON.parse(body) as {
      readonly ref?: { readonly paymentId?: string; readonly serviceRequestId?: string };
      readonly detail?: { readonly input: string };
    };
    if (detail !== undefined) {
      return [(JSON.parse(detail.input) as { readonly paymentId: string }).paymentId];
    }
    return [ref?.paymentId ?? ref?.serviceRequestId ?? ''];
  } catch {
    return [''];
  }
};

/** EventBridge promises no order, and a call of which one entry is refused shows it (SEL 5.4). */
const isBusRefusal = ({ kind }: { readonly kind: string }): boolean =>
  kind === 'nudge' || kind === 'poison';

const redisOf = (ground: Ground, has: boolean) =>
  has ? memoryRedis({ now: ground.scheduler.now }) : undefined;

export const makeWorld = (options: WorldOptions): World => {
  const { host, invariants } = options;
  const draws = drawsOf(options.seed);
  const time = scheduler(startMs);
  const plan = options.plan(draws, time.now);
  const ground = groundOf({
    scheduler: time,
    draws,
    plan,
    isRecording: options.isRecording === true,
    isTracing: options.isTracing === true,
  });
  host.reset();
  const layers = layersWithout(options.layerOff);
  const book = labelBook();
  const told: Told[] = [];
  const logs: LogLine[] = [];
  const deliveries: Delivery[] = [];
  const deadLetters: DeadLetter[] = [];
  const pgCalls: PgCall[] = [];
  const listeners: ((event: EventCopy) => void)[] = [];
  const pg = pgWindow(ground, { profile: options.profile ?? 'faithful' });

  const lambda = lambdaService({
    ground,
    timeoutSeconds: (folder) => timeoutSeconds[folder as keyof typeof timeoutSeconds],
    acquire: (folder) => host.acquire(folder),
    onStop: (event) => workflows.stopByTask(event),
  });
  const bury = (queue: string, body: string): void => {
    deadLetters.push({ at: time.now(), queue, body });
  };
  const queue = (
    name: string,
    folder: string,
    seconds: number,
    more: Partial<Parameters<typeof workQueue>[0]>,
  ): WorkQueue =>
    workQueue({
      ground,
      lambda,
      name,
      folder,
      visibilityMs: seconds * 6_000,
      workOf: (body) => book.several(bodyIds(body)),
      onDeadLetter: (body) => bury(name, body),
      ...more,
    });
  const queues = {
    watchdog: queue('watchdog', 'events/on-watchdog-due', 30, { isOff: () => layers.watchdog }),
    'execution-ended': queue('execution-ended', 'events/on-execution-ended', 30, {}),
    sweeper: queue('sweeper', 'schedules/sweep-pending-work', 55, { workOf: () => 'sweep' }),
  };
  const workflows = workflowsOf({
    ground,
    lambda,
    workOf: book.labelOf,
    onBadEnd: (detail) => queues['execution-ended'].put(JSON.stringify({ detail }), 0),
    change: (definition) => layers.changeMachine(definition),
  });
  let hasGivenUp = false;
  const onGivenUp = (name: string) => (items: readonly Item[]) => {
    hasGivenUp ||= name === 'relay';
    for (const item of items) bury(name, JSON.stringify({ pk: item['pk'], sk: item['sk'] }));
  };
  const streams = {
    outbox: streamMapping({
      ground,
      lambda,
      table: 'outbox',
      folder: 'streams/relay-eventbridge',
      workOf: (items) => book.several(items.map((item) => textOf(item, 'rootId'))),
      onGivenUp: onGivenUp('relay'),
    }),
    commands: streamMapping({
      ground,
      lambda,
      table: 'commands',
      folder: 'streams/dispatch-commands',
      workOf: (items) => book.several(items.map((item) => textOf(item, 'objectId'))),
      onGivenUp: onGivenUp('command'),
    }),
  };
  const dynamo = memoryDynamo({
    now: time.now,
    tables: tableDefinitions,
    lagMs: () => host.context.staleMs,
    onCommit: (changes) => {
      watch.commit(changes as never, host.context.current?.site.name ?? '');
      if (layers.streams) return;
      for (const { table, old, next } of changes) {
        if (old !== undefined || next === undefined) continue;
        if (table === 'outbox' && next['bp'] !== undefined) streams.outbox.offer(next);
        if (table === 'commands' && next['cp'] !== undefined) streams.commands.offer(next);
      }
    },
  });
  const view: View = {
    get now() {
      return time.now();
    },
    get tables() {
      return watch.tables;
    },
    deliveries,
    deadLetters,
    get pgPayments() {
      return pg.payments();
    },
    pgCalls,
    get executions() {
      return workflows.executions();
    },
    told,
    get waiting() {
      return Object.values(queues).flatMap((each) => each.waiting());
    },
    logs,
    get steps() {
      return watch.steps;
    },
    limits: {
      consistencySeconds: options.consistencySeconds,
      get isBusInOrder() {
        return !layers.streams && !hasGivenUp && !ground.fired.some(isBusRefusal);
      },
    },
  };
  const watch: Watch = watchOf({
    ground,
    view: () => view,
    invariants,
    fullEvery: options.fullEvery ?? 0,
    publishAfterMs,
    withoutParts: layers.sweepParts,
  });

  const heard = (event: EventCopy): void => {
    const root = String(event.data['orderId'] ?? event.subject);
    const site = ground.site(`bus#${book.labelOf(root)}`, 'deliver', 'delivery:bus');
    const delay = site.fault === 'delay' ? 2_000 + Math.floor(ground.draw(site, 3) * 9_000) : 0;
    const slow = site.fault === 'reorder' ? 700 : delay;
    const times = site.fault === 'duplicate' ? 2 : 1;
    for (let count = 0; count < times; count += 1) {
      ground.later(
        ground.latency(site, 20, 120) + slow + count * 300,
        () => {
          for (const listen of listeners) listen(event);
        },
        site,
      );
    }
  };
  let entries = 0;
  const grounded: Grounded = {
    ground,
    lambda,
    dynamo,
    redis: redisOf(ground, options.hasRedis === true),
    pg: {
      ...pg.pg,
      handle: (request) => {
        pg.touched();
        return pg.pg.handle(request).finally(() => pg.touched());
      },
    },
    engine: workflows.engine,
    put: (url, body, delaySeconds) => {
      const name = url.split('/').at(-1) ?? '';
      if (name === 'relay-dlq' || name === 'command-dlq') {
        bury(name.replace('-dlq', ''), body);
        return 'dead';
      }
      const target = queues[name as keyof typeof queues];
      if (target === undefined) return undefined;
      target.put(body, delaySeconds);
      return 'sent';
    },
    publish: ({ detail }) => {
      const { current } = host.context;
      entries += 1;
      // One entry of a call is refused by a bus that is otherwise well.
      if (current?.site.fault === 'nudge' && entries % 2 === 0) {
        return { errorCode: 'InternalException', errorMessage: 'simulated' };
      }
      const event = JSON.parse(detail) as EventCopy;
      const root = String(event.data['orderId'] ?? event.subject);
      if (options.refuses?.(event, book.labelOf(root)) === true) {
        ground.fired.push({ kind: 'poison', site: `bus#${event.type}`, at: time.now() });
        return { errorCode: 'MalformedDetail', errorMessage: 'simulated' };
      }
      const by = current?.invocation.folder.startsWith('schedules/') === true ? 'sweeper' : 'relay';
      deliveries.push({ at: time.now(), number: deliveries.length + 1, by, event });
      heard(event);
      return { eventId: `bus-${deliveries.length}` };
    },
    invoke: (_name, payload) =>
      lambda.invoke({ folder: 'streams/dispatch-commands', work: 'sweep', event: payload }),
    onId: book.onId,
    log: (line) => {
      if (options.keepsLogs === true || line.level === 'ERROR') logs.push(line);
    },
    pgCalls,
    steps: () => watch.steps.length,
    isEmptied: (label) => layers.sweepParts.has(label as 'due.list'),
    isReadOff: ({ folder }) => layers.handlerRead && folder === 'api/confirm-payment',
  };
  host.current = grounded;
  for (const { item } of setUpRows ?? []) {
    void dynamo.send(new PutItemCommand({ TableName: 'engine', Item: item }));
  }

  const sweeps = sweepTimer({ ground, watch, layers, queue: queues.sweeper, options });
  return {
    ground,
    watch,
    view,
    pg,
    workflows,
    startedAt: startMs,
    calls: () => ground.countedCalls(),
    client: (name, merchant = 'M123') =>
      worldClient({ ground, lambda, told, name, gateway: signedGateway(credentialsOf(merchant)) }),
    operator: (name) => operatorClient({ ground, lambda, told, name }),
    onEvent: (listen) => listeners.push(listen),
    labelOf: book.labelOf,
    sweepNow: sweeps.now,
    nextAt: sweeps.nextAt,
    turn: sweeps.turn,
  };
};

interface SweepTimer {
  readonly ground: Ground;
  readonly watch: Watch;
  readonly layers: Layers;
  readonly queue: WorkQueue;
  readonly options: WorldOptions;
}

/** Ticks lie outside the heap: a world in which only they are left is quiet. */
const sweepTimer = ({ ground, watch, layers, queue, options }: SweepTimer) => {
  const { scheduler: time } = ground;
  let nextTick = startMs + sweepEveryMs;
  const now = (): void => queue.put('{}', 0);
  /** The tick at which a sweep would find work. */
  const tickWithWork = (): number | undefined => {
    if (layers.sweeper) return undefined;
    const work = watch.nextWork();
    if (work === undefined) return undefined;
    if (work <= nextTick) return nextTick;
    return nextTick + Math.ceil((work - nextTick) / sweepEveryMs) * sweepEveryMs;
  };
  const isIdleRun = (): boolean =>
    options.runsIdleSweeps === true && time.now() < startMs + idleSweepsForMs;
  const tick = (): void => {
    const hasWork = (watch.nextWork() ?? Number.POSITIVE_INFINITY) <= time.now();
    if (layers.sweeper) return;
    if (hasWork || isIdleRun()) now();
  };
  const nextAt = (): number | undefined => {
    const event = time.next();
    const work = tickWithWork();
    if (event === undefined) return work;
    return work === undefined ? event : Math.min(event, work);
  };
  return {
    now,
    nextAt,
    turn: (untilMs: number): boolean => {
      const next = nextAt();
      if (next === undefined || next > untilMs) return false;
      if (nextTick <= next) {
        // Ticks that would find nothing are passed over in one step.
        const isIdle = !isIdleRun();
        const work = tickWithWork();
        const at = isIdle && (work === undefined || work > next) ? undefined : nextTick;
        if (at === undefined) {
          nextTick += Math.ceil((next - nextTick + 1) / sweepEveryMs) * sweepEveryMs;
          return time.runNext();
        }
        time.moveTo(isIdle ? (work ?? nextTick) : nextTick);
        nextTick = time.now() + sweepEveryMs;
        tick();
        return true;
      }
      return time.runNext();
    },
  };
};
