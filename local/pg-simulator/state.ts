// Everything the PG knows, as a fold over journal lines: the same function serves the running
// process and the restart, so a kill can lose nothing that was ever answered.
import { builtInMerchants, type Merchant } from './basic-auth.ts';
import type { BillingAuth, BillingRecord } from './billing-record.ts';
import { type DueQueue, dueQueue } from './due-queue.ts';
import type { Profile } from './fault-catalogue.ts';
import type { PaymentRecord } from './payment-record.ts';
import type { SettlementRow } from './settlement-row.ts';
import { defaultSwitches, type Switches } from './switches.ts';

/** Identity is key, API key, method and URL; the body is deliberately not part of it. */
export interface KeyRecord {
  readonly key: string;
  readonly secretKey: string;
  readonly method: string;
  readonly path: string;
  readonly firstAt: number;
  readonly bodyDigest: string;
  /** How often the operation ran to a decision of its own. */
  readonly executions: number;
  /** How often it changed a payment. */
  readonly effects: number;
  readonly reply: { readonly status: number; readonly body: string } | null;
  readonly traceId: string;
}

export interface Rule {
  readonly ruleId: string;
  readonly fault: string;
  readonly match: Readonly<Record<string, string | number>>;
  readonly after: number;
  readonly times: number;
  readonly args: Readonly<Record<string, string | number>>;
}

export interface FaultMark {
  readonly fault: string;
  readonly op: string;
  readonly objectId: string;
  readonly nth: number;
  readonly source: 'rule' | 'marker' | 'profile' | 'pending';
  readonly ruleId: string | null;
  readonly args: Readonly<Record<string, string | number>>;
  /** Calls the fault still has to answer (F10, F11). */
  readonly left: number;
}

/** One webhook that would go out; nothing is sent yet. */
export interface WebhookEntry {
  readonly transmissionId: string;
  readonly eventType: 'PAYMENT_STATUS_CHANGED';
  readonly createdAt: string;
  readonly paymentKey: string;
  readonly orderId: string;
  readonly status: string;
  readonly sent: number;
}

export interface Changes {
  readonly payment?: PaymentRecord;
  readonly webhook?: WebhookEntry;
  readonly fault?: FaultMark;
  readonly rule?: Rule;
  readonly rulesRemoved?: readonly string[];
  readonly switches?: Switches;
  readonly merchant?: Merchant;
  readonly billingAuth?: BillingAuth;
  readonly billing?: BillingRecord;
  /** New rows, and rows that take the place of those with the same transaction. */
  readonly settlements?: readonly SettlementRow[];
  readonly profile?: Profile;
}

export interface JournalLine {
  readonly n: number;
  readonly at: number;
  readonly kind: string;
  readonly before?: { readonly status: string; readonly balance: number };
  readonly after: Changes;
  readonly key?: KeyRecord;
}

export interface PaymentEntry {
  current: PaymentRecord;
  readonly versions: { readonly at: number; readonly record: PaymentRecord }[];
}

export interface RuleEntry {
  readonly rule: Rule;
  matches: number;
  hits: number;
}

export interface State {
  readonly payments: Map<string, PaymentEntry>;
  /** Payment keys by `mId|orderId`: a buyer may open the window twice for one order. */
  readonly orders: Map<string, string[]>;
  readonly keys: Map<string, KeyRecord[]>;
  readonly merchants: Map<string, Merchant>;
  readonly rules: Map<string, RuleEntry>;
  readonly fired: Map<string, number>;
  readonly pending: Map<string, FaultMark>;
  readonly runs: Map<string, number>;
  readonly faultCounts: Map<string, number>;
  readonly webhooks: WebhookEntry[];
  readonly webhooksByPayment: Map<string, WebhookEntry[]>;
  readonly due: DueQueue;
  readonly billingAuths: Map<string, BillingAuth>;
  readonly billings: Map<string, BillingRecord>;
  /** By transaction key, in the order of closing. */
  readonly settlements: Map<string, SettlementRow>;
  switches: Switches;
  /** Told by a control call; else that of the settings. */
  profile: Profile | undefined;
}

