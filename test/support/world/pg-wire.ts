// The PG simulator's in-process door as the wire of both PG adapters: it takes virtual time, lies on
// request, loses replies, and lets requests land late.
import { hash } from 'node:crypto';
import type { Exchange, HttpOutcome, HttpRequest } from '#adapters/pg-http/exchange.ts';
import type { Liar } from '#local/pg-simulator/liar.ts';
import { LiarCrash, type LiarReply } from '#local/pg-simulator/wire.ts';
import type { PgCall } from '#test/support/invariants/view.ts';
import type { CallContext } from './calls.ts';
import type { Ground, Site } from './ground.ts';
import type { Invocation } from './lambda.ts';

export interface PgWireOptions {
  readonly ground: () => Ground;
  readonly context: CallContext;
  readonly pg: () => Liar;
  readonly stepsSoFar: () => number;
  readonly calls: () => PgCall[];
  readonly onRestart: () => void;
  readonly onDeploy: () => void;
  readonly isReadOff?: (invocation: Invocation) => boolean;
}

const lost = (code: string): HttpOutcome => ({ kind: 'LOST', code });

const outcomeOf = (reply: LiarReply): HttpOutcome => {
  switch (reply.kind) {
    case 'reply':
    case 'garbage':
      return {
        kind: 'REPLY',
        status: reply.status,
        headers: reply.headers,
        body: new TextEncoder().encode(reply.body),
      };
    default:
      return lost('RESET');
  }
};

const operation = /\/(confirm|cancel|authorize|capture|void)$/u;

const opOf = ({ method, path }: HttpRequest): PgCall['op'] | 'read' =>
  method === 'GET' ? 'read' : ((operation.exec(path)?.[1] ?? 'confirm') as PgCall['op']);

const keyInPath = /^(?:\/sandbox)?\/v1\/payments\/([^/]+)\/(?:cancel|capture|void)$/u;

const paymentKeyOf = ({ path, body }: HttpRequest): string =>
  keyInPath.exec(path)?.[1] ??
  (JSON.parse(body ?? '{}') as { readonly paymentKey?: string }).paymentKey ??
  '';

interface Wire {
  readonly options: PgWireOptions;
  readonly request: HttpRequest;
  readonly site: Site;
  readonly invocation: Invocation;
  readonly give: (outcome: HttpOutcome) => void;
}

const noteCall = ({ options, request, invocation }: Wire): void => {
  const op = opOf(request);
  if (op === 'read') return;
  options.calls().push({
    at: options.ground().scheduler.now(),
    folder: invocation.folder,
    afterStep: options.stepsSoFar(),
    op,
    idempotencyKey: request.headers['idempotency-key'] ?? '',
    paymentKey: paymentKeyOf(request),
    requestHash: hash('sha256', `${request.method} ${request.path}\n${request.body ?? ''}`, 'hex'),
  });
};

/** Arrives at the PG; a lie is told at this request and at no other. */
const arrive = async (
  pg: Liar,
  request: HttpRequest,
  lie: string | undefined,
): Promise<LiarReply | undefined> => {
  const { method, path, headers, body } = request;
  const told =
    lie === undefined
      ? undefined
      : pg.control.addRule({ fault: lie, match: { op: opOf(request) }, times: 1 });
  try {
    return await pg.handle({ method, path, headers, ...(body === undefined ? {} : { body }) });
  } catch (fault) {
    if (fault instanceof LiarCrash) return undefined;
    throw fault;
  } finally {
    if (told !== undefined) pg.control.removeRules(told.ruleId);
  }
};

const deliver = ({ options, request, site, give }: Wire, reply: LiarReply | undefined): void => {
  const ground = options.ground();
  if (reply?.kind === 'hold-then-close') {
    const times = Math.min(reply.holdMs, request.timeoutMs);
    ground.later(times, () => give(lost(reply.holdMs >= request.timeoutMs ? 'TIMEOUT' : 'CLOSED')));
    return;
  }
  ground.later(
    5 + Math.floor(ground.draw(site, 4) * 40),
    () => give(reply === undefined ? lost('RESET') : outcomeOf(reply)),
    site,
  );
};

const send = (wire: Wire, lie: string | undefined): void => {
  const { options, request, give, site } = wire;
  const ground = options.ground();
  const startedAt = ground.scheduler.now();
  let isAnswered = false;
  const once = (outcome: HttpOutcome): void => {
    if (isAnswered) return;
    isAnswered = true;
    give(outcome);
  };
  // A reply slower than the caller's patience is no reply.
  ground.scheduler.at(startedAt + request.timeoutMs, () => once(lost('TIMEOUT')));
  ground.later(
    10 + Math.floor(ground.draw(site, 2) * 60),
    () => {
      void arrive(options.pg(), request, lie).then((reply) =>
        deliver({ ...wire, give: once }, reply),
      );
    },
    site,
  );
};

/** @returns true where the fault decides alone what happens. */
const strike = (wire: Wire): boolean => {
  const { options, request, site, invocation, give } = wire;
  const ground = options.ground();
  const arriveSilently = (): void => {
    void arrive(options.pg(), request, undefined);
  };
  switch (site.fault) {
    case 'crash-before':
      invocation.crash();
      return true;
    case 'crash-after':
      arriveSilently();
      invocation.crash();
      return true;
    case 'restart':
      arriveSilently();
      options.onRestart();
      return true;
    case 'deploy':
      options.onDeploy();
      return false;
    case 'error-before':
      give({ kind: 'NOT_SENT', code: 'CONNECT_REFUSED' });
      return true;
    case 'timeout-after':
      arriveSilently();
      ground.later(request.timeoutMs, () => give(lost('TIMEOUT')));
      return true;
    case 'late':
      ground.later(2_000 + Math.floor(ground.draw(site, 3) * 9_000), arriveSilently, site);
      ground.later(request.timeoutMs, () => give(lost('TIMEOUT')));
      return true;
    case 'pg-down':
      ground.beginOutage('pg', site);
      return false;
    default:
      return false;
  }
};

const failInOutage = ({ options, request, site, give }: Wire): void => {
  const ground = options.ground();
  if (ground.draw(site, 5) < 0.5) {
    ground.later(request.timeoutMs, () => give(lost('TIMEOUT')));
  } else {
    give({ kind: 'NOT_SENT', code: 'CONNECT_REFUSED' });
  }
};

/** A layer that is off: the handler's own read gets no answer. */
const isReadOff = ({ options, request, invocation }: Wire): boolean =>
  opOf(request) === 'read' && options.isReadOff?.(invocation) === true;

const begin = (wire: Wire): void => {
  const { options, request, site } = wire;
  const ground = options.ground();
  ground.tell(site.name, site.key, opOf(request));
  if (isReadOff(wire)) {
    wire.give(lost('TIMEOUT'));
    return;
  }
  if (site.fault !== 'crash-before') noteCall(wire);
  if (strike(wire)) return;
  if (ground.isOut('pg')) {
    failInOutage(wire);
    return;
  }
  send(wire, site.fault?.startsWith('pg:') === true ? site.fault.slice(3) : undefined);
};

export const pgWire =
  (options: PgWireOptions): Exchange =>
  (request) => {
    const { current } = options.context;
    if (current === undefined) throw new Error('a PG call without its label');
    const { site, invocation } = current;
    return new Promise((resolve) => {
      const give = (outcome: HttpOutcome): void => {
        if (!invocation.isDead) resolve(outcome);
      };
      begin({ options, request, site, invocation, give });
    });
  };
