// What outlives a world in one process: composed functions and the twins behind them. A world brings its own
// state; a place is handed to the next world with nothing in its memory.

import { hash } from 'node:crypto';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { memoryEventBridge, type PublishEntry } from '#adapters/memory/aws/memory-event-bridge.ts';
import { memoryKms } from '#adapters/memory/aws/memory-kms.ts';
import { type InvokeFunction, memoryLambda } from '#adapters/memory/aws/memory-lambda.ts';
import { type MemoryS3, memoryS3 } from '#adapters/memory/aws/memory-s3.ts';
import { memorySecrets } from '#adapters/memory/aws/memory-secrets.ts';
import { memorySigningKey } from '#adapters/memory/aws/memory-signing-key.ts';
import { memorySqs, type PutMessage } from '#adapters/memory/aws/memory-sqs.ts';
import {
  type ExecutionEngine,
  memoryStepFunctions,
} from '#adapters/memory/aws/memory-step-functions.ts';
import type { MemoryDynamo } from '#adapters/memory/dynamo/memory-dynamo.ts';
import type { RedisCommands } from '#adapters/redis/redis-commands.ts';
import type { CallLabel } from '#core/contracts/labels.ts';
import type { WebhookOutcome } from '#core/contracts/webhook-outcome.ts';
import { instant } from '#core/kernel/instant.ts';
import type { Instance } from '#core/kernel/ports.ts';
import type { SellingPolicy } from '#core/pricing/selling-policy.ts';
import type { LogRecord } from '#functions/_pipeline/telemetry.ts';
import type { Liar } from '#local/pg-simulator/liar.ts';
import type { LogLine, PgCall } from '#test/support/invariants/view.ts';
import { signingPair } from '#test/support/signing-pair.ts';
import { brokenRule } from './broken-rules.ts';
import { type CallContext, slotCalls, slotSleeper } from './calls.ts';
import { composeFunction } from './compose.ts';
import { type Folder, simulated } from './compose-environment.ts';
import type { Cuts } from './compose-scope.ts';
import { hashText } from './draws.ts';
import type { Ground } from './ground.ts';
import { type Invocation, type Lambda, type Place, type Slot, slotIds } from './lambda.ts';
import { pgWire } from './pg-wire.ts';
import type { RedisWithPast } from './redis-past.ts';
import { pgSecret, warmMemory, webhookSecrets } from './set-up-rows.ts';

/** What the composed functions reach of the world that runs now. */
export interface Grounded {
  readonly ground: Ground;
  readonly lambda: Lambda;
  readonly dynamo: MemoryDynamo;
  readonly redis: RedisWithPast | undefined;
  readonly pg: Liar;
  readonly engine: ExecutionEngine;
  readonly put: PutMessage;
  readonly publish: PublishEntry;
  readonly invoke: InvokeFunction;
  readonly onId: (id: string, work: string) => void;
  readonly log: (line: LogLine) => void;
  readonly pgCalls: PgCall[];
  readonly steps: () => number;
  /** True where a layer that is off swallows this call. */
  readonly isReadOff: (invocation: Invocation) => boolean;
  readonly isEmptied: (label: CallLabel) => boolean;
}

/** Whoever wants to hear what functions send and count; nobody, unless somebody says so. */
export interface Ears {
  /** @param command - Of the SDK, as its client gets it. */
  onCommand?: ((folder: string, command: object) => void) | undefined;
  onWebhook?: ((outcome: WebhookOutcome) => void) | undefined;
  onAnswer?: ((folder: string, answer: unknown) => void) | undefined;
}

export interface Host {
  readonly ears: Ears;
  /** The world that runs now; set before its first event. */
  current: Grounded | undefined;
  readonly context: CallContext;
  /** The bucket of the audit log: one for every function of a world. */
  archive: MemoryS3;
  /** A cold place; kept ones first. */
  acquire(folder: string): Place | Promise<Place>;
  /** Every place ever made is free again; at its first use it is warm, unless the world starts cold. */
  reset(startsCold: boolean): void;
}

export interface HostOptions {
  readonly policies: readonly SellingPolicy[];
  readonly hasRedis: boolean;
  /** Laid over the variables of the stage. */
  readonly env?: Readonly<Record<string, string>>;
}

const instanceOf = (memory: Map<string, unknown>): Instance => ({
  memory: <T>(name: string, make: () => T): T => {
    if (!memory.has(name)) memory.set(name, make());
    return memory.get(name) as T;
  },
});

const cursorSecret = Buffer.alloc(32, 7).toString('base64');

const pgSecretArns: readonly string[] = Object.values(simulated.pgSecretArns);

const secretOf = (arn: string): string | undefined => {
  if (pgSecretArns.includes(arn)) return pgSecret;
  if (arn === simulated.pgWebhookSecretArn) return webhookSecrets.join(' ');
  return arn === simulated.cursorSecretArn ? cursorSecret : undefined;
};

/** Redis in place of the network: 25 ms without an answer is none. */
const redisCut = (host: Host, slot: Slot, world: () => Grounded): RedisCommands => {
  const calls = slotCalls(slot, {
    ground: () => world().ground,
    context: host.context,
    onRestart: () => undefined,
    onDeploy: () => undefined,
  });
  return {
    run: (label: CallLabel & `redis.${string}`, script, keys, args) =>
      calls.run(label, () => {
        const { redis } = world();
        if (redis === undefined) throw new Error('this world has no Redis');
        const { current } = host.context;
        if (current?.site.fault === 'redis-flush') redis.flush();
        if (current?.site.fault === 'redis-old') redis.setBack();
        return redis.run(label, script, keys, args);
      }),
  } as RedisCommands;
};

