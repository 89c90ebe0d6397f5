// What an operation decided, before any lie about it: a reply and at most one change of one payment.
import type { Merchant } from './basic-auth.ts';
import { statusOf } from './error-catalogue.ts';
import { type Cause, isSeenBy, type PaymentRecord, type Surface } from './payment-record.ts';
import type { Program } from './program.ts';

export interface Call {
  readonly program: Program;
  readonly merchant: Merchant;
  /** The protocol that is spoken. */
  readonly surface: Surface;
  readonly now: number;
  readonly cause: Cause;
  /** Parsed body; undefined when it was not a JSON object. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
  /** From the URL; from the body where the URL names none. The billing key of a charge. */
  readonly paymentKey: string;
}

export interface Change {
  readonly kind: string;
  /** Absent for a payment that the operation itself makes. */
  readonly before?: PaymentRecord;
  readonly after: PaymentRecord;
}

export type Outcome =
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly code: string;
      readonly change?: Change;
    }
  | { readonly kind: 'done'; readonly payment: PaymentRecord; readonly change?: Change };

/** The payment a call is about, unless the other protocol moved it: that one is not known here. */
export const knownPayment = (
  { program, surface }: Call,
  key: string,
): PaymentRecord | undefined => {
  const payment = program.state.payments.get(key)?.current;
  return payment !== undefined && isSeenBy(payment, surface) ? payment : undefined;
};

export const refused = (code: string, change?: Change): Outcome => ({
  kind: 'refused',
  status: statusOf(code) ?? 400,
  code,
  ...(change && { change }),
});
