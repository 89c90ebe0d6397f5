// Work the engine may not finish by itself, with the evidence gathered so far: the manual queue. A
// person takes an item in hand, acts, or proposes what only a second person may let happen.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { AttentionAction, TwoPersonAction } from '#core/contracts/vocabulary.ts';
import { assert } from '#core/kernel/assert.ts';
import type { AttentionId, OrderId, PaymentId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { Money } from '#core/kernel/money.ts';
import { next, type Versioned } from '#core/kernel/versioned.ts';

export type AttentionKind =
  | 'IN_DOUBT_EXHAUSTED'
  | 'INTEGRITY_MISMATCH'
  | 'CANCEL_REFUSED'
  | 'COMPENSATION_STUCK'
  | 'SAGA_STUCK'
  | 'DEPOSIT_REVERSED'
  /** The PG holds money for which we have no payment, or no call of ours. */
  | 'ORPHAN_PAYMENT'
  /** The PG holds money of a payment that had ended without it. */
  | 'LATE_SUCCESS';

/** What a person saw in the PG's own books. */
export interface PgProof {
  /** The PG's transaction key. */
  readonly transactionKey: string;
  /** When the PG says it happened. */
  readonly at: Instant;
  readonly code?: string;
  readonly approvalNumber?: string;
  readonly note?: string;
}

/** Waits for a second person. */
export interface Proposal {
  readonly action: TwoPersonAction;
  /** The person, not the session: IAM user or pinned session name. */
  readonly by: string;
  readonly at: Instant;
  readonly reason: string;
  readonly proof?: PgProof;
}

export interface Resolution {
  readonly action: AttentionAction;
  readonly by: string;
  readonly approvedBy?: string;
  readonly at: Instant;
  readonly reason: string;
}

interface AttentionFacts extends Versioned {
  readonly tenant: Tenant;
  readonly attentionId: AttentionId;
  readonly kind: AttentionKind;
  readonly objectType: 'payment' | 'saga' | 'refund' | 'pg-payment';
  readonly objectId: string;
  readonly orderId?: OrderId;
  readonly paymentId?: PaymentId;
  readonly moneyAtRisk?: Money;
  readonly step?: string;
  readonly evidence: readonly JsonObject[];
  readonly suggestedActions: readonly string[];
  readonly severity: 'P1' | 'P2';
  readonly openedAt: Instant;
  /** When somebody must have looked at it. */
  readonly dueAt: Instant;
  /** Who has it in hand, from the first acknowledgement on. */
  readonly acknowledgedBy?: string;
  readonly acknowledgedAt?: Instant;
}

export type WaitingItem = AttentionFacts & { readonly status: 'OPEN' | 'ACKNOWLEDGED' };
export type ProposedItem = AttentionFacts & {
  readonly status: 'PROPOSED';
  readonly proposal: Proposal;
};
export type ResolvedItem = AttentionFacts & {
  readonly status: 'RESOLVED';
  readonly resolution: Resolution;
};

export type AttentionItem = WaitingItem | ProposedItem | ResolvedItem;
export type AttentionStatus = AttentionItem['status'];

/** `note`: an action was carried out, and the matter is not over. */
export type AttentionMove = 'acknowledge' | 'note' | 'propose' | 'resolve' | 'approve';

/**
 * Legal moves. A pair that is not here is refused. To acknowledge a proposed item withdraws the proposal;
 * while one waits, nobody acts beside it.
 */
export const attentionMoves: Readonly<
  Record<AttentionStatus, Readonly<Partial<Record<AttentionMove, AttentionStatus>>>>
> = {
  OPEN: { acknowledge: 'ACKNOWLEDGED', note: 'OPEN', propose: 'PROPOSED', resolve: 'RESOLVED' },
  ACKNOWLEDGED: {
    acknowledge: 'ACKNOWLEDGED',
    note: 'ACKNOWLEDGED',
    propose: 'PROPOSED',
    resolve: 'RESOLVED',
  },
  PROPOSED: { acknowledge: 'ACKNOWLEDGED', note: 'ACKNOWLEDGED', approve: 'RESOLVED' },
  RESOLVED: {},
};

export const mayMoveItem = (item: AttentionItem, move: AttentionMove): boolean =>
  attentionMoves[item.status][move] !== undefined;

const checkMove = (item: AttentionItem, move: AttentionMove): void =>
  assert(mayMoveItem(item, move), `an item that is ${item.status} takes no ${move}`);

/** An item without what only its status means. */
const bare = (item: AttentionItem): AttentionFacts => {
  const { status: _status, ...rest } = item;
  const { proposal: _withdrawn, ...facts } = rest as typeof rest & { readonly proposal?: Proposal };
  return facts;
};

export const acknowledgeItem = (item: AttentionItem, by: string, at: Instant): WaitingItem => {
  checkMove(item, 'acknowledge');
  const patch = { status: 'ACKNOWLEDGED' as const, acknowledgedBy: by, acknowledgedAt: at };
  return next(bare(item), patch);
};

const evidenceMax = 20;

/** Writes what was found; a proposal that was carried out, or made in vain, is over with it. */
export const noteOnItem = (item: AttentionItem, evidence: JsonObject): WaitingItem => {
  checkMove(item, 'note');
  const status = item.status === 'OPEN' ? ('OPEN' as const) : ('ACKNOWLEDGED' as const);
  return next(bare(item), { status, evidence: [...item.evidence, evidence].slice(-evidenceMax) });
};

export const proposeOnItem = (item: AttentionItem, proposal: Proposal): ProposedItem => {
  checkMove(item, 'propose');
  return next(bare(item), { status: 'PROPOSED' as const, proposal });
};

export const resolveItem = (item: AttentionItem, resolution: Resolution): ResolvedItem => {
  checkMove(item, item.status === 'PROPOSED' ? 'approve' : 'resolve');
  return next(bare(item), { status: 'RESOLVED' as const, resolution });
};
const atOnce: ReadonlySet<AttentionKind> = new Set([
  'INTEGRITY_MISMATCH',
  'COMPENSATION_STUCK',
  'ORPHAN_PAYMENT',
  'LATE_SUCCESS',
]);

/** P1 where money is at risk, else P2. */
export const severityOf = (kind: AttentionKind): 'P1' | 'P2' => (atOnce.has(kind) ? 'P1' : 'P2');

/** One open item per object and kind, by this unique value. */
export const attentionKey = (item: Pick<AttentionItem, 'objectId' | 'kind'>): string =>
  `${item.objectId}#${item.kind}`;
