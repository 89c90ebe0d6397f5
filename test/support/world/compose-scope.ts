// The names that an entry has in scope, with the cuts bound: a wiring function here is that of
// functions/_wiring, handed a twin where production makes a client.

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type * as z from 'zod/mini';
import { openKms } from '#adapters/crypto/kms-client.ts';
import type { OpenKms } from '#adapters/crypto/kms-secrets.ts';
import { kmsSigner } from '#adapters/crypto/kms-signer.ts';
import type { Store } from '#adapters/dynamo/store.ts';
import { powertoolsEdge } from '#adapters/idempotency/powertools-edge.ts';
import type { Exchange } from '#adapters/pg-http/exchange.ts';
import { redisAnswerCache } from '#adapters/redis/redis-answer-cache.ts';
import type { RedisCommands } from '#adapters/redis/redis-commands.ts';
import { redisGate } from '#adapters/redis/redis-gate.ts';
import { s3Archive } from '#adapters/s3/s3-archive.ts';
import { openSecrets } from '#adapters/secrets/secrets-client.ts';
import type { OpenSecrets } from '#adapters/secrets/secrets-manager.ts';
import type { SealDeps } from '#core/audit/seal-audit.ts';
import type { SweepDeps } from '#core/outbox/sweep.ts';
import type { ApplyWebhookDeps } from '#core/payments/apply-webhook.ts';
import { followUp } from '#core/payments/follow-up.ts';
import type { ReadCancelsDeps } from '#core/payments/read-cancels.ts';
import { type ReadNowDeps, readNow } from '#core/payments/read-now.ts';
import { voidFirst } from '#core/payments/void-authorization.ts';
import type { Policies, SellingPolicy } from '#core/pricing/selling-policy.ts';
import type { RequestRefundDeps } from '#core/refunds/request-refund.ts';
import { requestRefund } from '#core/refunds/request-refund.ts';
import { loadEnv, type Renamed } from '#functions/_pipeline/load-env.ts';
import type { LambdaContext } from '#functions/_pipeline/request-shell.ts';
import { type AdminEnv, adminEdge } from '#functions/_wiring/admin-edge.ts';
import { attentionWork } from '#functions/_wiring/attention-work.ts';
import { attentionWorkLater } from '#functions/_wiring/attention-work-later.ts';
import { anchorSignerOf, auditArchiveOf } from '#functions/_wiring/audit.ts';
import { breakersOver } from '#functions/_wiring/breakers.ts';
import { cursorSeal } from '#functions/_wiring/cursor.ts';
import { deskOf } from '#functions/_wiring/desk.ts';
import { dispatcherOf } from '#functions/_wiring/dispatcher.ts';
import { failCommandLater } from '#functions/_wiring/fail-command-later.ts';
import { type FailingWiring, failingCommands } from '#functions/_wiring/failing-commands.ts';
import { fieldSealOf } from '#functions/_wiring/field-seal.ts';
import { keySecretsOf } from '#functions/_wiring/key-secrets.ts';
import {
  busPublisher,
  deadLettersOf,
  sweepQueueOf,
  watchQueueOf,
  workflowsOf,
} from '#functions/_wiring/messaging.ts';
import { type PayEnv, payDeps } from '#functions/_wiring/pay.ts';
import { policiesLater } from '#functions/_wiring/policies-later.ts';
import { readNowLater } from '#functions/_wiring/read-now-later.ts';
import { refundLater } from '#functions/_wiring/refund-later.ts';
import type { RuntimeDeps } from '#functions/_wiring/runtime.ts';
import { type EdgeCuts, type EdgeEnv, signedEdge } from '#functions/_wiring/signed-edge.ts';
import { storeOf, type TableEnv } from '#functions/_wiring/store.ts';
import { voidDeps } from '#functions/_wiring/void-first.ts';
import { type IntakeEnv, webhookIntake } from '#functions/_wiring/webhook-intake.ts';
import { variablesOf } from './compose-environment.ts';

/** Everything outside of one instance, cut where production has a client. */
export interface Cuts {
  readonly dynamo: Pick<DynamoDBClient, 'send'>;
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly eventBridge: Pick<EventBridgeClient, 'send'>;
  readonly stepFunctions: Pick<SFNClient, 'send'>;
  readonly lambda: Pick<LambdaClient, 'send'>;
  readonly kms: Pick<KMSClient, 'send'>;
  readonly secrets: Pick<SecretsManagerClient, 'send'>;
  /** The bucket of the audit log, and the key of its anchors. */
  readonly s3: Pick<S3Client, 'send'>;
  readonly signingKey: Pick<KMSClient, 'send'>;
  /** Undefined: the stage has none. */
  readonly redis: RedisCommands | undefined;
  /** The wire to the PG. */
  readonly exchange: Exchange;
}

