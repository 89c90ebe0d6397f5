// Two at work on one thing, and the steps of the saga met in every state of the rows: whoever comes
// second finds what is done and ends in the same place.
import { describe, expect, it } from 'vitest';
import type { SagaInput } from '#core/contracts/steps/saga-input.ts';
import { watchService } from '#core/fulfilment/watch-service.ts';
import { present } from '#core/kernel/assert.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import { plus } from '#core/kernel/instant.ts';
import { money } from '#core/kernel/money.ts';
import { expireOrder } from '#core/orders/expire-order.ts';
import { adoptCancels } from '#core/payments/adopt-cancels.ts';
import { applyPgState } from '#core/payments/apply-pg-state.ts';
import { attemptId } from '#core/payments/attempt.ts';
import { loadCase } from '#core/payments/case.ts';
import { giveUpWaiting } from '#core/payments/give-up-waiting.ts';
import { resolveAttempt } from '#core/payments/resolve-attempt.ts';
import { awaitCancel } from '#core/sagas/await-cancel.ts';
import { cancelOrderStep } from '#core/sagas/cancel-order-step.ts';
import { cancelPayment } from '#core/sagas/cancel-payment.ts';
import { completeOrderStep } from '#core/sagas/complete-order.ts';
import { getSaga } from '#core/sagas/get-saga.ts';
import { raiseAttention } from '#core/sagas/raise-attention.ts';
import { requestService } from '#core/sagas/request-service.ts';
import { restartSaga } from '#core/sagas/restart-saga.ts';
import { settleService } from '#core/sagas/settle-service.ts';
import {
  attentionOf,
  commandsOf,
  effectsOf,
  eventNames,
  statesOf,
  truthOf,
  viewOf,
} from '#test/support/engine/books.ts';
import { cause, tenant } from '#test/support/engine/engine.ts';
import { meanwhile } from '#test/support/engine/meanwhile.ts';
import {
  approved,
  confirm,
  report,
  resultOf,
  type Sale,
  sell,
  serviceRequestOf,
  serviceShop,
  shop,
} from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import type { World } from '#test/support/engine/world.ts';

const inputOf = (at: World): SagaInput => present(at.sagasStarted[0], 'a saga was started');

const keyOf = async (at: World, sale: Sale) => {
  const [attempt] = (await viewOf(at, sale)).attempts;
  return {
    tenant,
    paymentId: sale.paymentId,
    attemptId: attemptId(present(attempt, 'an attempt was made')),
  };
};

/** The engine with a PG whose confirm takes its time, before or after it has done the work. */
const slow = (at: World, ms: number, when: 'before' | 'after'): World['deps'] => {
  const gateway = at.deps.gateways();
  return {
    ...at.deps,
    gateways: () => ({
      ...gateway,
      confirm: async (request) => {
        if (when === 'before') await at.runFor(ms);
        const reply = await gateway.confirm(request);
        if (when === 'after') await at.runFor(ms);
        return reply;
      },
    }),
  };
};

describe('a slow handler and the watchdog', () => {
  it.each(['before', 'after'] as const)(
    'end in one record when the PG answers late (%s its work)',
    async (when) => {
      const at = shop();
      const sale = await sell(at);

      const answer = await confirm({ deps: slow(at, 20_000, when) }, sale);

      expect(answer).toMatchObject({ status: 200, result: { status: 'CONFIRMED' } });
      expect(effectsOf(at)).toEqual(['E15 open', 'E15 close', 'E9', 'E10']);
      expect(truthOf(at, sale).approvals).toBe(1);
      await expectSound(at);
    },
  );

  it('give the decline that the watchdog has recorded', async () => {
    const at = shop();
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'DECLINE' });

    const answer = await confirm({ deps: slow(at, 20_000, 'after') }, sale);

    expect(answer).toMatchObject({
      status: 402,
      code: 'PAY_002',
      result: { checkout: { pgOrderId: `${sale.orderId}-2` } },
    });
    await expectSound(at);
  });

  it('apply the reply of a handler that comes after the doubt was written', async () => {
    const at = shop();
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 50 });

    const answer = await confirm({ deps: slow(at, 17_000, 'after') }, sale);

    expect(answer).toMatchObject({ status: 200, result: { status: 'CONFIRMED' } });
    expect(eventNames(at)).toContain('payment.in_doubt_resolved');
    await expectSound(at);
  });
});

