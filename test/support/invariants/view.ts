// What an invariant may look at: plain data of the tables, the sinks, the PG, the executions, the clients
// and the log. Nothing here is decoded by the engine's own code, so a codec that lies is caught too.

/** A stored value as plain data. Numbers are whole and below 2^53; bytes stay bytes. */
export type Plain =
  | string
  | number
  | boolean
  | Uint8Array
  | readonly Plain[]
  | { readonly [name: string]: Plain | undefined };

export type Fields = Readonly<Record<string, Plain | undefined>>;

export type TableName = 'engine' | 'idempotency' | 'outbox' | 'commands' | 'read-model';

/** By the sort key, or the table where it has one kind of row: `OUT` and `CMD`. */
export type RowKind =
  | 'ORDER'
  | 'PAYMENT'
  | 'ATTEMPT'
  | 'REFUND'
  | 'SAGA'
  | 'SVC'
  | 'UNIQ'
  | 'GROUP'
  | 'ITEM'
  | 'MERCHANT'
  | 'KEY'
  | 'IDEM'
  | 'RESPONSE'
  | 'NONCE'
  | 'WALLET'
  | 'LOT'
  | 'HOLD'
  | 'CTX'
  | 'OUT'
  | 'CMD'
  /** Fits no kind of row of the specification. */
  | 'OTHER';

export interface Row {
  readonly table: TableName;
  readonly kind: RowKind;
  readonly pk: string;
  readonly sk: string;
  /** `test.M123`, or `sys.engine`. */
  readonly tenant: string;
  /** `test.M123|ord_01…`: the order it belongs to; undefined for rows of no order. */
  readonly root: string | undefined;
  readonly fields: Fields;
}

export interface EventCopy {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly sequence: string;
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly [name: string]: unknown;
}

/** An outbox row with its events inflated. */
export interface OutboxEntry {
  readonly row: Row;
  /** `T#U#{userId}`. */
  readonly userKey: string;
  readonly groupId: string;
  readonly rootId: string;
  readonly createdAt: number;
  readonly events: readonly EventCopy[];
  /** How many events the row says it has. */
  readonly n: number;
  readonly audit: Fields;
  /** True while `bp` is on the row. */
  readonly isBusPending: boolean;
}

/** One committed write: every row it changed, as it was and as it is. */
export interface Step {
  readonly number: number;
  readonly at: number;
  /** The site of the call that wrote: `api/confirm-payment#c1.2/TX-CLAIM~0`; empty for set-up and TTL. */
  readonly site: string;
  readonly changes: readonly Change[];
}

export interface Change {
  readonly old: Row | undefined;
  readonly next: Row | undefined;
}

/** The tables as they are after the last step. */
export interface Tables {
  row(table: TableName, pk: string, sk: string): Row | undefined;
  /** All rows of a kind, in no order that means anything. */
  ofKind(kind: RowKind): readonly Row[];
  /** All rows of one partition of `engine`: a payment with its attempts, refunds and saga. */
  partition(pk: string): readonly Row[];
  /** Outbox rows in the order they were committed, those of one user key, or all. */
  outbox(userKey?: string): readonly OutboxEntry[];
  /** The inflated events of a row of kind OUT. */
  entry(row: Row): OutboxEntry;
  /** All rows of `engine` that belong to one order: its payments and what lies under them too. */
  ofRoot(root: string): readonly Row[];
  /** Every root that has a row. */
  roots(): readonly string[];
  /** Rises with every write, so that what was gathered from the tables can be kept until the next. */
  readonly revision: number;
  /** Debits less credits per account and currency of one tenant: `${tenant}|${account}|${currency}`. */
  readonly balances: ReadonlyMap<string, number>;
}

/** One event that a sink acknowledged. Repeats are deliveries of their own. */
export interface Delivery {
  readonly at: number;
  /** Order of acknowledgement over the whole run. */
  readonly number: number;
  readonly by: 'relay' | 'sweeper';
  readonly event: EventCopy;
  /**
   * Ids of events it may come before: the bus had refused these in the same call, inside which there is no
   * order then, or for what they are.
   */
  readonly passes?: readonly string[];
}

