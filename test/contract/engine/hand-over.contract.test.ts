// The last read slot hands the doubt to a person. Whatever fails on the way, somebody comes again until
// the item is open and the saga that waits is told.
import { describe, expect, it } from 'vitest';
import { present } from '#core/kernel/assert.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import { plus } from '#core/kernel/instant.ts';
import type { Commit } from '#core/outbox/commit.ts';
import { attemptId } from '#core/payments/attempt.ts';
import { resolveAttempt } from '#core/payments/resolve-attempt.ts';
import { attentionOf, commandsOf, viewOf } from '#test/support/engine/books.ts';
import { tenant } from '#test/support/engine/engine.ts';
import { approved, confirm, report, type Sale, sell, shop } from '#test/support/engine/sale.ts';
import type { World } from '#test/support/engine/world.ts';

const lastSlotMs = 86_400_000;

const keyOf = async (at: World, sale: Sale) => {
  const [attempt] = (await viewOf(at, sale)).attempts;
  return {
    tenant,
    paymentId: sale.paymentId,
    attemptId: attemptId(present(attempt, 'an attempt was made')),
  };
};

/** A doubt that no read has ended, at the moment its last slot is due; no message is under way. */
const atLastSlot = async () => {
  const at = shop();
  const sale = await sell(at);
  at.pg.control.addRule({ fault: 'F03', match: { op: 'confirm' }, times: 100 });
  at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 100 });
  await confirm(at, sale);
  at.clock.advance(lastSlotMs);
  return { at, sale, key: await keyOf(at, sale) };
};

/** The engine with a commit that goes wrong once, by its name. */
const failingOnce = (
  at: World,
  name: Commit['name'],
  fail: (commit: Commit) => ReturnType<World['deps']['unitOfWork']['commit']>,
  isMeant: (commit: Commit) => boolean = () => true,
): World['deps'] => {
  let left = 1;
  return {
    ...at.deps,
    unitOfWork: {
      commit: (commit) => {
        if (commit.name !== name || left === 0 || !isMeant(commit)) {
          return at.deps.unitOfWork.commit(commit);
        }
        left -= 1;
        return fail(commit);
      },
    },
  };
};

const openAttempt = async (at: World, sale: Sale) =>
  present((await viewOf(at, sale)).attempts[0], 'an attempt was made');

describe('the hand-over of a doubt', () => {
  it('leaves the slot due when the item could not be written, and the next look writes it', async () => {
    const { at, sale, key } = await atLastSlot();
    const deps = failingOnce(at, 'TX-ATTENTION', () =>
      Promise.reject(new DependencyUnavailable('dynamodb')),
    );

    await expect(resolveAttempt(deps)(key)).rejects.toThrow('dynamodb');
    const between = await openAttempt(at, sale);
    const again = await resolveAttempt(deps)(key);

    expect(between.nextReadAt).toBeDefined();
    expect(again).toEqual({ kind: 'HANDED_OVER' });
    expect(attentionOf(at)).toMatchObject([{ kind: 'IN_DOUBT_EXHAUSTED' }]);
    expect((await openAttempt(at, sale)).nextReadAt).toBeUndefined();
  });

  it('repeats itself on every later look, and opens one item', async () => {
    const { at, key } = await atLastSlot();
    let isLost = false;
    const deps = failingOnce(at, 'TX-ATTENTION', () => {
      isLost = true;
      return Promise.resolve({ ok: true, value: undefined });
    });

    await resolveAttempt(deps)(key);
    const lost = attentionOf(at);
    const looks = [await resolveAttempt(deps)(key), await resolveAttempt(deps)(key)];

    expect([isLost, lost]).toEqual([true, []]);
    expect(looks).toEqual([{ kind: 'HANDED_OVER' }, { kind: 'HANDED_OVER' }]);
    expect(attentionOf(at)).toHaveLength(1);
  });

  it('asks nobody about an attempt that ended meanwhile', async () => {
    const { at, key } = await atLastSlot();
    const deps = failingOnce(at, 'TX-ATTENTION', () =>
      Promise.resolve({ ok: false, error: { lost: 'attempt.isOpen' } }),
    );

    expect(await resolveAttempt(deps)(key)).toEqual({ kind: 'ENDED' });
    expect(attentionOf(at)).toEqual([]);
  });

  it('comes again for a saga that moved while it was to be told', async () => {
    const { at, sale } = await approved();
    at.pg.control.addRule({ fault: 'F03', match: { op: 'cancel' }, times: 100 });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 100 });
    await report(at, sale, 'FAILED');
    await at.runFor(60_000);
    at.clock.advance(lastSlotMs);
    const { attempts } = await viewOf(at, sale);
    const cancel = present(
      attempts.find(({ op }) => op === 'REFUND'),
      'a cancel was sent',
    );
    const key = { tenant, paymentId: sale.paymentId, attemptId: attemptId(cancel) };
    const outcomes = () =>
      commandsOf(at).flatMap(({ body }) => (body.kind === 'RESUME_SAGA' ? [body.outcome] : []));
    const deps = failingOnce(
      at,
      'TX-ATTENTION',
      () => Promise.resolve({ ok: false, error: { lost: 'saga.advance' } }),
      ({ changes }) => changes.some(({ change }) => change === 'saga.advance'),
    );

    const moved = await resolveAttempt(deps)(key);
    const before = outcomes();
    const again = await resolveAttempt(deps)(key);

    expect(moved).toEqual({ kind: 'LATER', at: plus(at.clock.now(), 1_000), slot: cancel.slot });
    expect(before).toEqual(['NOT_DELIVERED']);
    expect(again).toEqual({ kind: 'HANDED_OVER' });
    expect(outcomes()).toEqual(['NOT_DELIVERED', 'REFUSED']);
    expect(attentionOf(at)).toMatchObject([{ kind: 'IN_DOUBT_EXHAUSTED' }]);
  });
});
