// The signature on every signed route of the real handlers: each signed part changed, each bad form, each bad
// time, each bad key. The one-route version of these rows is test/contract/http-signature.contract.test.ts.
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { count } from '#test/support/counters.ts';
import {
  badForms,
  changedBodies,
  changedKeys,
  changedParts,
  changedQueries,
  type Spoil,
  type SpoilRow,
} from '#test/support/edge/spoiled-events.ts';
import { type Ask, type Credentials, signedGateway } from '#test/support/world/client.ts';
import { credentialsOf } from '#test/support/world/set-up-rows.ts';
import { askOf, signedRoutes } from './asks.ts';
import { allRows, bytesSeen, codeSeen, digestOf, type Siege, siege } from './siege.ts';
import { putKey } from './town.ts';

const own = credentialsOf('M123');

const partsOf = ({ body, query, key }: Ask): readonly SpoilRow[] => [
  ...changedParts,
  ...(body === undefined ? [] : changedBodies),
  ...(query === undefined ? [] : changedQueries),
  ...(key === undefined ? [] : changedKeys),
];

const minute = 60_000;

describe('a signature', () => {
  let here: Siege;
  let untouched: string;

  beforeAll(async () => {
    here = await siege({ seed: 'signature' });
  });

  beforeEach(() => {
    untouched = digestOf(allRows(here));
  });

  const knock = async (
    ask: Ask,
    { as = own, spoil, skewMs = 0 }: { as?: Credentials; spoil?: Spoil; skewMs?: number } = {},
  ) =>
    here.knock({
      ask,
      by: signedGateway(as),
      timestamp: new Date(here.now() + skewMs).toISOString(),
      ...(spoil === undefined ? {} : { change: (event) => spoil(event) }),
    });

  /** A refused stranger leaves nothing behind, not even a used nonce. */
  const expectUntouched = (): void => {
    expect(digestOf(allRows(here))).toBe(untouched);
    expect(here.world.view.logs.filter(({ level }) => level === 'ERROR')).toEqual([]);
  };

  it.each(signedRoutes)('over $id: any part that was changed is AUTH_002', async ({ id }) => {
    for (const [name, spoil] of partsOf(askOf(id))) {
      expect(codeSeen(await knock(askOf(id), { spoil })), name).toBe('401 AUTH_002');
      count('changed parts');
    }
    expectUntouched();
  });

  it.each(signedRoutes)('over $id: whatever is no such header is AUTH_001', async ({ id }) => {
    for (const [name, spoil] of badForms) {
      expect(codeSeen(await knock(askOf(id), { spoil })), name).toBe('401 AUTH_001');
      count('bad forms');
    }
    expectUntouched();
  });

  it.each(signedRoutes)('over $id: 5:01 from our clock is AUTH_003', async ({ id }) => {
    for (const skewMs of [-5 * minute - 1_000, 5 * minute + 1_000]) {
      expect(codeSeen(await knock(askOf(id), { skewMs }))).toBe('401 AUTH_003');
      count('bad times');
    }
    expectUntouched();
  });

  it.each(signedRoutes)(
    'over $id: no usable key is AUTH_002, in the same bytes',
    async ({ id }) => {
      const stranger = credentialsOf('M777');
      const ended = { merchant: 'M123', expiresAt: here.now() } as const;
      const keys: readonly (readonly [string, Credentials])[] = [
        ['wrong signature', { ...own, secret: `fps_test_${'1'.repeat(40)}` }],
        ['unknown key', { ...own, keyId: 'fpk_test_M123_99' }],
        ['secret of another merchant', { ...own, secret: stranger.secret }],
        ['key of another merchant', { ...own, keyId: stranger.keyId }],
        ['revoked', await putKey(here, { merchant: 'M123', name: 'revoked', state: 'REVOKED' })],
        ['retired', await putKey(here, { ...ended, name: 'retired', state: 'RETIRING' })],
      ];
      untouched = digestOf(allRows(here));
      const seen = new Set<string>();
      for (const [name, as] of keys) {
        const reply = await knock(askOf(id), { as });
        expect(codeSeen(reply), name).toBe('401 AUTH_002');
        seen.add(bytesSeen(reply));
        count('bad keys');
      }
      expect(seen.size).toBe(1);
      expectUntouched();
    },
  );

  it.each(signedRoutes)(
    'over $id: right, it lets in, and 4:59 late or early too',
    async ({ id }) => {
      const retiring = await putKey(here, {
        merchant: 'M123',
        name: 'retiring',
        state: 'RETIRING',
        expiresAt: here.now() + 60 * minute,
      });
      const replies = [
        await knock(askOf(id)),
        await knock(askOf(id), { skewMs: -5 * minute + 1_000 }),
        await knock(askOf(id), { skewMs: 5 * minute - 1_000 }),
        await knock(askOf(id), { as: retiring }),
      ];
      for (const reply of replies) {
        expect(codeSeen(reply)).not.toMatch(/AUTH_|VAL_00[234]|SYS_|IDEM_00[1-5]/u);
        count('let in');
      }
    },
  );
});