describe('a record whose idempotency row is finished already', () => {
  it('commits without it: the money comes first', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);
    const { idempotency } = present((await viewOf(at, sale)).attempts[0], 'an attempt');
    const answer = { status: 409, code: 'PAY_004' as const, result: null };
    await at.deps.unitOfWork.commit({
      name: 'TX-REFUSE',
      tenant,
      requestId: 'request-9',
      changes: [],
      groups: [],
      commands: [],
      idempotency: {
        kind: 'finish',
        ...present(idempotency, 'an idempotent request'),
        answer,
        answerTtlSeconds: 60,
        at: at.clock.now(),
      },
    });

    await at.runFor(10_000);
    const again = await confirm(at, sale);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', payment: 'CONFIRMED' });
    expect(again).toMatchObject({ ...answer, isReplayed: true });
    await expectSound(at);
  });
});

describe('evidence', () => {
  it('for an attempt that has ended changes nothing', async () => {
    const at = shop();
    const sale = await sell(at);
    await confirm(at, sale);
    const kase = present(await loadCase(at.deps)(await keyOf(at, sale)), 'a case');

    const applied = await applyPgState(at.deps)({
      case: kase,
      verdict: { kind: 'UNKNOWN', code: 'X' },
      evidence: { source: 'READ', at: at.clock.now(), class: 'UNKNOWN', code: 'X' },
      cause,
      doubtAt: at.clock.now(),
    });

    expect(applied).toEqual({ outcome: 'ALREADY' });
  });

  it('gives up after four rounds of losing, and the watchdog comes again', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);
    const deps = {
      ...at.deps,
      unitOfWork: {
        commit: () =>
          Promise.resolve({ ok: false as const, error: { lost: 'order.advance' as const } }),
      },
    };
    at.clock.advance(2_000);

    const resolved = await resolveAttempt(deps)(await keyOf(at, sale));

    expect(resolved).toMatchObject({ kind: 'LATER', slot: 2 });
  });

  it('is for nobody when the rows are gone', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);
    const key = await keyOf(at, sale);
    const kase = present(await loadCase(at.deps)(key), 'a case');
    const gone = { ...at.deps, orders: { byId: () => Promise.resolve(undefined) } };
    const lost = {
      ...gone,
      unitOfWork: {
        commit: () =>
          Promise.resolve({ ok: false as const, error: { lost: 'order.advance' as const } }),
      },
    };

    const applied = await applyPgState(lost)({
      case: kase,
      verdict: { kind: 'NOT_SENT', code: 'X' },
      evidence: { source: 'LOCAL', at: at.clock.now(), class: 'NOT_SENT', code: 'X' },
      cause,
      doubtAt: at.clock.now(),
    }).catch((fault: Error) => fault);
    const declined = await applyPgState(lost)({
      case: kase,
      verdict: { kind: 'DECLINED', failure: { type: 'HARD', pgCode: 'X', pgMessage: '' } },
      evidence: { source: 'READ', at: at.clock.now(), class: 'FOUND', code: 'X' },
      cause,
      doubtAt: at.clock.now(),
    });

    expect(applied).toEqual({ outcome: 'IN_DOUBT' });
    expect(declined).toEqual({ outcome: 'ALREADY' });
    expect(await loadCase(gone)(key)).toBeUndefined();
    expect(await loadCase(at.deps)({ ...key, attemptId: 'none' })).toBeUndefined();
  });
});

