// Personal data at rest: sealed for one place, and opened nowhere else.
import type { Tenant } from '#core/contracts/tenant.ts';

/** Where a sealed text stands. A copy of it in any other place does not open. */
export interface SealedPlace {
  readonly tenant: Tenant;
  /** The id of the row's object: `ord_…`, `rf_…`. */
  readonly objectId: string;
  readonly field: 'customer' | 'refundAccount';
}

export interface FieldSeal {
  /**
   * @returns Text of its own version, about 300 characters more than it was given.
   * @throws DependencyUnavailable when the keys cannot be asked for.
   */
  seal(place: SealedPlace, text: string): Promise<string>;
  /**
   * @throws SealBroken for a text that was altered, or sealed for another place.
   * @throws DependencyUnavailable when the keys cannot be asked for.
   */
  open(place: SealedPlace, sealed: string): Promise<string>;
}
