// The trial balance of a merchant, page by page: the groups of the payments of a page, so that no call reads
// more than it can. Each page adds up to zero by itself; whoever wants the whole adds the pages.
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { Clock } from '#core/kernel/ports.ts';
import type { LedgerGroup } from '#core/ledger/ledger-group.ts';
import { trialBalance } from '#core/ledger/trial-balance.ts';
import { type PageAsk, type PageOf, pageAnswer } from '#core/orders/page.ts';
import { attemptId } from './attempt.ts';
import type { Payment } from './payment.ts';
import type { LedgerReads, PaymentLists, Payments, PaymentView } from './ports.ts';
import { effectKeysOf } from './present-payment.ts';

export interface TrialBalanceDeps extends PageOf {
  readonly lists: PaymentLists;
  readonly payments: Payments;
  readonly ledger: LedgerReads;
  readonly clock: Clock;
}

/** Doubts are memos: they open and close beside the money. */
const keysOf = (view: PaymentView): string[] => [
  ...effectKeysOf(view),
  ...view.attempts.flatMap((attempt) =>
    ['open', 'close'].map((step) => `doubt:${attemptId(attempt)}:${step}`),
  ),
];

const groupsOf = async (
  { payments, ledger }: TrialBalanceDeps,
  { tenant, paymentId }: Payment,
): Promise<readonly LedgerGroup[]> => {
  const view = await payments.byId({ tenant, paymentId });
  return view === undefined ? [] : ledger.groups({ tenant, effectKeys: keysOf(view) });
};

const balanceObject = (groups: readonly LedgerGroup[], payments: number): JsonObject => {
  const { accounts, currencies } = trialBalance(groups);
  return {
    payments,
    groups: groups.length,
    isBalanced: currencies.every(({ sum }) => sum === 0n),
    accounts: accounts.map(({ account, currency, debit, credit }) => ({
      account,
      currency,
      debit: String(debit),
      credit: String(credit),
      balance: String(debit - credit),
    })),
    currencies: currencies.map(({ currency, sum }) => ({ currency, sum: String(sum) })),
  };
};

/** @returns 200 with the sums of a page of payments, 400 VAL_005 for a cursor that is not of this list. */
export const readTrialBalance =
  (deps: TrialBalanceDeps) =>
  async (ask: PageAsk): Promise<Answer> => {
    const answer = await pageAnswer(deps, ask, async (page) => {
      const found = await deps.lists.list({ tenant: ask.tenant, filter: {}, page });
      const groups = await Promise.all(found.items.map((payment) => groupsOf(deps, payment)));
      return { ...found, items: [balanceObject(groups.flat(), found.items.length)] };
    });
    if (answer.status !== 200 || answer.result === null) return refusal('VAL_005');
    const { items, nextCursor } = answer.result as {
      readonly items: readonly JsonObject[];
      readonly nextCursor?: string;
    };
    const result = { ...items[0], ...(nextCursor === undefined ? {} : { nextCursor }) };
    return { ...answer, result };
  };
