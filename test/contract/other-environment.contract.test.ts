// With Redis away nobody counts what a merchant asks for. Payments and reads of the stage's own environment go on;
// what the other one asks for is refused, but for the word of a service, which nobody counts in any case.
// Source: waiting-room and limits specification, section 19.
import { beforeAll, describe, expect, it } from 'vitest';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import { askOf, signedRoutes } from '#test/security/asks.ts';
import { codeSeen, type Siege, siege } from '#test/security/siege.ts';
import { putKey } from '#test/security/town.ts';
import { count } from '#test/support/counters.ts';
import { type Gateway, signedGateway } from '#test/support/world/client.ts';
import type { FaultPlan } from '#test/support/world/faults.ts';

const redisAway: FaultPlan = {
  strikes: (site) => (site.includes('/redis.') ? 'error-before' : undefined),
};

const open: readonly RouteRow[] = signedRoutes.filter(({ failClosed }) => !failClosed);
const [callbacks, asked] = [
  open.filter(({ limit }) => limit === 'none'),
  open.filter(({ limit }) => limit !== 'none'),
];

describe('with Redis away', () => {
  let here: Siege;
  let own: Gateway;
  let other: Gateway;

  beforeAll(async () => {
    here = await siege({ seed: 'redis away', hasRedis: true, plan: () => redisAway });
    own = signedGateway(await putKey(here, { merchant: 'M123', name: 'own' }));
    const live = { merchant: 'M123', name: 'other', environment: 'live' } as const;
    other = signedGateway(await putKey(here, live));
  });

  it.each(asked)(
    '$id is let in from the stage’s environment, and from no other',
    async ({ id }) => {
      const [mine, theirs] = [
        await here.knock({ ask: askOf(id), by: own }),
        await here.knock({ ask: askOf(id), by: other }),
      ];

      expect(codeSeen(mine)).not.toContain('RATE_');
      expect(codeSeen(theirs)).toBe('503 RATE_004');
      expect(theirs.headers['Retry-After']).toBe('5');
      count('other environment');
    },
  );

  it.each(callbacks)('$id is let in from both: no limit is asked for it', async ({ id }) => {
    for (const by of [own, other]) {
      expect(codeSeen(await here.knock({ ask: askOf(id), by }))).toBe('404 ORD_004');
    }
    count('other environment');
  });
});
