// The decision table: what we answer where Toss is silent. The first value of a row is the default.
import { ControlRefusal } from './wire.ts';

export const switchTable = {
  'auth.missing': ['UNAUTHORIZED_KEY', 'INCORRECT_BASIC_AUTH_FORMAT'],
  'confirm.unknownKey': ['NOT_FOUND_PAYMENT_SESSION', 'NOT_FOUND_PAYMENT'],
  'confirm.orderMismatch': ['FORBIDDEN_REQUEST', 'INVALID_REQUEST'],
  'confirm.amountMismatch': ['INVALID_REQUEST', 'FORBIDDEN_REQUEST'],
  'confirm.declineAborts': ['aborted', 'in-progress'],
  'idem.otherBody': ['replay', 'execute'],
  'idem.store5xx': ['execute', 'replay'],
  'idem.expire': ['execute', 'replay'],
  'testCode.state': ['unchanged', 'aborted'],
  'cancel.notDone': ['NOT_CANCELABLE_PAYMENT', 'INVALID_REQUEST'],
  'cancel.nonPositive': ['INVALID_REQUEST', 'NOT_CANCELABLE_AMOUNT'],
  'cancel.noAccount': ['INVALID_REFUND_ACCOUNT_INFO', 'INVALID_REQUEST'],
  'cancel.accountRefund': ['DONE', 'IN_PROGRESS'],
  'cancel.zeroStatus': ['PARTIAL_CANCELED', 'CANCELED'],
  'cancel.oneSecond': ['on', 'off'],
  'tx.cancelSign': ['negative', 'positive'],
  'settle.fees': ['both', 'fee', 'fees'],
  'billing.deleteTwice': ['ALREADY_REMOVED_BILLING_KEY', 'NOT_FOUND_BILLING'],
  'rate.testLimit': ['off', 'on'],
  version: ['2022-11-16', '2024-06-01'],
  'webhook.only200': ['on', 'off'],
} as const;

export type SwitchName = keyof typeof switchTable;

export type Switches = { readonly [Name in SwitchName]: (typeof switchTable)[Name][number] };

export const defaultSwitches = (): Switches =>
  Object.fromEntries(
    Object.entries(switchTable).map(([name, values]) => [name, values[0]]),
  ) as unknown as Switches;

/** @throws ControlRefusal for a name or a value that is not in the table. */
export const changedSwitches = (
  current: Switches,
  wanted: Readonly<Record<string, unknown>>,
): Switches => {
  for (const [name, value] of Object.entries(wanted)) {
    const values: readonly string[] | undefined = Object.hasOwn(switchTable, name)
      ? switchTable[name as SwitchName]
      : undefined;
    if (!values) throw new ControlRefusal(400, `no switch ${name}`);
    if (!values.includes(String(value))) {
      throw new ControlRefusal(400, `${name} takes one of ${values.join(', ')}`);
    }
  }
  return { ...current, ...wanted } as Switches;
};
