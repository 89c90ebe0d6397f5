// The lies we can tell, by number. "before" faults answer without running the operation; "after"
// faults run it first and then spoil the answer.

export type Op = 'confirm' | 'cancel' | 'read';

export const profiles = ['faithful', 'calm', 'hostile'] as const;

export type Profile = (typeof profiles)[number];

export type FaultArgs = Readonly<Record<string, string | number>>;

export interface FaultKind {
  readonly phase: 'before' | 'after' | 'read-state' | 'decline';
  /** Operations the fault strikes unless a rule says otherwise. */
  readonly ops: readonly Op[];
  /** Whether a rule with `op: "read"` may use it on reads too. */
  readonly readable: boolean;
  /** Fires only when the operation changed a payment. */
  readonly needsEffect: boolean;
  readonly args: FaultArgs;
}

const money: readonly Op[] = ['confirm', 'cancel'];
const fault = (
  phase: FaultKind['phase'],
  { ops = money, readable = false, needsEffect = false, args = {} }: Partial<FaultKind> = {},
): FaultKind => ({ phase, ops, readable, needsEffect, args });

export const faultCatalogue: Readonly<Record<string, FaultKind>> = {
  F01: fault('after', { readable: true, args: { holdMs: 15_000 } }),
  F02: fault('after', { readable: true }),
  F03: fault('before', { readable: true }),
  F04: fault('after', { readable: true, args: { delayMs: 3_000 } }),
  F05: fault('after', { needsEffect: true }),
  F06: fault('before', { readable: true }),
  F07: fault('before'),
  F08: fault('after', { needsEffect: true }),
  F09: fault('after', { readable: true, args: { form: 'html' } }),
  F10: fault('before', { args: { n: 2 } }),
  F11: fault('before', { readable: true, args: { n: 3 } }),
  F12: fault('read-state', { ops: ['read'], readable: true, args: { lagMs: 8_000 } }),
  F13: fault('after', { needsEffect: true, args: { field: 'status' } }),
  F14: fault('after', { ops: ['confirm', 'cancel', 'read'], readable: true }),
  F25: fault('before', { ops: ['cancel'] }),
  F26: fault('before'),
  F27: fault('after', {
    ops: ['confirm'],
    needsEffect: true,
    args: { field: 'totalAmount' },
  }),
  F28: fault('after', { needsEffect: true }),
  DECLINE: fault('decline', { ops: ['confirm'], args: { code: 'REJECT_CARD_PAYMENT' } }),
};

/** The argument a bare value in a marker stands for: `-LIE-F04-2500` sets `delayMs`. */
export const bareArgument: Readonly<Record<string, string>> = {
  F01: 'holdMs',
  F04: 'delayMs',
  F10: 'n',
  F11: 'n',
  F12: 'lagMs',
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
  return kind.ops.includes(op) || (op === 'read' && isAsked && kind.readable);
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

const none: Record<Op, Odds> = { confirm: [], cancel: [], read: [] };

/** Percent per operation; webhook and settlement lies join when those surfaces exist. */
export const profileOdds: Readonly<Record<Profile, Readonly<Record<Op, Odds>>>> = {
  faithful: none,
  calm: { confirm: calmMoney, cancel: calmMoney, read: [['F04', 1]] },
  hostile: { confirm: hostileMoney, cancel: hostileMoney, read: hostileRead },
};

/** Bounds of a drawn `delayMs`, where a profile names them. */
export const profileDelayMs: Readonly<Partial<Record<Profile, readonly [number, number]>>> = {
  calm: [300, 1_500],
};
