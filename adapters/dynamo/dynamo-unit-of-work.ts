// One decision, one transaction. A lost reply is asked again under the same token, which is a no-op when
// the first try had gone through; what stays unknown is said to be unknown.
import { type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { DependencyUnavailable, OutcomeUnknown } from '#core/kernel/faults.ts';
import type { Chance, Clock, Digests, Sleeper } from '#core/kernel/ports.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import type { ChangeName, Commit, CommitLost, UnitOfWork } from '#core/outbox/commit.ts';
import { encoded, ledgerItem } from './aggregate-items.ts';
import { changeItem } from './change-items.ts';
import { decodeRecord, idempotencyItems } from './idempotency-items.ts';
import { commandItem, outboxItem } from './outbox-items.ts';
import { type Attributes, toAttributes } from './row-values.ts';
import type { Store } from './store.ts';

export interface UnitOfWorkDeps {
  readonly store: Store;
  readonly digests: Digests;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly sleeper: Sleeper;
}

interface Plan {
  readonly items: readonly TransactWriteItem[];
  /** Who loses when the item of that place refuses. */
  readonly owners: readonly ('idempotency' | ChangeName | 'ledger' | 'outbox')[];
}

const plan = (store: Store, commit: Commit): Plan => {
  const first =
    commit.idempotency === undefined
      ? []
      : idempotencyItems(store, commit.tenant, commit.idempotency, commit.requestId);
  const groups = commit.groups.map(
    (group): TransactWriteItem => ({
      Put: {
        TableName: store.tables.engine,
        Item: {
          ...toAttributes({ ...ledgerItem.key(group) }),
          ...encoded(ledgerItem, group, store.shards),
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    }),
  );
  const rows = [
    ...(commit.outbox === undefined ? [] : [outboxItem(store, commit.outbox)]),
    ...commit.commands.map((command) => commandItem(store, command)),
  ];
  return {
    items: [
      ...first,
      ...commit.changes.map((change) => changeItem(store, change)),
      ...groups,
      ...rows,
    ],
    owners: [
      ...first.map(() => 'idempotency' as const),
      ...commit.changes.map(({ change }) => change),
      ...groups.map(() => 'ledger' as const),
      ...rows.map(() => 'outbox' as const),
    ],
  };
};

/** Bytes as text, one character each: JSON would write every byte as a member of an object. */
const textual = (attributes: Attributes = {}): object => {
  const texts: Record<string, unknown> = { ...attributes };
  for (const name in attributes) {
    const bytes = attributes[name]?.B;
    if (bytes !== undefined) texts[name] = { B: Buffer.from(bytes).toString('latin1') };
  }
  return texts;
};

const textOf = ({ Put, Update, ...others }: TransactWriteItem): unknown => ({
  ...others,
  put: { ...Put, Item: textual(Put?.Item) },
  update: { ...Update, ExpressionAttributeValues: textual(Update?.ExpressionAttributeValues) },
});

/** 36 characters over the built request: the same bytes, the same token. */
const tokenOf = (items: readonly TransactWriteItem[], digests: Digests): string =>
  digests.sha256Hex(JSON.stringify(items.map(textOf))).slice(0, 36);

interface Reason {
  readonly Code?: string | undefined;
  readonly Item?: Attributes | undefined;
}

const refused = 'ConditionalCheckFailed';

/** Nothing was written and the same request may pass a moment later. */
const passing = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);
const isPassing = ({ Code = '' }: Reason): boolean => passing.has(Code);

/**
 * The first refused condition in the order of the items, so idempotency is judged first: while its
 * own item is in conflict, nobody knows what it holds, and nothing behind it is judged.
 */
const lostOf = ({ owners }: Plan, reasons: readonly Reason[]): CommitLost | undefined => {
  const index = reasons.findIndex(
    (reason, at) => reason.Code === refused || (owners[at] === 'idempotency' && isPassing(reason)),
  );
  if (reasons[index]?.Code !== refused) return undefined;
  const item = reasons[index]?.Item;
  const owner = owners[index] ?? 'ledger';
  if (owner === 'idempotency') {
    const isRecord = item?.sk?.S === 'IDEM';
    return {
      lost: 'idempotency',
      record: isRecord && item !== undefined ? decodeRecord(item) : undefined,
    };
  }
  const holder = owner === 'unique.create' ? item?.owner?.S : undefined;
  return {
    lost: owner === 'outbox' ? 'ledger' : owner,
    ...(holder === undefined ? {} : { owner: holder }),
  };
};

const passingErrors = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'TransactionInProgressException',
]);
/** Our own mistake, certainly not written. */
const defects = new Set([
  'ValidationException',
  'ResourceNotFoundException',
  'AccessDeniedException',
  'UnrecognizedClientException',
]);

