// A saga that a person has: it goes on by another run, or by an old one that was only slow.
import { describe, expect, it } from 'vitest';
import { present } from '#core/kernel/assert.ts';
import { cancelOrderStep } from '#core/sagas/cancel-order-step.ts';
import { completeOrderStep } from '#core/sagas/complete-order.ts';
import { attentionOf, statesOf, truthOf } from '#test/support/engine/books.ts';
import { resolve } from '#test/support/engine/desk.ts';
import { approved, enteredBy, report, type Sale } from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import type { World } from '#test/support/engine/world.ts';

const handedOver = async (
  outcome: 'COMPLETED' | 'FAILED',
  label: 'TX-COMPLETE' | 'TX-CANCEL-ORDER',
): Promise<{ readonly at: World; readonly sale: Sale }> => {
  const { at, sale } = await approved();
  at.mishap.plan(label, 'IS_AWAY', { times: 10_000 });
  await report(at, sale, outcome);
  await at.runFor(600_000);
  at.mishap.heal();
  expect(await statesOf(at, sale)).toMatchObject({ order: 'PAID', saga: 'NEEDS_ATTENTION' });
  return { at, sale };
};

const firstInput = ({ sagasStarted }: World) => present(sagasStarted[0], 'a run was started');

describe('a completion that a person has', () => {
  it('is written by the next run', async () => {
    const { at, sale } = await handedOver('COMPLETED', 'TX-COMPLETE');

    await resolve(at, { action: 'RETRY' });
    expect(await statesOf(at, sale)).toMatchObject({ saga: 'RUNNING' });
    await at.runFor(10_000);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', saga: 'COMPLETED' });
    expect(enteredBy(at, sale, '-r2')).toContain('CompleteOrder');
    await expectSound(at);
  });

  it('is written by a task of the first run that was slow, and the retry finds it done', async () => {
    const { at, sale } = await handedOver('COMPLETED', 'TX-COMPLETE');

    await completeOrderStep(at.deps)(firstInput(at));

    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', saga: 'COMPLETED' });
    expect(await resolve(at, { action: 'RETRY' })).toMatchObject({ code: 'SYS_006' });
    await expectSound(at);
  });
});

describe('a compensation that a person has', () => {
  it('is ended by a task of the first run that was slow', async () => {
    const { at, sale } = await handedOver('FAILED', 'TX-CANCEL-ORDER');
    expect(attentionOf(at)).toMatchObject([{ kind: 'COMPENSATION_STUCK' }]);

    await cancelOrderStep(at.deps)(firstInput(at));

    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', saga: 'COMPENSATED' });
    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 1, kept: 0 });
    await expectSound(at);
  });
});
