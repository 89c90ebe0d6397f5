// The pipeline of a PG's webhooks: no caller to authenticate, no limit per merchant, no key; a larger body
// than clients may send, and its bytes as they came. Source: API specification, sections 2.3 and 6.9.
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import { routeOf } from '#core/contracts/http/route-table.ts';
import type { EdgeDeps } from './exchange.ts';
import { httpApiRequest } from './gateway-event.ts';
import type { HttpHandler } from './http.ts';
import { isJson, refuseTooLarge, webhookBytesMax } from './read-body.ts';
import { runRequest } from './request-shell.ts';

/** A webhook whose size and type are judged; nothing else is. */
export interface WebhookRequest {
  readonly provider: string;
  readonly endpointId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
  readonly requestId: string;
}

export interface WebhookRoute {
  readonly deps: EdgeDeps;
  readonly handler: (request: WebhookRequest) => Promise<Answer>;
}

const route = 'receive-pg-webhook';

export const webhookPipeline =
  ({ deps, handler }: WebhookRoute): HttpHandler =>
  (event) => {
    const raw = httpApiRequest(event);
    return runRequest(deps, { name: route, raw }, async ({ requestId }, findings) => {
      const { provider = '', endpointId = '' } = raw.pathParameters;
      // The address is a secret: the template alone is logged.
      findings.fields = { route: routeOf(route).path };
      const { headers, bytes } = raw;
      const tooLarge = refuseTooLarge({ raw }, webhookBytesMax);
      if (tooLarge !== undefined) return tooLarge;
      if (!isJson(headers['content-type'] ?? '')) return refusal('VAL_003');
      return handler({ provider, endpointId, headers, bytes, requestId });
    });
  };
