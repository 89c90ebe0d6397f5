// The engine with everything around it that moves by itself: commands are handed out as the stream
// tells of them, watchdog messages come when they are due, and each saga runs the shipped machine
// with the real steps. Time is virtual and jumps from one event to the next.
import { setImmediate as microtasksDone } from 'node:timers/promises';
import { decodeCommand } from '#adapters/dynamo/outbox-items.ts';
import type { Attributes } from '#adapters/dynamo/row-values.ts';
import type { CloudEvent } from '#core/contracts/events/cloud-event.ts';
import type { WatchMessage } from '#core/contracts/queues/watch-message.ts';
import type { SagaInput } from '#core/contracts/steps/saga-input.ts';
import { watchService } from '#core/fulfilment/watch-service.ts';
import type { Json } from '#core/kernel/json.ts';
import { expireOrder } from '#core/orders/expire-order.ts';
import type { Command } from '#core/outbox/command.ts';
import { dispatchCommands } from '#core/outbox/dispatch-command.ts';
import { failCommand } from '#core/outbox/fail-command.ts';
import type { DeadLetter } from '#core/outbox/queues.ts';
import { sweep } from '#core/outbox/sweep.ts';
import { watch } from '#core/outbox/watch.ts';
import { applyWebhook } from '#core/payments/apply-webhook.ts';
import { lookAtPayment } from '#core/payments/look-at-payment.ts';
import { readCancels } from '#core/payments/read-cancels.ts';
import { resolveAttempt } from '#core/payments/resolve-attempt.ts';
import { sendQueuedRefund } from '#core/refunds/send-refund.ts';
import { restartSaga } from '#core/sagas/restart-saga.ts';
import { ServiceRefusal } from '#test/support/asl/failures.ts';
import { machineByFolder } from '#test/support/asl/machine-file.ts';
import { createStepper, type Stepper } from '#test/support/asl/stepper.ts';
import type { Scheduler } from '#test/support/asl/virtual-clock.ts';
import { type Engine, type EngineOptions, engine, type testClock } from './engine.ts';
import { mishaps } from './mishaps.ts';
import { sagaStep } from './saga-step.ts';
import { sweepEar } from './sweep-ear.ts';

/** What a world loses on the way, to show that the other road does the work. */
export interface Losing {
  commands: boolean;
  watchMessages: boolean;
}

interface Planned {
  readonly atMs: number;
  readonly run: () => void;
  isCancelled: boolean;
}

const schedule = (clock: ReturnType<typeof testClock>) => {
  const plan: Planned[] = [];
  const at: Scheduler['at'] = (atMs, run) => {
    const planned: Planned = { atMs: Math.max(atMs, clock.now()), run, isCancelled: false };
    const later = plan.findIndex((other) => other.atMs > planned.atMs);
    plan.splice(later === -1 ? plan.length : later, 0, planned);
    return () => {
      planned.isCancelled = true;
    };
  };
  const nextUntil = (untilMs: number): Planned | undefined => {
    while (plan[0]?.isCancelled === true) plan.shift();
    const [first] = plan;
    return first !== undefined && first.atMs <= untilMs ? plan.shift() : undefined;
  };
  return { now: () => clock.now(), at, nextUntil };
};

/** Starts and resumes executions of the shipped machine, as the adapter of Step Functions does. */
const workflowsOn = (stepper: () => Stepper, started: SagaInput[]): Engine['deps']['workflows'] => {
  const refusedAs = (names: readonly string[], run: () => unknown): boolean => {
    try {
      run();
      return true;
    } catch (fault) {
      if (fault instanceof ServiceRefusal && names.includes(fault.name)) return false;
      throw fault;
    }
  };
  return {
    start: ({ name, input }) => {
      const isNew = refusedAs(['ExecutionAlreadyExists'], () =>
        stepper().startExecution(name, JSON.stringify(input)),
      );
      if (isNew) started.push(input);
      return Promise.resolve();
    },
    resume: ({ token, outcome }) =>
      Promise.resolve(
        refusedAs(['TaskTimedOut', 'InvalidToken', 'TaskDoesNotExist'], () =>
          stepper().sendTaskSuccess(token, JSON.stringify({ outcome })),
        ),
      ),
    isRunning: (name) => {
      let isRunning = false;
      refusedAs(['ExecutionDoesNotExist'], () => {
        isRunning = stepper().describe(name).status === 'RUNNING';
      });
      return Promise.resolve(isRunning);
    },
  };
};

/** Where events and hopeless messages go, and one process's memory. */
const sinksOf = () => {
  const published: CloudEvent[] = [];
  const parked: DeadLetter[] = [];
  const memory = new Map<string, unknown>();
  const ports = {
    instance: {
      memory: <T>(name: string, make: () => T): T => {
        if (!memory.has(name)) memory.set(name, make());
        return memory.get(name) as T;
      },
    },
    publisher: {
      publish: (events: readonly CloudEvent[]) => {
        published.push(...events);
        return Promise.resolve(events.map(({ id }) => ({ ok: true as const, id })));
      },
    },
    deadLetters: {
      put: (letter: DeadLetter) => {
        parked.push(letter);
        return Promise.resolve();
      },
    },
  };
  return { published, parked, ports };
};

