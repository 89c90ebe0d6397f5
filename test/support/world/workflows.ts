// The workflow engine of a world: the shipped machine on the stepper, its tasks run by the Lambda service,
// its bad ends told to the queue that the platform's rule feeds.
import type { ExecutionEngine } from '#adapters/memory/aws/memory-step-functions.ts';
import type { Json } from '#core/kernel/json.ts';
import { type Definition as Machine, readDefinition } from '#test/support/asl/definition.ts';
import type { HistoryEvent } from '#test/support/asl/history.ts';
import { machineByFolder } from '#test/support/asl/machine-file.ts';
import { createStepper } from '#test/support/asl/stepper.ts';
import type { ExecutionCopy } from '#test/support/invariants/view.ts';
import { hashText } from './draws.ts';
import type { Ground } from './ground.ts';
import type { Lambda } from './lambda.ts';

export interface WorkflowOptions {
  readonly ground: Ground;
  readonly lambda: Lambda;
  readonly workOf: (paymentId: string) => string;
  /** An execution that did not succeed. */
  readonly onBadEnd: (end: {
    readonly name: string;
    readonly status: string;
    readonly input: string;
  }) => void;
  /** Changes the definition: a layer that is off. */
  readonly change?: (definition: Definition) => void;
}

export interface Workflows {
  readonly engine: ExecutionEngine;
  executions(): ExecutionCopy[];
  /** A person stops the execution of this task's saga. */
  stopByTask(event: unknown): void;
  /** What whoever may read an execution reads: every try with its payload, every failure with its cause. */
  histories(): readonly { readonly name: string; readonly events: readonly HistoryEvent[] }[];
  /** `State/edge` of every move of every execution so far. */
  edges(): string[];
}

export interface Definition {
  readonly States: Record<string, Record<string, unknown>>;
  TimeoutSeconds?: number;
}

interface Task {
  readonly saga?: { readonly paymentId?: string; readonly tenant?: string };
}

const badEnds: ReadonlySet<string> = new Set(['FAILED', 'TIMED_OUT', 'ABORTED']);

let shipped: string | undefined;

const readByText = new Map<string, Machine>();

/** Read once for every form a layer gives it; a layer changes a copy of its own. */
const definitionOf = (change: WorkflowOptions['change']): Machine => {
  shipped ??= JSON.stringify(machineByFolder('payment-saga'));
  const definition = JSON.parse(shipped) as Definition;
  change?.(definition);
  const text = JSON.stringify(definition);
  let read = readByText.get(text);
  if (read === undefined) {
    read = readDefinition(definition);
    readByText.set(text, read);
  }
  return read;
};

export const workflowsOf = (options: WorkflowOptions): Workflows => {
  const { ground, lambda, workOf, onBadEnd } = options;
  const { scheduler } = ground;
  const definition = definitionOf(options.change);
  const names: string[] = [];
  const running = new Map<string, string>();
  const stepper = createStepper({
    definition,
    machineName: 'payment-saga',
    scheduler: { now: scheduler.now, at: (atMs, run) => scheduler.at(atMs, run) },
    jitter: (key) => ground.draws.keyed(hashText(key), 8),
    invoke: (folder: string, payload: Json) => {
      const { paymentId = '' } = (payload as Task).saga ?? {};
      return lambda.invoke({ folder: `steps/${folder}`, work: workOf(paymentId), event: payload });
    },
    onEnded: ({ name, status, inputText }) => {
      running.delete((JSON.parse(inputText) as { readonly paymentId: string }).paymentId);
      if (badEnds.has(status)) onBadEnd({ name, status, input: inputText });
    },
  });
  return {
    engine: {
      startExecution: (name, input) => {
        const started = stepper.startExecution(name, input);
        if (!names.includes(name)) {
          names.push(name);
          running.set((JSON.parse(input) as { readonly paymentId: string }).paymentId, name);
        }
        return started;
      },
      sendTaskSuccess: stepper.sendTaskSuccess,
      describe: stepper.describe,
    },
    stopByTask: (event) => {
      const { paymentId = '' } = (event as Task).saga ?? {};
      const name = running.get(paymentId);
      if (name !== undefined) stepper.stop(name, { error: 'Stopped', cause: 'by hand' });
    },
    executions: () =>
      names.map((name) => {
        const { status, startedAtMs, stoppedAtMs, input } = stepper.describe(name);
        return {
          name,
          status,
          startedAt: startedAtMs,
          ...(stoppedAtMs === undefined ? {} : { stoppedAt: stoppedAtMs }),
          input: JSON.parse(input) as ExecutionCopy['input'],
          entered: stepper.history(name).entered,
        };
      }),
    histories: () => names.map((name) => ({ name, events: stepper.history(name).events })),
    edges: () =>
      names.flatMap((name) =>
        stepper
          .history(name)
          .events.flatMap((event) =>
            event.type === 'moved' ? [`${event.state}/${event.edge}`] : [],
          ),
      ),
  };
};
