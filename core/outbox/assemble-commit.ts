// Finishes a decision: numbers its events per aggregate, stamps one group time that is later than any
// group of an aggregate it touches, and checks every event before it can be committed.

import type { EventType } from '#core/contracts/events/catalogue.ts';
import type { CloudEvent } from '#core/contracts/events/cloud-event.ts';

import type { TransactionName } from '#core/contracts/labels.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { IdempotencyWrite } from '#core/idempotency/idempotency-record.ts';
import { assert, present } from '#core/kernel/assert.ts';
import { uuidNumber, uuidv7 } from '#core/kernel/ids.ts';
import { type Instant, later, plus } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { Ids } from '#core/kernel/ports.ts';
import type { Versioned } from '#core/kernel/versioned.ts';
import type { LedgerGroup } from '#core/ledger/ledger-group.ts';
import { buildEvent } from './build-event.ts';
import type { CommandBody } from './command.ts';
import type { Change, Commit } from './commit.ts';
import type { AuditRecord } from './outbox-row.ts';

/** Where a request comes from; goes into events, rows and the audit record. */
export interface Cause {
  readonly requestId: string;
  readonly traceparent?: string;
  readonly actor: string;
  readonly ip?: string;
}

export interface EventDraft {
  readonly type: EventType;
  /** Id of the aggregate the event belongs to; it must be among the changes. */
  readonly of: string;
  readonly data: JsonObject;
}

export interface CommandDraft {
  readonly objectId: string;
  readonly body: CommandBody;
}

export interface Draft {
  readonly name: TransactionName;
  readonly tenant: Tenant;
  readonly userId?: string;
  readonly rootId: string;
  readonly at: Instant;
  readonly cause: Cause;
  readonly idempotency?: IdempotencyWrite | undefined;
  readonly changes: readonly Change[];
  readonly groups?: readonly LedgerGroup[];
  readonly events?: readonly EventDraft[];
  readonly commands?: readonly CommandDraft[];
  /** Left out: the transaction writes no outbox row (a claim is recorded with its outcome). */
  readonly audit?: Omit<AuditRecord, 'actor' | 'requestId' | 'traceparent' | 'ip' | 'at'>;
}

interface Touched {
  readonly id: string;
  readonly before: Versioned;
}

const named = (id: string, before: Versioned): Touched[] => [{ id, before }];

/** The aggregate a change writes, as it was; a new one counts as untouched so far. */
const touched = (change: Change): Touched[] => {
  switch (change.change) {
    case 'order.create':
      return named(change.order.orderId, change.order);
    case 'order.advance':
      return named(change.before.orderId, change.before);
    case 'payment.create':
      return named(change.payment.paymentId, change.payment);
    case 'payment.advance':
    case 'payment.open':
      return named(change.before.paymentId, change.before);
    case 'refund.create':
      return named(change.refund.refundId, change.refund);
    case 'refund.advance':
      return named(change.before.refundId, change.before);
    case 'saga.create':
      return named(change.saga.sagaId, change.saga);
    case 'saga.advance':
      return named(change.before.sagaId, change.before);
    case 'service.create':
      return named(change.service.serviceRequestId, change.service);
    case 'service.advance':
      return named(change.before.serviceRequestId, change.before);
    case 'attention.create':
      return named(change.item.attentionId, change.item);
    case 'breaker.put':
      return named(change.before.name, change.before);
    case 'attention.advance':
      return named(change.before.attentionId, change.before);
    default:
      return [];
  }
};

const stamped = <T extends Versioned>(row: T, seq: number, group: Instant): T => ({
  ...row,
  seq,
  lastGroup: group,
});

/** Writes the numbers of its events and the time of the group into what a change stores. */
const stamp = (change: Change, seqOf: (id: string) => number, group: Instant): Change => {
  const [subject] = touched(change);
  const seq = subject === undefined ? 0 : seqOf(subject.id);
  switch (change.change) {
    case 'order.create':
      return { ...change, order: stamped(change.order, seq, group) };
    case 'payment.create':
      return { ...change, payment: stamped(change.payment, seq, group) };
    case 'refund.create':
      return { ...change, refund: stamped(change.refund, seq, group) };
    case 'saga.create':
      return { ...change, saga: stamped(change.saga, seq, group) };
    case 'service.create':
      return { ...change, service: stamped(change.service, seq, group) };
    case 'attention.create':
      return { ...change, item: stamped(change.item, seq, group) };
    case 'order.advance':
      return { ...change, after: stamped(change.after, seq, group) };
    case 'payment.advance':
    case 'payment.open':
      return { ...change, after: stamped(change.after, seq, group) };
    case 'refund.advance':
      return { ...change, after: stamped(change.after, seq, group) };
    case 'saga.advance':
      return { ...change, after: stamped(change.after, seq, group) };
    case 'service.advance':
      return { ...change, after: stamped(change.after, seq, group) };
    case 'attention.advance':
      return { ...change, after: stamped(change.after, seq, group) };
    case 'breaker.put':
      return { ...change, after: stamped(change.after, seq, group) };
    default:
      return change;
  }
};

