// An address for HTTP clients, AWS first, that writes down what they ask. Alone it answers `{}`, which is enough
// for a read of a row nobody has; with an upstream it hands everything on, byte for byte.
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type CountingAws = {
  readonly endpoint: string;
  /** Names of the calls since the last look: `DynamoDB_20120810.GetItem`. */
  readonly take: () => readonly string[];
  readonly close: () => void;
};

const operationOf = ({ headers, url }: IncomingMessage): string =>
  typeof headers['x-amz-target'] === 'string' ? headers['x-amz-target'] : (url ?? '');

const handOn = (incoming: IncomingMessage, answer: ServerResponse, upstream: URL): void => {
  const { hostname: host, port } = upstream;
  const { method, url: path, headers } = incoming;
  const outgoing = request({ host, port, method, path, headers }, (reply) => {
    answer.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(answer);
  });
  outgoing.once('error', () => answer.destroy());
  incoming.pipe(outgoing);
};

const sayNothing = (incoming: IncomingMessage, answer: ServerResponse): void => {
  incoming.resume();
  incoming.once('end', () => {
    answer.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    answer.end('{}');
  });
};

/** @param asked - Given, several addresses write into one list, in the order they are asked. */
export async function countingAws(upstream?: string, asked: string[] = []): Promise<CountingAws> {
  const server = createServer((incoming, answer) => {
    asked.push(operationOf(incoming));
    if (upstream === undefined) sayNothing(incoming, answer);
    else handOn(incoming, answer, new URL(upstream));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    take: () => asked.splice(0),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