type Client = { readonly send: (command: never) => unknown };

/** The client of a function, overheard. */
const overheard =
  ({ ears }: Host, { folder }: Slot) =>
  <C extends Client>(client: C): C => ({
    ...client,
    send: (command: never) => {
      ears.onCommand?.(folder, command);
      return client.send(command);
    },
  });

const cutsOf = (host: Host, slot: Slot, { hasRedis }: HostOptions): Cuts => {
  const heard = overheard(host, slot);
  const world = (): Grounded => present(host);
  const { context } = host;
  const engine: ExecutionEngine = {
    startExecution: (name, input) => world().engine.startExecution(name, input),
    sendTaskSuccess: (token, output) => world().engine.sendTaskSuccess(token, output),
    describe: (name) => world().engine.describe(name),
  };
  return {
    dynamo: heard({ send: ((command: never) => world().dynamo.send(command)) as never }),
    sqs: heard(memorySqs((url, body, delay, fifo) => world().put(url, body, delay, fifo))),
    eventBridge: heard(memoryEventBridge((entry) => world().publish(entry))),
    stepFunctions: heard(memoryStepFunctions(simulated.machineArn, engine)),
    lambda: heard(memoryLambda((name, payload) => world().invoke(name, payload))),
    kms: heard(memoryKms([simulated.fieldKeyArn])),
    s3: heard({ send: ((command: never) => host.archive.send(command)) as never }),
    signingKey: heard(memorySigningKey(simulated.auditKeyArn, signingPair())),
    secrets: heard(memorySecrets(secretOf)),
    redis: hasRedis ? redisCut(host, slot, world) : undefined,
    exchange: pgWire({
      ground: () => world().ground,
      context,
      pg: () => world().pg,
      stepsSoFar: () => world().steps(),
      calls: () => world().pgCalls,
      onRestart: () => world().lambda.restart(),
      onDeploy: () => world().lambda.replaceAll(),
      isReadOff: (invocation) => world().isReadOff(invocation),
    }),
  };
};

const present = (host: Host): Grounded => {
  if (host.current === undefined) throw new Error('no world runs');
  return host.current;
};

const runtimeOf = (host: Host, slot: Slot) => {
  const world = (): Grounded => present(host);
  const ground = (): Ground => world().ground;
  const now = () => instant(ground().scheduler.now() + slot.skewMs);
  return {
    clock: { now },
    ids: slotIds(slot, ground, (id, work) => world().onId(id, work)),
    chance: {
      fraction: () => {
        const actor = slot.current?.actor ?? slot.folder;
        return ground().draws.keyed(hashText(ground().counted(`${actor}/chance`)), 6);
      },
    },
    entropy: {
      bytes: (count: number) => {
        const actor = slot.current?.actor ?? slot.folder;
        const name = `${ground().draws.seed}|${ground().counted(`${actor}/entropy`)}`;
        return hash('sha256', name, 'buffer').subarray(0, count);
      },
    },
    sleeper: slotSleeper(slot, ground),
    instance: instanceOf(slot.memory),
    digests: nodeDigests,
    calls: slotCalls(slot, {
      ground,
      context: host.context,
      onRestart: () => world().lambda.restart(),
      onDeploy: () => world().lambda.replaceAll(),
      isEmptied: (label) => world().isEmptied(label),
    }),
    telemetry: (record: LogRecord) => {
      const broken = brokenRule(slot.folder, record);
      if (broken !== undefined) ground().traps.push(broken);
      world().log({ ...record, at: ground().scheduler.now(), folder: slot.folder });
    },
    source: '/fluxpay/sim',
  };
};

export const worldHost = (options: HostOptions): Host => {
  const made: Place[] = [];
  const free = new Map<string, Place[]>();

  const compose = async (folder: string): Promise<Place> => {
    const slot: Slot = { folder, current: undefined, skewMs: 0, memory: new Map() };
    const { policies, env } = options;
    const at = {
      ...(env === undefined ? {} : { env }),
      runtime: runtimeOf(host, slot) as never,
      cuts: cutsOf(host, slot, options),
      policies,
      countWebhook: (outcome: WebhookOutcome) => host.ears.onWebhook?.(outcome),
    };
    const handler = await composeFunction(folder as Folder, at);
    const place: Place = { slot, handler: handler as Place['handler'] };
    made.push(place);
    return place;
  };
  let isCold = false;
  const warmed = (place: Place): Place => {
    if (isCold) return place;
    for (const [name, value] of warmMemory()) place.slot.memory.set(name, value);
    return place;
  };
  const host: Host = {
    ears: {},
    archive: memoryS3(simulated.auditBucketName),
    current: undefined,
    context: { current: undefined, staleMs: 0 },
    acquire: (folder) => {
      const kept = free.get(folder)?.pop();
      return kept === undefined ? compose(folder).then(warmed) : warmed(kept);
    },
    reset: (startsCold) => {
      host.archive = memoryS3(simulated.auditBucketName);
      isCold = startsCold;
      free.clear();
      for (const place of made) {
        place.slot.current = undefined;
        place.slot.skewMs = 0;
        place.slot.memory.clear();
        const { folder } = place.slot;
        const places = free.get(folder);
        if (places === undefined) free.set(folder, [place]);
        else places.push(place);
      }
    },
  };
  return host;
};
