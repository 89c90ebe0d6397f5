// A TCP proxy that stands between a function and what it asks, and does to chosen messages what networks and
// crashing machines do. So a crash at a port call needs no hook in the product. It knows where a message ends, because
// a toxic hits a whole one.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { clientProcess, type Ends } from './client-process.ts';
import {
  type Direction,
  type Exchange,
  type Planted,
  type Rule,
  type Toxic,
  Toxics,
} from './toxics.ts';
import { isWhole } from './whole-message.ts';

export interface ChaosProxy {
  readonly port: number;
  readonly plant: (rule: Rule) => Planted;
  /** Processes that a rule has killed, first to last. */
  readonly killed: readonly number[];
  /** Takes every rule away: what is held stays held. */
  readonly heal: () => void;
  readonly close: () => void;
}

export interface ProxyPlan {
  /** Where it listens; a free port without it. */
  readonly port?: number;
  readonly upstreamPort: number;
  /** Told of every whole request, and again when its answer has come. */
  readonly onMessage?: (direction: Direction, exchange: Exchange) => void;
}

const host = '127.0.0.1';
const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');

/** An asker that died has sent what it has sent: its last request is let through to the end. */
const lingerMs = 10_000;

interface Hands {
  readonly asker: Pick<Exchange, 'ends' | 'connection'>;
  readonly decide: (direction: Direction, exchange: Exchange) => readonly Toxic[];
  readonly kill: (asker: Ends) => void;
}

class Passage {
  readonly #ends: Readonly<Record<Direction, Socket>>;
  readonly #partial: Record<Direction, string> = { request: '', reply: '' };
  readonly #hands: Hands;
  #exchange: Exchange;
  #isAsking = false;
  #closeAfterMs = 0;

  constructor(client: Socket, upstream: Socket, hands: Hands) {
    this.#ends = { request: upstream, reply: client };
    this.#hands = hands;
    const { ends, connection } = hands.asker;
    this.#exchange = { at: 0, request: '', reply: '', ends, connection };
    client.on('data', (chunk) => this.#take('request', chunk));
    upstream.on('data', (chunk) => this.#take('reply', chunk));
    client.once('close', () => this.#leave());
    upstream.once('close', () => setTimeout(() => client.end(), this.#closeAfterMs));
    client.on('error', () => undefined);
    upstream.on('error', () => client.resetAndDestroy());
  }

  #take(direction: Direction, chunk: Buffer): void {
    this.#partial[direction] += chunk.toString('latin1');
    const message = this.#partial[direction];
    if (!isWhole(message, direction === 'reply' ? this.#exchange.request : '')) return;
    this.#partial[direction] = '';
    const { request, reply } = this.#exchange;
    if (direction === 'reply') this.#exchange = { ...this.#exchange, reply: reply + message };
    else {
      const before = reply === '' ? request : '';
      const asked = { at: Date.now(), request: before + message, reply: '' };
      this.#exchange = { ...this.#exchange, ...asked };
    }
    this.#isAsking = direction === 'request';
    this.#pass(direction, message);
  }

  #pass(direction: Direction, message: string): void {
    const to = this.#ends[direction];
    let afterMs = 0;
    for (const toxic of this.#hands.decide(direction, this.#exchange)) {
      if (toxic.does === 'kill') this.#hands.kill(this.#exchange.ends);
      else if (toxic.does === 'latency') afterMs += toxic.ms;
      else if (toxic.does === 'slow-close') this.#closeAfterMs = toxic.ms;
      else {
        this.#stop(toxic, to, message);
        return;
      }
    }
    if (afterMs === 0) to.write(bytesOf(message));
    else setTimeout(() => to.destroyed || to.write(bytesOf(message)), afterMs);
  }

  /** The message comes no further; of a black hole and a dropped reply nobody is told. */
  #stop(toxic: Toxic, to: Socket, message: string): void {
    if (toxic.does === 'byte-limit') to.end(bytesOf(message).subarray(0, toxic.bytes));
    if (toxic.does === 'reset') this.#reset();
  }

  #reset(): void {
    this.#ends.reply.resetAndDestroy();
    this.#ends.request.resetAndDestroy();
  }

  #leave(): void {
    const { request: upstream } = this.#ends;
    if (!this.#isAsking) upstream.destroy();
    upstream.setTimeout(lingerMs, () => upstream.destroy());
    upstream.once('data', () => upstream.destroy());
  }
}

export async function chaosProxy(plan: ProxyPlan): Promise<ChaosProxy> {
  const { port = 0, upstreamPort, onMessage } = plan;
  const toxics = new Toxics();
  const sockets = new Set<Socket>();
  const killed: number[] = [];
  let connections = 0;
  const hands: Omit<Hands, 'asker'> = {
    decide: (direction, exchange) => {
      onMessage?.(direction, exchange);
      return toxics.on(direction, exchange);
    },
    kill: (ends) => {
      const pid = clientProcess(ends);
      // Nobody: it ended by itself meanwhile, and there is nothing left to kill.
      if (pid === undefined) return;
      process.kill(pid, 'SIGKILL');
      killed.push(pid);
    },
  };
  const server = createServer((client) => {
    const upstream = connect({ port: upstreamPort, host });
    for (const socket of [client, upstream]) {
      sockets.add(socket.setNoDelay());
      socket.once('close', () => sockets.delete(socket));
    }
    connections += 1;
    const ends = { client: client.remotePort ?? 0, server: client.localPort ?? 0 };
    const asker = { ends, connection: connections };
    new Passage(client, upstream, { ...hands, asker });
  }).listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    plant: (rule) => toxics.plant(rule),
    killed,
    heal: () => toxics.clear(),
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
