// The bank account a deposited virtual account is refunded to, as a cancel names it.
import type { Call } from './outcome.ts';
import type { PaymentRecord, RefundAccount } from './payment-record.ts';

/** Bank codes of the reference. */
const bankCodes = new Set(
  '39 34 12 32 45 64 88 48 27 20 71 50 37 35 90 92 81 54 03 06 31 02 11 23 07'.split(' '),
);

const holderMax = 60;

/** Every order of refusals is a choice of ours: shape first, then bank, then number. */
const accountOf = (value: unknown): RefundAccount | string => {
  if (typeof value !== 'object' || value === null) return 'INVALID_REFUND_ACCOUNT_INFO';
  const { bank, accountNumber, holderName } = value as Readonly<Record<string, unknown>>;
  const isNamed =
    typeof holderName === 'string' && holderName.trim() !== '' && holderName.length <= holderMax;
  if (!isNamed) return 'INVALID_REFUND_ACCOUNT_INFO';
  if (typeof bank !== 'string' || !bankCodes.has(bank)) return 'INVALID_BANK';
  if (typeof accountNumber !== 'string' || !/^[0-9]{1,20}$/.test(accountNumber)) {
    return 'INVALID_REFUND_ACCOUNT_NUMBER';
  }
  return { bankCode: bank, accountNumber, holderName };
};

/** @returns the account where one is needed, a code of refusal, or undefined for other methods. */
export const refundAccountOf = (
  { body, program }: Call,
  payment: PaymentRecord,
): RefundAccount | string | undefined => {
  if (payment.method !== 'VIRTUAL_ACCOUNT') return undefined;
  const given = body?.['refundReceiveAccount'];
  if (given === undefined || given === null) return program.state.switches['cancel.noAccount'];
  return accountOf(given);
};