describe('a look at an attempt', () => {
  it('before its deadline waits, and one that ended needs nobody', async () => {
    const at = shop();
    const sale = await sell(at);
    at.mishap.plan('pg.confirm', 'DIES_BEFORE');
    void confirm(at, sale);
    await at.microtasksDone();
    const key = await keyOf(at, sale);

    const early = await resolveAttempt(at.deps)(key);
    await at.runFor(30_000);
    const ended = await resolveAttempt(at.deps)(key);

    expect(early).toEqual({ kind: 'LATER', at: plus(at.clock.now(), -15_000), slot: 0 });
    expect(ended).toEqual({ kind: 'ENDED' });
  });

  it('between two slots waits for the next', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);

    const resolved = await resolveAttempt(at.deps)(await keyOf(at, sale));

    expect(resolved).toEqual({ kind: 'LATER', at: plus(at.clock.now(), 2_000), slot: 1 });
  });

  it('that another look has overtaken leaves the slot to it', async () => {
    const at = shop();
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'F03', match: { op: 'confirm' }, times: 9 });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 9 });
    await confirm(at, sale);
    at.clock.advance(2_000);
    const key = await keyOf(at, sale);

    const looks = await Promise.all([resolveAttempt(at.deps)(key), resolveAttempt(at.deps)(key)]);

    expect(looks.map(({ kind }) => kind).sort()).toEqual(['ENDED', 'LATER']);
  });

  it('that another look ends between its two reads finds nothing left to do', async () => {
    const at = shop();
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'F05', match: { op: 'confirm' } });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 1 });
    await confirm(at, sale);
    at.clock.advance(2_000);
    const key = await keyOf(at, sale);
    const second = meanwhile(at, () => resolveAttempt(at.deps)(key));

    const looked = await resolveAttempt(second.deps)(key);

    expect(looked).toEqual({ kind: 'ENDED' });
    expect(await statesOf(at, sale)).toMatchObject({
      order: 'COMPLETED',
      payment: 'CONFIRMED',
      attempts: ['CONFIRM SUCCEEDED'],
    });
    await expectSound(at);
  });

  it('after all slots is a person’s', async () => {
    const at = shop();
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'F03', match: { op: 'confirm' }, times: 100 });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 100 });
    await confirm(at, sale);
    await at.runFor(86_410_000);

    const resolved = await resolveAttempt(at.deps)(await keyOf(at, sale));

    expect(resolved).toEqual({ kind: 'HANDED_OVER' });
  });

  it('does not send again while a cancel is noted: the window’s end decides', async () => {
    const at = shop();
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'F03', match: { op: 'confirm' } });
    await confirm(at, sale);
    const order = present(await at.deps.orders.byId({ tenant, orderId: sale.orderId }), 'order');
    await at.deps.unitOfWork.commit({
      name: 'TX-CANCEL-NOTE',
      tenant,
      requestId: 'r',
      groups: [],
      commands: [],
      changes: [
        {
          change: 'order.advance',
          before: order,
          after: { ...order, cancelRequestedAt: at.clock.now(), version: order.version + 1 },
        },
      ],
    });

    await at.runFor(299_000);

    expect(at.mishap.called.filter((label) => label === 'pg.confirm')).toHaveLength(1);
    expect(truthOf(at, sale).approvals).toBe(0);
  });
});

describe('the watchdog of a service', () => {
  it('comes again when it is early, and finds what others closed', async () => {
    const { at, sale } = await approved();
    const serviceRequestId = await serviceRequestOf(at, sale);

    const early = await watchService(at.deps)({ tenant, serviceRequestId });
    await report(at, sale, 'COMPLETED');
    const closed = await watchService(at.deps)({ tenant, serviceRequestId });
    const unknown = await watchService(at.deps)({ tenant, serviceRequestId: 'svc_x' as never });

    expect(early.kind).toBe('LATER');
    expect([closed.kind, unknown.kind]).toEqual(['ENDED', 'ENDED']);
  });

  it('that loses to a token or an outcome looks again at once', async () => {
    const at = serviceShop();
    const sale = await sell(at);
    await confirm(at, sale);
    at.clock.advance(10_000);
    const key = { tenant, serviceRequestId: await serviceRequestOf(at, sale) };
    const losing = (times: number, meanwhile?: () => Promise<unknown>) => {
      let left = times;
      return {
        ...at.deps,
        unitOfWork: {
          commit: async (decision: Parameters<World['deps']['unitOfWork']['commit']>[0]) => {
            if (left === 0) return at.deps.unitOfWork.commit(decision);
            left -= 1;
            await meanwhile?.();
            return { ok: false as const, error: { lost: 'service.advance' as const } };
          },
        },
      };
    };

    const twice = await watchService(losing(2))(key);
    const once = await watchService(losing(1))(key);

    expect(twice).toEqual({ kind: 'LATER', at: plus(at.clock.now(), 1_000) });
    expect(once).toEqual({ kind: 'ENDED' });
    expect(eventNames(at)).toContain('service.timed_out');
  });

  it('that loses to an outcome is done', async () => {
    const { at, sale } = await approved();
    at.clock.advance(10_000);
    const serviceRequestId = await serviceRequestOf(at, sale);
    const { commit } = at.deps.unitOfWork;
    let isFirst = true;
    const deps = {
      ...at.deps,
      unitOfWork: {
        commit: async (decision: Parameters<typeof commit>[0]) => {
          if (isFirst) await report(at, sale, 'COMPLETED');
          isFirst = false;
          return commit(decision);
        },
      },
    };

    const watched = await watchService(deps)({ tenant, serviceRequestId });

    expect(watched).toEqual({ kind: 'ENDED' });
    expect(eventNames(at)).not.toContain('service.timed_out');
  });
});

