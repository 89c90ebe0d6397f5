// The bank account a deposit goes back to: sealed for its refund, opened for the PG's call alone.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { RefundId } from '#core/kernel/ids.ts';
import { canonicalJson } from '#core/kernel/json.ts';
import type { RefundAccount } from '#core/payments/payment-gateway.ts';
import type { SealedAccount } from '#core/refunds/refund.ts';
import { maskedAccount, maskedName } from './masks.ts';
import type { FieldSeal, SealedPlace } from './ports.ts';

const placeOf = (tenant: Tenant, refundId: RefundId): SealedPlace => ({
  tenant,
  objectId: refundId,
  field: 'refundAccount',
});

/** @throws DependencyUnavailable when the keys cannot be asked for. */
export const sealAccount = async (
  seal: Pick<FieldSeal, 'seal'>,
  of: { readonly tenant: Tenant; readonly refundId: RefundId },
  { bankCode, accountNumber, holderName }: RefundAccount,
): Promise<SealedAccount> => ({
  sealed: await seal.seal(
    placeOf(of.tenant, of.refundId),
    canonicalJson({ bankCode, accountNumber, holderName }),
  ),
  shown: {
    bankCode,
    accountNumber: maskedAccount(accountNumber),
    holderName: maskedName(holderName),
  },
});

/** @throws SealBroken, DependencyUnavailable. */
export const openAccount = async (
  seal: Pick<FieldSeal, 'open'>,
  of: { readonly tenant: Tenant; readonly refundId: RefundId },
  sealed: string,
): Promise<RefundAccount> =>
  JSON.parse(await seal.open(placeOf(of.tenant, of.refundId), sealed)) as RefundAccount;
