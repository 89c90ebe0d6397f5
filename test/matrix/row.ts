// What a row of the kill matrix is.
import type { LocalCloud } from '#local/cloud/local-file.ts';
import type { EngineClient } from '#test/support/cloud/engine-reply.ts';
import type { PgControl } from '#test/support/cloud/pg-control.ts';
import type { View } from '#test/support/invariants/view.ts';
import type { Shop } from './shop.ts';
import type { Wire } from './wire.ts';

export interface RowStage {
  readonly cloud: LocalCloud;
  readonly wire: Wire;
  readonly pg: PgControl;
  /** The shop whose orders the load brings. */
  readonly shop: Shop;
  /** As the shop, and nobody keeps its answers: for what a row asks beside the load. */
  readonly client: EngineClient;
  /** Buyers of this row are called so. */
  readonly run: string;
  readonly startedAt: number;
  /** The load goes on meanwhile. */
  readonly pause: (seconds: number) => Promise<void>;
  readonly say: (text: string) => void;
  /** Brings up every part that is down. */
  readonly revive: () => Promise<void>;
}

/** What was seen of one row after the quiet: everything, and its own share. */
export interface Seen {
  readonly view: View;
  readonly stage: RowStage;
}

export interface Verdict {
  readonly findings: readonly string[];
  /** What the signal showed, in numbers; undefined when it was not seen. */
  readonly signal: string | undefined;
}

export interface Played {
  /** What was done, so many times. */
  readonly done: string;
  /** Judged once everything is quiet. */
  readonly judge: (seen: Seen) => Promise<Verdict> | Verdict;
}

export interface Row {
  readonly id: string;
  readonly what: string;
  /** What must be seen, or the row has proven nothing. */
  readonly signal: string;
  /** Orders a second, when this row bears fewer than asked for. */
  readonly perSecondMax?: number;
  /** Calls of one route at once, when this row keeps them waiting. */
  readonly perRouteMax?: number;
  /** Longest time from the heal to the quiet. */
  readonly quietSeconds?: number;
  /** It brings attention items about on purpose, and judges them itself. */
  readonly mayAskPersons?: boolean;
  /** Routes may be cut off without an answer while the gateway itself is down. */
  readonly cutsClients?: boolean;
  /** Runs under load; returns when everything is healed. */
  readonly play: (stage: RowStage) => Promise<Played>;
}

/** A row that cannot run yet, and why. */
export interface WaitingRow {
  readonly id: string;
  readonly waitsFor: string;
}