describe('SettleService', () => {
  it('reads the outcome that won', async () => {
    const { at, sale } = await approved();
    await report(at, sale, 'COMPLETED');

    expect(await settleService(at.deps)(inputOf(at))).toEqual({ outcome: 'COMPLETED' });
  });

  it('throws before the deadline, and closes the service after it', async () => {
    const { at } = await approved();

    await expect(settleService(at.deps)(inputOf(at))).rejects.toThrow('its deadline is ahead');
    at.clock.advance(10_000);

    expect(await settleService(at.deps)(inputOf(at))).toEqual({ outcome: 'NOT_DELIVERED' });
    expect(eventNames(at)).toContain('service.timed_out');
  });

  it('throws when the row moved under it: the state’s retry looks again', async () => {
    const { at } = await approved();
    at.clock.advance(10_000);
    const lost = { ok: false as const, error: { lost: 'service.advance' as const } };
    const deps = { ...at.deps, unitOfWork: { commit: () => Promise.resolve(lost) } };

    await expect(settleService(deps)(inputOf(at))).rejects.toThrow('it moved meanwhile');
  });

  it('has nothing to settle where no service was asked', async () => {
    const { at } = await approved();
    const { serviceRequestId: _none, ...input } = inputOf(at);

    expect(await settleService(at.deps)(input)).toEqual({ outcome: 'NOT_DELIVERED' });
  });
});

describe('a report that comes while the saga stores its token', () => {
  it('is found by the same call, which resumes its own token', async () => {
    const { at, sale } = await approved();
    const { commit } = at.deps.unitOfWork;
    let isReported = false;
    const deps = {
      ...at.deps,
      unitOfWork: {
        commit: async (decision: Parameters<typeof commit>[0]) => {
          if (!isReported) {
            isReported = true;
            await report(at, sale, 'COMPLETED');
          }
          return commit(decision);
        },
      },
    };

    await requestService(deps)(inputOf(at), 'token-late');

    expect(commandsOf(at).map(({ body }) => body)).toContainEqual(
      expect.objectContaining({
        kind: 'RESUME_SAGA',
        token: 'token-late',
        outcome: 'COMPLETED',
      }),
    );
  });

  it('leaves a second loss, and a store that is away, to the state’s retry', async () => {
    const { at } = await approved();
    const lost = { ok: false as const, error: { lost: 'service.advance' as const } };
    let asked = 0;
    const losing = {
      commit: () => {
        asked += 1;
        return Promise.resolve(lost);
      },
    };
    const away = { commit: () => Promise.reject(new DependencyUnavailable('store')) };
    const by = (unitOfWork: typeof losing | typeof away) =>
      requestService({ ...at.deps, unitOfWork })(inputOf(at), 'token-late');

    await expect(by(losing)).rejects.toThrow('moved meanwhile');
    await expect(by(away)).rejects.toThrow('store is not available');
    expect(asked).toBe(2);
  });
});

describe('a run that begins in the middle', () => {
  const outcomeOf = async (at: World): Promise<unknown> => {
    await requestService(at.deps)(inputOf(at), 'token-x');
    const own = commandsOf(at).findLast(
      ({ body }) => body.kind === 'RESUME_SAGA' && body.token === 'token-x',
    );
    return own?.body.kind === 'RESUME_SAGA' ? own.body.outcome : undefined;
  };

  it('hears that all is done after the completion', async () => {
    const { at, sale } = await approved();
    await report(at, sale, 'COMPLETED');
    await at.runFor(1_000);

    expect(await outcomeOf(at)).toBe('COMPLETED');
  });

  it('hears that the money is back after the compensation', async () => {
    const { at, sale } = await approved();
    await report(at, sale, 'FAILED');
    await at.runFor(1_000);

    expect(await outcomeOf(at)).toBe('RETURNED');
  });

  it.each([
    ['the refund is done', undefined, 'RETURNED'],
    ['the refund is in doubt', 'F03', 'IN_DOUBT'],
    ['the refund was refused', 'F26', 'NOT_DELIVERED'],
  ] as const)('hears of a compensation under way that %s', async (_what, fault, outcome) => {
    const at = serviceShop();
    const sale = await sell(at);
    await confirm(at, sale);
    await at.drainCommands();
    await report(at, sale, 'FAILED');
    if (fault !== undefined) at.pg.control.addRule({ fault, match: { op: 'cancel' } });
    await cancelPayment(at.deps)(inputOf(at));

    expect(await outcomeOf(at)).toBe(outcome);
  });

  it('hears that a refund was sent and not yet answered', async () => {
    const at = serviceShop();
    const sale = await sell(at);
    await confirm(at, sale);
    await at.drainCommands();
    await report(at, sale, 'FAILED');
    at.mishap.plan('pg.cancel', 'DIES_BEFORE');
    void cancelPayment(at.deps)(inputOf(at));
    await at.microtasksDone();

    expect(await outcomeOf(at)).toBe('IN_DOUBT');
  });
});

