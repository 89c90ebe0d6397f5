// POST /api/v1/webhooks/pg/{provider}/{endpointId}: takes a PG's webhook in. No domain work is done here:
// it is queued by payment, and only then counted as seen, so that whatever fails in between makes the PG
// send it again. Source: API specification, section 6.9; Toss specification, section 15.
import { type Answer, done, refusal } from '#core/contracts/http/answer.ts';
import { type Tenant, tenantText } from '#core/contracts/tenant.ts';
import { canonicalJson } from '#core/kernel/json.ts';
import type { Clock, Digests } from '#core/kernel/ports.ts';
import type {
  PgNotice,
  SeenWebhooks,
  SignedBytes,
  WebhookEndpoints,
  WebhookFormat,
  WebhookQueue,
} from './ports.ts';

export interface AcceptWebhookDeps {
  readonly endpoints: WebhookEndpoints;
  readonly formats: Readonly<Record<string, WebhookFormat>>;
  readonly seen: SeenWebhooks;
  readonly webhookQueue: WebhookQueue;
  readonly digests: Digests;
  readonly clock: Clock;
  /** Told of each one whose signature is not the PG's; it is dropped. */
  readonly countForged: () => void;
}

export interface AcceptWebhook extends SignedBytes {
  readonly provider: string;
  readonly endpointId: string;
  readonly requestId: string;
}

const endpointForm = /^[0-9a-f]{32}$/u;

const accepted = done({ accepted: true });

/** A forged body has another digest than the true one: it cannot make us drop that. */
const digestOf = (
  { digests }: AcceptWebhookDeps,
  { event, key, status, lastTransactionKey }: PgNotice,
  bytes: Uint8Array,
): string =>
  digests.sha256Hex(
    canonicalJson({ event, key, status, lastTransactionKey, body: digests.sha256Hex(bytes) }),
  );

const enqueueOnce = async (
  deps: AcceptWebhookDeps,
  { provider, requestId, bytes }: AcceptWebhook,
  tenant: Tenant,
  notice: PgNotice,
): Promise<Answer> => {
  const { hint, event, status } = notice;
  if (hint === undefined) return accepted;
  const digest = digestOf(deps, notice, bytes);
  if (await deps.seen.has({ tenant, digest })) return accepted;

  const group = deps.digests.sha256Hex(`${tenantText(tenant)}#${hint.pgOrderId}`);
  const receivedAt = deps.clock.now();
  const told = { provider, event, status, ...hint, requestId, receivedAt };
  const ref = { kind: 'WEBHOOK' as const, ...told, slot: 0 };
  await deps.webhookQueue.put({ tenant, ref, digest, group });
  // A second one that comes between these two calls is queued again: at most one more look.
  await deps.seen.mark({ tenant, digest });
  return accepted;
};

/**
 * @returns 200 for what is queued, was seen before, or is of no use to us; 404 VAL_006 for an address that
 * nobody has; AUTH_008; VAL_002.
 * @throws DependencyUnavailable where it is not known to be queued: the PG must send it again.
 */
export const acceptWebhook =
  (deps: AcceptWebhookDeps) =>
  async (webhook: AcceptWebhook): Promise<Answer> => {
    const { provider, endpointId } = webhook;
    const format = Object.hasOwn(deps.formats, provider) ? deps.formats[provider] : undefined;
    if (format === undefined || !endpointForm.test(endpointId)) return refusal('VAL_006');
    const tenant = await deps.endpoints.byId(endpointId);
    if (tenant === undefined) return refusal('VAL_006');

    const isAuthentic = (await format.isAuthentic?.(webhook)) ?? true;
    if (!isAuthentic) {
      deps.countForged();
      return refusal('AUTH_008');
    }
    const notice = format.read(webhook.bytes);
    if (notice === undefined) return refusal('VAL_002');
    return enqueueOnce(deps, webhook, tenant, notice);
  };