export const emptyState = (): State => ({
  payments: new Map(),
  orders: new Map(),
  keys: new Map(),
  merchants: new Map(builtInMerchants.map((merchant) => [merchant.secretKey, merchant])),
  rules: new Map(),
  fired: new Map(),
  pending: new Map(),
  runs: new Map(),
  faultCounts: new Map(),
  webhooks: [],
  webhooksByPayment: new Map(),
  due: dueQueue(),
  billingAuths: new Map(),
  billings: new Map(),
  settlements: new Map(),
  switches: defaultSwitches(),
  profile: undefined,
});

export const orderIndex = (mId: string, orderId: string): string => `${mId}|${orderId}`;

const isSameIdentity = (left: KeyRecord, right: KeyRecord) =>
  left.secretKey === right.secretKey && left.path === right.path && left.method === right.method;

const putPayment = (state: State, payment: PaymentRecord, at: number) => {
  const entry = state.payments.get(payment.paymentKey);
  const version = { at, record: payment };
  if (entry) {
    entry.current = payment;
    entry.versions.push(version);
  } else {
    state.payments.set(payment.paymentKey, { current: payment, versions: [version] });
    const index = orderIndex(payment.mId, payment.orderId);
    state.orders.set(index, [...(state.orders.get(index) ?? []), payment.paymentKey]);
  }
  state.due.add(payment);
};

const putKey = (state: State, record: KeyRecord) => {
  const others = (state.keys.get(record.key) ?? []).filter(
    (other) => !isSameIdentity(other, record),
  );
  state.keys.set(record.key, [...others, record]);
};

const putFault = (state: State, mark: FaultMark) => {
  const place = `${mark.op}|${mark.objectId}`;
  state.faultCounts.set(mark.fault, (state.faultCounts.get(mark.fault) ?? 0) + 1);
  state.runs.set(place, Math.max(state.runs.get(place) ?? 0, mark.nth + 1));
  if (mark.left > 0) state.pending.set(place, mark);
  else state.pending.delete(place);
  if (mark.source === 'marker') {
    const slot = `${place}|${mark.fault}`;
    state.fired.set(slot, (state.fired.get(slot) ?? 0) + 1);
  }
  const entry = mark.source === 'rule' ? state.rules.get(mark.ruleId ?? '') : undefined;
  if (entry) {
    entry.hits += 1;
    entry.matches = Math.max(entry.matches, entry.rule.after + entry.hits);
  }
};

const putWebhook = (state: State, webhook: WebhookEntry) => {
  state.webhooks.push(webhook);
  const known = state.webhooksByPayment.get(webhook.paymentKey);
  if (known) known.push(webhook);
  else state.webhooksByPayment.set(webhook.paymentKey, [webhook]);
};

/** What is known beside payments: registered cards and settled days. */
const putPapers = (state: State, { billingAuth, billing, settlements }: Changes): void => {
  if (billingAuth) state.billingAuths.set(billingAuth.authKey, billingAuth);
  if (billing) state.billings.set(billing.billingKey, billing);
  for (const row of settlements ?? []) state.settlements.set(row.transactionKey, row);
};

/** Applies one committed line. Order within a line: what it says about faults, then about money. */
export const applyLine = (state: State, line: JournalLine): void => {
  const { payment, webhook, fault, rule, rulesRemoved, switches, merchant, profile } = line.after;
  if (rule) state.rules.set(rule.ruleId, { rule, matches: 0, hits: 0 });
  for (const ruleId of rulesRemoved ?? []) state.rules.delete(ruleId);
  if (switches) state.switches = switches;
  if (profile) state.profile = profile;
  if (merchant) state.merchants.set(merchant.secretKey, merchant);
  if (fault) putFault(state, fault);
  if (payment) putPayment(state, payment, line.at);
  putPapers(state, line.after);
  if (webhook) putWebhook(state, webhook);
  if (line.key) putKey(state, line.key);
};

export const findKey = (
  state: State,
  identity: Pick<KeyRecord, 'key' | 'secretKey' | 'method' | 'path'>,
): KeyRecord | undefined =>
  state.keys
    .get(identity.key)
    ?.find(
      (record) =>
        record.secretKey === identity.secretKey &&
        record.path === identity.path &&
        record.method === identity.method,
    );
