// The desk: an item is taken in hand, acted upon alone or by two, and what the engine could not finish goes on.
// The money at the PG, the books and the item say the same at the end.
import { describe, expect, it } from 'vitest';
import { acknowledge, approveAttention, resolveAttention } from '#core/attention/act-on-item.ts';
import {
  type AttentionItem,
  type AttentionMove,
  acknowledgeItem,
  attentionMoves,
  mayMoveItem,
  noteOnItem,
  proposeOnItem,
  resolveItem,
} from '#core/attention/attention-item.ts';
import { resumeSaga } from '#core/attention/resume-saga.ts';
import { present } from '#core/kernel/assert.ts';
import type { AttentionId, SagaId } from '#core/kernel/ids.ts';
import {
  attentionOf,
  auditsOf,
  commandsOf,
  eventNames,
  eventsOf,
  statesOf,
  truthOf,
  viewOf,
} from '#test/support/engine/books.ts';
import { ack, approve, base, deskOf, itemOf, proof, resolve } from '#test/support/engine/desk.ts';
import { cause, claimOf, tenant } from '#test/support/engine/engine.ts';
import {
  approved,
  confirm,
  enteredBy,
  report,
  resultOf,
  type Sale,
  sell,
  shop,
} from '#test/support/engine/sale.ts';
import { anAttentionItem } from '#test/support/engine/sample-rows.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import type { World } from '#test/support/engine/world.ts';

const dayMs = 86_400_000;

/** A confirm that the PG did or did not carry out, and no read for a day: the doubt is before a person. */
const exhausted = async (fault: 'F02' | 'F03' = 'F02'): Promise<{ at: World; sale: Sale }> => {
  const at = shop();
  const sale = await sell(at);
  at.pg.control.addRule({ fault, match: { op: 'confirm' }, times: 100 });
  at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 100 });
  await confirm(at, sale);
  await at.runFor(2 * dayMs);
  return { at, sale };
};

/** A service failed and the PG refuses our cancel: the money is still with us. */
const refusedCancel = async (): Promise<{ at: World; sale: Sale }> => {
  const { at, sale } = await approved();
  at.pg.control.addRule({ fault: 'F26', match: { op: 'cancel' }, times: 100 });
  await report(at, sale, 'FAILED');
  await at.runFor(5_000);
  return { at, sale };
};

/** A service failed, the cancel was sent into silence, and no read told for a day. */
const silentCancel = async (fault: 'F02' | 'F03'): Promise<{ at: World; sale: Sale }> => {
  const { at, sale } = await approved();
  at.pg.control.addRule({ fault, match: { op: 'cancel' }, times: 100 });
  at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 100 });
  await report(at, sale, 'FAILED');
  await at.runFor(2 * dayMs);
  return { at, sale };
};

const heal = (at: World): void => {
  at.pg.control.removeRules();
};

const statuses = (at: World): readonly string[] =>
  attentionOf(at).map(({ kind, status }) => `${kind} ${status}`);

