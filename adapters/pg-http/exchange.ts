// The cut of these adapters: one HTTP request, once, and what can be known of it afterwards. The real
// wire and a simulated one both offer exactly this.

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Below the root of a protocol: `/v1/payments/...`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From now to the last byte of the reply. */
  readonly timeoutMs: number;
}

export type HttpOutcome =
  | {
      readonly kind: 'REPLY';
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string | undefined>>;
      readonly body: Uint8Array;
    }
  /** Proof that no byte of the request has left us. */
  | { readonly kind: 'NOT_SENT'; readonly code: string }
  /** The request, or a part of it, may have arrived; a whole reply has not. */
  | { readonly kind: 'LOST'; readonly code: string };

/** Sends once. Never tries again, never follows a redirect, never rejects for what the wire does. */
export type Exchange = (request: HttpRequest) => Promise<HttpOutcome>;
