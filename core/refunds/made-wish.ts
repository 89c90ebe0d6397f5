// A key that the engine made from the request itself stands for a wish, and its refusals are judged again. A
// refund that was promised and failed later was refused as well, after its request had been answered: the wish
// goes on under a key of its own, named after that refund, so that all who ask again meet in one record.
// Source: API specification, section 6.4.
import type { Tenant } from '#core/contracts/tenant.ts';
import { isMadeKey } from '#core/idempotency/frozen.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import type { IdempotencyRecords } from '#core/idempotency/records.ts';
import type { Refund } from './refund.ts';

export interface Wish {
  readonly tenant: Tenant;
  readonly claim: IdempotencyClaim;
  /** The scope as the request came with it. */
  readonly wish: string;
}

/**
 * The claim to go on with. Records are read only where a refund of the payment has failed.
 *
 * @param refunds - All of the payment.
 */
export const claimOfWish = async (
  records: Pick<IdempotencyRecords, 'byScope'>,
  { tenant, claim: asked, wish }: Wish,
  refunds: readonly Refund[],
): Promise<IdempotencyClaim> => {
  if (!isMadeKey(wish)) return asked;
  let claim = asked;
  // Each failed refund ends one record at most: what is left after as many steps is the last.
  for (const _each of refunds.filter(({ status }) => status === 'FAILED')) {
    const record = await records.byScope({ tenant, scope: claim.scope });
    const made = refunds.find(({ refundId }) => refundId === record?.resourceId);
    const isOver = record?.state === 'COMPLETED' && made?.status === 'FAILED';
    if (!isOver || record.fingerprint !== claim.fingerprint) return claim;
    const { takeOver: _former, ...fresh } = claim;
    claim = { ...fresh, scope: `${wish}:${made.refundId}` };
  }
  return claim;
};