const eventsMax = 20_000;
const redeliveredAfterMs = 30_000;

/** Lives of the steps' functions in seconds: those of their states less two; token states ten. */
const lives: Readonly<Record<string, number>> = {
  'cancel-payment': 23,
  'raise-attention': 28,
  'complete-order': 8,
  'settle-service': 8,
  'cancel-order': 8,
};

/** A step that never comes back ends with its function's life, as an error of the platform. */
const withinLife = (
  { now, at }: Scheduler,
  folder: string,
  run: () => Promise<unknown>,
): Promise<unknown> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const cancelEnd = at(now() + (lives[folder] ?? 10) * 1_000, () => {
    reject(Object.assign(new Error(`${folder} took too long`), { name: 'Sandbox.Timedout' }));
  });
  return Promise.race([run(), promise]).finally(cancelEnd);
};

export const world = (options: EngineOptions = {}) => {
  const mishap = mishaps();
  const base = engine({ ...options, around: mishap.around });
  const { clock } = base;
  const time = schedule(clock);
  const losing: Losing = { commands: false, watchMessages: false };
  const started: SagaInput[] = [];
  const sinks = sinksOf();

  const watchQueue: Engine['deps']['watchQueue'] = {
    send: (message, at) => {
      if (!losing.watchMessages) deliver(message, at);
      return Promise.resolve();
    },
  };
  const stepper = createStepper({
    definition: machineByFolder('payment-saga'),
    machineName: 'payment-saga',
    scheduler: time,
    jitter: () => 0.5,
    invoke: (folder, payload) =>
      withinLife(time, folder, () => sagaStep(deps, folder, payload as Json)),
  });
  const deps = {
    ...base.deps,
    workflows: workflowsOn(() => stepper, started),
    watchQueue,
    ...sinks.ports,
  };

  /** A look that fails is delivered again half a minute later, as the queue does it. */
  const deliver = (message: WatchMessage, at: number): void => {
    time.at(at, () => {
      watch(watchDeps())(message).catch(() => deliver(message, clock.now() + redeliveredAfterMs));
    });
  };
  const watchDeps = () => ({
    watchQueue,
    clock,
    watchService: watchService(deps),
    resolveAttempt: resolveAttempt(deps),
    readCancels: readCancels(deps),
    lookAtPayment: lookAtPayment(deps),
    sendQueuedRefund: sendQueuedRefund(deps),
    applyWebhook: applyWebhook(deps),
  });
  const dispatching = { ...deps, failCommand: failCommand(deps) };
  const handOut = async (commands: readonly Command[]): Promise<void> => {
    for (const command of commands) await dispatchCommands(dispatching)([command]);
  };
  let seen = 0;
  /** The command stream: every row once, in order. @returns How many there were. */
  const drainCommands = async (): Promise<number> => {
    await microtasksDone();
    const records = base.dynamo.streamRecords('commands', seen);
    seen = records.at(-1)?.sequence ?? seen;
    const inserted = records.filter(({ eventName }) => eventName === 'INSERT');
    if (!losing.commands) {
      await handOut(inserted.map(({ newImage }) => decodeCommand(newImage as Attributes)));
    }
    return inserted.length;
  };

  /** Lets everything happen that is due by then, and sets the clock to it. */
  const runFor = async (ms: number): Promise<void> => {
    const until = clock.now() + ms;
    for (let count = 0; count < eventsMax; count += 1) {
      // What a command sets going may write commands of its own.
      if ((await drainCommands()) > 0) continue;
      const next = time.nextUntil(until);
      if (next === undefined) {
        clock.advance(Math.max(0, until - clock.now()));
        return;
      }
      clock.advance(Math.max(0, next.atMs - clock.now()));
      next.run();
    }
    throw new Error('something plans itself for ever');
  };

  const { port, ...heard } = sweepEar(base);

  /** One turn of the sweeper: what stayed behind is published, handed out, looked at. */
  const sweepOnce = () =>
    sweep({
      ...deps,
      dispatcher: { dispatch: handOut },
      publishAfterMs: 10_000,
      ...port,
      onDue: {
        closeOrder: async (due) => {
          await expireOrder(deps)(due);
        },
        resolveAttempt: async (due) => {
          await resolveAttempt(deps)(due);
        },
        restartSaga: restartSaga(deps),
        lookAtPayment: async (due) => {
          await lookAtPayment(deps)(due);
        },
        sendRefund: async (due) => {
          await sendQueuedRefund(deps)(due);
        },
      },
    })();

  return {
    ...base,
    deps,
    losing,
    mishap,
    published: sinks.published,
    parked: sinks.parked,
    sagasStarted: started,
    stepper,
    runFor,
    drainCommands,
    sweepOnce,
    ...heard,
    microtasksDone: (): Promise<void> => microtasksDone(),
  };
};

export type World = ReturnType<typeof world>;