interface Failure {
  readonly name: string;
  readonly CancellationReasons?: readonly Reason[];
}

type Verdict =
  | { readonly kind: 'LOST'; readonly lost: CommitLost }
  | { readonly kind: 'AGAIN'; readonly isWritten: 'NO' | 'UNKNOWN' }
  | { readonly kind: 'UNKNOWN' }
  | { readonly kind: 'DEFECT' };

const judge = (plan: Plan, fault: Failure): Verdict => {
  if (fault.name === 'TransactionCanceledException') {
    const reasons = fault.CancellationReasons ?? [];
    const lost = lostOf(plan, reasons);
    if (lost !== undefined) return { kind: 'LOST', lost };
    return reasons.some(isPassing) ? { kind: 'AGAIN', isWritten: 'NO' } : { kind: 'DEFECT' };
  }
  if (fault.name === 'IdempotentParameterMismatchException') return { kind: 'UNKNOWN' };
  if (passingErrors.has(fault.name)) return { kind: 'AGAIN', isWritten: 'NO' };
  return defects.has(fault.name) ? { kind: 'DEFECT' } : { kind: 'AGAIN', isWritten: 'UNKNOWN' };
};

const triesMax = 5;
const withinMs = 3_000;
const firstWaitMs = 40;

type Try = { readonly kind: 'DONE' } | Exclude<Verdict, { kind: 'DEFECT' | 'UNKNOWN' }>;

/** One sending. @throws What is our own mistake, and what no second sending could tell. */
const tryOnce = async (
  { store, digests }: UnitOfWorkDeps,
  { name }: Commit,
  planned: Plan,
): Promise<Try & { readonly fault?: unknown }> => {
  try {
    await store.client.send(
      name,
      new TransactWriteItemsCommand({
        TransactItems: [...planned.items],
        ClientRequestToken: tokenOf(planned.items, digests),
      }),
    );
    return { kind: 'DONE' };
  } catch (fault) {
    const verdict = judge(planned, fault as Failure);
    if (verdict.kind === 'DEFECT') throw fault;
    if (verdict.kind === 'UNKNOWN') throw new OutcomeUnknown(name, fault);
    return { ...verdict, fault };
  }
};

/** Nothing more is tried: what is certainly not written is told apart from what nobody knows. */
const givenUp = (name: string, isUnknown: boolean, fault: unknown): Error =>
  isUnknown ? new OutcomeUnknown(name, fault) : new DependencyUnavailable('dynamodb', fault);

const commitOnce = async (
  deps: UnitOfWorkDeps,
  decision: Commit,
): Promise<Result<void, CommitLost>> => {
  const { clock, chance, sleeper } = deps;
  const planned = plan(deps.store, decision);
  const lastTryAt = clock.now() + withinMs;
  let isUnknown = false;
  for (let attempt = 1; ; attempt += 1) {
    const tried = await tryOnce(deps, decision, planned);
    if (tried.kind === 'DONE') return ok(undefined);
    if (tried.kind === 'LOST') return err(tried.lost);
    isUnknown ||= tried.isWritten === 'UNKNOWN';
    const wait = Math.ceil(firstWaitMs * 2 ** attempt * chance.fraction());
    const isLast = attempt >= triesMax || clock.now() + wait > lastTryAt;
    if (isLast) throw givenUp(decision.name, isUnknown, tried.fault);
    await sleeper.sleep(wait);
  }
};

export const dynamoUnitOfWork = (deps: UnitOfWorkDeps): UnitOfWork => ({
  commit: (decision) => commitOnce(deps, decision),
});
