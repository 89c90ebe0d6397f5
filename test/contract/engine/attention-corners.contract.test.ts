// The rare corners of the desk: what no word can tell, what the PG contradicts, items without rows beside them.
import { describe, expect, it } from 'vitest';
import { dynamoAttentionLookUp } from '#adapters/dynamo/dynamo-attention.ts';
import {
  type ActDeps,
  acknowledge,
  approveAttention,
  resolveAttention,
} from '#core/attention/act-on-item.ts';
import type { AttentionItem } from '#core/attention/attention-item.ts';
import { carryOut } from '#core/attention/carry-out.ts';
import { isPossible, matterOf } from '#core/attention/matter.ts';
import { openItem } from '#core/attention/open-item.ts';
import { nothingBeside, resolveDraft, resumed, wokenUp } from '#core/attention/resolution.ts';
import { resumeSaga } from '#core/attention/resume-saga.ts';
import type { AttentionAction } from '#core/contracts/vocabulary.ts';
import { present } from '#core/kernel/assert.ts';
import type { SagaId } from '#core/kernel/ids.ts';
import { assembleCommit } from '#core/outbox/assemble-commit.ts';
import { verdictByWord } from '#core/payments/adopt-proof.ts';
import { attentionWork } from '#functions/_wiring/attention-work.ts';
import { attentionOf, statesOf, viewOf } from '#test/support/engine/books.ts';
import { cause, claimOf, tenant } from '#test/support/engine/engine.ts';
import { approved, confirm, report, type Sale, sell, shop } from '#test/support/engine/sale.ts';
import * as sample from '#test/support/engine/sample-rows.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import type { World } from '#test/support/engine/world.ts';

const proof = { transactionKey: 'tx', at: 0 as never };
const dayMs = 86_400_000;

const deskOf = (at: World, over: Partial<ActDeps> = {}): ActDeps => ({
  ...at.deps,
  items: dynamoAttentionLookUp(at.store),
  tenants: () => Promise.resolve([tenant]),
  work: attentionWork(at.deps),
  ...over,
});

const only = (at: World, kind?: string): AttentionItem =>
  present(
    attentionOf(at).find((item) => kind === undefined || item.kind === kind),
    'an item',
  );

const base = (at: World, person: string, key?: string, kind?: string) => ({
  attentionId: only(at, kind).attentionId,
  person,
  reason: 'r',
  cause,
  claim: claimOf('/admin/v1/attention/x', key === undefined ? {} : { key }),
});

/** An item of our own making, as the engine opens one. */
const open = async (at: World, item: AttentionItem): Promise<void> => {
  const draft = {
    name: 'TX-ATTENTION' as const,
    tenant,
    rootId: 'root',
    at: at.clock.now(),
    cause,
    changes: openItem(item),
  };
  await at.deps.unitOfWork.commit(assembleCommit(draft, at.deps.ids, at.deps.source));
};

const propose = (at: World, action: AttentionAction, kind?: string, desk = deskOf(at)) =>
  resolveAttention(desk)({
    ...base(at, 'kim', undefined, kind),
    action,
    ...(action === 'CLOSE' ? {} : { proof }),
  });

const approve = (at: World, action: AttentionAction, kind?: string, desk = deskOf(at)) =>
  approveAttention(desk)({ ...base(at, 'lee', undefined, kind), action });

describe('two persons’ word', () => {
  const attempt = sample.anAttempt();
  const refund = { ...attempt, op: 'REFUND' as const };

  it.each([
    ['a capture', { ...attempt, op: 'CONFIRM' as const }, 'APPROVED', 'DECLINED'],
    ['a reservation', { ...attempt, op: 'AUTHORIZE' as const }, 'AUTHORIZED', 'DECLINED'],
    ['a release', { ...attempt, op: 'VOID' as const }, 'VOIDED', 'DECLINED'],
    ['a refund', refund, 'RETURNED', 'REFUSED'],
  ])('ends %s as the PG’s would', (_name, one, success, failure) => {
    expect(verdictByWord('SUCCESS', one as never, proof)?.kind).toBe(success);
    expect(verdictByWord('FAILURE', one as never, { ...proof, code: 'X' })?.kind).toBe(failure);
  });

  it('cannot name a payment that only the PG has named', () => {
    const { paymentKey: _unknown, ...nameless } = attempt;

    expect(verdictByWord('SUCCESS', nameless as never, proof)).toBeUndefined();
  });

  it('that could not be applied leaves the doubt and the item in hand', async () => {
    const at = shop();
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'F02', match: { op: 'confirm' }, times: 1 });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 100 });
    await confirm(at, sale);
    await at.runFor(2 * dayMs);
    const work = { ...attentionWork(at.deps), adoptOutcome: () => Promise.resolve(false) };
    await propose(at, 'ADOPT_SUCCESS');

    const answer = await approve(at, 'ADOPT_SUCCESS', undefined, deskOf(at, { work }));

    expect(answer).toMatchObject({ code: 'SYS_006', result: { status: 'ACKNOWLEDGED' } });
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'IN_DOUBT' });
  });
});

