// The control surface as plain functions; `control-surface.ts` gives them URLs.
import type { Merchant } from './basic-auth.ts';
import { readyBillingAuth } from './billing-auth.ts';
import {
  authenticatePayment,
  consoleCancel,
  expirePayment,
  failPayment,
  type OpenPayment,
  openPayment,
} from './buyer.ts';
import type { ClockMode } from './clock.ts';
import { settleExpiries } from './expiry.ts';
import { type Profile, profiles } from './fault-catalogue.ts';
import { commit, type Program } from './program.ts';
import { addRule, listRules, removeRules, type WantedRule } from './rules.ts';
import { closeSettlements, type Restatement, restateSettlement } from './settlements.ts';
import { emptyState } from './state.ts';
import { changedSwitches, type Switches } from './switches.ts';
import { keyTruth, orderTruth, paymentTruth, summaryTruth } from './truth.ts';
import { ControlRefusal } from './wire.ts';

export interface ClockMove {
  readonly mode?: ClockMode;
  /** Milliseconds since the epoch, or ISO 8601 text. */
  readonly set?: number | string;
  readonly advanceMs?: number;
}

const moveClock = (program: Program, { mode, set, advanceMs }: ClockMove) => {
  const { control } = program.clock;
  if (!control) throw new ControlRefusal(400, 'this clock belongs to the caller');
  if (mode !== undefined && mode !== 'real' && mode !== 'virtual') {
    throw new ControlRefusal(400, 'mode is real or virtual');
  }
  if (mode) control.switchTo(mode);
  if (set !== undefined) control.moveTo(typeof set === 'number' ? set : Date.parse(set));
  if (advanceMs !== undefined) control.moveTo(program.clock.now() + advanceMs);
  settleExpiries(program);
  return { mode: control.mode(), now: program.clock.now() };
};

const addMerchant = (program: Program, merchant: Merchant): Merchant => {
  const isWhole = [merchant.mId, merchant.secretKey, merchant.clientKey].every(
    (word) => typeof word === 'string' && word !== '',
  );
  if (!isWhole || merchant.mId.length > 14 || merchant.secretKey.startsWith('live_')) {
    throw new ControlRefusal(400, 'mId (14 at most), secretKey and clientKey, none of them live');
  }
  const { mId, secretKey, clientKey } = merchant;
  commit(program, { kind: 'merchant.added', after: { merchant: { mId, secretKey, clientKey } } });
  return { mId, secretKey, clientKey };
};

const setSwitches = (program: Program, wanted: Readonly<Record<string, unknown>>): Switches => {
  const switches = changedSwitches(program.state.switches, wanted);
  commit(program, { kind: 'switches.set', after: { switches } });
  return switches;
};

/** From here on; the seed and what was drawn before stay. */
const setProfile = (program: Program, wanted: unknown): { readonly profile: Profile } => {
  const profile = profiles.find((known) => known === wanted);
  if (profile === undefined) {
    throw new ControlRefusal(400, `profile is one of ${profiles.join(', ')}`);
  }
  commit(program, { kind: 'profile.set', after: { profile } });
  return { profile };
};

/** Forgets everything but the seed and the clock. Waits for the disk, or an old line could survive. */
const reset = async (program: Program): Promise<void> => {
  await program.journal.durable();
  program.journal.clear();
  program.state = emptyState();
  program.lastLine = 0;
  program.requests = 0;
};

export const controlOf = (program: Program) => {
  // Every look settles what lapsed before it, so a test never sees a payment outlive its window.
  const settled =
    <Args extends unknown[], Answer>(run: (...args: Args) => Answer) =>
    (...args: Args): Answer => {
      settleExpiries(program);
      return run(...args);
    };
  return {
    openPayment: settled((wanted: OpenPayment) => openPayment(program, wanted)),
    authenticate: settled((paymentKey: string) => authenticatePayment(program, paymentKey)),
    fail: settled((paymentKey: string, code?: string) => failPayment(program, paymentKey, code)),
    expire: settled((paymentKey: string) => expirePayment(program, paymentKey)),
    consoleCancel: settled(
      (paymentKey: string, wanted?: { readonly amount?: number; readonly reason?: string }) =>
        consoleCancel(program, paymentKey, wanted),
    ),
    addRule: (wanted: WantedRule) => addRule(program, wanted),
    rules: () => listRules(program),
    removeRules: (ruleId?: string) => removeRules(program, ruleId),
    switches: () => program.state.switches,
    setSwitches: (wanted: Readonly<Record<string, unknown>>) => setSwitches(program, wanted),
    setProfile: (wanted: unknown) => setProfile(program, wanted),
    addMerchant: (merchant: Merchant) => addMerchant(program, merchant),
    moveClock: (move: ClockMove) => moveClock(program, move),
    webhooks: settled(() => program.state.webhooks),
    grantBillingAuth: (wanted: Readonly<Record<string, unknown>>) =>
      readyBillingAuth(program, wanted),
    closeSettlements: settled((wanted: { readonly date?: unknown }) =>
      closeSettlements(program, wanted),
    ),
    restateSettlement: (wanted: Restatement) => restateSettlement(program, wanted),
    truth: {
      payment: settled((paymentKey: string) => paymentTruth(program, paymentKey)),
      order: settled((orderId: string, mId?: string) => orderTruth(program, orderId, mId)),
      key: settled((key: string) => keyTruth(program, key)),
      summary: settled(() => summaryTruth(program)),
    },
    journal: settled((after: number = 0) => program.journal.after(after)),
    reset: () => reset(program),
  };
};

export type Control = ReturnType<typeof controlOf>;
