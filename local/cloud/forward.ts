// Hands a request to the emulator and its answer back, byte for byte: a signature made for the
// plain base URL must still fit when the function reads the path, the query and the headers.
import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { gatewayEnvelope, isEnvelope, isGatewayStatus } from './gateway-answer.ts';

export type Upstream = { readonly port: number; readonly prefix: string };

/** The emulator closes a connection that is idle for 75 s (`keep_alive_timeout` in its `app.py`); ours must be closed first, or a request meets the closing one. */
const idleMs = 30_000;
const agent = new Agent({ keepAlive: true, maxSockets: 256, timeout: idleMs });
const timeoutMs = 35_000;

/** Headers of one connection, not of the message (RFC 9110, section 7.6.1); each side has its own. */
const ofTheConnection = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'upgrade',
  'expect',
]);

/** @param raw - Names and values in turns, as Node reports them; order, case and repeats stay. */
export function messageHeaders(raw: readonly string[]): string[] {
  return raw.filter((_, index) => {
    const name = raw[index - (index % 2)] ?? '';
    return !ofTheConnection.has(name.toLowerCase());
  });
}

/** No retry, ever: the emulator may have charged before its answer was lost. */
export function forward(
  incoming: IncomingMessage,
  answer: ServerResponse,
  upstream: Upstream,
): void {
  const target = incoming.url ?? '';
  if (!target.startsWith('/')) {
    refuse(incoming, answer);
    return;
  }
  const outgoing = request(
    {
      agent,
      host: '127.0.0.1',
      port: upstream.port,
      method: incoming.method,
      path: upstream.prefix + target,
      headers: messageHeaders(incoming.rawHeaders),
    },
    (reply) => passBack(incoming, reply, answer),
  );
  const timer = setTimeout(() => outgoing.destroy(new Error('no answer in time')), timeoutMs);
  outgoing.once('close', () => clearTimeout(timer));
  outgoing.once('error', (error) => giveUp(incoming, answer, error));
  answer.once('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
}

function passBack(incoming: IncomingMessage, reply: IncomingMessage, answer: ServerResponse): void {
  const status = reply.statusCode ?? 502;
  reply.once('error', () => answer.destroy());
  if (!isGatewayStatus(status)) {
    answer.writeHead(status, messageHeaders(reply.rawHeaders));
    reply.pipe(answer);
    return;
  }
  const chunks: Buffer[] = [];
  reply.on('data', (chunk: Buffer) => chunks.push(chunk));
  reply.once('end', () => {
    const body = Buffer.concat(chunks);
    if (isEnvelope(body.toString('utf8'))) {
      answer.writeHead(status, messageHeaders(reply.rawHeaders));
      answer.end(body);
    } else {
      wrap(incoming, answer, status);
    }
  });
}

function wrap(incoming: IncomingMessage, answer: ServerResponse, status: 413 | 429 | 503): void {
  const body = gatewayEnvelope(status, incoming.headers['accept-language']);
  answer.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...(status === 413 ? {} : { 'retry-after': '1' }),
  });
  answer.end(body);
}

/** The emulator is away, or silent for too long: nothing is known, so the client may ask again. */
function giveUp(incoming: IncomingMessage, answer: ServerResponse, { message }: Error): void {
  if (answer.destroyed) return;
  const [path] = (incoming.url ?? '').split('?');
  console.error(`${incoming.method} ${path}: no answer of the emulator: ${message}`);
  if (answer.headersSent) answer.destroy();
  else wrap(incoming, answer, 503);
}

/** A proxy for whole URLs it is not: only paths are served. */
function refuse(incoming: IncomingMessage, answer: ServerResponse): void {
  incoming.resume();
  answer.writeHead(400, { 'content-type': 'application/json' });
  answer.end('{"message":"Bad Request"}');
}
