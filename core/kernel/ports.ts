// What every module needs of the world: time, chance, names, digests, memory and labelled calls.
import type { IdPrefix, IdTypes, Uuid } from './ids.ts';
import type { Instant } from './instant.ts';

export interface Clock {
  /** The instance's time; other instances may differ by seconds. */
  now(): Instant;
}

export interface Ids {
  next<P extends IdPrefix>(prefix: P): IdTypes[P];
  /** A bare UUIDv7 of the present time. */
  uuid(): Uuid;
  /** 32 lower-case hex characters that nobody can guess: 128 random bits. */
  token(): string;
}

export interface Chance {
  /** Uniform in [0, 1). For jitter, never for identity. */
  fraction(): number;
}

/** Bytes that nobody can guess: nonces, never identity. */
export interface Entropy {
  bytes(count: number): Uint8Array;
}

export interface Digests {
  /** 64 lower-case hex characters of SHA-256 over UTF-8 text or raw bytes. */
  sha256Hex(data: string | Uint8Array): string;
  /** SHA-256 in base64url without padding: 43 characters. */
  sha256Base64Url(data: string): string;
  /** 64 lower-case hex characters of HMAC-SHA256. */
  hmacHex(secret: string, data: string): string;
  /** Compares in time that does not depend on where two texts of one length differ. */
  constantTimeEquals(a: string, b: string): boolean;
}

/**
 * The memory of one process: caches, breakers, buckets, keyrings. A cold start empties it, and
 * so does the next simulated run, which is why nothing else may keep state between calls.
 */
export interface Instance {
  /** The value kept under a name, made at its first use. */
  memory<T>(name: string, make: () => T): T;
}

export interface Sleeper {
  /** Resolves after that time. Virtual in simulation. */
  sleep(ms: number): Promise<void>;
}
