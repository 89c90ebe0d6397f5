// What the demo knows of one scenario. Everything here was read back from where it lives: the API,
// the execution history, the bus, the PG's own record. Nothing is remembered from what was sent.
import type { TimelineEntry } from '#core/contracts/http/get-payment-timeline.ts';
import type { OrderObject } from '#core/contracts/http/order-object.ts';
import type { PaymentObject } from '#core/contracts/http/payment-object.ts';
import type { TappedEvent } from '#local/cloud/bus-tap.ts';
import type { LedgerGroup } from './ledger-groups.ts';
import type { PgRecord } from './pg-control.ts';
import type { SagaRun } from './saga-history.ts';
import type { Answer, StoredAnswer } from './shopper.ts';

export type ToldPayment = PaymentObject & { readonly timeline: readonly TimelineEntry[] };

export type ScenarioFacts = {
  readonly order: OrderObject;
  /** Newest first, as the API has them; the first is current. */
  readonly payments: readonly ToldPayment[];
  /** Absent where nothing has to be delivered. */
  readonly saga: SagaRun | null;
  /** In order of time; each once. */
  readonly events: readonly TappedEvent[];
  readonly ledger: readonly LedgerGroup[];
  readonly pg: PgRecord;
  readonly answers: readonly Answer[];
  /** What the engine has stored under the idempotency key of each confirm, in turn. */
  readonly storedAnswers: readonly StoredAnswer[];
};
