// Changes as transaction items. The conditions are written out in full, since they are what keeps two
// writers from both being right: each names the race it loses.
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { unreachable } from '#core/kernel/assert.ts';
import type { Change } from '#core/outbox/commit.ts';
import * as items from './aggregate-items.ts';
import { breakerChange } from './breaker-change.ts';
import { uniqueKey } from './keys.ts';
import { ownerChange } from './owner-changes.ts';
import { toAttributes } from './row-values.ts';
import type { Store } from './store.ts';
import { advance, check, create, type Guard, isNew, put } from './write-forms.ts';

/** Somebody moved the row since it was read. */
const asRead = (row: { readonly status: string; readonly version: number }): Guard => ({
  condition: '#status = :isStatus AND #version = :isVersion',
  names: { '#status': 'status', '#version': 'version' },
  values: { ':isStatus': { S: row.status }, ':isVersion': { N: String(row.version) } },
});

const iso = (at: number): string => new Date(at).toISOString();

const orderChange = (
  store: Store,
  change: Extract<Change, { change: `order.${string}` }>,
): TransactWriteItem => {
  switch (change.change) {
    case 'order.create':
      return create(store, items.orderItem, change.order);
    case 'order.advance':
      return advance(store, { codec: items.orderItem, ...change, guard: asRead(change.before) });
    case 'order.isPayable':
      // Cancelled, expired, paid, or another payment became current between the read and the claim.
      return check(store, items.orderItem.key(change.order), {
        condition:
          '#status = :pending AND #current.#paymentId = :payment AND #expiresAt > :now AND attribute_not_exists(#cancel)',
        names: {
          '#status': 'status',
          '#current': 'current',
          '#paymentId': 'paymentId',
          '#expiresAt': 'expiresAt',
          '#cancel': 'cancelRequestedAt',
        },
        values: {
          ':pending': { S: 'PENDING' },
          ':payment': { S: change.order.current.paymentId },
          ':now': { N: String(change.at) },
        },
      });
    case 'order.isAsRead':
      // A cancel was noted, or the order ended, between the read and this write.
      return check(store, items.orderItem.key(change.order), asRead(change.order));
  }
};

const paymentChange = (
  store: Store,
  change: Extract<Change, { change: `payment.${string}` }>,
): TransactWriteItem => {
  const codec = items.paymentItem;
  switch (change.change) {
    case 'payment.create':
      return create(store, codec, change.payment, {
        history: { L: [{ S: `${change.payment.status}@${iso(change.payment.createdAt)}` }] },
      });
    case 'payment.advance': {
      const { before, after } = change;
      const via = change.via ?? (before.status === after.status ? [] : [after.status]);
      const moves = via.length === 0 ? {} : { moves: { via, at: iso(after.lastGroup) } };
      return advance(store, { codec, before, after, guard: asRead(before), ...moves });
    }
    case 'payment.open':
      // Another attempt is open, or the payment has ended: its order did not tell yet.
      return advance(store, {
        codec,
        before: change.before,
        after: change.after,
        guard: {
          condition: '#status = :ready AND attribute_not_exists(#open)',
          names: { '#status': 'status', '#open': 'openAttempt' },
          values: { ':ready': { S: 'READY' } },
        },
      });
    case 'payment.isInDoubt':
      // The doubt was resolved while the client's cancel was on its way.
      return check(store, codec.key(change.payment), {
        condition: '#status = :doubt',
        names: { '#status': 'status' },
        values: { ':doubt': { S: 'IN_DOUBT' } },
      });
  }
};

const attemptChange = (
  store: Store,
  change: Extract<Change, { change: `attempt.${string}` }>,
): TransactWriteItem => {
  const codec = items.attemptItem;
  switch (change.change) {
    case 'attempt.create':
      return create(store, codec, change.attempt);
    case 'attempt.advance':
      // A slow handler and the watchdog at once: only who read state and fence as they are may write.
      return advance(store, {
        codec,
        before: change.before,
        after: change.after,
        guard: {
          condition: '#state = :isState AND #fence = :isFence',
          names: { '#state': 'state', '#fence': 'fence' },
          values: {
            ':isState': { S: change.before.state },
            ':isFence': { N: String(change.before.fence) },
          },
        },
      });
    case 'attempt.isOpen':
      // The refund ended between the read and the wait: nobody would resume the token.
      return check(store, codec.key(change.attempt), {
        condition: '#state IN (:sent, :doubt)',
        names: { '#state': 'state' },
        values: { ':sent': { S: 'SENT' }, ':doubt': { S: 'IN_DOUBT' } },
      });
  }
};

