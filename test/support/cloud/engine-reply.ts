// What the engine answers, as far as tests look at it. Which fields a result has, its route says; a
// refusal may have none of them.
import type { EngineCall } from '#local/demo/engine-client.ts';

export type EngineResult = {
  readonly orderId: string;
  readonly paymentId: string;
  readonly serviceRequestId: string;
  readonly status: string;
  readonly displayStatus: string;
  readonly outcome: string;
  readonly cancelReason: string;
  readonly cancelledAt: string;
  readonly approvedAt: string;
  readonly capturedAmount: number;
  readonly refundingAmount: number;
  readonly refundedAmount: number;
  /** Of a refund that was accepted. */
  readonly refundId: string | undefined;
  readonly payments: readonly { readonly paymentId: string; readonly status: string }[];
  readonly checkout: { readonly pgOrderId: string };
  readonly service: { readonly serviceRequestId: string; readonly state: string };
  /** Of a decline: the payment that failed, and the next one. */
  readonly payment: { readonly status: string };
  readonly nextPaymentId: string;
  readonly items: readonly Readonly<Record<string, string>>[];
  readonly nextCursor: string | undefined;
  readonly fieldErrors: readonly { readonly field: string; readonly code: string }[];
};

export type EngineEnvelope = {
  readonly isSuccess: boolean;
  readonly code: string;
  readonly message: string;
  readonly result: EngineResult;
};

export type EngineReply = EngineEnvelope & { readonly status: number; readonly headers: Headers };

export type EngineClient = {
  readonly send: (call: EngineCall) => Promise<EngineReply>;
  readonly get: (path: string) => Promise<EngineReply>;
  readonly post: (path: string, body: unknown, key?: string) => Promise<EngineReply>;
};

/** The envelope of an answer that was read as text. */
export const envelopeOf = ({ text }: { readonly text: string }): EngineEnvelope =>
  JSON.parse(text) as EngineEnvelope;