const eventsMax = 20;
const randB = (ids: Ids): bigint => uuidNumber(ids.uuid()) & 0x3fff_ffff_ffff_ffffn;

/** Completes a draft without outbox row: a claim, whose outcome will be recorded. */
const withoutGroup = (draft: Draft, commands: Commit['commands']): Commit => ({
  name: draft.name,
  tenant: draft.tenant,
  requestId: draft.cause.requestId,
  ...(draft.idempotency === undefined ? {} : { idempotency: draft.idempotency }),
  changes: draft.changes,
  groups: draft.groups ?? [],
  commands,
});

/**
 * Turns a decision into what the store commits.
 *
 * @param source - The CloudEvents source of this stage, `/fluxpay/{stage}`.
 * @throws AssertionFailed for an event its schema refuses: an invalid event aborts the transaction.
 */
export const assembleCommit = (draft: Draft, ids: Ids, source: string): Commit => {
  const commands = (draft.commands ?? []).map((command) => ({
    ...command,
    tenant: draft.tenant,
    commandId: ids.uuid(),
    createdAt: draft.at,
  }));
  const plain = withoutGroup(draft, commands);
  if (draft.audit === undefined) {
    assert((draft.events ?? []).length === 0, 'events travel with an audit record');
    return plain;
  }

  const subjects = draft.changes.flatMap(touched);
  const time = subjects.reduce((at, { before }) => later(at, plus(before.lastGroup, 1)), draft.at);
  const tail = randB(ids);
  const sequences = new Map(subjects.map(({ id, before }) => [id, before.seq]));
  const events = (draft.events ?? []).map((event, index): CloudEvent => {
    const before = sequences.get(event.of);
    assert(before !== undefined, `event ${event.type} belongs to an aggregate of its transaction`);
    sequences.set(event.of, before + 1);
    return buildEvent({
      id: uuidv7(time, index, tail),
      source,
      type: event.type,
      subject: event.of,
      at: draft.at,
      tenant: draft.tenant,
      partitionKey: draft.userId ?? draft.rootId,
      userId: draft.userId,
      sequence: before + 1,
      requestId: draft.cause.requestId,
      traceparent: draft.cause.traceparent,
      data: event.data,
    });
  });
  const seqOf = (id: string): number => present(sequences.get(id), 'a subject has a sequence');
  assert(events.length <= eventsMax, `at most ${eventsMax} events a transaction`);

  return {
    ...plain,
    changes: draft.changes.map((change) => stamp(change, seqOf, time)),
    outbox: {
      tenant: draft.tenant,
      ...(draft.userId === undefined ? {} : { userId: draft.userId }),
      rootId: draft.rootId,
      groupId: uuidv7(time, 0, tail),
      createdAt: time,
      events,
      audit: auditOf(draft, draft.audit),
    },
  };
};

/** How the object of the record stood before, where a change of this transaction moves it. */
const beforeOf = (changes: readonly Change[], object: string): Partial<AuditRecord> => {
  for (const change of changes) {
    if (!('before' in change) || !touched(change).some(({ id }) => id === object)) continue;
    const { status, state } = change.before as { readonly status?: string; readonly state: string };
    return { statusBefore: status ?? state };
  }
  return {};
};

const auditOf = (draft: Draft, audit: NonNullable<Draft['audit']>): AuditRecord => ({
  ...beforeOf(draft.changes, audit.object),
  ...audit,
  actor: draft.cause.actor,
  requestId: draft.cause.requestId,
  ...(draft.cause.traceparent === undefined ? {} : { traceparent: draft.cause.traceparent }),
  ...(draft.cause.ip === undefined ? {} : { ip: draft.cause.ip }),
  at: new Date(draft.at).toISOString(),
});
