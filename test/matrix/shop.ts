// The client of a row's shop: every answer is kept, and so is every request that got none.
import { hash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { EngineClient, EngineReply } from '#test/support/cloud/engine-reply.ts';
import type { PgControl } from '#test/support/cloud/pg-control.ts';
import type { Told } from '#test/support/invariants/view.ts';

export interface Shop {
  readonly client: EngineClient;
  /** Every answer so far; `status` 0: none. */
  readonly told: readonly Told[];
}

/** So many calls of one route at once: each needs a process of its own, and starting them all at once ends in none. */
const perRouteUsual = 6;

/** Those that come later wait for their turn, first come, first served. */
const turns = (perRouteMax: number) => {
  const going = new Map<string, { free: number; readonly waiting: (() => void)[] }>();
  return async <T>(route: string, work: () => Promise<T>): Promise<T> => {
    const own = going.get(route) ?? { free: perRouteMax, waiting: [] };
    going.set(route, own);
    if (own.free > 0) own.free -= 1;
    else await new Promise<void>((resolve) => void own.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = own.waiting.shift();
      if (next === undefined) own.free += 1;
      else next();
    }
  };
};

/** Ids in a path are one place, so that a route is one word. */
const routeOf = (method: string, path: string): string =>
  `${method} ${path.replaceAll(/\/(?:ord|pay|rfd|svc)_[0-9A-Z]+/gu, '/{id}').replace(/\?.*$/u, '')}`;

export const shopOf = (
  inner: EngineClient,
  name: string,
  perRouteMax: number = perRouteUsual,
): Shop => {
  const told: Told[] = [];
  const inTurn = turns(perRouteMax);
  const noted = (
    asked: { readonly method: string; readonly path: string; readonly body?: unknown },
    key: string | undefined,
    ask: () => Promise<EngineReply>,
  ): Promise<EngineReply> =>
    inTurn(routeOf(asked.method, asked.path), () => askNoted(asked, key, ask));
  const askNoted: typeof noted = async ({ method, path, body }, key, ask) => {
    const question = {
      sentAt: Date.now(),
      client: name,
      work: `${name} ${path}`,
      retry: told.filter((one) => key !== undefined && one.key === key).length,
      route: routeOf(method, path),
      key,
      payload: hash('sha256', `${path} ${JSON.stringify(body)}`),
    };
    try {
      const reply = await ask();
      const { status, headers } = reply;
      const code = codeOf(reply);
      const result = reply.result as unknown as Told['result'];
      told.push({ ...question, at: Date.now(), status, code, result, headers: fieldsOf(headers) });
      return reply;
    } catch (error) {
      const { message } = error as Error;
      told.push({
        ...question,
        at: Date.now(),
        status: 0,
        code: message,
        result: null,
        headers: {},
      });
      throw error;
    }
  };
  return {
    told,
    client: {
      send: (call) => noted(call, call.idempotencyKey, () => inner.send(call)),
      get: (path) => noted({ method: 'GET', path }, undefined, () => inner.get(path)),
      post: (path, body, key) =>
        noted({ method: 'POST', path, body }, key, () => inner.post(path, body, key)),
    },
  };
};

/** For a function that died in the middle the gateway answers by itself, and not in our envelope. */
const codeOf = ({ code }: { readonly code: unknown }): string =>
  typeof code === 'string' ? code : 'of the gateway';

const fieldsOf = (headers: Headers): Readonly<Record<string, string>> =>
  Object.fromEntries(headers.entries());

/** A buyer whose window does not open tries again: for them too the PG may be away. */
export const patientBuyer = (pg: PgControl, limitMs: number): PgControl => ({
  ...pg,
  authenticate: async (...wanted) => {
    const until = Date.now() + limitMs;
    for (;;) {
      try {
        return await pg.authenticate(...wanted);
      } catch (error) {
        if (Date.now() > until) throw error;
        await pause(200);
      }
    }
  },
});
