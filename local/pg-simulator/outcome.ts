// What an operation decided, before any lie about it: a reply and at most one change of one payment.
import type { Merchant } from './basic-auth.ts';
import { statusOf } from './error-catalogue.ts';
import type { Cause, PaymentRecord } from './payment-record.ts';
import type { Program } from './program.ts';

export interface Call {
  readonly program: Program;
  readonly merchant: Merchant;
  readonly now: number;
  readonly cause: Cause;
  /** Parsed body; undefined when it was not a JSON object. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
  /** From the URL of a cancel or of a read. */
  readonly paymentKey: string;
}

export interface Change {
  readonly kind: string;
  readonly before: PaymentRecord;
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

export const refused = (code: string, change?: Change): Outcome => ({
  kind: 'refused',
  status: statusOf(code) ?? 400,
  code,
  ...(change && { change }),
});
