// What selling needs to know of a billing policy, in the engine's own units.

export interface SellingPolicy {
  readonly serviceId: string;
  readonly version: number;
  /** Merchant ids, or `*` for all. */
  readonly merchants: readonly string[];
  readonly provider: string;
  readonly currency: string;
  /** Bounds of the PG money, minor units, both inclusive. */
  readonly amountMin: bigint;
  readonly amountMax: bigint;
  readonly attemptsMax: number;
  readonly lineItemsMax: number;
  readonly expiresInSeconds: number;
  readonly canCancelWhilePaid: boolean;
  readonly fulfilment: 'callback' | 'none';
  readonly timeoutSeconds: number;
  readonly refundWindowDays?: number;
  readonly refundPartialsMax?: number;
}

export interface Policies {
  all(): readonly SellingPolicy[];
}

/** The policies a merchant may sell under. */
export const policiesOf = (policies: Policies, merchantId: string): readonly SellingPolicy[] =>
  policies
    .all()
    .filter(({ merchants }) => merchants.includes('*') || merchants.includes(merchantId));