/** The PG took another amount: nothing was applied. */
const mismatched = async (): Promise<{ at: World; sale: Sale }> => {
  const at = shop();
  const sale = await sell(at);
  at.pg.control.addRule({ fault: 'F27', match: { op: 'confirm' }, args: { field: 'totalAmount' } });
  await confirm(at, sale);
  return { at, sale };
};

describe('an item of money that does not match', () => {
  it('is closed by two persons while the schedule looks after the doubt', async () => {
    const { at } = await mismatched();

    const proposed = await propose(at, 'CLOSE', 'INTEGRITY_MISMATCH');
    const agreed = await approve(at, 'CLOSE', 'INTEGRITY_MISMATCH');
    const again = await acknowledge(deskOf(at))(base(at, 'kim', undefined, 'INTEGRITY_MISMATCH'));

    expect(proposed.result).not.toHaveProperty('proposal.evidence');
    expect(agreed).toMatchObject({ status: 200, result: { status: 'RESOLVED' } });
    expect(again).toMatchObject({ status: 409, code: 'SYS_006' });
  });

  it('is no longer to be closed once only the item remembers the doubt', async () => {
    const { at, sale } = await mismatched();
    await propose(at, 'CLOSE', 'INTEGRITY_MISMATCH');
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 200 });
    await at.runFor(2 * dayMs);
    const [attempt] = (await viewOf(at, sale)).attempts;
    const isOver = attempt?.state !== 'IN_DOUBT';

    const agreed = await approve(at, 'CLOSE', 'INTEGRITY_MISMATCH');

    expect(agreed.code).toBe(isOver ? 'COMMON_000' : 'SYS_006');
  });

  it('whose cancels have room now is over when it is read again', async () => {
    const at = shop();
    const sale = await sell(at);
    await confirm(at, sale);
    const item = sample.anAttentionItem({
      tenant,
      kind: 'INTEGRITY_MISMATCH',
      objectType: 'payment',
      objectId: sale.paymentId,
      orderId: sale.orderId,
      paymentId: sale.paymentId,
    });
    await open(at, item);
    at.pg.control.consoleCancel(sale.paymentKey, { amount: 1_000, reason: 'by hand' });

    const answer = await resolveAttention(deskOf(at))({ ...base(at, 'kim'), action: 'READ_AGAIN' });

    expect(answer).toMatchObject({ status: 200, result: { status: 'RESOLVED' } });
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'PARTIALLY_REFUNDED' });
    await expectSound(at);
  });
});

describe('an item of a saga whose refund is in doubt', () => {
  const silent = async (): Promise<{ at: World; sale: Sale }> => {
    const { at, sale } = await approved();
    at.pg.control.addRule({ fault: 'F02', match: { op: 'cancel' }, times: 100 });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 100 });
    await report(at, sale, 'FAILED');
    await at.runFor(2 * dayMs);
    return { at, sale };
  };
  const sagas = 'COMPENSATION_STUCK';

  it('goes on when two persons say that the money is back', async () => {
    const { at, sale } = await silent();

    await propose(at, 'ADOPT_SUCCESS', sagas);
    const agreed = await approve(at, 'ADOPT_SUCCESS', sagas);
    await at.runFor(10_000);

    expect(agreed).toMatchObject({ status: 200, result: { status: 'RESOLVED' } });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', saga: 'COMPENSATED' });
  });

  it('stays in hand when they say that it is not', async () => {
    const { at, sale } = await silent();

    await propose(at, 'ADOPT_FAILURE', sagas);
    const agreed = await approve(at, 'ADOPT_FAILURE', sagas);

    expect(agreed).toMatchObject({ status: 200, result: { status: 'ACKNOWLEDGED' } });
    expect(await statesOf(at, sale)).toMatchObject({ saga: 'NEEDS_ATTENTION' });
  });
});

