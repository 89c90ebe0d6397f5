// How refunds are found. Every read names its tenant; a refund lies with its payment.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { PaymentId, RefundId } from '#core/kernel/ids.ts';
import type { Page, PageRequest } from '#core/orders/ports.ts';
import type { Refund } from './refund.ts';

export interface RefundOwners {
  /** The payment whose refund has this id. */
  paymentOf(key: {
    readonly tenant: Tenant;
    readonly refundId: RefundId;
  }): Promise<PaymentId | undefined>;
}

export interface RefundFilter {
  readonly paymentId?: string;
  readonly orderId?: string;
  /** The statuses that are shown, as they are stored. */
  readonly statuses?: readonly string[];
}

/** Apart from the look-up by id: most functions never list, and their bundles stay small. */
export interface RefundLists {
  list(request: {
    readonly tenant: Tenant;
    readonly filter: RefundFilter;
    readonly page: PageRequest;
  }): Promise<Page<Refund>>;
}
