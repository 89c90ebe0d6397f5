// Rows whose value the schema lets in, and which the route then tells something else than its right request: a right
// value may mean something. And the one form that nobody reads.
import type { Told } from './field-row.ts';

const ofAnotherMerchant: Told = { code: 'AUTH_007' };
const ofNobody: Told = { code: 'SYS_005' };
const isMade: Told = { code: 'COMMON_000' };

export const toldOtherwise: Readonly<Record<string, Told>> = {
  // A merchant of that name is not the key's own.
  'authorize-payment body.merchantId: shortest': ofAnotherMerchant,
  'authorize-payment body.merchantId: longest': ofAnotherMerchant,
  'capture-payment body.merchantId: shortest': ofAnotherMerchant,
  'capture-payment body.merchantId: longest': ofAnotherMerchant,
  'refund-payment body.merchantId: shortest': ofAnotherMerchant,
  'refund-payment body.merchantId: longest': ofAnotherMerchant,
  // Nor is there one at all.
  ...Object.fromEntries(
    ['list-attention', 'list-sagas', 'search-payments', 'get-trial-balance', 'list-audit'].flatMap(
      (route) =>
        ['shortest', 'longest'].map((kind) => [`${route} query.merchantId: ${kind}`, ofNobody]),
    ),
  ),
  // Nobody has these names yet.
  'create-merchant body.merchantId: shortest': isMade,
  'create-merchant body.merchantId: longest': isMade,
  // Only the one that is loaded is shown.
  'get-policy query.version: longest': ofNobody,
  // The PG's side of the contract is the PG's: what stands behind its address is not read.
  'receive-pg-webhook query: unknown parameter': { code: 'COMMON_000' },
};