describe('a matter', () => {
  const deps = {
    items: { findAnywhere: () => Promise.resolve(undefined), openOf: () => Promise.resolve([]) },
    tenants: () => Promise.resolve([]),
    payments: { byId: () => Promise.resolve(undefined) },
    services: { byId: () => Promise.resolve(undefined) },
  };
  const { paymentId: _p, orderId: _o, ...bare } = sample.anAttentionItem({ objectType: 'payment' });

  it('without a payment, or whose payment is gone, is the item alone', async () => {
    expect(await matterOf(deps, bare)).toEqual({ item: bare });
    const whole = sample.anAttentionItem();
    expect(await matterOf(deps, whole)).toEqual({ item: whole });
  });

  it('of a saga without service, or with one that is gone, has no deadline', async () => {
    const view = (saga: object) => ({
      payment: sample.aPayment(),
      attempts: [],
      refunds: [],
      saga,
    });
    const { serviceRequestId: _none, ...unserved } = sample.aSaga();
    for (const saga of [unserved, sample.aSaga()]) {
      const payments = { byId: () => Promise.resolve(view(saga) as never) };
      const matter = await matterOf({ ...deps, payments }, sample.anAttentionItem());
      expect(matter).not.toHaveProperty('deadlineAt');
    }
  });

  const resolution = { action: 'CLOSE' as const, by: 'kim', at: sample.sampleAt, reason: 'r' };

  it('alone is resolved under its own name', () => {
    const { draft } = resolveDraft({
      matter: { item: bare },
      resolution,
      beside: nothingBeside,
      cause,
    });

    expect(draft).toMatchObject({ rootId: bare.attentionId, events: [{ of: bare.attentionId }] });
    expect(draft).not.toHaveProperty('userId');
    expect(wokenUp({ item: bare }, sample.sampleAt)).toEqual(nothingBeside);
    expect(resumed({ item: bare }, { entry: 'RESUME', at: sample.sampleAt })).toEqual(
      nothingBeside,
    );
  });

  const viewOfSaga = (saga: ReturnType<typeof sample.aSaga>) =>
    ({ payment: sample.aPayment(), attempts: [], refunds: [], saga, history: [] }) as never;

  it('of a saga that has ended is closed with a word in the saga’s own stream', () => {
    const item = sample.anAttentionItem();
    const matter = { item, view: viewOfSaga(sample.aSaga({ status: 'COMPLETED' })) };

    expect(isPossible('CLOSE', matter, sample.sampleAt)).toBe(true);
    const { draft } = resolveDraft({ matter, resolution, beside: nothingBeside, cause });
    expect(draft.changes.map(({ change }) => change)).toContain('saga.advance');
  });

  it('of a saga that never began to compensate goes on where it was, without a deadline too', () => {
    const saga = sample.aSaga({ status: 'NEEDS_ATTENTION', steps: {} });
    const matter = { item: sample.anAttentionItem(), view: viewOfSaga(saga) };

    const { changes } = resumed(matter, { entry: 'RESUME', at: sample.sampleAt });

    expect(changes).toMatchObject([{ after: { status: 'RUNNING' } }]);
  });

  it('of a command that failed wakes the refund that waits', async () => {
    const item = sample.anAttentionItem({ kind: 'SAGA_STUCK', objectType: 'payment' });
    const refunds = [sample.aRefund({ status: 'REQUESTED' })];
    const view = { payment: sample.aPayment(), attempts: [], refunds, history: [] } as never;
    const matter = { item, view };

    expect(isPossible('RETRY', matter, sample.sampleAt)).toBe(true);
    expect(
      isPossible('RETRY', { item: { ...item, kind: 'CANCEL_REFUSED' }, view }, 0 as never),
    ).toBe(false);
    const clock = { now: () => sample.sampleAt };
    const carried = await carryOut(
      { ...deps, clock, work: {} as never },
      { matter, action: 'RETRY', cause },
    );
    expect(carried).toMatchObject({ beside: { commands: [{ body: { kind: 'SEND_REFUND' } }] } });
  });
});

describe('a saga that was asked to go on', () => {
  it('tells of an old refusal what it is now, and gives up when every round is lost', async () => {
    const { at, sale } = await approved();
    const sagaId = sale.paymentId.replace('pay_', 'saga_') as SagaId;
    const resume = (desk: ActDeps, key: string) =>
      resumeSaga(desk)({
        sagaId,
        person: 'kim',
        reason: 'r',
        cause,
        claim: claimOf('/admin/v1/sagas/{sagaId}/resume', { key }),
      });
    await resume(deskOf(at), 'early');
    at.clock.advance(dayMs + 1);
    const late = await resume(deskOf(at), 'early');
    at.pg.control.addRule({ fault: 'F26', match: { op: 'cancel' }, times: 100 });
    await report(at, sale, 'FAILED');
    await at.runFor(10_000);
    const lost = { ok: false as const, error: { lost: 'saga.advance' as const } };
    const stubborn = deskOf(at, { unitOfWork: { commit: () => Promise.resolve(lost) } });

    const never = await resume(stubborn, 'never');

    expect(late.result).toMatchObject({ sagaId });
    expect(never).toMatchObject({ status: 409, code: 'SYS_006' });
  });
});
