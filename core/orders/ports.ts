// How orders are found. Every read names its tenant and is consistent.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { OrderId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { Order, Over } from './order.ts';

/** Where a listing goes on: the last key it gave. Opaque to everyone but the store. */
export type Position = string;

export interface PageRequest {
  readonly limit: number;
  readonly after?: Position;
  /** `createdAt` from (inclusive) and to (exclusive). One call over time looks back 31 days at most. */
  readonly from?: Instant;
  readonly to?: Instant;
  /** Nothing of this tenant is older: the list ends there, whatever `from` says. */
  readonly floor?: Instant;
}

export interface Page<T> {
  /** Newest first. */
  readonly items: readonly T[];
  /** Left out on the last page. */
  readonly next?: Position;
}

/** An order as it is now: `over` when it ended by time alone, written or not. */
export interface ListedOrder {
  readonly order: Order;
  readonly over: Over | undefined;
}

export interface OrderFilter {
  readonly userId?: string;
  /** The statuses that are shown. */
  readonly statuses?: readonly string[];
  readonly serviceId?: string;
  readonly merchantOrderId?: string;
}

export interface Orders {
  byId(key: { readonly tenant: Tenant; readonly orderId: OrderId }): Promise<Order | undefined>;
}

/** Apart from the look-up by id: most functions never list, and their bundles stay small. */
export interface OrderLists {
  list(request: {
    readonly tenant: Tenant;
    readonly filter: OrderFilter;
    readonly page: PageRequest;
  }): Promise<Page<ListedOrder>>;
}
