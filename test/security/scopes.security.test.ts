// Who may: every route met with every scope alone and with every scope but one, by a merchant who is suspended,
// and with an API key on the routes of operators.
import { beforeAll, describe, expect, it } from 'vitest';
import { scopes } from '#core/contracts/vocabulary.ts';
import { count } from '#test/support/counters.ts';
import { type Gateway, signedGateway } from '#test/support/world/client.ts';
import { operatorArn, operatorsGateway } from '#test/support/world/operator-client.ts';
import { askOf, operatorsRoutes, signedRoutes } from './asks.ts';
import { businessDigest, bytesSeen, codeSeen, resultOf, type Siege, siege } from './siege.ts';
import { putKey } from './town.ts';

/** The scope table of the API specification (4.3), by hand: what the registry says must be this. */
const opens: Readonly<Record<string, readonly string[]>> = {
  'orders:read': ['get-order', 'list-orders'],
  'orders:write': ['create-order', 'cancel-order'],
  'payments:read': [
    'get-payment',
    'list-payments',
    'get-payment-timeline',
    'list-payment-refunds',
    'get-refund',
    'list-refunds',
  ],
  'payments:write': ['confirm-payment', 'authorize-payment', 'capture-payment', 'cancel-payment'],
  'refunds:write': ['request-refund', 'refund-payment', 'give-refund-account'],
  'callbacks:write': ['complete-service', 'fail-service'],
  'idempotency:read': ['get-idempotency-record'],
};

const opensRoute = (scope: string, route: string): boolean =>
  opens[scope]?.includes(route) === true;

/** `orders:write` as a part of a key's name. */
const wordOf = (scope: string): string => scope.replace(':', '-');

describe('a scope', () => {
  let here: Siege;
  let whole: Gateway;
  const alone = new Map<string, Gateway>();
  const without = new Map<string, Gateway>();

  beforeAll(async () => {
    here = await siege({ seed: 'scopes' });
    whole = signedGateway(await putKey(here, { merchant: 'M123', name: 'all' }));
    for (const scope of scopes) {
      const others = scopes.filter((other) => other !== scope);
      const one = { merchant: 'M123', name: `1-${wordOf(scope)}`, scopes: [scope] };
      const rest = { merchant: 'M123', name: `no-${wordOf(scope)}`, scopes: others };
      alone.set(scope, signedGateway(await putKey(here, one)));
      without.set(scope, signedGateway(await putKey(here, rest)));
    }
  });

  it('of the registry is the one of the specification', () => {
    for (const { id, scope } of signedRoutes) expect(opensRoute(scope, id), id).toBe(true);
    const listed = Object.values(opens).flat();
    expect(listed.toSorted()).toEqual(signedRoutes.map(({ id }) => id).toSorted());
  });

  /** Let in: what a key with every scope is answered. */
  const expectAnswer = async (route: string, by: Gateway, isOpen: boolean): Promise<void> => {
    const before = businessDigest(here);
    const reply = await here.knock({ ask: askOf(route), by });
    if (isOpen) {
      expect(bytesSeen(reply)).toBe(bytesSeen(await here.knock({ ask: askOf(route), by: whole })));
      expect(codeSeen(reply)).not.toContain('AUTH_');
    } else {
      expect(codeSeen(reply)).toBe('403 AUTH_005');
      const needed = Object.keys(opens).find((scope) => opensRoute(scope, route));
      expect(resultOf(reply)).toEqual({ requiredScope: needed });
      expect(businessDigest(here)).toBe(before);
    }
    count('scopes');
  };

  it.each(signedRoutes)('opens $id, and no other does', async ({ id }) => {
    for (const scope of scopes) {
      await expectAnswer(id, alone.get(scope) as Gateway, opensRoute(scope, id));
      await expectAnswer(id, without.get(scope) as Gateway, !opensRoute(scope, id));
    }
  });

  it('opens nothing to a merchant who is suspended', async () => {
    const operator = operatorsGateway(operatorArn);
    const reason = 'a row of a table';
    const made = await here.knock({
      by: operator,
      ask: {
        route: 'create-merchant',
        key: 'suspended',
        body: { merchantId: 'M555', name: 'Suspended', status: 'SUSPENDED', reason },
      },
    });
    expect(made.statusCode).toBe(201);
    const key = await here.knock({
      by: operator,
      ask: {
        route: 'create-api-key',
        key: 'key-of-suspended',
        params: { merchantId: 'M555' },
        body: { environment: 'test', scopes: Object.keys(opens), reason },
      },
    });
    const { keyId, secret } = resultOf(key) as Record<string, string>;
    const by = signedGateway({ keyId: String(keyId), secret: String(secret) });
    await here.pass(10_000);
    const before = businessDigest(here);

    for (const { id } of signedRoutes) {
      expect(codeSeen(await here.knock({ ask: askOf(id), by })), id).toBe('403 AUTH_006');
      count('suspended');
    }
    expect(businessDigest(here)).toBe(before);
  });
});

describe('an API key', () => {
  let here: Siege;
  let byKey: Gateway;

  beforeAll(async () => {
    here = await siege({ seed: 'keys of clients' });
    byKey = signedGateway(await putKey(here, { merchant: 'M123', name: 'all' }));
  });

  it.each(operatorsRoutes)('opens no route of operators: $id', async ({ id, method, path }) => {
    const before = businessDigest(here);
    const knock = { ask: askOf(id), by: byKey };
    const { headers } = here.eventOf(knock);
    // As the gateway of operators would hand it over if IAM stood open: signed by a client, by no principal.
    const asOperator = await here.knock({
      ask: askOf(id),
      by: (request) => ({ ...(operatorsGateway('')(request) as object), headers }),
    });
    // And on the public API, which has no such route.
    const event = { ...here.eventOf(knock), rawPath: path };
    const asClient = await here.deliver('api/refuse-unknown-route', event);

    expect(codeSeen(asOperator)).toBe('403 SYS_007');
    expect(codeSeen(asClient), `${method} ${path}`).toBe('404 VAL_006');
    expect(businessDigest(here)).toBe(before);
    count('admin routes', 2);
  });
});
