// Whose an order or a payment is, and what its client's faults may take longer.
import { factsOf } from './run-facts.ts';
import type { RunRecord, Slack } from './run-record.ts';

/** Who was told that it made the order; undefined where its answer never came. */
export const clientOfOrder = (run: RunRecord, orderId: string): string | undefined =>
  factsOf(run).told.orders.get(orderId)?.client;

export const clientOfPayment = (run: RunRecord, paymentId: string): string | undefined =>
  clientOfOrder(run, factsOf(run).orderOfPayment.get(paymentId) ?? '');

const noSlack: Slack = { waitMs: 0, proofMs: 300_000 };

/** Nobody knows whose an order is that no client was told of: it has the most that anybody has. */
export const slackOfClient = ({ slack }: RunRecord, client: string | undefined): Slack => {
  if (client !== undefined) return slack.get(client) ?? noSlack;
  const all = [noSlack, ...slack.values()];
  return {
    waitMs: Math.max(...all.map(({ waitMs }) => waitMs)),
    proofMs: Math.max(...all.map(({ proofMs }) => proofMs)),
  };
};
