// A process that dies, a reply that is lost, a store that is away: at every write and PG call of a refund.
// Whatever happens, the money goes back once, and its key is told the truth.
// Source: saga specification, sections 2.1 and 2.3.
import { describe, expect, it } from 'vitest';
import type { CallLabel } from '#core/contracts/labels.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import { sendQueuedRefund } from '#core/refunds/send-refund.ts';
import { attentionOf, commandsOf, statesOf, truthOf, viewOf } from '#test/support/engine/books.ts';
import { tenant } from '#test/support/engine/engine.ts';
import type { Mishap } from '#test/support/engine/mishaps.ts';
import { amountsOf, askRefund, refundsOf, sold } from '#test/support/engine/refunds.ts';
import type { Sale } from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import type { World } from '#test/support/engine/world.ts';

const dies: readonly Mishap[] = ['DIES_BEFORE', 'DIES_AFTER'];
const any: readonly Mishap[] = [...dies, 'LOSES_REQUEST', 'LOSES_REPLY', 'IS_AWAY'];

/** Minutes of life with a sweep after each: what was left behind is found. */
const liveOn = async (at: World, minutes: number): Promise<void> => {
  for (let minute = 0; minute < minutes; minute += 1) {
    await at.runFor(60_000);
    await at.sweepOnce();
  }
  await at.runFor(60_000);
};

const pairsOf = (labels: readonly CallLabel[]): (readonly [CallLabel, Mishap])[] =>
  labels.flatMap((label) =>
    (label === 'pg.cancel' ? dies : any).map((mishap) => [label, mishap] as const),
  );

const ask = (at: Pick<World, 'deps'>, sale: Sale, key = 'k') =>
  askRefund(at, sale, { amount: 3_000n, key });

describe('a refund', () => {
  it.each(pairsOf(['TX-REFUND-CLAIM', 'pg.cancel', 'TX-REFUND-OK']))(
    'goes back once when %s %s, and its key tells so',
    async (label, mishap) => {
      const { at, sale } = await sold();
      at.mishap.plan(label, mishap);

      void ask(at, sale).catch(() => undefined);
      await at.runFor(31_000);
      void ask(at, sale).catch(() => undefined);
      await liveOn(at, 3);

      expect(at.mishap.left()).toBe(0);
      expect(await statesOf(at, sale)).toMatchObject({ refunds: ['SUCCEEDED'] });
      expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 1, kept: 7_000 });
      expect(await ask(at, sale)).toMatchObject({ status: 201, isReplayed: true });
      expect(attentionOf(at)).toEqual([]);
      await expectSound(at);
    },
  );

  it.each(pairsOf(['TX-DOUBT', 'attempt.progress']))(
    'in doubt is settled once when %s %s',
    async (label, mishap) => {
      const { at, sale } = await sold();
      at.pg.control.addRule({ fault: 'F10', match: { op: 'cancel' } });
      at.mishap.plan(label, mishap);

      void ask(at, sale).catch(() => undefined);
      await liveOn(at, 4);

      expect(at.mishap.left()).toBe(0);
      expect((await statesOf(at, sale)).refunds).toEqual(['SUCCEEDED']);
      expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 1, kept: 7_000 });
      await expectSound(at);
    },
  );

  it.each(pairsOf(['TX-REFUND-SEND', 'TX-REFUND-OK']))(
    'that waits for its turn goes back once when %s %s',
    async (label, mishap) => {
      const { at, sale } = await sold();
      at.pg.control.addRule({ fault: 'F10', match: { op: 'cancel' } });
      await ask(at, sale, 'first');
      await ask(at, sale, 'second');
      at.mishap.plan(label, mishap);

      await liveOn(at, 6);

      expect(at.mishap.left()).toBe(0);
      expect((await statesOf(at, sale)).refunds).toEqual(['SUCCEEDED', 'SUCCEEDED']);
      expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 2, kept: 4_000 });
      await expectSound(at);
    },
  );
});

describe('a refund whose messages are all lost', () => {
  it('is ended by the sweep alone', async () => {
    const { at, sale } = await sold();
    at.mishap.plan('pg.cancel', 'DIES_AFTER');
    at.losing.watchMessages = true;
    void ask(at, sale);

    for (let minute = 0; minute < 4; minute += 1) {
      await at.runFor(60_000);
      await at.sweepOnce();
    }

    expect((await statesOf(at, sale)).refunds).toEqual(['SUCCEEDED']);
    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 1, kept: 7_000 });
    await expectSound(at);
  });
});

