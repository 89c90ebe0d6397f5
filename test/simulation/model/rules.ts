// What the protocol decides, one small function each: a planted bug is another function for one of them.
// Layers are switched off here too, where one hides the bug of another.
import { outcomeOf, type ServiceState } from '#core/fulfilment/service-request.ts';
import { isAbsent, type Kind, type PgKey, replayed } from './evidence.ts';
import type { Call, Idempotency } from './state.ts';

export interface Rules {
  /** TX-CLAIM is on disk before the first byte goes out. */
  readonly claimsFirst: () => boolean;
  /** How many PG keys one sending uses. */
  readonly keysPerCall: () => 1 | 2;
  readonly onTimeout: (verdict: Kind) => Kind;
  readonly isProvenAbsent: (notFounds: number) => boolean;
  readonly onReplay: typeof replayed;
  /** A record needs the attempt open and as read. */
  readonly mayRecord: (call: Call) => boolean;
  /** A doubt goes on with the same key. */
  readonly replaysSameKey: () => boolean;
  readonly freshClaimMeets: (row: Idempotency | undefined) => boolean;
  readonly onePerPayment: () => boolean;
  readonly hasMessages: () => boolean;
  readonly hasDueSweep: () => boolean;
  readonly mayCloseNow: (hasOpenAttempt: boolean) => boolean;
  readonly notesInDoubt: () => 'NOTE' | 'COMPENSATE';
  readonly acceptsOutcome: (state: ServiceState) => boolean;
  readonly timesOut: (state: ServiceState) => boolean;
  /** The token's write needs the service as read. */
  readonly fencesToken: () => boolean;
  readonly resumesOnReturn: () => boolean;
  /** A record of a refund is void when the saga began to wait after the case was loaded. */
  readonly checksWaiting: () => boolean;
  readonly callsPgToCancel: () => boolean;
  readonly onCancelRefused: () => 'REFUSED' | 'RETURNED';
  /** A former try left a refund open: it is read, never claimed again. */
  readonly leavesToReads: () => boolean;
  readonly isResumed: () => boolean;
  /** An execution that died before its saga ended gets another run. */
  readonly restarts: () => boolean;
  /** What a confirm's reading of a cancelled payment says: it was taken once. */
  readonly onCancelled: (verdict: Kind) => Kind;
  /** The transaction that learns of a console's cancel asks for a look at it. */
  readonly asksForLook: () => boolean;
  readonly raisesItem: () => boolean;
}

export const protocol: Rules = {
  claimsFirst: () => true,
  keysPerCall: () => 1,
  onTimeout: (verdict) => verdict,
  isProvenAbsent: isAbsent,
  onReplay: replayed,
  mayRecord: (call) => call.state === 'SENT' || call.state === 'IN_DOUBT',
  replaysSameKey: () => true,
  freshClaimMeets: (row) => row === undefined,
  onePerPayment: () => true,
  hasMessages: () => true,
  hasDueSweep: () => true,
  mayCloseNow: (hasOpenAttempt) => !hasOpenAttempt,
  notesInDoubt: () => 'NOTE',
  acceptsOutcome: (state) => outcomeOf(state) === undefined,
  timesOut: (state) => outcomeOf(state) === undefined,
  fencesToken: () => true,
  resumesOnReturn: () => true,
  checksWaiting: () => true,
  callsPgToCancel: () => true,
  onCancelRefused: () => 'REFUSED',
  leavesToReads: () => true,
  isResumed: () => true,
  restarts: () => true,
  onCancelled: (verdict) => verdict,
  asksForLook: () => true,
  raisesItem: () => true,
};

/** Sizes of a world. */
export interface World {
  readonly name: string;
  readonly fulfilment: 'none' | 'callback';
  readonly paymentsMax: number;
  /** Idempotency key of each confirm request. */
  readonly clients: readonly ('k1' | 'k2')[];
  readonly hasCancel: boolean;
  /** Somebody cancels in the PG's console while the engine has a call open. */
  readonly hasConsole: boolean;
  /** Messages are counted one by one and may be lost; else they and the sweep are one. */
  readonly losesMessages: boolean;
  /** The largest world is walked with no more than these. */
  readonly faultsMax: number;
}

/** Reads of a doubt, where the engine has ten: three are needed to prove an absence or a spent key. */
export const slotsMax = 4;
export const runsMax = 2;
export const decided = (pg: PgKey): boolean => pg !== 'UNSEEN' && pg !== 'RUNNING';