describe('an item in doubt', () => {
  it('is read again: the PG tells, the payment is right, the item is over', async () => {
    const { at, sale } = await exhausted();
    heal(at);

    const answer = await resolve(at, { action: 'READ_AGAIN' });

    expect(answer).toMatchObject({
      status: 200,
      result: {
        status: 'RESOLVED',
        merchantId: 'M123',
        resolution: { action: 'READ_AGAIN', by: 'kim', reason: 'kim looked' },
      },
    });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', payment: 'CONFIRMED' });
    expect(eventsOf(at).at(-1)).toMatchObject({
      type: 'com.fluxpay.saga.attention_resolved',
      data: { action: 'READ_AGAIN', actor: 'kim', kind: 'IN_DOUBT_EXHAUSTED' },
    });
    expect(auditsOf(at).at(-1)).toMatchObject({
      action: 'attention.read-again',
      statusBefore: 'OPEN',
      statusAfter: 'RESOLVED',
      reason: 'kim looked',
      actor: 'arn:aws:iam::000000000000:user/kim',
    });
    await expectSound(at);
  });

  it('stays open, with what was seen, while the PG still does not tell', async () => {
    const { at, sale } = await exhausted();

    const answer = await resolve(at, { action: 'READ_AGAIN', key: 'again' });
    const replay = await resolve(at, { action: 'READ_AGAIN', key: 'again' });

    expect(answer).toMatchObject({ status: 200, result: { status: 'OPEN' } });
    expect(resultOf(answer)['evidence']).toMatchObject([{}, { action: 'READ_AGAIN' }]);
    expect(replay).toMatchObject({ isReplayed: true });
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'IN_DOUBT' });
    await expectSound(at);
  });

  it('is retried: the reads begin again at slot 1, and end it by themselves', async () => {
    const { at, sale } = await exhausted();
    heal(at);

    const answer = await resolve(at, { action: 'RETRY' });
    const [armed] = (await viewOf(at, sale)).attempts;
    await at.runFor(10_000);

    expect(resultOf(answer)).toMatchObject({ status: 'RESOLVED' });
    expect(armed).toMatchObject({ slot: 1, slotsFrom: armed?.slotsFrom });
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'CONFIRMED' });
    await expectSound(at);
  });

  it('that is retried in vain comes back as a new item after the last slot', async () => {
    const { at, sale } = await exhausted();

    await resolve(at, { action: 'RETRY' });
    await at.runFor(2 * dayMs);

    expect(statuses(at)).toEqual(['IN_DOUBT_EXHAUSTED RESOLVED', 'IN_DOUBT_EXHAUSTED OPEN']);
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'IN_DOUBT' });
  });

  it('was ended by somebody else meanwhile: reading again closes it', async () => {
    const { at } = await exhausted();
    heal(at);
    await deskOf(at).work.readNow({
      tenant,
      paymentId: itemOf(at).paymentId as never,
      actor: 'engine:refresh',
    });

    const answer = await resolve(at, { action: 'READ_AGAIN' });

    expect(resultOf(answer)).toMatchObject({ status: 'RESOLVED' });
  });

  it('is adopted as a success by two persons where the PG cannot be read', async () => {
    const { at, sale } = await exhausted();

    const proposed = await resolve(at, { action: 'ADOPT_SUCCESS', proof });
    const before = await statesOf(at, sale);
    const agreed = await approve(at, { action: 'ADOPT_SUCCESS' });

    expect(resultOf(proposed)).toMatchObject({
      status: 'PROPOSED',
      proposal: {
        action: 'ADOPT_SUCCESS',
        by: 'kim',
        evidence: { transactionKey: 'txrd_by_hand', at: '1970-01-01T00:00:00.000Z' },
      },
    });
    expect(before).toMatchObject({ payment: 'IN_DOUBT' });
    expect(resultOf(agreed)).toMatchObject({
      status: 'RESOLVED',
      resolution: { by: 'kim', approvedBy: 'lee' },
    });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', payment: 'CONFIRMED' });
    expect(truthOf(at, sale)).toMatchObject({ approvals: 1, kept: 9_000 });
    const view = await viewOf(at, sale);
    expect(view.attempts[0]?.evidence.at(-1)).toMatchObject({ source: 'OPERATOR' });
    expect(eventNames(at)).toContain('saga.attention_resolved');
    await expectSound(at);
  });

  it('is adopted as a failure: the order can be paid again', async () => {
    const { at, sale } = await exhausted('F03');

    await resolve(at, { action: 'ADOPT_FAILURE', proof });
    const agreed = await approve(at, { action: 'ADOPT_FAILURE' });

    expect(resultOf(agreed)).toMatchObject({ status: 'RESOLVED' });
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'FAILED' });
    expect(truthOf(at, sale)).toMatchObject({ approvals: 0 });
    await expectSound(at);
  });

  it('is what the PG says, not what two persons said, once the PG tells', async () => {
    const { at, sale } = await exhausted('F02');
    await resolve(at, { action: 'ADOPT_FAILURE', proof });
    heal(at);

    const agreed = await approve(at, { action: 'ADOPT_FAILURE' });

    expect(resultOf(agreed)).toMatchObject({ status: 'RESOLVED' });
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'CONFIRMED' });
    expect(truthOf(at, sale)).toMatchObject({ kept: 9_000 });
    await expectSound(at);
  });
});