describe('a claim whose reply is lost for good', () => {
  it.each([
    ['LOSES_REPLY', 201, 7_000],
    ['LOSES_REQUEST', 202, 10_000],
  ] as const)('%s: one read tells whether to go on', async (mishap, status, kept) => {
    const { at, sale } = await sold();
    at.mishap.plan('TX-REFUND-CLAIM', mishap, { times: 5 });

    const answer = await ask(at, sale);

    expect(answer.status).toBe(status);
    expect(truthOf(at, sale).kept).toBe(kept);
    await expectSound(at);
  });

  it('and that cannot be read is told as not known, never as an outage', async () => {
    const { at, sale } = await sold();
    at.mishap.plan('TX-REFUND-CLAIM', 'LOSES_REPLY', { times: 5 });
    at.mishap.plan('payment.byId', 'IS_AWAY', { pass: 1, times: 1 });

    const answer = await ask(at, sale);

    expect(answer).toMatchObject({ status: 202, code: 'PAY_005', result: { status: 'IN_DOUBT' } });
    await liveOn(at, 2);
    expect((await statesOf(at, sale)).refunds).toEqual(['SUCCEEDED']);
    expect(await ask(at, sale)).toMatchObject({ status: 201, isReplayed: true });
  });

  it('of one that has to wait is told as accepted', async () => {
    const { at, sale } = await sold();
    at.pg.control.addRule({ fault: 'F10', match: { op: 'cancel' } });
    await ask(at, sale, 'first');
    at.mishap.plan('TX-REFUND-CLAIM', 'LOSES_REPLY', { times: 5 });

    expect(await ask(at, sale, 'second')).toMatchObject({ status: 202, code: 'COMMON_001' });
  });

  it('is somebody else’s where only the id is the same', async () => {
    const { at, sale } = await sold();
    await askRefund(at, sale, { amount: 1_000n, refundId: 'refund-1' });
    const { deps } = at;
    const { byId } = deps.payments;
    let reads = 0;
    const blind = {
      ...deps,
      payments: {
        byId: async (key: Parameters<typeof byId>[0]) => {
          const view = await byId(key);
          reads += 1;
          return view === undefined || reads > 1 ? view : { ...view, refunds: [] };
        },
      },
    };
    at.mishap.plan('TX-REFUND-CLAIM', 'LOSES_REQUEST', { times: 5 });
    at.clock.advance(5_000);

    const answer = await askRefund({ deps: blind }, sale, {
      amount: 1_000n,
      refundId: 'refund-1',
    });

    expect(answer).toMatchObject({ status: 202, code: 'PAY_005' });
    expect(truthOf(at, sale).cancels).toBe(1);
  });
});

describe('a key that is taken over', () => {
  /** Its first process died with the call under way, and nobody looks. */
  const abandoned = async () => {
    const { at, sale } = await sold();
    at.mishap.plan('pg.cancel', 'DIES_BEFORE');
    at.losing.watchMessages = true;
    void ask(at, sale);
    await at.runFor(31_000);
    return { at, sale };
  };

  it('tells the open refund, and sends nothing over it', async () => {
    const { at, sale } = await abandoned();

    const answer = await ask(at, sale);

    expect(answer).toMatchObject({
      status: 202,
      code: 'PAY_005',
      result: { inDoubt: { operation: 'REFUND' } },
    });
    expect(truthOf(at, sale).cancels).toBe(0);
  });

  it('shows the refund under its id as in doubt from its deadline', async () => {
    const { at, sale } = await sold();
    at.mishap.plan('pg.cancel', 'DIES_BEFORE');
    at.losing.watchMessages = true;
    void askRefund(at, sale, { amount: 3_000n, refundId: 'refund-1' });
    await at.runFor(10_000);
    const before = await askRefund(at, sale, { refundId: 'refund-1' });
    await at.runFor(10_000);

    const after = await askRefund(at, sale, { refundId: 'refund-1' });

    expect(before).toMatchObject({ status: 200, result: { status: 'SENT' } });
    expect(after).toMatchObject({ result: { status: 'IN_DOUBT', inDoubt: {} } });
  });

  it('claims afresh where its refund was refused with nothing begun', async () => {
    const { at, sale } = await sold();
    const { deps } = at;
    const record = { state: 'RECOVERABLE', fence: 1, fingerprint: 'f'.repeat(64) };
    let isFirst = true;
    const losing = {
      ...deps,
      unitOfWork: {
        commit: (decision: Parameters<World['deps']['unitOfWork']['commit']>[0]) => {
          if (!isFirst)
            return deps.unitOfWork.commit({ ...decision, idempotency: undefined } as never);
          isFirst = false;
          return Promise.resolve({
            ok: false as const,
            error: { lost: 'idempotency', record } as never,
          });
        },
      },
    };

    expect(await ask({ deps: losing }, sale)).toMatchObject({ status: 201 });
  });

  it('that was refused is judged again while its refusal is not stored', async () => {
    const { at, sale } = await sold();
    const { deps } = at;
    const record = { state: 'RECOVERABLE', fence: 1, fingerprint: 'f'.repeat(64) };
    let losses = 0;
    const losing = {
      ...deps,
      unitOfWork: {
        commit: (decision: Parameters<World['deps']['unitOfWork']['commit']>[0]) => {
          losses += 1;
          if (losses > 1)
            return deps.unitOfWork.commit({ ...decision, idempotency: undefined } as never);
          return Promise.resolve({
            ok: false as const,
            error: { lost: 'idempotency', record } as never,
          });
        },
      },
    };

    const answer = await askRefund({ deps: losing }, sale, { amount: 10_001n });

    expect(answer).toMatchObject({ code: 'REF_002' });
    expect(losses).toBe(2);
  });
});

