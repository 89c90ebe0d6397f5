// The gate every signed request passes in one step: its nonce and its merchant's rate limits.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { KeyId } from '#core/kernel/ids.ts';

/** One GCRA policy as it applies to one request. Microseconds throughout. */
export interface LimitPolicy {
  /** `authorize`, `capture`, `refund`, `order`, `credit`, `read`. */
  readonly name: string;
  /** T: time between two requests at the steady rate, in microseconds. */
  readonly intervalMicros: number;
  /** b: how many requests may come at once. */
  readonly burst: number;
  /** c: what this request costs, 1 or more. */
  readonly cost: number;
}

export interface GateRequest {
  readonly tenant: Tenant;
  readonly keyId: KeyId;
  readonly nonce: string;
  readonly nonceTtlSeconds: number;
  readonly policies: readonly LimitPolicy[];
}

export interface PolicyState {
  readonly policy: string;
  readonly remaining: number;
}

export type GateReply =
  | { readonly kind: 'ALLOWED'; readonly states: readonly PolicyState[] }
  | {
      readonly kind: 'LIMITED';
      readonly policy: string;
      /** Until the request would pass, in microseconds. */
      readonly waitMicros: number;
      readonly states: readonly PolicyState[];
    }
  /** This nonce was seen before for this key; no quota was used. */
  | { readonly kind: 'NONCE_USED' };

/** Judges nonce and limits together. Throws when its store cannot answer within its time. */
export interface RequestGate {
  take(request: GateRequest): Promise<GateReply>;
  /** Gives the units of an allowed request back (its answer was a stored one). Best effort. */
  giveBack(request: Pick<GateRequest, 'tenant' | 'policies'>): Promise<void>;
}

/** Nonces by a conditional write in the database: where Redis is away or absent, and for moves of money. */
export interface Nonces {
  /** @returns false when the nonce is already used and not expired. Throws when the store is down. */
  use(nonce: {
    readonly tenant: Tenant;
    readonly keyId: KeyId;
    readonly nonce: string;
    readonly ttlSeconds: number;
  }): Promise<boolean>;
}
