// A decision on its way into the store: events numbered per aggregate, one group time that only rises,
// and nothing that its schema refuses.
import { describe, expect, it } from 'vitest';
import { uuidNumber, uuidTime } from '#core/kernel/ids.ts';
import { plus } from '#core/kernel/instant.ts';
import { assembleCommit, type Draft } from '#core/outbox/assemble-commit.ts';
import { cause, tenant, testClock, testIds } from '#test/support/engine/engine.ts';
import * as sample from '#test/support/engine/sample-rows.ts';

const { sampleAt } = sample;
const ids = testIds(testClock(sampleAt));

const draftOf = (over: Partial<Draft> = {}): Draft => {
  const order = sample.anOrder();
  return {
    name: 'TX-ORDER',
    tenant,
    userId: order.userId,
    rootId: order.orderId,
    at: sampleAt,
    cause,
    changes: [{ change: 'order.create', order }],
    audit: { action: 'order.create', object: order.orderId },
    ...over,
  };
};

const cancelled = {
  type: 'order.cancelled' as const,
  of: sample.orderId,
  data: { orderId: sample.orderId, reason: 'CUSTOMER' },
};

describe('the audit record of a commit', () => {
  const auditOf = (over: Partial<Draft>) =>
    assembleCommit(draftOf(over), ids, '/fluxpay/test').outbox?.audit;
  const order = sample.anOrder();
  const advanced = { change: 'order.advance' as const, before: order, after: order };

  it('tells how its object stood before, unless the decision says so itself', () => {
    const action = 'order.cancel';

    const told = auditOf({ changes: [advanced], audit: { action, object: order.orderId } });
    const said = auditOf({
      changes: [advanced],
      audit: { action, object: order.orderId, statusBefore: 'PAID' },
    });

    expect(told).toMatchObject({ actor: cause.actor, statusBefore: 'PENDING' });
    expect(said).toMatchObject({ statusBefore: 'PAID' });
  });

  it.each([
    ['a service request by its state', sample.aServiceRequest(), 'OPEN'],
    ['an object that another change is of not at all', undefined, undefined],
  ])('tells %s', (_what, service, before) => {
    const changes =
      service === undefined
        ? [advanced]
        : [{ change: 'service.advance' as const, before: service, after: service }];
    const object = service?.serviceRequestId ?? 'another';

    expect(auditOf({ changes, audit: { action: 'x', object } })?.statusBefore).toBe(before);
  });
});

describe('a commit', () => {
  it('numbers the events of each aggregate on from what it had', () => {
    const order = sample.anOrder({ seq: 7 });
    const payment = sample.aPayment();
    const commit = assembleCommit(
      draftOf({
        changes: [
          { change: 'order.advance', before: order, after: { ...order, version: 2 } },
          { change: 'payment.create', payment },
        ],
        events: [
          cancelled,
          {
            type: 'payment.cancelled',
            of: payment.paymentId,
            data: {
              paymentId: payment.paymentId,
              orderId: order.orderId,
              amount: 1,
              currency: 'KRW',
              origin: 'REQUEST',
              reason: 'CUSTOMER',
            },
          },
          cancelled,
        ],
      }),
      ids,
      '/fluxpay/test',
    );

    expect(commit.outbox?.events.map(({ sequence }) => Number(sequence))).toEqual([8, 1, 9]);
    expect(commit.changes).toMatchObject([{ after: { seq: 9 } }, { payment: { seq: 1 } }]);
  });

  it('stamps a time later than any group of what it touches, also against a clock behind', () => {
    const order = sample.anOrder({ lastGroup: plus(sampleAt, 500) });

    const commit = assembleCommit(
      draftOf({ changes: [{ change: 'order.advance', before: order, after: order }] }),
      ids,
      '/fluxpay/test',
    );

    const group = commit.outbox?.groupId ?? ('' as never);
    expect(uuidTime(group)).toBe(plus(sampleAt, 501));
    expect(commit.changes).toMatchObject([{ after: { lastGroup: plus(sampleAt, 501) } }]);
  });

  it.each([0, 1, 500])('is later than the latest of all it touches (%i ms ahead)', (ahead) => {
    const order = sample.anOrder();
    const payment = sample.aPayment({ lastGroup: plus(sampleAt, ahead) });
    const changes = [
      { change: 'payment.advance' as const, before: payment, after: payment },
      { change: 'order.advance' as const, before: order, after: order },
    ];

    const commit = assembleCommit(draftOf({ changes }), ids, '/fluxpay/test');

    const expected = plus(sampleAt, ahead + 1);
    expect(uuidTime(commit.outbox?.groupId ?? ('' as never))).toBe(expected);
    expect(commit.outbox?.createdAt).toBe(expected);
    expect(commit.changes).toMatchObject([
      { after: { lastGroup: expected } },
      { after: { lastGroup: expected } },
    ]);
  });

  it('gives its events the ids of its group, by their place', () => {
    const commit = assembleCommit(
      draftOf({ events: [cancelled, cancelled] }),
      ids,
      '/fluxpay/test',
    );

    const { groupId, events } = commit.outbox ?? ({} as never);
    const places = events.map(({ id }) => (uuidNumber(id as never) - uuidNumber(groupId)) >> 64n);
    expect(places).toEqual([0n, 1n]);
  });

  it('of no user is keyed by its root', () => {
    const { userId: _none, ...draft } = draftOf({ events: [cancelled] });

    const commit = assembleCommit(draft, ids, '/fluxpay/test');

    expect(commit.outbox).not.toHaveProperty('userId');
    expect(commit.outbox?.events[0]).toMatchObject({ partitionkey: sample.orderId });
    expect(commit.outbox?.events[0]?.data).not.toHaveProperty('userId');
  });

  it('leaves what has no events of its own as it is', () => {
    const key = sample.anApiKey();
    const changes = [{ change: 'key.create' as const, key }];

    expect(assembleCommit(draftOf({ changes }), ids, '/fluxpay/test').changes).toEqual(changes);
  });

  it('refuses events without audit, of strangers, too many, or against their schema', () => {
    const assemble = (over: Partial<Draft>) => () =>
      assembleCommit(draftOf(over), ids, '/fluxpay/test');
    const { audit: _none, ...bare } = draftOf({ events: [cancelled] });

    expect(() => assembleCommit(bare, ids, '/fluxpay/test')).toThrow(
      'events travel with an audit record',
    );
    expect(assemble({ events: [{ ...cancelled, of: 'ord_other' }] })).toThrow('belongs to an');
    expect(assemble({ events: Array.from({ length: 21 }, () => cancelled) })).toThrow('at most 20');
    expect(assemble({ events: [{ ...cancelled, data: {} }] })).toThrow('is invalid');
  });
});