describe('an item in hand', () => {
  it('is taken over by another, acted upon without an end, and then ended by one person', async () => {
    const { at } = await exhausted();
    await ack(at);

    const taken = await ack(at, { person: 'lee' });
    const noted = await resolve(at, { action: 'READ_AGAIN' });
    heal(at);
    const over = await resolve(at, { action: 'READ_AGAIN', key: 'again' });

    expect(resultOf(taken)).toMatchObject({ status: 'ACKNOWLEDGED', acknowledgedBy: 'lee' });
    expect(resultOf(noted)).toMatchObject({ status: 'ACKNOWLEDGED' });
    expect(resultOf(over)).toMatchObject({ status: 'RESOLVED' });
    await expectSound(at);
  });
});

describe('an item of a saga', () => {
  it('is retried: a new run gives the money back and does nothing twice', async () => {
    const { at, sale } = await refusedCancel();
    heal(at);

    const answer = await resolve(at, { action: 'RETRY' });
    await at.runFor(10_000);

    expect(resultOf(answer)).toMatchObject({ status: 'RESOLVED', kind: 'CANCEL_REFUSED' });
    expect(await statesOf(at, sale)).toMatchObject({
      order: 'CANCELLED',
      payment: 'CANCELLED',
      saga: 'COMPENSATED',
    });
    expect(truthOf(at, sale)).toMatchObject({ approvals: 1, cancels: 1, kept: 0 });
    expect(enteredBy(at, sale, '-r2')).toContain('CancelOrder');
    await expectSound(at);
  });

  it('is refunded, which is the same road', async () => {
    const { at, sale } = await refusedCancel();
    heal(at);

    await resolve(at, { action: 'REFUND' });
    await at.runFor(10_000);

    expect(await statesOf(at, sale)).toMatchObject({ payment: 'CANCELLED', saga: 'COMPENSATED' });
    expect(truthOf(at, sale)).toMatchObject({ kept: 0 });
    await expectSound(at);
  });

  it('comes back when the PG refuses again', async () => {
    const { at } = await refusedCancel();

    await resolve(at, { action: 'RETRY' });
    await at.runFor(10_000);

    expect(statuses(at)).toEqual(['CANCEL_REFUSED RESOLVED', 'CANCEL_REFUSED OPEN']);
  });

  it('was refunded in the PG’s console: two persons say so, and the order ends', async () => {
    const { at, sale } = await refusedCancel();
    at.pg.control.consoleCancel(sale.paymentKey, { reason: 'by hand' });

    await resolve(at, { action: 'MANUAL_REFUND_DONE', proof });
    const agreed = await approve(at, { action: 'MANUAL_REFUND_DONE' });
    await at.runFor(10_000);

    expect(resultOf(agreed)).toMatchObject({ status: 'RESOLVED' });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', saga: 'COMPENSATED' });
    expect(truthOf(at, sale)).toMatchObject({ cancels: 1, kept: 0 });
    await expectSound(at);
  });

  it('is not believed where the PG shows the money still there', async () => {
    const { at, sale } = await refusedCancel();
    await resolve(at, { action: 'MANUAL_REFUND_DONE', proof });

    const agreed = await approve(at, { action: 'MANUAL_REFUND_DONE' });

    expect(agreed).toMatchObject({
      status: 409,
      code: 'SYS_006',
      result: { status: 'ACKNOWLEDGED' },
    });
    expect(await statesOf(at, sale)).toMatchObject({
      payment: 'APPROVED',
      saga: 'NEEDS_ATTENTION',
    });
    await expectSound(at);
  });

  it('is believed where the PG cannot be read', async () => {
    const { at, sale } = await refusedCancel();
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 100 });

    await resolve(at, { action: 'MANUAL_REFUND_DONE', proof });
    await approve(at, { action: 'MANUAL_REFUND_DONE' });
    await at.runFor(10_000);

    expect(await statesOf(at, sale)).toMatchObject({ payment: 'CANCELLED', saga: 'COMPENSATED' });
    expect((await viewOf(at, sale)).refunds).toMatchObject([
      { status: 'FAILED' },
      { origin: 'EXTERNAL', pgTxId: 'txrd_by_hand' },
    ]);
    await expectSound(at);
  });

  it('waits for its own silent refund: its reads begin again with the new run', async () => {
    const { at, sale } = await silentCancel('F02');
    heal(at);
    const saga = present(
      attentionOf(at).find(({ objectType }) => objectType === 'saga'),
      'the saga has an item',
    );

    const answer = await resumeSaga(deskOf(at))({
      sagaId: saga.objectId as SagaId,
      person: 'kim',
      reason: 'the PG is back',
      cause,
      claim: claimOf('/admin/v1/sagas/{sagaId}/resume'),
      from: 'AwaitCancel',
    });
    await at.runFor(20_000);

    expect(answer).toMatchObject({ status: 202, result: { status: 'COMPENSATING', runNo: 2 } });
    expect(commandsOf(at).findLast(({ body }) => body.kind === 'START_SAGA')?.body).toMatchObject({
      input: { from: 'AwaitCancel', entry: 'RESUME' },
    });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', saga: 'COMPENSATED' });
    expect(truthOf(at, sale)).toMatchObject({ cancels: 1, kept: 0 });
    await expectSound(at);
  });
});

