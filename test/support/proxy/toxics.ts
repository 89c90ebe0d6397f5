// What may happen to a message that passes, and to which one.

import type { Ends } from './client-process.ts';

export type Toxic =
  /** It passes later. */
  | { readonly does: 'latency'; readonly ms: number }
  /** The connection is reset; a request does not arrive. */
  | { readonly does: 'reset' }
  /** The request does not arrive, and nothing is said: the asker waits for as long as it likes. */
  | { readonly does: 'black-hole' }
  /** So many bytes of it pass, then the connection ends. */
  | { readonly does: 'byte-limit'; readonly bytes: number }
  /** The server's end of the connection is told later. */
  | { readonly does: 'slow-close'; readonly ms: number }
  /** The request arrives and is worked on; its answer never comes. */
  | { readonly does: 'drop-reply' }
  /** `kill -9` of the asker: after its request has left it, or before the answer reaches it. */
  | { readonly does: 'kill' };

/** One question and its answer, one character per byte. */
export interface Exchange {
  readonly at: number;
  readonly request: string;
  readonly reply: string;
  /** The asker is its client, this proxy its server. */
  readonly ends: Ends;
  /** Its number, from 1; ports come again, connections do not. */
  readonly connection: number;
}

export type Direction = 'request' | 'reply';

export interface Rule {
  readonly toxic: Toxic;
  /** Of latency, reset, byte-limit and kill: what is hit. Else the toxic says so itself. */
  readonly on?: Direction;
  readonly matches?: (exchange: Exchange) => boolean;
  /** The n-th that matches and each n-th after it; the first without it. */
  readonly every?: number;
  /** Ends by itself after so many hits. */
  readonly times?: number;
  /** Something else that happens at that very moment. */
  readonly onHit?: () => void;
}

/** A rule at work. */
export interface Planted {
  readonly rule: Rule;
  readonly hits: () => number;
  readonly remove: () => void;
}

const fixed: Partial<Record<Toxic['does'], Direction>> = {
  'black-hole': 'request',
  'drop-reply': 'reply',
  'slow-close': 'reply',
};

/** The rules of one proxy. */
export class Toxics {
  readonly #planted = new Map<Rule, { matched: number; hits: number }>();

  plant(rule: Rule): Planted {
    const counts = { matched: 0, hits: 0 };
    this.#planted.set(rule, counts);
    return { rule, hits: () => counts.hits, remove: () => void this.#planted.delete(rule) };
  }

  clear(): void {
    this.#planted.clear();
  }

  /** What happens to this message. Counts it. */
  on(direction: Direction, exchange: Exchange): readonly Toxic[] {
    const found: Toxic[] = [];
    for (const [rule, counts] of this.#planted) {
      const { toxic, on = 'request', matches, every = 1, times = Number.POSITIVE_INFINITY } = rule;
      if ((fixed[toxic.does] ?? on) !== direction || counts.hits >= times) continue;
      if (matches !== undefined && !matches(exchange)) continue;
      counts.matched += 1;
      if (counts.matched % every !== 0) continue;
      counts.hits += 1;
      found.push(toxic);
      rule.onHit?.();
    }
    return found;
  }
}
