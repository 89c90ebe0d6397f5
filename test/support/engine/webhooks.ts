// The PG's webhooks in one process: the simulator sends them to the real pipeline, a FIFO queue holds
// them, and the real worker follows them.
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { dynamoSeenWebhooks, dynamoWebhookEndpoints } from '#adapters/dynamo/dynamo-webhooks.ts';
import { memorySqs } from '#adapters/memory/aws/memory-sqs.ts';
import { sandboxWebhooks } from '#adapters/sandbox/sandbox-webhooks.ts';
import { sqsWebhooks } from '#adapters/sqs/sqs-webhooks.ts';
import { labelled } from '#adapters/system/labelled.ts';
import { tossWebhooks } from '#adapters/toss/toss-webhooks.ts';
import { readWatchMessage } from '#core/contracts/queues/watch-message.ts';
import type { Environment } from '#core/contracts/tenant.ts';
import { assert } from '#core/kernel/assert.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import { endpointsOf, type Merchant } from '#core/merchants/merchant.ts';
import type { AcceptWebhookDeps } from '#core/webhooks/accept-webhook.ts';
import { cachedEndpoints } from '#core/webhooks/cached-endpoints.ts';
import type { HttpResponse } from '#functions/_pipeline/envelope.ts';
import { eventPipeline } from '#functions/_pipeline/event.ts';
import type { LogRecord } from '#functions/_pipeline/telemetry.ts';
import { webhookPipeline } from '#functions/_pipeline/webhook.ts';
import { receivePgWebhookHandler } from '#functions/api/receive-pg-webhook/handler.ts';
import { onPgWebhookHandler } from '#functions/events/on-pg-webhook/handler.ts';
import { policy } from '#test/support/selling-policy.ts';
import type { EngineOptions } from './engine.ts';
import { tenant } from './engine.ts';
import { aMerchant } from './sample-rows.ts';
import { type World, world } from './world.ts';

export const endpointId = 'b'.repeat(32);

/** What the sandbox signs with, and what it signs with next. */
export const signingSecrets = ['whsec_sandbox_0001', 'whsec_sandbox_0002'] as const;

export interface Queued {
  readonly body: string;
  readonly group: string;
}

/** Puts a merchant and its addresses into the store, as its creation does. */
export const enrol = async (at: World, merchant: Merchant): Promise<void> => {
  const committed = await at.deps.unitOfWork.commit({
    name: 'TX-MERCHANT',
    tenant: { environment: 'test' as Environment, merchantId: merchant.merchantId },
    requestId: 'request-enrol',
    changes: [
      { change: 'merchant.create', merchant },
      ...endpointsOf(merchant).map((endpoint) => ({
        change: 'endpoint.create' as const,
        endpoint,
      })),
    ],
    groups: [],
    commands: [],
  });
  assert(committed.ok, 'a merchant is there');
};

export const eventOf = (
  body: string | Uint8Array,
  {
    provider = 'toss',
    id = endpointId,
    headers = { 'content-type': 'application/json' },
  }: {
    readonly provider?: string;
    readonly id?: string;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
) => ({
  rawPath: `/api/v1/webhooks/pg/${provider}/${id}`,
  rawQueryString: '',
  pathParameters: { provider, endpointId: id },
  headers,
  body: typeof body === 'string' ? body : Buffer.from(body).toString('base64'),
  isBase64Encoded: typeof body !== 'string',
  requestContext: { http: { method: 'POST', sourceIp: '13.124.18.147' } },
});

/** The PG's side of one sending. */
type Receive = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<HttpResponse>;

/** How the PGs write, as `webhookIntake` has it. */
const formatsOf = (
  { clock }: Pick<World, 'clock'>,
  secrets: () => Promise<string> = () => Promise.resolve(signingSecrets[0]),
  tell: (record: LogRecord) => void,
): AcceptWebhookDeps['formats'] => ({
  toss: tossWebhooks(nodeDigests),
  sandbox: sandboxWebhooks({
    digests: nodeDigests,
    clock,
    secrets,
    onUnusableSecret: () => tell({ level: 'ERROR', message: 'pg.webhook-secret', fields: {} }),
  }),
});

/** Messages of a queue, as its consumer gets them. */
const batchOf = (messages: readonly Queued[]) => ({
  Records: messages.map(({ body, group }, nth) => ({
    messageId: `m-${nth}`,
    body,
    attributes: { ApproximateReceiveCount: '1', MessageGroupId: group },
  })),
});

/** A shop whose PG tells it of every change. Nothing moves until the test says so. */
export const webhookShop = async (
  over: Parameters<typeof policy>[0] = {},
  options: Omit<EngineOptions, 'post'> & {
    readonly formats?: AcceptWebhookDeps['formats'];
    /** What is kept of the sandbox's secrets. */
    readonly secrets?: () => Promise<string>;
  } = {},
) => {
  let receive: Receive;
  const answers: number[] = [];
  const forged: 'FORGED'[] = [];
  const at = world({
    policies: [policy(over)],
    ...options,
    post: async (url, headers, body) => {
      const { statusCode } = await receive(url, headers, body);
      answers.push(statusCode);
      return statusCode;
    },
  });
  await enrol(at, aMerchant({ merchantId: tenant.merchantId as MerchantId }));

  const queue: Queued[] = [];
  const dropped = new Set<string>();
  const logs: LogRecord[] = [];
  const client = memorySqs((_url, body, _delay, fifo) => {
    if (fifo === undefined || dropped.has(fifo.deduplication)) return 'dropped';
    dropped.add(fifo.deduplication);
    queue.push({ body, group: fifo.group });
    return 'sent';
  });
  const edge = { ...at.deps, telemetry: (record: LogRecord) => logs.push(record) };
  const pipeline = webhookPipeline({
    deps: edge,
    handler: receivePgWebhookHandler({
      ...at.deps,
      endpoints: cachedEndpoints(dynamoWebhookEndpoints(at.store), at.deps.instance),
      seen: dynamoSeenWebhooks(at.store, at.clock),
      webhookQueue: sqsWebhooks(labelled(client, { run: at.mishap.around }), 'q/pg-webhook.fifo'),
      countForged: () => forged.push('FORGED'),
      formats: options.formats ?? formatsOf(at, options.secrets, edge.telemetry),
    }),
  });
  receive = (url, headers, body) => {
    const provider = url.endsWith('/sandbox') ? 'sandbox' : 'toss';
    return pipeline(eventOf(body, { headers, provider }));
  };
  const consumer = eventPipeline({
    name: 'on-pg-webhook',
    deps: edge,
    parse: readWatchMessage,
    handle: onPgWebhookHandler(at.deps),
  });
  /** Everything queued, as batches of one group after the other. */
  const drain = async (): Promise<void> => {
    while (queue.length > 0) await consumer(batchOf(queue.splice(0)));
  };
  return {
    at,
    answers,
    forged,
    queue,
    logs,
    dropped,
    /** One request to the endpoint. */
    knock: (event: ReturnType<typeof eventOf>) => pipeline(event),
    drain,
    /** The PG sends what is due, and the worker follows it. */
    hear: async (): Promise<void> => {
      await at.pg.control.flushWebhooks();
      await drain();
    },
    reads: () => at.mishap.called.filter((label) => label === 'pg.read').length,
  };
};

export type WebhookShop = Awaited<ReturnType<typeof webhookShop>>;
