// What became of one webhook: the whole vocabulary, since it names a metric.

/**
 * - `APPLIED`: the PG was read, and what it says is in our books.
 * - `KNOWN`: it tells nothing that our books, or a call under way, do not know better.
 * - `LATER`: it has to wait, or a schedule of reads goes on from here.
 * - `FORGED`: its own words, or its signature, prove that the PG did not write it.
 * - `UNKNOWN`: the PG shows no money under its order number.
 * - `FOREIGN`: the money is of another merchant of this stage, who has an address of its own.
 * - `ORPHAN`: the PG holds money that no payment or call of ours stands for; a person is asked.
 */
export const webhookOutcomes = [
  'APPLIED',
  'KNOWN',
  'LATER',
  'FORGED',
  'UNKNOWN',
  'FOREIGN',
  'ORPHAN',
] as const;

export type WebhookOutcome = (typeof webhookOutcomes)[number];