describe('a refund that ends while AwaitCancel stores its token', () => {
  /** The PG's reads answer only after that time; the first tries of the step find the store away. */
  const lateRead = (at: World, waitMs: number): void => {
    const gateway = at.deps.gateways();
    const { commit } = at.deps.unitOfWork;
    let away = 3;
    let reads = 0;
    Object.assign(at.deps, {
      gateways: () => ({
        ...gateway,
        read: async (request: Parameters<typeof gateway.read>[0]) => {
          const reading = await gateway.read(request);
          reads += 1;
          if (reads === 1) await at.runFor(waitMs);
          return reading;
        },
      }),
      unitOfWork: {
        commit: (one: Parameters<typeof commit>[0]) => {
          if (one.name === 'TX-AWAIT-CANCEL' && away > 0) {
            away -= 1;
            throw new DependencyUnavailable('dynamodb');
          }
          return commit(one);
        },
      },
    });
  };

  it.each([
    ['returned', ['F03'], { order: 'CANCELLED', payment: 'CANCELLED', saga: 'COMPENSATED' }],
    ['refused', ['F03', 'F26'], { order: 'PAID', payment: 'APPROVED', saga: 'NEEDS_ATTENTION' }],
  ] as const)('resumes it when the money is %s', async (_end, faults, ends) => {
    const at = serviceShop();
    lateRead(at, 4_000);
    const sale = await sell(at);
    await confirm(at, sale);
    await at.drainCommands();
    await at.runFor(500);
    for (const fault of faults) at.pg.control.addRule({ fault, match: { op: 'cancel' } });
    await report(at, sale, 'FAILED');
    await at.runFor(600_000);

    expect(await statesOf(at, sale)).toMatchObject(ends);
    expect((await viewOf(at, sale)).saga?.waiting).toBeUndefined();
    await expectSound(at);
  });
});

