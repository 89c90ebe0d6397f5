// The road to a billing key: a buyer consents in the window, the shop exchanges what it got, once.
import { defaultMerchantId } from './basic-auth.ts';
import { type BillingAuth, isCustomerKey } from './billing-record.ts';
import { withQuery } from './buyer.ts';
import { messageOf } from './error-catalogue.ts';
import { commit, type Program } from './program.ts';
import type { WindowAction } from './window-words.ts';
import { ControlRefusal } from './wire.ts';

interface WantedAuth {
  readonly mId?: string;
  readonly customerKey?: unknown;
  readonly successUrl?: string;
  readonly failUrl?: string;
}

const put = (program: Program, auth: BillingAuth): BillingAuth => {
  commit(program, {
    kind: `billing-auth.${auth.status.toLowerCase()}`,
    after: { billingAuth: auth },
  });
  return auth;
};

const newAuth = (
  program: Program,
  { mId = defaultMerchantId, customerKey, successUrl, failUrl }: WantedAuth,
  status: 'OPEN' | 'READY',
): BillingAuth => {
  if (!isCustomerKey(customerKey)) {
    throw new ControlRefusal(400, 'customerKey: 2 to 300 of A-Z a-z 0-9 - _ = . @');
  }
  const authKey = program.draws.authKey(customerKey, program.state.billingAuths.size);
  const [success, fail] = [successUrl ?? null, failUrl ?? null];
  return put(program, { authKey, mId, customerKey, successUrl: success, failUrl: fail, status });
};

/** The window of a card is open. */
export const openBillingAuth = (program: Program, wanted: WantedAuth): BillingAuth =>
  newAuth(program, wanted, 'OPEN');

/** A buyer who has consented without a window, for tests. */
export const readyBillingAuth = (program: Program, wanted: WantedAuth): { authKey: string } => {
  const { authKey } = newAuth(program, wanted, 'READY');
  return { authKey };
};

/** @returns Where the window sends the browser. */
export const finishBillingAuth = (
  program: Program,
  auth: BillingAuth,
  action: WindowAction,
): string => {
  const { authKey, customerKey } = auth;
  if (action === 'approve') {
    put(program, { ...auth, status: 'READY' });
    return withQuery(auth.successUrl, { customerKey, authKey }) ?? '/';
  }
  put(program, { ...auth, status: 'FAILED' });
  const code = action === 'close' ? 'PAY_PROCESS_CANCELED' : 'REJECT_CARD_COMPANY';
  return withQuery(auth.failUrl, { code, message: messageOf(code) }) ?? '/';
};
