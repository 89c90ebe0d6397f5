// Plays the bank behind a virtual account and the merchant's console: money that comes, goes back, or is
// returned by hand.
import { controlCause, must, paymentOf } from './buyer.ts';
import { cancelPayment } from './cancel.ts';
import type { PaymentRecord } from './payment-record.ts';
import { type Payload, paymentShape } from './payment-shape.ts';
import { commit, type Program, webhookFor } from './program.ts';
import { cancelEnded, deposited, depositReversed } from './virtual-account.ts';
import { ControlRefusal } from './wire.ts';

const moved = (
  program: Program,
  kind: string,
  before: PaymentRecord,
  payment: PaymentRecord,
): Payload => {
  const webhook = webhookFor(payment, program.clock.now());
  commit(program, { kind, before, after: { payment, webhook } });
  return paymentShape(payment);
};

const moveOf = (program: Program, op: string, { paymentKey, effects }: PaymentRecord) => ({
  at: program.clock.now(),
  cause: controlCause(op),
  transactionKey: program.draws.transactionKey(paymentKey, effects.length),
});

/** The buyer pays the whole amount in. */
export const depositInto = (program: Program, paymentKey: string): Payload => {
  const before = paymentOf(program, paymentKey);
  must(before.status === 'WAITING_FOR_DEPOSIT', `the payment is ${before.status}, not waiting`);
  must(before.virtualAccount?.isExpired === false, 'the account is closed');
  const after = deposited(before, moveOf(program, 'deposit', before));
  return moved(program, 'account.deposited', before, after);
};

/** F21: the bank takes the deposit back. */
export const reverseDeposit = (program: Program, paymentKey: string): Payload => {
  const before = paymentOf(program, paymentKey);
  const isDeposited = before.status === 'DONE' && before.virtualAccount !== null;
  must(isDeposited, `the payment is ${before.status}, not a deposit`);
  const after = depositReversed(before, moveOf(program, 'reverse-deposit', before));
  return moved(program, 'account.reversed', before, after);
};

/** The bank pays out the refund that is running, or refuses to. */
export const finishCancel = (
  program: Program,
  paymentKey: string,
  { isDone = true }: { readonly isDone?: boolean } = {},
): Payload => {
  const before = paymentOf(program, paymentKey);
  const running = before.cancels.find(({ status }) => status === 'IN_PROGRESS');
  must(running, 'no cancel is running');
  const move = { at: program.clock.now(), cause: controlCause('finish-cancel') };
  const after = cancelEnded(before, move, running, isDone);
  return moved(program, 'cancel.ended', before, after);
};

/** Where the console pays a deposit back to, unless it is told another account. */
const consoleAccount = { bank: '88', accountNumber: '110000000000', holderName: 'console' };

/** A refund made in the merchant's console: a cancel that carries no mark of ours. */
export const consoleCancel = (
  program: Program,
  paymentKey: string,
  {
    amount,
    reason = 'console refund',
  }: { readonly amount?: number; readonly reason?: string } = {},
): Payload => {
  const before = paymentOf(program, paymentKey);
  const merchant = [...program.state.merchants.values()].find(({ mId }) => mId === before.mId);
  must(merchant, `no merchant ${before.mId}`);
  const now = program.clock.now();
  const body = {
    cancelReason: reason,
    refundReceiveAccount: consoleAccount,
    ...(amount !== undefined && { cancelAmount: amount }),
  };
  const cause = controlCause('console-cancel');
  const surface = before.surface ?? 'toss';
  const outcome = cancelPayment({ program, merchant, surface, now, cause, body, paymentKey });
  if (outcome.kind === 'refused') throw new ControlRefusal(400, outcome.code);
  return moved(program, 'payment.canceled', before, outcome.payment);
};