/** One instance of a function, about to start. */
export interface At {
  /** The parts of the instance; see `RuntimeDeps`. */
  readonly runtime: RuntimeDeps;
  readonly cuts: Cuts;
  /** Laid over the variables of the stage; one object per world, since it is what they are kept by. */
  readonly env?: Readonly<Record<string, string>>;
  readonly policies: readonly SellingPolicy[];
  /** Told the outbox's numbers by each sweep; without it nobody is. */
  readonly gauge?: SweepDeps['gauge'];
  /** Told what became of each webhook. */
  readonly countWebhook?: ApplyWebhookDeps['countWebhook'];
}

export type ComposedFunction = (event: unknown, context?: LambdaContext) => Promise<unknown>;

/** Makes a function's handler as its index.ts does. */
export type Entry = (folder: string, at: At) => Promise<ComposedFunction>;

const noOverrides: Readonly<Record<string, string>> = {};
const parsed = new WeakMap<object, Map<string, unknown>>();

/** The variables of a function, read once per set of overrides. */
const envOf = <S extends z.ZodMiniObject>(
  schema: S,
  folder: string,
  { env: overrides = noOverrides, cuts }: At,
): Renamed<z.output<S>> => {
  const known = parsed.get(overrides) ?? new Map<string, unknown>();
  parsed.set(overrides, known);
  const mode = cuts.redis === undefined ? 'none' : 'external';
  const name = `${folder} ${mode}`;
  if (!known.has(name)) {
    const shape = Object.keys(schema._zod.def.shape);
    known.set(name, loadEnv(schema, { ...variablesOf(folder, shape, mode), ...overrides }));
  }
  return known.get(name) as Renamed<z.output<S>>;
};

const failingLoaded = () => Promise.resolve({ failingCommands });

const workLoaded = () => Promise.resolve({ attentionWork });
const readNowLoaded = () => Promise.resolve({ readNow });
const refundLoaded = () => Promise.resolve({ requestRefund });
const loadVoid = () => Promise.resolve([{ voidFirst }, { payDeps }] as const);

const edgeCuts = ({ kms, redis }: Cuts): EdgeCuts => {
  const openTwin: OpenKms = (options) => Promise.resolve(openKms(options, kms));
  return {
    openKms: openTwin,
    loadTiers: () => Promise.resolve({ powertoolsEdge }),
    ...(redis && {
      loadRedis: () =>
        Promise.resolve([
          { redisClient: () => redis },
          { redisGate },
          { redisAnswerCache },
        ] as const),
    }),
  };
};

/** Metrics are lines of a log, and nobody reads those of a world. */
const uncounted: typeof breakersOver = (names, store, runtime) =>
  breakersOver(names, store, runtime, { refused: () => undefined, unrecorded: () => undefined });

/** The edges and the PG of an instance. */
const edges = (cuts: Cuts, openTwin: OpenSecrets) => {
  const edge = edgeCuts(cuts);
  const { exchange } = cuts;
  const payCuts = {
    exchange,
    openSecrets: openTwin,
    loadFollowUp: () => Promise.resolve(followUp),
    loadBreakers: () => Promise.resolve({ breakersOver: uncounted }),
  };
  return {
    signedEdge: (env: EdgeEnv, store: Store, runtime: RuntimeDeps) =>
      signedEdge(env, store, runtime, edge),
    adminEdge: (env: AdminEnv, store: Store, runtime: RuntimeDeps) =>
      adminEdge(env, store, runtime, edge),
    keySecretsOf: (env: { readonly fieldKeyArn: string }, runtime: RuntimeDeps) =>
      keySecretsOf(env, runtime, edge.openKms),
    fieldSealOf: (env: { readonly fieldKeyArn: string }, runtime: RuntimeDeps) =>
      fieldSealOf(env, runtime, edge.openKms),
    cursorSeal: (env: { readonly cursorSecretArn: string }, runtime: RuntimeDeps) =>
      cursorSeal(env, runtime, openTwin),
    readNowLater: (deps: ReadNowDeps) => readNowLater(deps, readNowLoaded),
    refundLater: (deps: RequestRefundDeps) => refundLater(deps, refundLoaded),
    deskOf: (store: Store, deps: ReadCancelsDeps) =>
      deskOf(store, deps, (later) => attentionWorkLater(later, workLoaded)),
    payDeps: (env: PayEnv, store: Store, runtime: RuntimeDeps) =>
      payDeps(env, store, runtime, payCuts),
    voidDeps: (env: PayEnv, store: Store, runtime: RuntimeDeps) =>
      voidDeps(env, store, runtime, { ...payCuts, loadVoid }),
  };
};

