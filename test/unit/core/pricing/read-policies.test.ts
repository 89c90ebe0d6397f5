// What operators are shown of a policy: what the contract lists, whatever else a loaded policy holds.
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { getPolicyContract } from '#core/contracts/http/desk-books.ts';
import { getPolicy, listPolicies } from '#core/pricing/read-policies.ts';
import type { SellingPolicy } from '#core/pricing/selling-policy.ts';
import { policy as sellingPolicy } from '#test/support/selling-policy.ts';

const policy = sellingPolicy({ version: 2, refundWindowDays: 180 });

/** As a stage loads it: with what only the loader and the prices need. */
const loaded = { ...policy, effectiveFrom: 1_772_290_800_000, timeZone: 'Asia/Seoul' };

const deps = (one: SellingPolicy) => ({ policies: { all: () => [one] }, digests: nodeDigests });

describe('a policy as operators read it', () => {
  it('is what its contract lists', () => {
    const { result } = getPolicy(deps(loaded), { serviceId: 'shop' });

    expect(z.safeParse(getPolicyContract.result, result).success).toBe(true);
    expect(result).toMatchObject({ amountMax: 2_000_000, refundWindowDays: 180 });
    expect(result).not.toHaveProperty('refundPartialsMax');
  });

  it('is the same in the list', () => {
    const { result } = getPolicy(deps(loaded), { serviceId: 'shop', version: '2' });

    expect(listPolicies(deps(loaded)).result).toEqual({ items: [result] });
  });

  it('has another hash where anything of it differs, shown or not', () => {
    const hashOf = (one: SellingPolicy) =>
      getPolicy(deps(one), { serviceId: 'shop' }).result?.['hash'];

    expect(hashOf(loaded)).not.toBe(hashOf({ ...loaded, timeZone: 'UTC' } as SellingPolicy));
  });
});
