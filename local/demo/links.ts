// Where to look next; every address was asked before it is printed.
import type { LocalCloud } from '#local/cloud/local-file.ts';
import { DemoFailure } from './failure.ts';

export type Links = Readonly<Record<'docs' | 'openapi' | 'pgHealth' | 'logs' | 'events', string>>;

/** @throws DemoFailure when an address does not answer 200. */
export async function linksOf({ apiUrl, pgUrl }: LocalCloud): Promise<Links> {
  const addresses = {
    docs: `${apiUrl}/api/v1/docs`,
    openapi: `${apiUrl}/api/v1/openapi.json`,
    pgHealth: `${pgUrl}/__liar/v1/health`,
  };
  await Promise.all(Object.values(addresses).map(visit));
  return { ...addresses, logs: 'npm run local:logs -- <function>', events: 'npm run events' };
}

async function visit(address: string): Promise<void> {
  const reply = await fetch(address, { signal: AbortSignal.timeout(10_000) });
  await reply.arrayBuffer();
  if (reply.status !== 200) throw new DemoFailure('links', `${address} answers ${reply.status}`);
}

const tryOrder =
  '{"userId":"u1","serviceId":"shop","lineItems":[{"productId":"p1","productName":"Cup","quantity":1,"unitPrice":9000}]}';

export const linkLines = ({ docs, openapi, pgHealth, logs, events }: Links): string[] => [
  `LINKS    API ${docs}   openapi ${openapi}`,
  `         PG ${pgHealth}   logs ${logs}   events ${events}`,
  `TRY      npm run request -- POST /api/v1/orders --data '${tryOrder}'`,
  '         from there to a paid order, to paste: docs/quick-start.md',
];
