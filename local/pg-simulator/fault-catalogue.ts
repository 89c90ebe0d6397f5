// The lies we can tell, by number. "before" faults answer without running the operation; "after"
// faults run it first and then spoil the answer.

/** A POST that moves money; billing is Toss's alone, the last three are the sandbox's. */
export type MoneyOp = 'confirm' | 'cancel' | 'billing' | 'authorize' | 'capture' | 'void';

export type Op = MoneyOp | 'read' | 'webhook';

export const profiles = ['faithful', 'calm', 'hostile'] as const;

export type Profile = (typeof profiles)[number];

export type FaultArgs = Readonly<Record<string, string | number>>;

export interface FaultKind {
  readonly phase: 'before' | 'after' | 'read-state' | 'decline' | 'webhook';
  /** Operations the fault strikes unless a rule says otherwise. */
  readonly ops: readonly Op[];
  /** Operations it strikes too, when a rule names them. */
  readonly asked: readonly Op[];
  /** Fires only when the operation changed a payment. */
  readonly needsEffect: boolean;
  readonly args: FaultArgs;
}

const money: readonly MoneyOp[] = ['confirm', 'cancel', 'billing', 'authorize', 'capture', 'void'];
const reads: readonly Op[] = ['read'];
const webhooks: readonly Op[] = ['webhook'];
const approvals: readonly Op[] = ['confirm', 'billing', 'authorize'];

/** True where the body names the payment, by its order. */
export const beginsPayment = (op: Op): boolean => approvals.includes(op);

export const ops: readonly Op[] = [...money, ...reads, ...webhooks];

const fault = (
  phase: FaultKind['phase'],
  { ops: struck = money, asked = [], needsEffect = false, args = {} }: Partial<FaultKind> = {},
): FaultKind => ({ phase, ops: struck, asked, needsEffect, args });

export const faultCatalogue: Readonly<Record<string, FaultKind>> = {
  F01: fault('after', { asked: reads, args: { holdMs: 15_000 } }),
  F02: fault('after', { asked: reads }),
  F03: fault('before', { asked: reads }),
  F04: fault('after', { asked: reads, args: { delayMs: 3_000 } }),
  F05: fault('after', { needsEffect: true }),
  F06: fault('before', { asked: reads }),
  F07: fault('before'),
  F08: fault('after', { needsEffect: true }),
  F09: fault('after', { asked: reads, args: { form: 'html' } }),
  F10: fault('before', { args: { n: 2 } }),
  F11: fault('before', { asked: reads, args: { n: 3 } }),
  F12: fault('read-state', { ops: reads, args: { lagMs: 8_000 } }),
  F13: fault('after', { needsEffect: true, args: { field: 'status' } }),
  F14: fault('after', { ops: [...money, ...reads] }),
  F15: fault('webhook', { ops: webhooks }),
  F16: fault('webhook', { ops: webhooks, args: { n: 3 } }),
  F17: fault('webhook', { ops: webhooks, args: { delayMs: 120_000 } }),
  F18: fault('webhook', { ops: webhooks, args: { delayMs: 120_000 } }),
  F19: fault('webhook', { ops: webhooks }),
  F20: fault('webhook', { ops: webhooks, args: { form: 'amount' } }),
  F25: fault('before', { ops: ['cancel', 'capture', 'void'] }),
  F26: fault('before'),
  F27: fault('after', {
    ops: [...approvals, 'capture'],
    asked: ['cancel', 'void'],
    needsEffect: true,
    args: { field: 'totalAmount' },
  }),
  F28: fault('after', { needsEffect: true }),
  DECLINE: fault('decline', {
    ops: approvals,
    asked: ['capture', 'cancel'],
    args: { code: 'REJECT_CARD_PAYMENT' },
  }),
};

/** The argument a bare value in a marker stands for: `-LIE-F04-2500` sets `delayMs`. */
export const bareArgument: Readonly<Record<string, string>> = {
  F01: 'holdMs',
  F04: 'delayMs',
  F10: 'n',
  F11: 'n',
  F12: 'lagMs',
  F16: 'n',
  F17: 'delayMs',
  F20: 'form',
};

export const declineAmounts: Readonly<Record<number, string>> = {
  991001: 'REJECT_CARD_PAYMENT',
  991002: 'REJECT_CARD_COMPANY',
  991003: 'INVALID_CARD_LOST_OR_STOLEN',
  991004: 'EXCEED_MAX_DAILY_PAYMENT_COUNT',
  991005: 'NOT_AVAILABLE_BANK',
  991006: 'FDS_ERROR',
  991007: 'INVALID_STOPPED_CARD',
  991008: 'INVALID_PASSWORD',
  991009: 'NOT_AVAILABLE_PAYMENT',
  991010: 'INVALID_API_KEY',
};

export const canStrike = (id: string, op: Op, isAsked: boolean): boolean => {
  const kind = faultCatalogue[id];
  if (!kind) return false;
  return kind.ops.includes(op) || (isAsked && kind.asked.includes(op));
};

type Odds = readonly (readonly [id: string, percent: number])[];

const hostileMoney: Odds = [
  ['F01', 2],
  ['F02', 1],
  ['F03', 1],
  ['F04', 5],
  ['F05', 1],
  ['F06', 1],
  ['F07', 1],
  ['F08', 1],
  ['F09', 0.5],
  ['F10', 1],
  ['F11', 1],
  ['F14', 5],
];
const hostileRead: Odds = [
  ['F04', 5],
  ['F12', 5],
  ['F14', 5],
];
const calmMoney: Odds = [
  ['F04', 1],
  ['F01', 0.1],
];

const hostileWebhook: Odds = [
  ['F15', 3],
  ['F16', 5],
  ['F17', 5],
  ['F18', 3],
  ['F19', 3],
];

const calmRead: Odds = [['F04', 1]];
const calmWebhook: Odds = [['F16', 1]];

interface OddsOf {
  readonly ofMoney: Odds;
  readonly ofReads: Odds;
  readonly ofWebhooks: Odds;
}

const oddsOf = ({ ofMoney, ofReads, ofWebhooks }: OddsOf): Readonly<Record<Op, Odds>> => ({
  confirm: ofMoney,
  cancel: ofMoney,
  billing: ofMoney,
  authorize: ofMoney,
  capture: ofMoney,
  void: ofMoney,
  read: ofReads,
  webhook: ofWebhooks,
});

/** Percent per operation; settlement lies join when that surface exists. */
export const profileOdds: Readonly<Record<Profile, Readonly<Record<Op, Odds>>>> = {
  faithful: oddsOf({ ofMoney: [], ofReads: [], ofWebhooks: [] }),
  calm: oddsOf({ ofMoney: calmMoney, ofReads: calmRead, ofWebhooks: calmWebhook }),
  hostile: oddsOf({ ofMoney: hostileMoney, ofReads: hostileRead, ofWebhooks: hostileWebhook }),
};

/** Bounds of a drawn `delayMs`, where a profile names them. */
export const profileDelayMs: Readonly<Partial<Record<Profile, readonly [number, number]>>> = {
  calm: [300, 1_500],
};