const nobody = 'attn_01KJPBG54TFCY9TKJZC1RR54X4' as AttentionId;

describe('who may', () => {
  it('takes an item in hand, again and again, and withdraws a proposal by it', async () => {
    const { at } = await refusedCancel();

    const taken = await ack(at);
    await resolve(at, { action: 'MANUAL_REFUND_DONE', proof });
    const withdrawn = await ack(at, { person: 'lee' });
    const tooLate = await approve(at, { action: 'MANUAL_REFUND_DONE' });

    expect(resultOf(taken)).toMatchObject({ status: 'ACKNOWLEDGED', acknowledgedBy: 'kim' });
    expect(resultOf(withdrawn)).toMatchObject({ status: 'ACKNOWLEDGED', acknowledgedBy: 'lee' });
    expect(resultOf(withdrawn)).not.toHaveProperty('proposal');
    expect(tooLate).toMatchObject({ status: 409, code: 'SYS_006' });
  });

  it('is not the person who proposed, under whatever session, and the try is on record', async () => {
    const { at, sale } = await refusedCancel();
    at.pg.control.consoleCancel(sale.paymentKey, { reason: 'by hand' });
    await resolve(at, { action: 'MANUAL_REFUND_DONE', proof });

    const same = await approve(at, { action: 'MANUAL_REFUND_DONE', person: 'kim' });

    expect(same).toMatchObject({ status: 403, code: 'SYS_007' });
    expect(itemOf(at)).toMatchObject({ status: 'PROPOSED' });
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'APPROVED' });
  });

  it('approves what was proposed, and nothing else', async () => {
    const { at } = await refusedCancel();
    await resolve(at, { action: 'MANUAL_REFUND_DONE', proof });

    const other = await approve(at, { action: 'CLOSE' });

    expect(other).toMatchObject({ status: 409, code: 'SYS_006', result: { status: 'PROPOSED' } });
    expect(auditsOf(at).at(-1)).toMatchObject({
      action: 'attention.approve-close',
      code: 'SYS_006',
    });
  });

  it('does not act beside a proposal', async () => {
    const { at } = await refusedCancel();
    await resolve(at, { action: 'MANUAL_REFUND_DONE', proof });

    const answers = await Promise.all([
      resolve(at, { action: 'RETRY' }),
      resolve(at, { action: 'ADOPT_SUCCESS', proof, person: 'lee' }),
    ]);

    expect(answers.map(({ code }) => code)).toEqual(['SYS_006', 'SYS_006']);
  });

  it('does not close what only the item remembers', async () => {
    const doubtful = await exhausted();
    const stuck = await refusedCancel();

    const answers = [
      await resolve(doubtful.at, { action: 'CLOSE' }),
      await resolve(stuck.at, { action: 'CLOSE' }),
    ];

    expect(answers.map(({ code }) => code)).toEqual(['SYS_006', 'SYS_006']);
  });

  it.each([
    ['REFUND', 'a doubt'],
    ['MANUAL_REFUND_DONE', 'a doubt'],
    ['ADOPT_SUCCESS', 'a saga'],
    ['ADOPT_FAILURE', 'a saga'],
    ['READ_AGAIN', 'a saga'],
  ] as const)('%s does not fit %s', async (action, object) => {
    const { at } = object === 'a doubt' ? await exhausted() : await refusedCancel();

    expect(await resolve(at, { action, proof })).toMatchObject({ status: 409, code: 'SYS_006' });
  });

  it('finds nothing under an id that nobody knows', async () => {
    const { at } = await refusedCancel();
    const command = { ...base(at, 'kim', 'ack', undefined), attentionId: nobody };

    const answers = [
      await acknowledge(deskOf(at))(command),
      await resolveAttention(deskOf(at))({ ...command, action: 'RETRY' }),
      await approveAttention(deskOf(at))({ ...command, action: 'CLOSE' }),
    ];

    expect(answers.map(({ code }) => code)).toEqual(['SYS_005', 'SYS_005', 'SYS_005']);
  });

  it('acts once when two operators retry at the same moment', async () => {
    const { at, sale } = await refusedCancel();
    heal(at);

    const answers = await Promise.all([
      resolve(at, { action: 'RETRY' }),
      resolve(at, { action: 'RETRY', person: 'lee' }),
    ]);
    await at.runFor(10_000);

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect((await viewOf(at, sale)).saga?.runNo).toBe(2);
    expect(truthOf(at, sale)).toMatchObject({ cancels: 1, kept: 0 });
  });
});

