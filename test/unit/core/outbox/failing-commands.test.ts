import { describe, expect, it } from 'vitest';
import type { Tenant } from '#core/contracts/tenant.ts';
import { DependencyUnavailable, OutcomeUnknown } from '#core/kernel/faults.ts';
import { type Uuid, uuidv7 } from '#core/kernel/ids.ts';
import type { Command } from '#core/outbox/command.ts';
import type { Commit, CommitLost } from '#core/outbox/commit.ts';
import {
  type DispatchDeps,
  dispatchCommand,
  dispatchCommands,
} from '#core/outbox/dispatch-command.ts';
import { type FailDeps, failCommand } from '#core/outbox/fail-command.ts';
import type { DeadLetter } from '#core/outbox/queues.ts';
import type { PaymentView } from '#core/payments/ports.ts';
import { testClock, testIds } from '#test/support/engine/engine.ts';
import * as sample from '#test/support/engine/sample-rows.ts';

const { paymentId, sampleAt } = sample;
const tenant = sample.aPayment().tenant as Tenant;

type Body = Command['body'];

const resume = (token = 'secret-token'): Body => ({
  kind: 'RESUME_SAGA',
  paymentId,
  token,
  outcome: 'COMPLETED',
});
const look: Body = {
  kind: 'WATCHDOG',
  ref: { kind: 'ATTEMPT', paymentId, attemptId: 'CONFIRM#x#001', slot: 1 },
  at: sampleAt,
};

let count = 0;
const commandOf = (body: Body = resume()): Command => {
  count += 1;
  const commandId: Uuid = uuidv7(sampleAt, 0, BigInt(count));
  return { tenant, commandId, objectId: paymentId, createdAt: sampleAt, body };
};

interface Given {
  readonly fault?: unknown;
  readonly tries?: number;
  readonly view?: PaymentView | undefined;
  readonly lost?: CommitLost;
}

const viewOf = (over: Partial<PaymentView> = {}): PaymentView => ({
  payment: sample.aPayment({ tenant }),
  attempts: [],
  refunds: [],
  saga: sample.aSaga({ tenant }),
  history: [],
  ...over,
});

const without = ({ saga: _none, ...view }: PaymentView): PaymentView => view;

/** A dispatcher whose every effect fails with `fault`, after that many tries before. */
const dispatcher = (given: Given = {}) => {
  const { fault = new TypeError('not a token'), tries = 3, lost } = given;
  const clock = testClock(sampleAt);
  const happened: string[] = [];
  const letters: DeadLetter[] = [];
  const commits: Commit[] = [];
  const fail = () => Promise.reject(fault as Error);
  const deps = {
    clock,
    ids: testIds(clock),
    source: '/fluxpay/test',
    workflows: { start: fail, resume: fail, isRunning: fail },
    watchQueue: { send: fail },
    sagas: { lookAgainAt: fail, findAnywhere: fail, isStartPending: fail },
    commandMarks: {
      done: async () => void happened.push('done'),
      failed: async (_command: Command, reason: string) => {
        happened.push(`failed: ${reason}`);
        return tries;
      },
    },
    deadLetters: {
      put: async (letter: DeadLetter) => {
        happened.push('letter');
        letters.push(letter);
      },
    },
    payments: { byId: async () => ('view' in given ? given.view : viewOf()) },
    unitOfWork: {
      commit: async (commit: Commit) => {
        happened.push('item');
        commits.push(commit);
        return lost === undefined
          ? { ok: true as const, value: undefined }
          : { ok: false as const, error: lost };
      },
    },
  } satisfies FailDeps & Omit<DispatchDeps, 'failCommand'>;
  return { deps: { ...deps, failCommand: failCommand(deps) }, happened, letters, commits };
};

const itemIn = (commits: readonly Commit[]) =>
  commits.flatMap(({ changes }) =>
    changes.flatMap((change) => (change.change === 'attention.create' ? [change.item] : [])),
  );

