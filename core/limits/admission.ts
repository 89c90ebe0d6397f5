// What the pipeline asks for every signed request before it looks at its content: has its nonce
// been seen, and may its merchant ask this now. Two gates answer it: one with Redis behind it
// (`fallback-gate.ts`), one without (`local-gate.ts`).
import type { Tenant } from '#core/contracts/tenant.ts';
import type { KeyId } from '#core/kernel/ids.ts';
import type { LimitPolicy, PolicyState } from './ports.ts';

/** How long a nonce stays used: the signature's window of five minutes either side, and room. */
export const nonceTtlSeconds = 900;

export interface AdmissionRequest {
  readonly tenant: Tenant;
  readonly keyId: KeyId;
  readonly nonce: string;
  readonly policies: readonly LimitPolicy[];
  /** Refund, cancel, credentials, admin, and all that the environment that is not the stage's asks for under a limit. */
  readonly isFailClosed: boolean;
  readonly isWrite: boolean;
  /** Its nonce is kept in the database too, awaited before the first effect. Absent means no. */
  readonly isMoneyMove?: boolean;
}

export type AdmissionDecision =
  | {
      readonly kind: 'ALLOWED';
      /** Absent where a local bucket judged: the answer then has no limit headers. */
      readonly states?: readonly PolicyState[];
      /** The shared limiter was away and the local bucket let it pass. */
      readonly isFailedOpen: boolean;
    }
  /** `RATE_001`. */
  | {
      readonly kind: 'LIMITED';
      readonly policy: string;
      readonly waitMicros: number;
      readonly states?: readonly PolicyState[];
      readonly isFailedOpen: boolean;
    }
  /** `AUTH_004`; no quota was used. */
  | { readonly kind: 'NONCE_USED' }
  /** `RATE_004`: the shared limiter is away and the operation fails closed. */
  | { readonly kind: 'UNAVAILABLE' }
  /** `RATE_005`: the request costs more than the policy's burst and could never pass. */
  | { readonly kind: 'COST_ABOVE_BURST'; readonly policy: string };

/** What an allowed request got, to be given back when its answer was a stored one. */
export interface Grant {
  readonly tenant: Tenant;
  readonly policies: readonly LimitPolicy[];
  readonly isFailedOpen: boolean;
}

export interface AdmissionGate {
  /** @throws When neither Redis nor the database can tell whether the nonce is new (`SYS_002`). */
  admit(request: AdmissionRequest): Promise<AdmissionDecision>;
  /** Best effort: never throws, since the answer is already decided. */
  giveBack(grant: Grant): Promise<void>;
}

/** The refusal of a request that no waiting helps; undefined for every other. */
export const costAboveBurst = (policies: readonly LimitPolicy[]): AdmissionDecision | undefined => {
  const policy = policies.find((each) => each.cost > each.burst);
  return policy === undefined ? undefined : { kind: 'COST_ABOVE_BURST', policy: policy.name };
};