describe('the state table of an item', () => {
  const at = 1 as never;
  const item = (status: AttentionItem['status']): AttentionItem => {
    const open = anAttentionItem();
    const proposal = { action: 'CLOSE' as const, by: 'kim', at, reason: 'r' };
    const resolution = { action: 'RETRY' as const, by: 'kim', at, reason: 'r' };
    switch (status) {
      case 'OPEN':
        return open;
      case 'ACKNOWLEDGED':
        return acknowledgeItem(open, 'kim', at);
      case 'PROPOSED':
        return proposeOnItem(open, proposal);
      case 'RESOLVED':
        return resolveItem(open, resolution);
    }
  };
  const run: Readonly<Record<AttentionMove, (before: AttentionItem) => AttentionItem>> = {
    acknowledge: (before) => acknowledgeItem(before, 'lee', at),
    note: (before) => noteOnItem(before, { found: 'x' }),
    propose: (before) => proposeOnItem(before, { action: 'CLOSE', by: 'lee', at, reason: 'r' }),
    resolve: (before) => resolveItem(before, { action: 'RETRY', by: 'lee', at, reason: 'r' }),
    approve: (before) =>
      resolveItem(before, { action: 'CLOSE', by: 'kim', approvedBy: 'lee', at, reason: 'r' }),
  };
  const pairs = (['OPEN', 'ACKNOWLEDGED', 'PROPOSED', 'RESOLVED'] as const).flatMap((status) =>
    (Object.keys(run) as AttentionMove[]).map((move) => ({
      status,
      move,
      to: attentionMoves[status][move],
    })),
  );

  it('knows every pair', () => {
    expect(pairs).toHaveLength(20);
    expect(pairs.filter(({ to }) => to !== undefined)).toHaveLength(11);
  });

  it.each(pairs.filter(({ to }) => to !== undefined))(
    '$status takes $move to $to',
    ({ status, move, to }) => {
      const before = item(status);
      const after = run[move](before);

      expect(after.status).toBe(to);
      expect(after.version).toBe(before.version + 1);
      expect('proposal' in after).toBe(to === 'PROPOSED');
    },
  );

  it.each(pairs.filter(({ to }) => to === undefined))(
    '$status takes no $move',
    ({ status, move }) => {
      expect(mayMoveItem(item(status), move)).toBe(false);
      const isSameWrite = status !== 'RESOLVED' && (move === 'approve' || move === 'resolve');
      if (!isSameWrite) expect(() => run[move](item(status))).toThrow(/takes no/u);
    },
  );
});
