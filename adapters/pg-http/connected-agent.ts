// An agent whose requests get a socket only after it is connected, and for TLS after the certificate
// is accepted. A failure before that is proof by construction: there was nothing to write into.
import { type AgentOptions, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '#core/kernel/ports.ts';

export interface ConnectFault extends Error {
  /** Ours: `DNS_FAILED`, `CONNECT_REFUSED`, `CONNECT_TIMEOUT`, `TLS_FAILED` or `CONNECT_FAILED`. */
  readonly connectCode: string;
}

const connectCodes: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', 'DNS_FAILED'],
  ['EAI_AGAIN', 'DNS_FAILED'],
  ['ECONNREFUSED', 'CONNECT_REFUSED'],
  ['ETIMEDOUT', 'CONNECT_TIMEOUT'],
]);

const fault = (connectCode: string, cause?: unknown): ConnectFault =>
  Object.assign(new Error(connectCode, { cause }), { connectCode });

type Created = (error: Error | null, socket: Duplex) => void;

interface Connecting {
  readonly isTls: boolean;
  readonly connectTimeoutMs: number;
}

/** Waits until the socket may carry a request. Exactly one of the two outcomes is told. */
const whenReady = (socket: Socket, options: Connecting, done: Created): void => {
  let isTcpOpen = false;
  const settle = (error?: ConnectFault): void => {
    clearTimeout(timer);
    socket.off('error', onError);
    socket.off('close', onClose);
    socket.off('connect', onConnect);
    socket.off(ready, onReady);
    if (error === undefined) {
      done(null, socket);
      return;
    }
    // The library may tell the same end once more; nobody is left who could do anything about it.
    socket.on('error', () => undefined);
    socket.destroy();
    done(error, socket);
  };
  const onError = (error: NodeJS.ErrnoException): void =>
    settle(
      fault(
        isTcpOpen && options.isTls
          ? 'TLS_FAILED'
          : (connectCodes.get(error.code ?? '') ?? 'CONNECT_FAILED'),
        error,
      ),
    );
  const onClose = (): void => settle(fault('CONNECT_FAILED'));
  const onConnect = (): void => {
    isTcpOpen = true;
  };
  const onReady = (): void => settle();
  const ready = options.isTls ? 'secureConnect' : 'connect';
  const timer = setTimeout(() => settle(fault('CONNECT_TIMEOUT')), options.connectTimeoutMs);
  socket.once('connect', onConnect);
  socket.once(ready, onReady);
  socket.once('error', onError);
  socket.once('close', onClose);
};

export interface ConnectedAgentOptions extends Connecting {
  /** Longest time a socket may have lain idle when it is used again. */
  readonly idleMs: number;
  readonly clock: Clock;
}

export interface ConnectedAgent {
  readonly agent: HttpAgent;
  /**
   * Drops sockets that lay idle too long. A frozen function wakes with its timers asleep, and the
   * first thing it does may be to write into a socket that died minutes ago.
   */
  readonly dropStale: () => void;
}

export const connectedAgent = (options: ConnectedAgentOptions): ConnectedAgent => {
  const { clock, idleMs } = options;
  // While no request runs, `timeout` is the idle limit of a kept socket.
  const settings: AgentOptions = { keepAlive: true, maxSockets: 50, timeout: idleMs };
  const agent = options.isTls ? new HttpsAgent(settings) : new HttpAgent(settings);
  const open = agent.createConnection.bind(agent);
  agent.createConnection = (connection, created) => {
    whenReady(open(connection) as Socket, options, created as Created);
    // The socket is handed over by the callback alone.
    return undefined;
  };

  const freedAt = new WeakMap<object, number>();
  agent.on('free', (socket: object) => freedAt.set(socket, clock.now()));
  const dropStale = (): void => {
    for (const socket of Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? [])) {
      if (clock.now() - (freedAt.get(socket) ?? 0) > idleMs) socket.destroy();
    }
  };
  return { agent, dropStale };
};
