import { describe, expect, it } from 'vitest';
import { codesOf } from '#core/contracts/http/route-codes.ts';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import { routeOf, routeTable } from '#core/contracts/http/route-table.ts';

const routes = routeTable as readonly RouteRow[];

describe('routeTable', () => {
  it('gives each route its own name and its own method and path', () => {
    const places = routes.flatMap(({ method, path, aliases }) =>
      [path, ...aliases].map((each) => `${method} ${each}`),
    );

    expect(routes.length).toBeGreaterThan(0);
    expect(new Set(routes.map(({ id }) => id)).size).toBe(routes.length);
    expect(new Set(places).size).toBe(places.length);
  });

  it('keeps every admin route to operators, and refuses it when it cannot be limited', () => {
    const admin = routes.filter(({ path }) => path.startsWith('/admin/'));

    expect(admin.every(({ scope, failClosed }) => scope === 'iam' && failClosed)).toBe(true);
    expect(routes.filter(({ scope }) => scope === 'iam')).toEqual(admin);
  });

  it('asks for a key wherever a POST is no service callback and no word of a PG', () => {
    const made = new Set(['capture-payment', 'refund-payment']);
    for (const { id, method, key, scope } of routes) {
      if (id === 'receive-pg-webhook') continue;
      const expected = scope === 'callbacks:write' ? 'optional' : 'required';
      const asked = made.has(id) ? 'made' : expected;
      expect(key).toBe(method === 'GET' ? 'none' : asked);
    }
  });

  it('writes the nonce of what moves money to the database', () => {
    expect(routes.filter(({ movesMoney }) => movesMoney).map(({ id }) => id)).toEqual([
      'cancel-order',
      'confirm-payment',
      'cancel-payment',
      'request-refund',
      'authorize-payment',
      'capture-payment',
      'refund-payment',
      'give-refund-account',
    ]);
  });

  it('finds a route by its name', () => {
    expect(routeOf('confirm-payment').limit).toBe('authorize');
    expect(routeOf('cancel-order')).toMatchObject({ limit: 'refund', failClosed: true });
  });
});

describe('codesOf', () => {
  it('adds the codes of a signed route with a key', () => {
    const codes = codesOf(routeOf('create-order'));

    expect(codes).toEqual(
      expect.arrayContaining([
        'COMMON_000',
        'ORD_002',
        'AUTH_006',
        'RATE_004',
        'IDEM_005',
        'VAL_004',
      ]),
    );
    expect(codes).not.toContain('IDEM_006');
    expect(codes).not.toContain('AUTH_008');
  });

  it('leaves what is no route’s to nobody, and what is not built to nobody yet', () => {
    const codes = new Set(routes.flatMap(codesOf));

    for (const code of ['VAL_007', 'SYS_004', 'RATE_002', 'RATE_003', 'CRD_010', 'PAY_001']) {
      expect(codes).not.toContain(code);
    }
  });

  it('asks more of a list: it has pages, and it costs', () => {
    expect(codesOf(routeOf('list-orders'))).toEqual(
      expect.arrayContaining(['VAL_005', 'RATE_005']),
    );
    expect(codesOf(routeOf('get-order'))).not.toContain('VAL_005');
    expect(codesOf(routeOf('get-order'))).not.toContain('RATE_005');
  });

  it('knows no signature on open and admin routes, and no key on reads', () => {
    expect(codesOf(routeOf('get-health')).some((code) => /^(AUTH|RATE|IDEM)_/u.test(code))).toBe(
      false,
    );
    expect(codesOf(routeOf('get-saga'))).not.toContain('AUTH_002');
    expect(codesOf(routeOf('get-order'))).not.toContain('IDEM_001');
  });
});
