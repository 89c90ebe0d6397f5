// The real wire: `node:https` or `node:http`, as the base URL says. One request, one try, one clock
// over all of it. What is not known for certain is LOST.
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { assert } from '#core/kernel/assert.ts';
import type { Clock } from '#core/kernel/ports.ts';
import { type ConnectFault, connectedAgent } from './connected-agent.ts';
import type { Exchange, HttpOutcome, HttpRequest } from './exchange.ts';

export interface NodeExchangeOptions {
  /** Origin of the PG, without a path. */
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly connectTimeoutMs?: number;
  readonly idleMs?: number;
  /** A reply above this is not a payment; it counts as lost. */
  readonly replyBytesMax?: number;
}

/** @throws AssertionFailed unless the URL is an origin: nothing may stand before our own paths. */
const originOf = (baseUrl: string): URL => {
  const url = new URL(baseUrl);
  assert(url.protocol === 'https:' || url.protocol === 'http:', 'the base URL is no web address');
  assert(
    url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '',
    'the base URL of the PG is an origin without path',
  );
  return url;
};

const headersOf = (incoming: IncomingMessage): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );

/** Collects a reply to its last byte. Calls back once, whatever comes. */
const collect = (
  incoming: IncomingMessage,
  bytesMax: number,
  done: (outcome: HttpOutcome) => void,
): void => {
  const chunks: Buffer[] = [];
  let size = 0;
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= bytesMax) {
      chunks.push(chunk);
      return;
    }
    done({ kind: 'LOST', code: 'REPLY_TOO_LARGE' });
    incoming.destroy();
  });
  incoming.on('error', () => done({ kind: 'LOST', code: 'CONNECTION_RESET' }));
  incoming.on('close', () => done({ kind: 'LOST', code: 'CONNECTION_CLOSED' }));
  incoming.on('end', () => {
    const { statusCode: status = 0, complete } = incoming;
    if (!complete) return done({ kind: 'LOST', code: 'CONNECTION_CLOSED' });
    done({ kind: 'REPLY', status, headers: headersOf(incoming), body: Buffer.concat(chunks) });
  });
};

const connectCodeOf = (error: Error): string =>
  (error as Partial<ConnectFault>).connectCode ?? 'CONNECT_FAILED';

export const nodeExchange = (options: NodeExchangeOptions): Exchange => {
  const { connectTimeoutMs = 3_000, idleMs = 4_000, replyBytesMax = 1_048_576, clock } = options;
  const url = originOf(options.baseUrl);
  const isTls = url.protocol === 'https:';
  const { agent, dropStale } = connectedAgent({ isTls, connectTimeoutMs, idleMs, clock });
  const open = isTls ? httpsRequest : httpRequest;
  const place = { hostname: url.hostname.replace(/^\[|\]$/gu, ''), port: url.port, agent };

  const send = ({ method, path, headers, body, timeoutMs }: HttpRequest): Promise<HttpOutcome> =>
    new Promise((resolve) => {
      let hasSocket = false;
      const outgoing = open({ ...place, method, path, headers: { ...headers } });
      const done = (outcome: HttpOutcome): void => {
        clearTimeout(timer);
        resolve(outcome);
      };
      const broken = (code: string): void => done({ kind: hasSocket ? 'LOST' : 'NOT_SENT', code });
      const timer = setTimeout(() => {
        broken(hasSocket ? 'TIMEOUT' : 'CONNECT_TIMEOUT');
        outgoing.destroy();
      }, timeoutMs);

      // From here on bytes may leave: the agent hands over connected sockets only.
      outgoing.once('socket', () => {
        hasSocket = true;
      });
      outgoing.on('error', (error) =>
        broken(hasSocket ? 'CONNECTION_RESET' : connectCodeOf(error)),
      );
      outgoing.once('response', (incoming) => collect(incoming, replyBytesMax, done));
      outgoing.end(body);
    });

  return async (request) => {
    dropStale();
    try {
      return await send(request);
    } catch {
      // Only building the request throws here: a path or header Node refuses.
      return { kind: 'NOT_SENT', code: 'INVALID_REQUEST_LOCAL' };
    }
  };
};
