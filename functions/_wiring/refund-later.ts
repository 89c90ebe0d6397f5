// Refunds by an operator's hand are rare, and what a refund takes is as large as a bundle may be: it is
// loaded with the first one.
import type { RequestRefundDeps, requestRefund } from '#core/refunds/request-refund.ts';

type Load = () => Promise<{ readonly requestRefund: typeof requestRefund }>;

const loadIt: Load = () => import('#core/refunds/request-refund.ts');

export type RefundByHand = ReturnType<typeof requestRefund>;

export const refundLater =
  (deps: RequestRefundDeps, load = loadIt): RefundByHand =>
  async (command) =>
    (await load()).requestRefund(deps)(command);