describe('a step that is repeated', () => {
  const failedService = async () => {
    const at = serviceShop();
    const sale = await sell(at);
    await confirm(at, sale);
    await at.drainCommands();
    await report(at, sale, 'FAILED');
    return { at, sale, input: inputOf(at) };
  };

  it('CancelPayment returns once', async () => {
    const { at, sale, input } = await failedService();

    const outcomes = [await cancelPayment(at.deps)(input), await cancelPayment(at.deps)(input)];

    expect(outcomes).toEqual([{ outcome: 'RETURNED' }, { outcome: 'RETURNED' }]);
    expect(truthOf(at, sale).cancels).toBe(1);
  });

  it('CancelPayment leaves a call nobody answered to the reads', async () => {
    const { at, sale, input } = await failedService();
    at.mishap.plan('pg.cancel', 'DIES_AFTER');
    void cancelPayment(at.deps)(input);
    await at.microtasksDone();

    const again = await cancelPayment(at.deps)(input);
    const third = await cancelPayment(at.deps)(input);
    await at.runFor(30_000);

    expect([again, third]).toEqual([{ outcome: 'IN_DOUBT' }, { outcome: 'IN_DOUBT' }]);
    expect(truthOf(at, sale).cancels).toBe(1);
    expect((await viewOf(at, sale)).refunds).toMatchObject([{ status: 'SUCCEEDED' }]);
  });

  it('CancelPayment has it read soon, also where its own clock is five minutes ahead', async () => {
    const { at, sale, input } = await failedService();
    at.mishap.plan('pg.cancel', 'DIES_BEFORE');
    void cancelPayment(at.deps)(input);
    await at.microtasksDone();
    const ahead = { now: () => plus(at.clock.now(), 300_000) };

    const again = await cancelPayment({ ...at.deps, clock: ahead })(input);
    await at.runFor(20_000);

    expect(again).toEqual({ outcome: 'IN_DOUBT' });
    expect((await viewOf(at, sale)).refunds).toMatchObject([{ status: 'SUCCEEDED' }]);
    expect(truthOf(at, sale).cancels).toBe(1);
  });

  it('CancelPayment finds that the watchdog has returned it meanwhile', async () => {
    const { at, sale, input } = await failedService();
    const gateway = at.deps.gateways();
    const deps = {
      ...at.deps,
      gateways: () => ({
        ...gateway,
        cancel: async (request: Parameters<typeof gateway.cancel>[0]) => {
          await gateway.cancel(request);
          await at.runFor(20_000);
          return { class: 'UNKNOWN' as const, code: 'TIMEOUT', durationMs: 20_000 };
        },
      }),
    };

    const outcome = await cancelPayment(deps)(input);

    expect(outcome).toEqual({ outcome: 'RETURNED' });
    expect(truthOf(at, sale).cancels).toBe(1);
  });

  it('CancelPayment makes a new refund after one that was refused', async () => {
    const { at, sale, input } = await failedService();
    at.pg.control.addRule({ fault: 'F26', match: { op: 'cancel' } });

    const refused = await cancelPayment(at.deps)(input);
    const again = await cancelPayment(at.deps)(input);

    expect([refused, again]).toEqual([{ outcome: 'REFUSED' }, { outcome: 'RETURNED' }]);
    expect(await statesOf(at, sale)).toMatchObject({
      payment: 'CANCELLED',
      refunds: ['FAILED', 'SUCCEEDED'],
    });
    await expectSound(at);
  });

  it('CancelOrder and CompleteOrder are done once', async () => {
    const { at, sale, input } = await failedService();
    await cancelPayment(at.deps)(input);
    await cancelOrderStep(at.deps)(input);
    const delivered = await approved();
    await report(delivered.at, delivered.sale, 'COMPLETED');
    await delivered.at.runFor(1_000);
    const events = [eventNames(at).length, eventNames(delivered.at).length];

    const again = [
      await cancelOrderStep(at.deps)(input),
      await completeOrderStep(delivered.at.deps)(inputOf(delivered.at)),
    ];

    expect(again).toEqual([{ outcome: 'DONE' }, { outcome: 'DONE' }]);
    expect([eventNames(at).length, eventNames(delivered.at).length]).toEqual(events);
    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED' });
  });

  it('CompleteOrder is done where a former try lands between its reads', async () => {
    const { at, sale } = await approved();
    await report(at, sale, 'COMPLETED');
    const input = inputOf(at);
    const second = meanwhile(at, () => completeOrderStep(at.deps)(input), 'payments');

    expect(await completeOrderStep(second.deps)(input)).toEqual({ outcome: 'DONE' });

    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', saga: 'COMPLETED' });
    await expectSound(at);
  });

  it('CancelOrder is done where a former try lands between its reads', async () => {
    const { at, sale, input } = await failedService();
    await cancelPayment(at.deps)(input);
    const second = meanwhile(at, () => cancelOrderStep(at.deps)(input));

    expect(await cancelOrderStep(second.deps)(input)).toEqual({ outcome: 'DONE' });

    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', saga: 'COMPENSATED' });
    await expectSound(at);
  });

  it('AwaitCancel resumes itself when the refund has ended', async () => {
    const { at, input } = await failedService();
    await cancelPayment(at.deps)(input);

    await awaitCancel(at.deps)(input, 'token-x');

    expect(commandsOf(at).map(({ body }) => body)).toContainEqual({
      kind: 'RESUME_SAGA',
      paymentId: input.paymentId,
      token: 'token-x',
      outcome: 'RETURNED',
    });
  });

  it('AwaitCancel hears of a refusal too', async () => {
    const { at, input } = await failedService();
    at.pg.control.addRule({ fault: 'F26', match: { op: 'cancel' } });
    await cancelPayment(at.deps)(input);

    await awaitCancel(at.deps)(input, 'token-x');

    expect(commandsOf(at).at(-1)?.body).toMatchObject({ token: 'token-x', outcome: 'REFUSED' });
  });

  it('NeedsAttention opens one item, and none while the service is open', async () => {
    const { at, input } = await failedService();
    const open = await approved();

    await raiseAttention(at.deps)(input, { Error: 'X' });
    await raiseAttention(at.deps)(input, undefined);
    await raiseAttention(open.at.deps)(inputOf(open.at), undefined);

    expect(attentionOf(at)).toMatchObject([
      {
        kind: 'COMPENSATION_STUCK',
        severity: 'P1',
        evidence: [{ saga: 'RUNNING' }, { Error: 'X' }],
      },
    ]);
    expect(attentionOf(open.at)).toEqual([]);
    const saga = await getSaga({ sagas: at.deps.sagas, tenants: () => Promise.resolve([tenant]) })({
      sagaId: input.sagaId,
    });
    expect(resultOf(saga)['steps']).toMatchObject({
      NeedsAttention: { attempts: 1, lastError: 'X' },
    });
  });

  it('throws when a row moved under it', async () => {
    const { at, input } = await failedService();
    const lost = { ok: false as const, error: { lost: 'saga.advance' as const } };
    const deps = { ...at.deps, unitOfWork: { commit: () => Promise.resolve(lost) } };

    await expect(cancelPayment(deps)(input)).rejects.toThrow('saga.advance moved meanwhile');
  });
});

