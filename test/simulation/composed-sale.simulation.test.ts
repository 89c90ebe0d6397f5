// Composed functions do their work over the twins alone: an operator makes a merchant and its key, a
// client sells, and the relay, the sweep and the dispatcher carry on from there.

import { describe, expect, it } from 'vitest';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import {
  memoryEventBridge,
  type PublishedEntry,
} from '#adapters/memory/aws/memory-event-bridge.ts';
import { memoryKms } from '#adapters/memory/aws/memory-kms.ts';
import { memoryLambda } from '#adapters/memory/aws/memory-lambda.ts';
import { memoryS3 } from '#adapters/memory/aws/memory-s3.ts';
import { memorySecrets } from '#adapters/memory/aws/memory-secrets.ts';
import { memorySigningKey } from '#adapters/memory/aws/memory-signing-key.ts';
import { memorySqs } from '#adapters/memory/aws/memory-sqs.ts';
import { memoryStepFunctions } from '#adapters/memory/aws/memory-step-functions.ts';
import { memoryDynamo } from '#adapters/memory/dynamo/memory-dynamo.ts';
import { memoryRedis } from '#adapters/memory/redis/memory-redis.ts';
import { processInstance } from '#adapters/system/process-instance.ts';
import type { CallLabel } from '#core/contracts/labels.ts';
import type { LogRecord } from '#functions/_pipeline/telemetry.ts';
import { virtualClock } from '#local/pg-simulator/clock.ts';
import { liar } from '#local/pg-simulator/liar.ts';
import { ServiceRefusal } from '#test/support/asl/failures.ts';
import { signedEvent, type ToSend } from '#test/support/edge/signed-event.ts';
import { testClock, testIds } from '#test/support/engine/engine.ts';
import { tableDefinitions } from '#test/support/engine/twin-store.ts';
import { policy } from '#test/support/selling-policy.ts';
import { signingPair } from '#test/support/signing-pair.ts';
import { composeFunction } from '#test/support/world/compose.ts';
import { type Folder, simulated } from '#test/support/world/compose-environment.ts';
import type { Cuts } from '#test/support/world/compose-scope.ts';

interface Reply {
  readonly statusCode: number;
  readonly body: string;
}

const pgSecret = 'test_sk_liar_tliar01';

/** Executions are only written down: what runs them has tests of its own. */
const recordingEngine = () => {
  const started: { name: string; input: string }[] = [];
  return {
    started,
    startExecution: (name: string, input: string) => {
      started.push({ name, input });
      return { executionArn: name, startedAtMs: 0 };
    },
    sendTaskSuccess: () => undefined,
    describe: (name: string) => {
      const found = started.find((one) => one.name === name);
      if (found === undefined) throw new ServiceRefusal('ExecutionDoesNotExist', name);
      return { executionArn: name, startedAtMs: 0, status: 'RUNNING', ...found };
    },
  };
};

const twinsOf = (clock: ReturnType<typeof testClock>) => {
  const now = () => clock.now();
  const messages: { queueUrl: string; body: string; delaySeconds: number }[] = [];
  const published: PublishedEntry[] = [];
  const invoked: { name: string; payload: unknown }[] = [];
  const engine = recordingEngine();
  const parts = {
    dynamo: memoryDynamo({ now, tables: tableDefinitions }),
    sqs: memorySqs((queueUrl, body, delaySeconds) =>
      String(messages.push({ queueUrl, body, delaySeconds })),
    ),
    eventBridge: memoryEventBridge((entry) => ({ eventId: String(published.push(entry)) })),
    stepFunctions: memoryStepFunctions(simulated.machineArn, engine),
    lambda: memoryLambda((name, payload) => Promise.resolve(void invoked.push({ name, payload }))),
    kms: memoryKms([simulated.fieldKeyArn]),
    s3: memoryS3(simulated.auditBucketName),
    signingKey: memorySigningKey(simulated.auditKeyArn, signingPair()),
    secrets: memorySecrets((arn) =>
      arn === simulated.pgSecretArns.toss ? pgSecret : 'a sealing secret of the stage',
    ),
  };
  const { dynamo: _dynamo, ...strict } = parts;
  const unknown = () => Object.values(strict).flatMap(({ unknownRequests }) => unknownRequests);
  return { ...parts, messages, published, invoked, engine, unknown };
};

const smallWorld = (hasRedis: boolean) => {
  const clock = testClock();
  const pg = liar({ clock: virtualClock(clock.now()) });
  const labels: CallLabel[] = [];
  const logs: LogRecord[] = [];
  const twins = twinsOf(clock);
  const calls = {
    run: <T>(label: CallLabel, effect: () => Promise<T>): Promise<T> => {
      labels.push(label);
      return effect();
    },
  };
  const exchange: Cuts['exchange'] = async (request) => {
    const reply = await pg.handle(request);
    if (reply.kind !== 'reply') throw new Error(`the PG was to answer, not to ${reply.kind}`);
    return { ...reply, kind: 'REPLY', body: new TextEncoder().encode(reply.body) };
  };
  const redis = hasRedis ? memoryRedis({ now: () => clock.now() }) : undefined;
  const runtimeOf = () => ({
    clock,
    ids: testIds(clock),
    chance: { fraction: () => 0.5 },
    entropy: { bytes: (count: number) => new Uint8Array(count) },
    sleeper: { sleep: () => Promise.resolve() },
    instance: processInstance(),
    digests: nodeDigests,
    calls,
    telemetry: (record: LogRecord) => void logs.push(record),
    source: '/fluxpay/sim',
  });
  const env = {};
  const policies = [policy({ fulfilment: 'callback' })];
  const gauges: { pending: number }[] = [];
  const call = async (folder: Folder, event: unknown): Promise<unknown> => {
    const runtime = runtimeOf();
    const cuts: Cuts = { ...twins, redis, exchange };
    const gauge = (numbers: { pending: number }) => void gauges.push(numbers);
    const handler = await composeFunction(folder, { runtime, cuts, env, policies, gauge });
    return handler(event, { getRemainingTimeInMillis: () => 20_000 });
  };
  return { clock, pg, labels, logs, twins, call, gauges };
};

