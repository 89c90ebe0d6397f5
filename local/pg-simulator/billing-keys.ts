// Issue and removal of billing keys. No call reads or lists them: a lost reply means a new consent.
import type { Merchant } from './basic-auth.ts';
import { type BillingRecord, billingShape, isCustomerKey } from './billing-record.ts';
import type { Program } from './program.ts';
import type { Body, Paper } from './record.ts';

/** @returns the code of the refusal where the consent is not there, not theirs, or spent. */
export const issueBillingKey = (
  program: Program,
  merchant: Merchant,
  { body }: { readonly body: Body },
): Paper | string => {
  const { authKey, customerKey } = body ?? {};
  if (typeof authKey !== 'string' || !isCustomerKey(customerKey)) return 'INVALID_REQUEST';
  const auth = program.state.billingAuths.get(authKey);
  if (auth?.mId !== merchant.mId || auth.status !== 'READY') return 'INVALID_AUTHORIZE_AUTH';
  if (auth.customerKey !== customerKey) return 'NOT_MATCHES_CUSTOMER_KEY';
  const billing: BillingRecord = {
    billingKey: program.draws.billingKey(authKey),
    mId: merchant.mId,
    customerKey,
    authenticatedAt: program.clock.now(),
    removedAt: null,
  };
  return {
    kind: 'billing.issued',
    payload: billingShape(billing, program.state.switches.version),
    after: { billing, billingAuth: { ...auth, status: 'USED' } },
  };
};

export const removeBillingKey = (
  program: Program,
  merchant: Merchant,
  billingKey: string,
): Paper | string => {
  const { billings, switches } = program.state;
  const billing = billings.get(billingKey);
  if (billing?.mId !== merchant.mId) return 'NOT_FOUND_BILLING';
  if (billing.removedAt !== null) return switches['billing.deleteTwice'];
  const removed = { ...billing, removedAt: program.clock.now() };
  return { kind: 'billing.removed', payload: {}, after: { billing: removed } };
};