describe('the sweep of a saga', () => {
  it('leaves one that has ended, or that a person has, and one that nobody knows', async () => {
    const { at, sale } = await approved();
    await report(at, sale, 'COMPLETED');
    await at.runFor(1_000);
    const called = at.mishap.called.length;

    await restartSaga(at.deps)({ tenant, paymentId: sale.paymentId });
    await restartSaga(at.deps)({ tenant, paymentId: 'pay_nobody' as never });

    expect(at.mishap.called.slice(called)).toEqual(['payment.byId', 'payment.byId']);
  });

  it('looks again later while the service is open, the refund is open, or the execution runs', async () => {
    const { at, sale } = await approved();
    const key = { tenant, paymentId: sale.paymentId };
    const dueIn = async (): Promise<number> => {
      const { saga } = await viewOf(at, sale);
      return Number(present(saga?.dueAt, 'a due time')) - at.clock.now();
    };

    await restartSaga(at.deps)(key);
    const whileOpen = await dueIn();
    at.pg.control.addRule({ fault: 'F03', match: { op: 'cancel' }, times: 9 });
    await report(at, sale, 'FAILED');
    await at.runFor(500);
    await restartSaga(at.deps)(key);
    const whileRefunding = await dueIn();

    expect([whileOpen, whileRefunding]).toEqual([60_000, 60_000]);
    expect(at.sagasStarted).toHaveLength(1);
  });

  it('looks again while the command that starts its execution is not done: no run is dead yet', async () => {
    const at = serviceShop();
    at.losing.commands = true;
    const sale = await sell(at);
    await confirm(at, sale);
    await report(at, sale, 'FAILED');
    const key = { tenant, paymentId: sale.paymentId };
    for (let look = 0; look < 4; look += 1) {
      await at.runFor(70_000);
      await restartSaga(at.deps)(key);
    }
    const waiting = await viewOf(at, sale);

    await at.sweepOnce();
    at.losing.commands = false;
    await at.runFor(10_000);

    expect(waiting.saga).toMatchObject({ runNo: 1, status: 'RUNNING' });
    expect(waiting.saga?.dueAt).toBe(plus(at.clock.now(), 50_000));
    expect(attentionOf(at)).toEqual([]);
    expect(at.sagasStarted.map(({ entry }) => entry)).toEqual(['EXECUTE']);
    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', saga: 'COMPENSATED' });
    await expectSound(at);
  });

  it('leaves a living execution to itself, however late it is', async () => {
    const { at, sale } = await approved();
    at.mishap.plan('TX-COMPLETE', 'IS_AWAY', { times: 10_000 });
    await report(at, sale, 'COMPLETED');
    await at.runFor(5_000);

    await restartSaga(at.deps)({ tenant, paymentId: sale.paymentId });

    const { saga } = await viewOf(at, sale);
    expect(saga).toMatchObject({ runNo: 1, status: 'RUNNING' });
    expect(saga?.dueAt).toBe(plus(at.clock.now(), 60_000));
  });

  it('leaves an open refund to its reads, also where no execution lives any more', async () => {
    const { at, sale } = await approved();
    at.pg.control.addRule({ fault: 'F03', match: { op: 'cancel' }, times: 9 });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 9 });
    await report(at, sale, 'FAILED');
    await at.runFor(1_000);
    at.stepper.stop(`M123-${sale.paymentId}`);

    await restartSaga(at.deps)({ tenant, paymentId: sale.paymentId });

    const { saga } = await viewOf(at, sale);
    expect(saga).toMatchObject({ runNo: 1, status: 'COMPENSATING' });
    expect(saga?.dueAt).toBe(plus(at.clock.now(), 60_000));
  });

  /** A stopped execution whose step has outlived it; the commits of the restart lose so many times. */
  const losing = async (times: number) => {
    const { at, sale } = await approved();
    await report(at, sale, 'COMPLETED');
    at.stepper.stop(`M123-${sale.paymentId}`);
    const { commit } = at.deps.unitOfWork;
    let left = times;
    const deps = {
      ...at.deps,
      unitOfWork: {
        commit: (one: Parameters<typeof commit>[0]) => {
          if (one.name !== 'TX-RUN' || left === 0) return commit(one);
          left -= 1;
          return Promise.resolve({ ok: false as const, error: { lost: 'saga.advance' as const } });
        },
      },
    };
    await restartSaga(deps)({ tenant, paymentId: sale.paymentId });
    return { at, saga: (await viewOf(at, sale)).saga };
  };

  it('reads again when a step of the old run moved the saga meanwhile', async () => {
    const { saga } = await losing(1);

    expect(saga).toMatchObject({ runNo: 2, entry: 'RESUME' });
  });

  it('comes back in a minute when it has lost every time', async () => {
    const { at, saga } = await losing(3);

    expect(saga).toMatchObject({ runNo: 1 });
    expect(saga?.dueAt).toBe(plus(at.clock.now(), 60_000));
  });

  it('starts a compensation’s next run without a service', async () => {
    const at = serviceShop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);
    const order = present(await at.deps.orders.byId({ tenant, orderId: sale.orderId }), 'order');
    await at.deps.unitOfWork.commit({
      name: 'TX-CANCEL-NOTE',
      tenant,
      requestId: 'r',
      groups: [],
      commands: [],
      changes: [
        {
          change: 'order.advance',
          before: order,
          after: { ...order, cancelRequestedAt: at.clock.now(), version: order.version + 1 },
        },
      ],
    });
    await resolveAttempt({ ...at.deps, clock: { now: () => plus(at.clock.now(), 2_000) } })(
      await keyOf(at, sale),
    );
    await at.drainCommands();
    at.stepper.stop(`M123-${sale.paymentId}`);

    await restartSaga(at.deps)({ tenant, paymentId: sale.paymentId });

    const { saga } = await viewOf(at, sale);
    expect(saga).toMatchObject({ runNo: 2, entry: 'RESUME', status: 'RUNNING' });
    expect(saga?.serviceRequestId).toBeUndefined();
  });

  it('comes back to a saga that went on after a person had it', async () => {
    const { at, sale } = await approved();
    await report(at, sale, 'FAILED');
    await raiseAttention(at.deps)(inputOf(at), undefined);
    const handedOver = (await viewOf(at, sale)).saga;

    await cancelPayment(at.deps)(inputOf(at));

    expect(handedOver).toMatchObject({ status: 'NEEDS_ATTENTION' });
    expect(handedOver?.dueAt).toBeUndefined();
    expect((await viewOf(at, sale)).saga).toMatchObject({
      status: 'COMPENSATING',
      dueAt: plus(at.clock.now(), 60_000),
    });
  });
});

