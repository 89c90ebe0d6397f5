// An HTTP door to a world: requests travel as through API Gateway to the real handlers of all routes, and the
// answer back. One at a time; the world's clock goes on while a request is under way, and a little after each,
// so that the saga, the relays and the sweeper have their turn. Same requests, same answers.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Reply, Siege } from '#test/security/siege.ts';
import { operatorArn } from '#test/support/world/operator-client.ts';
import {
  aimOf,
  httpApiEvent,
  isForOperators,
  restApiEvent,
  type WireRequest,
} from './gateway-events.ts';
import type { Plant } from './plants.ts';
import { type OpenSale, salePath } from './target.ts';

export interface DoorOptions {
  readonly here: Siege;
  /** The access key by which the door knows an operator: IAM itself is not here. */
  readonly operatorKeyId: string;
  /** Makes an order that is about to be paid. */
  readonly sell: () => Promise<OpenSale>;
  /** What a planted fault makes of an answer. */
  readonly plant?: Plant | undefined;
  /** 0: any that is free. */
  readonly port?: number;
  /** The world never falls behind real time: for people at the door. */
  readonly keepsUp?: boolean;
}

export interface Door {
  readonly url: string;
  close(): Promise<void>;
}

/** Wider than the gateway's own 10,240: how it refuses more is no matter of the engine. */
const maxHeaderSize = 65_536;

/** The world's time between two requests, in which its background gets on. */
const restMs = 100;

const everyMs = 200;

const json = { 'content-type': 'application/json' };

const gatewaySays = (statusCode: number, message: string): Reply => ({
  statusCode,
  headers: json,
  body: JSON.stringify({ message }),
});

/** Whose access key signed, by the form of AWS Signature Version 4. */
const credentialOf = ({ rawHeaders }: WireRequest): string | undefined => {
  const index = rawHeaders.findIndex(
    (name, at) => at % 2 === 0 && name.toLowerCase() === 'authorization',
  );
  return / Credential=(?<keyId>[^/]+)\//u.exec(rawHeaders[index + 1] ?? '')?.groups?.['keyId'];
};

const answered = (options: DoorOptions, request: WireRequest): Promise<Reply> => {
  const { here, operatorKeyId, plant, sell } = options;
  if (request.target === salePath) {
    return sell().then((sale) => ({ statusCode: 200, headers: json, body: JSON.stringify(sale) }));
  }
  const aim = aimOf(request);
  if (isForOperators(request.target)) {
    const isKnown = aim !== undefined && credentialOf(request) === operatorKeyId;
    if (!isKnown) return Promise.resolve(gatewaySays(403, 'Missing Authentication Token'));
    return here.deliver(aim.folder, restApiEvent(request, aim.params, operatorArn));
  }
  const { folder, params } = aim ?? { folder: 'api/refuse-unknown-route', params: {} };
  const reply = here.deliver(folder, httpApiEvent(request, params));
  return plant?.folder === folder ? reply.then(plant.spoil) : reply;
};

const bytesOf = async (incoming: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/** A function that threw is what a gateway calls an internal error. */
const replyTo = async (options: DoorOptions, request: WireRequest): Promise<Reply> => {
  try {
    return await answered(options, request);
  } catch (fault) {
    return gatewaySays(500, `Internal Server Error: ${String(fault)}`);
  }
};

/** Opens the door on the loopback. */
export const openDoor = async (options: DoorOptions): Promise<Door> => {
  const { here, port = 0, keepsUp = false } = options;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
  const serve = async (incoming: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const { method = 'GET', url: target = '/', rawHeaders } = incoming;
    const bytes = await bytesOf(incoming);
    const reply = await inTurn(() => replyTo(options, { method, target, rawHeaders, bytes }));
    // A client signs with the time of whom it talks to.
    answer.writeHead(reply.statusCode, {
      ...reply.headers,
      date: new Date(here.now()).toUTCString(),
    });
    answer.end(method === 'HEAD' ? undefined : reply.body);
    await inTurn(() => here.pass(restMs));
  };
  const server = createServer({ maxHeaderSize }, (incoming, answer) => {
    serve(incoming, answer).catch((fault: unknown) => answer.destroy(fault as Error));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const keeping = keepsUp
    ? setInterval(() => {
        void inTurn(() => here.pass(Math.max(0, Date.now() - here.now())));
      }, everyMs)
    : undefined;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      clearInterval(keeping);
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
      await last;
    },
  };
};