/** Bus, queues, workflow engine and dispatcher of an instance. */
const senders = ({ sqs, eventBridge, stepFunctions, lambda }: Cuts) => ({
  busPublisher: (env: { readonly eventBusName: string }, runtime: RuntimeDeps) =>
    busPublisher(env, runtime, eventBridge),
  deadLettersOf: (
    env: { readonly dlqUrls: string },
    name: 'relay' | 'command',
    runtime: RuntimeDeps,
  ) => deadLettersOf(env, name, runtime, sqs),
  watchQueueOf: (env: { readonly watchdogQueueUrl: string }, runtime: RuntimeDeps) =>
    watchQueueOf(env, runtime, sqs),
  sweepQueueOf: (env: { readonly sweeperQueueUrl: string }, runtime: RuntimeDeps) =>
    sweepQueueOf(env, runtime, sqs),
  workflowsOf: (env: { readonly paymentSagaArn: string }, runtime: RuntimeDeps) =>
    workflowsOf(env, runtime, stepFunctions),
  dispatcherOf: (
    env: { readonly dispatcherFunctionName: string },
    store: Store,
    runtime: RuntimeDeps,
  ) => dispatcherOf(env, store, runtime, lambda),
  failCommandLater: (wiring: FailingWiring) => failCommandLater(wiring, failingLoaded),
});

/** Where the audit log is kept, and who signs it. */
const audit = ({ s3, signingKey }: Cuts) => ({
  auditArchiveOf: (env: { readonly auditBucketName: string }, runtime: RuntimeDeps) =>
    auditArchiveOf(env, runtime, (options) => Promise.resolve(s3Archive(options, s3))),
  anchorSignerOf: (env: { readonly auditKeyArn: string }, runtime: RuntimeDeps) =>
    anchorSignerOf(env, runtime, (options) => Promise.resolve(kmsSigner(options, signingKey))),
  auditGauge:
    (_names: object): SealDeps['gauge'] =>
    () =>
      undefined,
});

/** What takes a PG's webhook in; one that is forged is told as those are that the worker finds. */
const intake = ({ cuts, countWebhook }: At, openTwin: OpenSecrets) => ({
  webhookIntake: (env: IntakeEnv, store: Store, runtime: RuntimeDeps) =>
    webhookIntake(env, store, runtime, {
      client: cuts.sqs,
      openSecrets: openTwin,
      countForged: () => countWebhook?.('FORGED'),
    }),
});

/** What an instance gets of the world and no client stands behind. */
const handed = ({ policies, gauge, countWebhook }: At) => ({
  bundledPolicies: (_file: string, _beside: string): Policies => ({ all: () => policies }),
  policiesLater: (file: string, beside: string) =>
    policiesLater(file, beside, () =>
      Promise.resolve({ bundledPolicies: () => ({ all: () => policies }) }),
    ),
  bundledFile: (name: string, _beside: string): string => JSON.stringify({ file: name }),
  webhookCounts: (_names: object): ApplyWebhookDeps['countWebhook'] =>
    countWebhook ?? (() => undefined),
  outboxGauges: (_names: object): SweepDeps['gauge'] => gauge ?? (() => undefined),
  breakerGauges:
    (_names: object, _store: Store, _runtime: RuntimeDeps): SweepDeps['measureBreakers'] =>
    () =>
      Promise.resolve(),
});

export const scopeOf = (at: At) => {
  const openTwin: OpenSecrets = () => Promise.resolve(openSecrets(at.cuts.secrets));
  const { runtime, cuts } = at;
  const store = (env: TableEnv) => storeOf(env, runtime, cuts.dynamo);
  return {
    ...edges(cuts, openTwin),
    ...senders(cuts),
    ...intake(at, openTwin),
    ...audit(cuts),
    ...handed(at),
    runtime,
    storeFor: store,
  };
};

type Scope<S extends z.ZodMiniObject> = Omit<ReturnType<typeof scopeOf>, 'storeFor'> & {
  readonly env: Renamed<z.output<S>>;
  readonly store: Store;
};

/** @param schema - The object of the folder's env.ts. @param make - Ends with the text of its index.ts. */
export const entry =
  <S extends z.ZodMiniObject>(
    schema: S,
    make: (scope: Scope<S>) => ComposedFunction | Promise<ComposedFunction>,
  ): Entry =>
  async (folder, at) => {
    const env = envOf(schema, folder, at);
    const { storeFor, ...scope } = scopeOf(at);
    return make({ ...scope, env, store: storeFor(env as TableEnv) });
  };
