// The PG port: what the engine asks of a payment gateway company, and the four classes of answer.
// Nothing is ever decided by an HTTP status; what a connector does not know is UNKNOWN.
import type { Environment, Tenant } from '#core/contracts/tenant.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { Money } from '#core/kernel/money.ts';
import type { PaymentMethod, PgOperation } from './payment.ts';

export type PgClass = 'SUCCESS' | 'DECLINED_HARD' | 'DECLINED_SOFT' | 'NOT_SENT' | 'UNKNOWN';

export type PgCause =
  | 'FUNDS'
  | 'LIMIT'
  | 'ISSUER'
  | 'INSTRUMENT'
  | 'BUYER_INPUT'
  | 'HOURS'
  | 'FRAUD'
  | 'SESSION'
  | 'STATE'
  | 'CONFIG'
  | 'THROTTLE'
  | 'TRANSIENT'
  | 'NETWORK'
  | 'INTEGRITY';

export type PgStatus =
  | 'READY'
  | 'IN_PROGRESS'
  | 'WAITING_FOR_DEPOSIT'
  /** Reserved, not taken: only a connector with `twoStep` says so. */
  | 'AUTHORIZED'
  | 'DONE'
  | 'CANCELED'
  | 'PARTIAL_CANCELED'
  | 'ABORTED'
  | 'EXPIRED'
  /** A status this release does not know. */
  | 'OTHER';

export interface PgCancel {
  readonly transactionKey: string;
  readonly amount: Money;
  readonly reason: string;
  readonly isDone: boolean;
  /** The PG began it and gave it up: its amount is back. Neither done nor refused: still running. */
  readonly isRefused?: boolean;
  readonly canceledAt: Instant | undefined;
}

/** Where the buyer of a virtual account pays to. */
export interface PgVirtualAccount {
  readonly bankCode: string;
  readonly accountNumber: string;
  readonly dueAt: Instant;
}

/** Where the refund of a deposit is paid out to. */
export interface RefundAccount {
  readonly bankCode: string;
  readonly accountNumber: string;
  readonly holderName: string;
}

/** A payment as the PG tells it, in our words. */
export interface PgPayment {
  readonly paymentKey: string;
  readonly pgOrderId: string;
  readonly status: PgStatus;
  readonly total: Money;
  /** Still cancellable. */
  readonly balance: Money;
  readonly lastTransactionKey: string | undefined;
  readonly method: PaymentMethod | undefined;
  readonly approvalNumber: string | undefined;
  readonly receiptUrl: string | undefined;
  readonly requestedAt: Instant | undefined;
  readonly approvedAt: Instant | undefined;
  readonly cancels: readonly PgCancel[];
  readonly virtualAccount?: PgVirtualAccount;
  /** What a deposit callback must carry: compared in constant time, stored, never shown. */
  readonly secret?: string;
  /** An authorization that is not captured lapses here. */
  readonly authorizationExpiresAt?: Instant;
}

/** One classified answer of a call that can move money. */
export interface PgReply {
  readonly class: PgClass;
  readonly cause?: PgCause;
  /** The PG's own code, or ours in capitals for what never reached it (`TIMEOUT`, `CONNECT_REFUSED`). */
  readonly code: string;
  readonly message?: string;
  readonly payment?: PgPayment;
  /** True where a negative is final only after one read that shows no effect. */
  readonly needsRead?: boolean;
  /** True for a listed 400 or 403: counts towards a spent key when a replay repeats it. */
  readonly isListedRefusal?: boolean;
  readonly bodyHash?: string;
  readonly traceId?: string;
  readonly durationMs: number;
}

/** What a reading says. `FAILED`: the read itself did not work and proves nothing. */
export type PgReading =
  | { readonly kind: 'FOUND'; readonly payment: PgPayment; readonly bodyHash?: string }
  | { readonly kind: 'NOT_FOUND'; readonly code: string }
  | { readonly kind: 'FAILED'; readonly code: string };

interface PgCall {
  readonly tenant: Tenant;
  /** The deterministic key of the attempt: 43 characters. */
  readonly idempotencyKey: string;
  readonly timeoutMs: number;
  /** Sent before under this key: no breaker stops it, since a doubt ends while one is open. */
  readonly endsDoubt?: true;
}

export interface PgConfirmRequest extends PgCall {
  readonly paymentKey: string;
  readonly pgOrderId: string;
  readonly amount: Money;
}

/** Reserves without taking. Without a payment key the PG makes the payment, no window needed. */
export interface PgAuthorizeRequest extends PgCall {
  readonly paymentKey: string | undefined;
  readonly pgOrderId: string;
  readonly amount: Money;
  readonly orderName: string;
}

/** Takes the whole of what was authorized. */
export interface PgCaptureRequest extends PgCall {
  readonly paymentKey: string;
  readonly pgOrderId: string;
  readonly amount: Money;
}

export interface PgVoidRequest extends PgCall {
  readonly paymentKey: string;
  readonly pgOrderId: string;
  readonly amount: Money;
  readonly reason: string;
}

export interface PgCancelRequest extends PgCall {
  readonly paymentKey: string;
  readonly pgOrderId: string;
  readonly amount: Money;
  /** Total of the payment; an answer that tells another total is an integrity fault. */
  readonly total: Money;
  /** Balance by our books: the PG's optimistic lock. */
  readonly refundable: Money;
  /** Ends with our mark. */
  readonly reason: string;
  readonly mark: string;
  /** A deposit cannot go back the way it came. */
  readonly refundAccount?: RefundAccount;
}

export interface PgReadRequest {
  readonly tenant: Tenant;
  readonly paymentKey: string | undefined;
  readonly pgOrderId: string;
  readonly timeoutMs: number;
}

/** What a connector can do; it decides what the API offers. */
export interface PgCapabilities {
  readonly partialCancel: boolean;
  /** Nobody asks for it: what is unknown is settled by reads, which undo no payment that was made. */
  readonly netCancel: boolean;
  readonly billing: boolean;
  readonly webhooks: 'unsigned' | 'signed';
  /** How long the PG replays an answer under its key. */
  readonly replayWindowDays: number;
}

/** The calls of a PG that captures by request. */
export interface TwoStepGateway {
  authorize(request: PgAuthorizeRequest): Promise<PgReply>;
  capture(request: PgCaptureRequest): Promise<PgReply>;
  /** Of an authorization; a waiting deposit is voided by `cancel`. */
  void(request: PgVoidRequest): Promise<PgReply>;
}

export interface PaymentGateway {
  readonly capabilities: PgCapabilities;
  /** Absent where the PG has no manual capture: PAY_008 before any call. */
  readonly twoStep?: TwoStepGateway;
  /** Approves and captures in one call. Never retries by itself; never throws for an outcome. */
  confirm(request: PgConfirmRequest): Promise<PgReply>;
  cancel(request: PgCancelRequest): Promise<PgReply>;
  read(request: PgReadRequest): Promise<PgReading>;
}

/** Canonical text whose SHA-256 in base64url is the PG's idempotency key. */
export const pgKeyText = (key: {
  readonly op: PgOperation;
  readonly environment: Environment;
  readonly merchantId: string;
  readonly objectId: string;
  readonly attemptNo: number;
}): string => `v1:${key.op}:${key.environment}.${key.merchantId}:${key.objectId}:${key.attemptNo}`;