describe('what finds nothing to do', () => {
  it('an order that is paid, gone or not yet due does not expire', async () => {
    const at = shop();
    const paid = await sell(at);
    await confirm(at, paid);
    const young = await sell(at);
    const expire = expireOrder(at.deps);

    expect(await expire({ tenant, orderId: paid.orderId })).toBe(false);
    expect(await expire({ tenant, orderId: young.orderId })).toBe(false);
    expect(await expire({ tenant, orderId: 'ord_nobody' as never })).toBe(false);
  });

  it('a cancel that is known, larger than what is left, or of nobody is not adopted', async () => {
    const at = shop();
    const sale = await sell(at);
    await confirm(at, sale);
    const cancelOf = (transactionKey: string, minor: bigint) => ({
      transactionKey,
      amount: money(minor, 'KRW'),
      reason: 'console',
      isDone: true,
      canceledAt: at.clock.now(),
    });
    const adopting = {
      tenant,
      paymentId: sale.paymentId,
      cancels: [cancelOf('tx-a', 1_000n), cancelOf('tx-a', 1_000n), cancelOf('tx-b', 8_001n)],
      cause,
    };

    await adoptCancels(at.deps)(adopting);
    await adoptCancels(at.deps)({ ...adopting, paymentId: 'pay_nobody' as never });
    const gone = { ...at.deps, orders: { byId: () => Promise.resolve(undefined) } };
    await adoptCancels(gone)({ ...adopting, cancels: [cancelOf('tx-c', 1n)] });

    expect((await viewOf(at, sale)).refunds).toMatchObject([{ pgTxId: 'tx-a' }]);
    await expectSound(at, { pgMayDiffer: true });
  });

  it('a cancel is adopted after all when a row moved under it', async () => {
    const at = shop();
    const sale = await sell(at);
    await confirm(at, sale);
    const { commit } = at.deps.unitOfWork;
    let left = 2;
    const deps = {
      ...at.deps,
      unitOfWork: {
        commit: (decision: Parameters<typeof commit>[0]) => {
          if (left === 0) return commit(decision);
          left -= 1;
          const lost = { lost: 'payment.advance' as const };
          return Promise.resolve({ ok: false as const, error: lost });
        },
      },
    };

    await adoptCancels(deps)({
      tenant,
      paymentId: sale.paymentId,
      cancels: [
        {
          transactionKey: 'tx-a',
          amount: money(1n, 'KRW'),
          reason: 'console',
          isDone: true,
          canceledAt: undefined,
        },
      ],
      cause,
    });

    expect((await viewOf(at, sale)).refunds).toHaveLength(1);
  });

  it('nobody is told REFUSED who does not wait', async () => {
    const { at, sale } = await approved();
    const kase = present(await loadCase(at.deps)(await keyOf(at, sale)), 'a case');
    const called = at.mishap.called.length;

    await giveUpWaiting(at.deps)(kase, cause);

    expect(at.mishap.called).toHaveLength(called);
  });
});
