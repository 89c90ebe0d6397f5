// What the world hands over when a run is over: its data and how it was driven. The rules judge nothing else.
import type { Judged, RowKind, View } from '#test/support/invariants/view.ts';

/** One fault that was fired, at a site of the run. */
export interface FiredFault {
  /** As in the table of faults: `timeout-after`, `pg:F03`, `poison`. */
  readonly kind: string;
  /** `api/confirm-payment#c1.2/TX-CLAIM~0`. */
  readonly site: string;
  readonly at: number;
}

/** Where one client's order ends when nothing goes wrong: the template's own statement. */
export interface ExpectedEnd {
  /** `c1`. */
  readonly client: string;
  /** Status of its order; a client with several has one entry per order, oldest first. */
  readonly order: string;
  /** Status of the payment that took the money, else of the order's last one. */
  readonly payment: string;
  /** A person must have heard of it, though it has come to its end. */
  readonly hasItem?: boolean;
}

/** The terms an order is sold under, by its `serviceId`; the world configured them. */
export interface ServiceTerms {
  /** From the approval to the end of waiting for a callback. */
  readonly timeoutMs: number;
  /** Payments an order may fail before it is cancelled. */
  readonly attemptsMax: number;
}

/** A value planted as a secret, and where it may stand. */
export interface PlantedSecret {
  readonly value: string;
  /** Rows that may hold it, in that attribute only. */
  readonly allowed: readonly { readonly kind: RowKind; readonly attribute: string }[];
}

/** Something that left the engine and is no row, log line or event. */
export interface Utterance {
  /** `message to watchdog`. */
  readonly place: string;
  readonly text: string;
}

export interface Plantings {
  /** Looked at beside what the view shows. */
  readonly elsewhere?: readonly Utterance[];
  readonly secrets: readonly PlantedSecret[];
  /** A harmless text that the log must hold, or the search would prove nothing. */
  readonly control: string;
}

/** What the faults of one client may take longer, by the schedule of whoever repairs them. */
export interface Slack {
  /** Added to every time limit. */
  readonly waitMs: number;
  /** Added in its place where a doubt ended with the proof that nothing was done. */
  readonly proofMs: number;
}

/** Times are virtual, in ms since 1970. */
export interface RunRecord {
  readonly view: View;
  readonly startedAt: number;
  /** From here on no fault is fired and every dependency is well. */
  readonly healAt: number;
  readonly endAt: number;
  /** Nothing but periodic timers was left at `endAt`. */
  readonly isQuiet: boolean;
  readonly hash: string;
  /** The same seed run again, whatever ran between. */
  readonly again?: { readonly hash: string };
  /** R02, one sentence each: a port call after its handler returned, a lost rejection, real time. */
  readonly traps: readonly string[];
  readonly faults: readonly FiredFault[];
  /** Clients that met what the design does not hide: all others end as the template says. */
  readonly unpromised: ReadonlySet<string>;
  /** True for a random world, whose doubts may wait for their next slot. */
  readonly isRandom: boolean;
  /** Requests race in it by design: another latency may let another one win, `racing` aside with the same money. */
  readonly isRace?: boolean;
  /** Clients whose race decides about money too: a capture beside a cancel. */
  readonly racing?: ReadonlySet<string>;
  readonly expected: readonly ExpectedEnd[];
  /** Port calls, without the idle turns of periodic actors. */
  readonly calls: number;
  /** The same template without faults; absent where there is none to compare with. */
  readonly faultFree?: { readonly calls: number };
  readonly layerOff?: string;
  /** By client; whom it does not name met nothing that takes longer. */
  readonly slack: ReadonlyMap<string, Slack>;
  /** The longest time a service of this run works or stays silent, from the approval to its outcome. */
  readonly serviceMs: number;
  readonly terms: Readonly<Record<string, ServiceTerms>>;
  /** Works (`c1.2`) whose client goes away on purpose and never asks again. */
  readonly abandoned: readonly string[];
  /** Requests that make the engine read the PG (`?refresh=true`). */
  readonly asks: readonly { readonly paymentId: string; readonly at: number }[];
  /** Works that forge, replay a captured request, or name somebody else's ids. */
  readonly forged: readonly string[];
  /** A sentence for each of those that was answered as if it were in order. */
  readonly letIn?: readonly string[];
  /** Present in canary worlds. */
  readonly plantings?: Plantings;
  /** The same seed with Redis off and with Redis flushed. */
  readonly variants?: readonly { readonly name: string; readonly run: RunRecord }[];
  /** On the last run of a batch of random worlds: how many there were and what was seen in them. */
  readonly batch?: { readonly worlds: number; readonly seen: readonly string[] };
}

export interface Rule {
  /** `R04`. */
  readonly id: string;
  check(run: RunRecord): Judged;
}
