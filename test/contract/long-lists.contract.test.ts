// Lists that are asked for a long time: whatever a client names, one call ends within its function's time, and its
// cursor goes on.
import { beforeAll, describe, expect, it } from 'vitest';
import type { RouteId } from '#core/contracts/http/route-table.ts';
import { resultOf, type Siege, siege } from '#test/security/siege.ts';
import { shopOf } from '#test/security/town.ts';
import { signedGateway } from '#test/support/world/client.ts';
import { operatorArn, operatorsGateway } from '#test/support/world/operator-client.ts';
import { credentialsOf } from '#test/support/world/set-up-rows.ts';

const ofClients: readonly RouteId[] = ['list-orders', 'list-payments', 'list-refunds'];

const ofOperators: readonly RouteId[] = [
  'list-attention',
  'list-sagas',
  'search-payments',
  'list-audit',
  'get-trial-balance',
];

const spans = [
  'from=2000-01-01T00:00:00Z',
  'from=0001-01-01T00:00:00Z&to=0195-06-15T16:30:16Z',
  'from=2026-03-01T00:00:00Z&to=9999-12-31T23:59:59Z',
  'to=0000-01-01T00:00:00Z',
];

const rows = [...ofClients, ...ofOperators].flatMap((route) =>
  spans.map((span) => ({ route, span })),
);

describe('a list over a long time', () => {
  let here: Siege;

  beforeAll(async () => {
    here = await siege({ seed: 'long lists' });
    await shopOf(here, 'c1').paid('shop');
  });

  it.each(rows)('$route?$span answers', async ({ route, span }) => {
    const isClients = ofClients.includes(route);
    const by = isClients ? signedGateway(credentialsOf('M123')) : operatorsGateway(operatorArn);
    const query = isClients ? span : `${span}&merchantId=M123`;

    const answer = await here.knock({ by, ask: { route, query } });

    expect(answer.statusCode).toBe(200);
  });

  it('finds today in a span that ends in the year 9999', async () => {
    const by = signedGateway(credentialsOf('M123'));
    const query = 'from=2026-03-01T00:00:00Z&to=9999-12-31T23:59:59Z';

    const { items } = resultOf(await here.knock({ by, ask: { route: 'list-orders', query } }));

    expect(items).toHaveLength(1);
  });
});
