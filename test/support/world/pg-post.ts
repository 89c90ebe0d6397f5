// The PG's webhooks in a world: its posts become invocations of the endpoint's function, doubled, late,
// overtaken, or preceded by one that somebody forged.
import type { Post } from '#local/pg-simulator/program.ts';
import type { Ground, Site } from './ground.ts';
import type { LabelBook } from './label-book.ts';
import type { Lambda } from './lambda.ts';
import { webhookEndpointsOf } from './set-up-rows.ts';

export interface PgPostOptions {
  readonly ground: Ground;
  readonly lambda: Lambda;
  readonly book: LabelBook;
}

export const webhookAddress = 'https://sim.test/api/v1/webhooks/pg/toss/M123';

interface Told {
  readonly orderId?: string;
  /** Of a deposit's own webhook, which tells no amount. */
  readonly secret?: string;
  readonly data?: { readonly orderId?: string; readonly totalAmount?: number };
}

const orderOf = (body: string): string => {
  const { orderId, data } = JSON.parse(body) as Told;
  return (data?.orderId ?? orderId ?? '').replace(/-\d+$/u, '');
};

const eventOf = (headers: Readonly<Record<string, string>>, body: string) => {
  const endpointId = webhookEndpointsOf('M123').test;
  return {
    rawPath: `/api/v1/webhooks/pg/toss/${endpointId}`,
    rawQueryString: '',
    pathParameters: { provider: 'toss', endpointId },
    headers,
    body,
    isBase64Encoded: false,
    requestContext: { http: { method: 'POST', sourceIp: '13.124.18.147' } },
  };
};

/** The same with another amount, or with a secret that somebody guessed. */
const forgedOf = (body: string): string => {
  const told = JSON.parse(body) as Told;
  if (told.secret !== undefined) return JSON.stringify({ ...told, secret: 'ps_guessed' });
  return JSON.stringify({
    ...told,
    data: { ...told.data, status: 'CANCELED', totalAmount: (told.data?.totalAmount ?? 0) + 1 },
  });
};

const delayOf = (ground: Ground, site: Site): number => {
  if (site.fault === 'delay') return 2_000 + Math.floor(ground.draw(site, 3) * 9_000);
  return site.fault === 'reorder' ? 700 : 0;
};

export const pgPost =
  ({ ground, lambda, book }: PgPostOptions): Post =>
  (_url, headers, body) => {
    const work = book.several([orderOf(body)]);
    const site = ground.site(`webhook#${work}`, 'deliver', 'delivery:webhook');
    const send = async (text: string): Promise<number | undefined> => {
      try {
        const event = eventOf(headers, text);
        const answer = await lambda.invoke({ folder: 'api/receive-pg-webhook', work, event });
        return (answer as { readonly statusCode: number }).statusCode;
      } catch {
        // The gateway's own answer for a function that broke.
        return 500;
      }
    };
    const wait = ground.latency(site, 5, 60) + delayOf(ground, site);
    if (site.fault === 'webhook:F20') ground.later(2, () => void send(forgedOf(body)));
    if (site.fault === 'duplicate') ground.later(wait + 400, () => void send(body));
    return new Promise((resolve) => {
      ground.later(wait, () => void send(body).then(resolve), site);
    });
  };

/** Somebody writes a webhook who knows its address. */
export const forgedPost =
  (options: PgPostOptions) =>
  (body: object): Promise<number | undefined> =>
    pgPost(options)(webhookAddress, { 'content-type': 'application/json' }, JSON.stringify(body));
