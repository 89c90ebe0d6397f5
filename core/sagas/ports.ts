// How sagas are started, resumed, looked at and found.
import type { SagaInput } from '#core/contracts/steps/saga-input.ts';
import type { Environment, Tenant } from '#core/contracts/tenant.ts';
import type { MerchantId, OrderId, PaymentId, SagaId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { Page, PageRequest } from '#core/orders/ports.ts';
import type { Saga } from './saga.ts';

/** The workflow engine. Only the dispatcher resumes; only the dispatcher starts. */
export interface Workflows {
  /** A second start under one name is a success: the execution is there. */
  start(run: { readonly name: string; readonly input: SagaInput }): Promise<void>;
  /** @returns false when the token is unknown, timed out or used: the sweep finds the saga then. */
  resume(task: { readonly token: string; readonly outcome: string }): Promise<boolean>;
  /** @returns true while the execution of that name runs. */
  isRunning(name: string): Promise<boolean>;
}

export interface Sagas {
  /** Found by its payment's id, whatever tenant: for operators. */
  findAnywhere(sagaId: SagaId, tenants: readonly Tenant[]): Promise<Saga | undefined>;
  /** Moves the time at which the sweep looks at it; a saga that has ended is left alone. */
  lookAgainAt(key: {
    readonly tenant: Tenant;
    readonly paymentId: PaymentId;
    readonly at: Instant;
  }): Promise<void>;
  /** True while the command that starts this execution is written and not carried out. */
  isStartPending(run: {
    readonly tenant: Tenant;
    readonly paymentId: PaymentId;
    readonly executionName: string;
  }): Promise<boolean>;
}

/** Apart from the look-ups: only operators list. */
export interface SagaLists {
  list(request: {
    readonly environment: Environment;
    /** Every tenant of the environment: an order is looked up under each. */
    readonly tenants: readonly Tenant[];
    readonly merchantId?: MerchantId;
    readonly orderId?: OrderId;
    readonly statuses?: readonly string[];
    readonly page: PageRequest;
  }): Promise<Page<Saga>>;
}