const refundChange = (
  store: Store,
  change: Extract<Change, { change: `refund.${string}` }>,
): TransactWriteItem => {
  switch (change.change) {
    case 'refund.create':
      return create(store, items.refundItem, change.refund);
    case 'refund.advance':
      return advance(store, { codec: items.refundItem, ...change, guard: asRead(change.before) });
    case 'refund.isPendingAccount':
      // The account came, and its refund ended, before the saga waits: nobody would resume the token.
      return check(store, items.refundItem.key(change.refund), {
        condition: '#status = :pending',
        names: { '#status': 'status' },
        values: { ':pending': { S: 'PENDING_ACCOUNT' } },
      });
  }
};

const sagaChange = (
  store: Store,
  change: Extract<Change, { change: `saga.${string}` }>,
): TransactWriteItem => {
  const codec = items.sagaItem;
  switch (change.change) {
    case 'saga.create':
      return create(store, codec, change.saga);
    case 'saga.advance':
      return advance(store, { codec, ...change, guard: asRead(change.before) });
    case 'saga.isNotWaiting':
      // A step stored its token between the read and this record: nobody would resume it.
      return check(store, codec.key(change.saga), {
        condition: 'attribute_not_exists(#waiting)',
        names: { '#waiting': 'waiting' },
        values: {},
      });
  }
};

const uniqueChange = (
  store: Store,
  change: Extract<Change, { change: 'unique.create' }>,
): TransactWriteItem => {
  const key = uniqueKey(change.tenant, change.kind, change.value);
  const item = put(store.tables.engine, key, toAttributes({ owner: change.owner }), isNew);
  if (change.isSharedByOwner !== true || item.Put === undefined) return item;
  // A payment key belongs to one payment for ever; the same payment may be tried again with it.
  item.Put.ConditionExpression = `${isNew} OR #owner = :owner`;
  item.Put.ExpressionAttributeNames = { '#owner': 'owner' };
  item.Put.ExpressionAttributeValues = { ':owner': { S: change.owner } };
  return item;
};

/** Only the owner gives it back: a later item of the same object and kind keeps its own. */
const freeUnique = (
  store: Store,
  { tenant, kind, value, owner }: Extract<Change, { change: 'unique.delete' }>,
): TransactWriteItem => ({
  Delete: {
    TableName: store.tables.engine,
    Key: toAttributes({ ...uniqueKey(tenant, kind, value) }),
    ConditionExpression: '#owner = :owner',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: { ':owner': { S: owner } },
  },
});

/** OPEN and unchanged: the row, not the clock and not the token, decides the outcome. */
const openService = (version: number, state: string): Guard => ({
  condition: '#state = :isState AND #version = :isVersion',
  names: { '#state': 'state', '#version': 'version' },
  values: { ':isState': { S: state }, ':isVersion': { N: String(version) } },
});

const serviceChange = (
  store: Store,
  change: Extract<Change, { change: 'service.advance' }>,
): TransactWriteItem => {
  const guard = openService(change.before.version, change.before.state);
  return advance(store, { codec: items.serviceItem, ...change, guard });
};

const attentionChange = (
  store: Store,
  change: Extract<Change, { change: `attention.${string}` }>,
): TransactWriteItem => {
  const codec = items.attentionItem;
  if (change.change === 'attention.create') return create(store, codec, change.item);
  // Two operators at once, or one and an approval: only who saw the item as it is may write.
  return advance(store, { codec, ...change, guard: asRead(change.before) });
};

export const changeItem = (store: Store, change: Change): TransactWriteItem => {
  switch (change.change) {
    case 'order.create':
    case 'order.advance':
    case 'order.isPayable':
    case 'order.isAsRead':
      return orderChange(store, change);
    case 'payment.create':
    case 'payment.advance':
    case 'payment.open':
    case 'payment.isInDoubt':
      return paymentChange(store, change);
    case 'attempt.create':
    case 'attempt.advance':
    case 'attempt.isOpen':
      return attemptChange(store, change);
    case 'refund.create':
    case 'refund.advance':
    case 'refund.isPendingAccount':
      return refundChange(store, change);
    case 'saga.create':
    case 'saga.advance':
    case 'saga.isNotWaiting':
      return sagaChange(store, change);
    case 'service.create':
      return create(store, items.serviceItem, change.service);
    case 'service.advance':
      return serviceChange(store, change);
    case 'unique.create':
      return uniqueChange(store, change);
    case 'unique.delete':
      return freeUnique(store, change);
    case 'attention.create':
    case 'attention.advance':
      return attentionChange(store, change);
    case 'merchant.create':
    case 'merchant.advance':
    case 'key.create':
    case 'key.advance':
      return ownerChange(store, change);
    case 'endpoint.create':
      return create(store, items.endpointItem, change.endpoint);
    case 'breaker.put':
      return breakerChange(store, change);
    default:
      return unreachable(change);
  }
};