describe('a command that fails for what it is', () => {
  it.each([1, 2])('is counted, try %i, and keeps its marker', async (tries) => {
    const { deps, happened } = dispatcher({ tries });

    expect(await dispatchCommand(deps)(commandOf())).toBe('COUNTED');
    expect(happened).toEqual(['failed: TypeError: not a token']);
  });

  it('goes to the shelf, then before a person, and only then loses its marker', async () => {
    const { deps, happened, letters } = dispatcher();

    expect(await dispatchCommand(deps)(commandOf())).toBe('PARKED');
    expect(happened).toEqual(['failed: TypeError: not a token', 'letter', 'item', 'done']);
    expect(letters).toMatchObject([
      { source: 'dispatch-commands', reason: 'TypeError: not a token' },
    ]);
    expect(letters[0]?.body).toContain('RESUME_SAGA');
    expect(letters[0]?.body).not.toContain('secret-token');
  });

  it('takes its saga out of the sweep and says so', async () => {
    const { deps, commits } = dispatcher();
    const command = commandOf();

    await dispatchCommand(deps)(command);

    expect(commits.map(({ name }) => name)).toEqual(['TX-ATTENTION']);
    expect(itemIn(commits)).toMatchObject([
      {
        kind: 'SAGA_STUCK',
        objectType: 'saga',
        objectId: sample.sagaId,
        severity: 'P2',
        evidence: [{ command: command.commandId, kind: 'RESUME_SAGA', tries: 3 }],
      },
    ]);
    expect(commits[0]?.changes.at(-1)).toMatchObject({
      change: 'saga.advance',
      after: { status: 'NEEDS_ATTENTION' },
    });
    expect(commits[0]?.outbox?.events).toMatchObject([
      { type: 'com.fluxpay.saga.needs_attention', data: { sagaId: sample.sagaId } },
    ]);
  });

  it.each([
    ['a lost look: the sweep looks', look, viewOf()],
    ['a payment without a saga', resume(), without(viewOf())],
    [
      'a saga that waits for a person already',
      resume(),
      viewOf({ saga: sample.aSaga({ tenant, status: 'NEEDS_ATTENTION' }) }),
    ],
    [
      'a saga that has ended',
      resume(),
      viewOf({ saga: sample.aSaga({ tenant, status: 'COMPLETED' }) }),
    ],
  ])('leaves the saga alone for %s', async (_case, body, view) => {
    const { deps, commits } = dispatcher({ view });

    await dispatchCommand(deps)(commandOf(body));

    expect(itemIn(commits)).toMatchObject([{ objectType: 'payment', objectId: paymentId }]);
    expect(commits[0]?.changes.map(({ change }) => change)).toEqual([
      'attention.create',
      'unique.create',
    ]);
    expect(commits[0]?.outbox?.events[0]?.data).not.toHaveProperty('sagaId');
  });

  it('is only put on the shelf where its payment is not known', async () => {
    const { deps, happened } = dispatcher({ view: undefined });

    expect(await dispatchCommand(deps)(commandOf())).toBe('PARKED');
    expect(happened.slice(1)).toEqual(['letter', 'done']);
  });

  it('is content with an item that is open already', async () => {
    const { deps, happened } = dispatcher({ lost: { lost: 'unique.create' } });

    expect(await dispatchCommand(deps)(commandOf())).toBe('PARKED');
    expect(happened.at(-1)).toBe('done');
  });

  it('keeps its marker when the saga moved meanwhile: it comes again', async () => {
    const { deps, happened } = dispatcher({ lost: { lost: 'saga.advance' } });

    await expect(dispatchCommand(deps)(commandOf())).rejects.toThrow(DependencyUnavailable);
    expect(happened).not.toContain('done');
  });

  it('need not throw an error to be counted', async () => {
    const { deps, happened } = dispatcher({ fault: 'text', tries: 1 });

    await dispatchCommand(deps)(commandOf());

    expect(happened).toEqual(['failed: not an error']);
  });

  it('is one of a kind that this release does not know', async () => {
    const { deps, happened } = dispatcher({ tries: 1 });

    expect(await dispatchCommand(deps)(commandOf({ kind: 'OF_LATER' } as never))).toBe('COUNTED');
    expect(happened).toEqual(['failed: AssertionFailed: no command is called OF_LATER']);
  });
});

describe('an outage', () => {
  it.each([new DependencyUnavailable('Step Functions'), new OutcomeUnknown('a start')])(
    'counts nothing: %s',
    async (fault) => {
      const { deps, happened } = dispatcher({ fault });

      await expect(dispatchCommand(deps)(commandOf())).rejects.toBe(fault);
      expect(happened).toEqual([]);
    },
  );
});

describe('dispatchCommands', () => {
  it('tells how each of them ended', async () => {
    const { deps } = dispatcher({ tries: 1 });
    const workflows = { ...deps.workflows, resume: async () => true };

    const counts = await dispatchCommands({ ...deps, workflows })([
      commandOf(),
      commandOf(look),
      commandOf(),
    ]);

    expect(counts).toEqual({ dispatched: 2, poison: 1, parked: 0 });
  });

  it('throws only when all have ended, so that none is in flight when the batch comes again', async () => {
    const away = new DependencyUnavailable('Step Functions');
    const { deps, happened } = dispatcher({ fault: away });
    const slow = Promise.withResolvers<boolean>();
    const workflows = {
      ...deps.workflows,
      resume: ({ token }: { token: string }) =>
        token === 'slow' ? slow.promise : Promise.reject(away),
    };

    let isOver = false;
    const handedOut = dispatchCommands({ ...deps, workflows })([
      commandOf(resume('broken')),
      commandOf(resume('slow')),
    ]).finally(() => {
      isOver = true;
    });
    await Promise.allSettled([Promise.resolve(), Promise.resolve()]);
    const early = isOver;
    slow.resolve(true);

    await expect(handedOut).rejects.toBe(away);
    expect(early).toBe(false);
    expect(happened).toEqual(['done']);
  });
});