export interface DeadLetter {
  readonly at: number;
  /** `relay`, `command`, `watchdog`, `sweeper`, `execution-ended`. */
  readonly queue: string;
  readonly body: string;
}

/** Truth inside the PG: what really happened to one of its payments. Amounts in minor units. */
export interface PgPayment {
  readonly paymentKey: string;
  /** The order id the engine gave to the PG (`checkout.pgOrderId`). */
  readonly pgOrderId: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: string;
  readonly effects: readonly {
    readonly kind: string;
    readonly at: number;
    readonly amount: number;
    readonly transactionKey: string | null;
    /** `confirm`, `cancel`, `console-cancel`, `open`, `authenticate`, … */
    readonly op: string;
    readonly idempotencyKey: string | null;
  }[];
  /** Present when the PG was told to answer with another amount or an unknown status for this payment. */
  readonly isLyingAboutFacts: boolean;
}

/** One call of ours that can move money, noted when it left, whether it arrived or not. */
export interface PgCall {
  readonly at: number;
  /** Whose call it was: `api/confirm-payment`. */
  readonly folder?: string;
  /** Committed steps before it left. */
  readonly afterStep: number;
  readonly op: 'confirm' | 'cancel' | 'authorize' | 'capture' | 'void';
  readonly idempotencyKey: string;
  readonly paymentKey: string;
  /** SHA-256 of method, path and body. */
  readonly requestHash: string;
}

export interface ExecutionCopy {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly startedAt: number;
  readonly stoppedAt?: number;
  readonly entered: readonly string[];
}

/** One answer that reached a client, or the request that got none. */
export interface Told {
  readonly at: number;
  readonly sentAt: number;
  /** `c1`. */
  readonly client: string;
  /** `c1.2`: the client's second piece of work; its retries share the name. */
  readonly work: string;
  /** 0 for the first send. */
  readonly retry: number;
  readonly route: string;
  readonly key: string | undefined;
  /** Hash of path and body as sent. */
  readonly payload: string;
  /** 0 when no answer came. */
  readonly status: number;
  readonly code: string;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** A message that waits in a queue or is being worked on. */
export interface Waiting {
  readonly queue: string;
  readonly body: string;
  /** When it can be received. */
  readonly visibleAt: number;
}

export interface LogLine {
  readonly at: number;
  readonly folder: string;
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface View {
  readonly now: number;
  readonly tables: Tables;
  /** Whether EventBridge is a sink of this world. */
  readonly deliveries: readonly Delivery[];
  readonly deadLetters: readonly DeadLetter[];
  readonly pgPayments: readonly PgPayment[];
  readonly pgCalls: readonly PgCall[];
  readonly executions: readonly ExecutionCopy[];
  readonly told: readonly Told[];
  readonly waiting: readonly Waiting[];
  readonly logs: readonly LogLine[];
  /** Every write of the run in order. */
  readonly steps: readonly Step[];
  /** What this world promises; undefined is not judged. */
  readonly limits: {
    /** From the approval to the final state (I28); only where no fault was planned. */
    readonly consistencySeconds: number | undefined;
  };
}

export interface Breach {
  /** Which object, in words a reader finds again: `pay_01…`, `ord_01…`, an event id. */
  readonly about: string;
  /** One sentence with the values that do not fit. */
  readonly says: string;
}

export interface Invariant {
  /** `I10`. */
  readonly id: string;
  /** A: after every step over what it touched, now and then over everything. Q: when the world is quiet. */
  readonly when: 'A' | 'Q' | 'AQ';
  /** A step that changes none of these kinds is not looked at. Empty for those that only run at Q. */
  readonly rows: readonly RowKind[];
  /** Whether it can run over production tables. */
  readonly production: boolean;
  /**
   * @param step - The step to judge; undefined asks for a judgement over everything.
   * @returns What is broken; and how many objects were looked at, so that no check passes unseen.
   */
  check(view: View, step: Step | undefined, isQuiet: boolean): Judged;
}

export interface Judged {
  readonly looked: number;
  readonly breaches: readonly Breach[];
}