type World = ReturnType<typeof smallWorld>;

const resultOf = (reply: unknown): Record<string, unknown> => {
  const { statusCode, body } = reply as Reply;
  expect([200, 201], body).toContain(statusCode);
  return (JSON.parse(body) as { result: Record<string, unknown> }).result;
};

let operations = 0;

const operate = async (world: World, folder: Folder, path: string, body: object) => {
  operations += 1;
  const reply = await world.call(folder, {
    httpMethod: 'POST',
    path,
    pathParameters: path.endsWith('/api-keys') ? { merchantId: 'M123' } : null,
    multiValueHeaders: {
      'Content-Type': ['application/json'],
      'Idempotency-Key': [`operation-${operations}`],
    },
    body: JSON.stringify(body),
    isBase64Encoded: false,
    requestContext: {
      requestId: `gateway-${operations}`,
      identity: { userArn: 'arn:aws:iam::000000000000:user/kim', sourceIp: '203.0.113.9' },
    },
  });
  return resultOf(reply);
};

const sell = async (world: World) => {
  await operate(world, 'admin/create-merchant', '/admin/v1/merchants', {
    merchantId: 'M123',
    name: 'Lumen',
    providers: { test: { toss: { clientKey: 'test_ck_lumen' } } },
    reason: 'opening',
  });
  const key = await operate(world, 'admin/create-api-key', '/admin/v1/merchants/M123/api-keys', {
    environment: 'test',
    scopes: ['orders:write', 'payments:write'],
    reason: 'opening',
  });
  const signer = { keyId: String(key['keyId']), secret: String(key['secret']) };
  const ask = (folder: Folder, toSend: ToSend) =>
    world.call(folder, signedEvent(world.clock.now(), { ...signer, ...toSend }));
  const order = resultOf(
    await ask('api/create-order', {
      path: '/api/v1/orders',
      key: 'order-1',
      body: {
        userId: 'user-1',
        serviceId: 'shop',
        lineItems: [{ productId: 'p1', productName: 'Lamp', unitPrice: 10_000, quantity: 1 }],
      },
    }),
  );
  const pgOrderId = String((order['checkout'] as Record<string, unknown>)['pgOrderId']);
  const opened = world.pg.control.openPayment({ orderId: pgOrderId, amount: 10_000 });
  const paymentKey = String(opened['paymentKey']);
  world.pg.control.authenticate(paymentKey);
  const orderId = String(order['orderId']);
  const confirmed = resultOf(
    await ask('api/confirm-payment', {
      key: 'confirm-1',
      body: { orderId, paymentKey, amount: 10_000 },
    }),
  );
  return confirmed;
};

const stream = (world: World, table: string) => ({
  Records: world.twins.dynamo
    .streamRecords(table)
    .map(({ eventName, newImage }) => ({ eventName, dynamodb: { NewImage: newImage } }))
    .filter(({ eventName }) => eventName === 'INSERT'),
});

describe('composed functions', () => {
  for (const hasRedis of [false, true]) {
    it(`sells ${hasRedis ? 'with' : 'without'} Redis, over twins alone`, async () => {
      const world = smallWorld(hasRedis);
      const confirmed = await sell(world);
      expect(confirmed).toMatchObject({ status: 'APPROVED', capturedAmount: 10_000 });
      expect(world.labels).toEqual(
        expect.arrayContaining(['key.encrypt', 'key.decrypt', 'secret.read', 'pg.confirm']),
      );

      await world.call('streams/relay-eventbridge', stream(world, 'outbox'));
      expect(world.twins.published.length).toBeGreaterThan(2);

      // The stream of commands is never read here: the sweep finds them and invokes the dispatcher.
      world.clock.advance(120_000);
      const body = JSON.stringify({ startedBy: 'schedule' });
      await world.call('schedules/sweep-pending-work', { Records: [{ messageId: '1', body }] });
      expect(world.twins.invoked).toMatchObject([{ name: simulated.dispatcherName }]);
      await world.call('streams/dispatch-commands', world.twins.invoked[0]?.payload);
      expect(world.twins.engine.started).toHaveLength(1);
      const delays = (queueUrl: string) =>
        world.twins.messages
          .filter((message) => message.queueUrl === queueUrl)
          .map(({ delaySeconds }) => delaySeconds);
      expect(delays(simulated.queues.sweeper)).toEqual([10, 20, 30, 40, 50]);
      expect(delays(simulated.queues.watchdog).length).toBeGreaterThan(0);
      expect(world.gauges).toHaveLength(1);
      expect(world.logs.filter(({ level }) => level === 'ERROR')).toEqual([]);
      expect(world.twins.unknown()).toEqual([]);
    });
  }
});