describe('a refund that somebody else has ended', () => {
  /** The record loses its attempt to another one, which has written the answer. */
  const overtaken = async (fault: string | undefined) => {
    const { at, sale } = await sold();
    if (fault !== undefined) at.pg.control.addRule({ fault, match: { op: 'cancel' } });
    const { deps } = at;
    const twice = {
      ...deps,
      unitOfWork: {
        commit: async (decision: Parameters<World['deps']['unitOfWork']['commit']>[0]) => {
          const result = await deps.unitOfWork.commit(decision);
          return decision.name === 'TX-REFUND-OK' || decision.name === 'TX-REFUND-FAIL'
            ? { ok: false as const, error: { lost: 'attempt.advance' as const } }
            : result;
        },
      },
    };
    return { at, sale, twice };
  };

  it('is answered as it is stored', async () => {
    const { at, sale, twice } = await overtaken(undefined);

    expect(await ask({ deps: twice }, sale)).toMatchObject({ status: 201, isReplayed: true });
    await expectSound(at);
  });

  it.each([
    [undefined, 201, 'COMMON_000'],
    ['F26', 502, 'PAY_014'],
  ] as const)(
    'is answered by its row where no answer is kept (%s)',
    async (fault, status, code) => {
      const { sale, twice } = await overtaken(fault);
      const deps = { ...twice, records: { ...twice.records, answer: async () => undefined } };

      expect(await ask({ deps }, sale)).toMatchObject({ status, code });
    },
  );

  it('is not known where its row cannot be read', async () => {
    const { at, sale, twice } = await overtaken(undefined);
    at.mishap.plan('payment.byId', 'IS_AWAY', { pass: 1, times: 9 });

    expect(await ask({ deps: twice }, sale)).toMatchObject({ status: 202, code: 'PAY_005' });
  });

  it('is not known where its row tells of no such key', async () => {
    const { sale, twice } = await overtaken(undefined);
    const { byId } = twice.payments;
    let reads = 0;
    const payments = {
      byId: async (key: Parameters<typeof byId>[0]) => {
        const view = await byId(key);
        reads += 1;
        return view === undefined || reads < 3 ? view : { ...view, attempts: [] };
      },
    };

    expect(await ask({ deps: { ...twice, payments } }, sale)).toMatchObject({ status: 202 });
  });
});

describe('a claim that always comes second', () => {
  it('is asked to come again', async () => {
    const { at, sale } = await sold();
    const unitOfWork = {
      commit: () => Promise.resolve({ ok: false, error: { lost: 'payment.advance' } }) as never,
    };

    const answer = await ask({ deps: { ...at.deps, unitOfWork } }, sale);

    expect(answer).toMatchObject({ status: 409, code: 'PAY_004', retryAfterSeconds: 1 });
    expect(await amountsOf(at, sale)).toEqual([10_000n, 0n, 0n]);
  });

  it('is an outage, with nothing sent, when the store refuses it five times', async () => {
    const { at, sale } = await sold();
    at.mishap.plan('TX-REFUND-CLAIM', 'IS_AWAY', { times: 5 });

    await expect(ask(at, sale)).rejects.toMatchObject({ name: 'DependencyUnavailable' });
    expect(await refundsOf(at, sale)).toEqual([]);
  });
});

describe('the sender of queued refunds', () => {
  it('finds nothing to do where nothing waits, and where nobody has such a payment', async () => {
    const { at, sale } = await sold();
    const send = sendQueuedRefund(at.deps);

    expect(await send({ tenant, paymentId: sale.paymentId })).toEqual({ kind: 'ENDED' });
    const nobody = 'pay_01KJPBG54TFCY9TKJZC1RR54X4' as PaymentId;
    expect(await send({ tenant, paymentId: nobody })).toEqual({ kind: 'ENDED' });
  });

  it('leaves a refund alone while another operation is open', async () => {
    const { at, sale } = await sold();
    at.pg.control.addRule({ fault: 'F10', match: { op: 'cancel' } });
    await ask(at, sale, 'first');
    await ask(at, sale, 'second');

    await sendQueuedRefund(at.deps)({ tenant, paymentId: sale.paymentId });

    expect((await refundsOf(at, sale)).map(({ status }) => status)).toEqual([
      'IN_DOUBT',
      'REQUESTED',
    ]);
  });

  it('comes again soon when a row moved under it', async () => {
    const { at, sale } = await sold();
    at.losing.commands = true;
    await Promise.all([ask(at, sale, 'first'), ask(at, sale, 'second')]);
    const unitOfWork = {
      commit: () => Promise.resolve({ ok: false, error: { lost: 'payment.advance' } }) as never,
    };

    const sent = await sendQueuedRefund({ ...at.deps, unitOfWork })({
      tenant,
      paymentId: sale.paymentId,
    });

    expect(sent).toEqual({ kind: 'LATER', at: at.clock.now() + 1_000 });
    expect(commandsOf(at).filter(({ body }) => body.kind === 'SEND_REFUND')).toHaveLength(1);
    expect((await viewOf(at, sale)).payment.openAttempt).toBeUndefined();
  });
});
